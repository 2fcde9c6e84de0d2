// A connection over stdio. The library's reader lets two turns of the event loop pass before it hands on a message, and stops for ever at a
// byte that belongs to none; its writer writes the header of a message, waits until it is out, and then its body: two calls of the operating
// system, and an editor woken twice. Here a message is one, and what is none is passed over.
import { Console } from "node:console";
import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createConnection,
  type DataCallback,
  type Disposable,
  ErrorCodes,
  type Message,
  type MessageReader,
  type MessageWriter,
  ProposedFeatures,
} from "vscode-languageserver/node";
import { Frames, framed } from "./frames.ts";

export function connectStdio() {
  // What a library prints would be read as a part of a message.
  globalThis.console = new Console(process.stderr);
  const reader = new StdioReader();
  // An editor that is gone asks for nothing more; the `exit` of one that said so before is on its way.
  const gone = () => reader.isExiting || process.exit(reader.isShutDown ? 0 : 1);
  for (const event of ["end", "close"]) process.stdin.once(event, gone);
  return createConnection(ProposedFeatures.all, reader, new StdioWriter());
}

/** Messages alone, and each in its time: nothing before `initialize`, that once, and behind `shutdown` only `exit`. Other requests are refused. */
class StdioReader extends AbstractMessageReader implements MessageReader {
  isShutDown = false;
  isExiting = false;
  private isInitialized = false;

  listen(callback: DataCallback): Disposable {
    const frames = new Frames(
      (message) => this.take(message as Message, callback),
      (count) =>
        process.stderr.write(
          `pact: ${count} bytes of standard input are no message of the Language Server Protocol and were passed over\n`,
        ),
    );
    const take = (chunk: Buffer) => frames.take(chunk);
    process.stdin.on("data", take);
    process.stdin.on("error", (error) => this.fireError(error));
    process.stdin.on("close", () => this.fireClose());
    return { dispose: () => process.stdin.off("data", take) };
  }

  private take(message: Message, callback: DataCallback): void {
    const { id, method } = message as { readonly id?: unknown; readonly method?: unknown };
    const error = method === "exit" ? undefined : this.refusal(method);
    if (error) {
      if (id !== undefined && method !== undefined) process.stdout.write(framed({ jsonrpc: "2.0", id, error }));
      return;
    }
    this.isInitialized ||= method === "initialize";
    this.isShutDown ||= method === "shutdown";
    this.isExiting ||= method === "exit";
    callback(message);
  }

  /** Why a message is not taken (Language Server Protocol 3.17, lifecycle messages). An answer has no method. */
  private refusal(method: unknown): { readonly code: number; readonly message: string } | undefined {
    if (!this.isInitialized && method !== "initialize")
      return { code: ErrorCodes.ServerNotInitialized, message: `\`${method}\` comes before \`initialize\`` };
    if (this.isInitialized && method === "initialize")
      return { code: ErrorCodes.InvalidRequest, message: "`initialize` has been asked already" };
    if (this.isShutDown && method !== undefined)
      return { code: ErrorCodes.InvalidRequest, message: `\`${method}\` comes after \`shutdown\`` };
    return undefined;
  }
}

class StdioWriter extends AbstractMessageWriter implements MessageWriter {
  private errors = 0;

  constructor() {
    super();
    process.stdout.on("error", (error) => this.fireError(error));
    process.stdout.on("close", () => this.fireClose());
  }

  write(message: Message): Promise<void> {
    return new Promise((resolve, reject) =>
      process.stdout.write(framed(message), (error) => {
        if (!error) return resolve();
        this.fireError(error, message, ++this.errors);
        reject(error);
      }),
    );
  }

  end(): void {
    process.stdout.end();
  }
}
