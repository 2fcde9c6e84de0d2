// `pact serve`: the language server for any editor. It stands in a bundle of its own, beside this one or where the build puts it.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { Unrunnable } from "./output.ts";

export async function serve({ stdio }: { readonly stdio: boolean }): Promise<void> {
  if (!stdio) throw new Unrunnable("the server speaks over standard input and output only; say `pact serve --stdio`");
  // From the bundle, which stands in a folder below, and from the source.
  const places = ["../server.cjs", "../dist/server.cjs"];
  const server = places.map((place) => fileURLToPath(new URL(place, import.meta.url))).find((file) => existsSync(file));
  if (!server) throw new Unrunnable("there is no `server.cjs` beside this program; build it with `npm run build`");
  createRequire(import.meta.url)(server);
  // The server ends the process itself: 0 after `shutdown`, 1 without.
  return new Promise(() => undefined);
}
