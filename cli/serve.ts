// `pact serve`: the language server for any editor. It stands in a bundle of its own, beside this one or where the build puts it;
// between it and standard input stands what the protocol asks of a server before it is initialized.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { PassThrough } from "node:stream";
import { fileURLToPath } from "node:url";
import { Frames, frameOf } from "./frames.ts";
import { Unrunnable, write } from "./output.ts";

export async function serve({ stdio }: { readonly stdio: boolean }): Promise<void> {
  if (!stdio) throw new Unrunnable("the server speaks over standard input and output only; say `pact serve --stdio`");
  // From the bundle, which stands in a folder below, and from the source.
  const places = ["../server.cjs", "../dist/server.cjs"];
  const server = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((file) => existsSync(file));
  if (!server) throw new Unrunnable("there is no `server.cjs` beside this program; build it with `npm run build`");
  // Whatever a dependency says goes where a person reads it: standard output belongs to the protocol.
  console.log = console.info = console.debug = console.error;
  Object.defineProperty(process, "stdin", { value: guarded(process.stdin), configurable: true });
  createRequire(import.meta.url)(server);
  // The server ends the process itself: 0 after `shutdown`, 1 without.
  return new Promise(() => undefined);
}

/** Messages alone, and before `initialize` nothing but that. */
function guarded(input: NodeJS.ReadStream): PassThrough {
  const output = new PassThrough();
  let initialized = false;
  const frames = new Frames(
    ({ bytes, message }) => {
      const { id, method } = (message ?? {}) as { id?: unknown; method?: unknown };
      initialized ||= method === "initialize";
      if (initialized || method === "exit") output.write(bytes);
      else if (id !== undefined)
        write(frameOf({ id, error: { code: notInitialized, message: `\`${method}\` comes before \`initialize\`` } }));
    },
    (count) => write(`pact: ${count} bytes of standard input are no message of the Language Server Protocol and were passed over\n`, 2),
  );
  input.on("data", (chunk: Buffer) => frames.take(chunk));
  input.on("end", () => output.end());
  input.on("error", () => output.end());
  return output;
}

/** ServerNotInitialized, LSP 3.17, error codes. */
const notInitialized = -32002;
