// A connection over stdio. vscode-jsonrpc writes the header of a message, waits until it is out, and then its body: two calls of the
// operating system, and an editor woken twice. Here a message is one.
import { Console } from "node:console";
import {
  AbstractMessageWriter,
  createConnection,
  type Message,
  type MessageWriter,
  ProposedFeatures,
  StreamMessageReader,
} from "vscode-languageserver/node";

export function connectStdio() {
  // What a library prints would be read as a part of a message.
  globalThis.console = new Console(process.stderr);
  const connection = createConnection(ProposedFeatures.all, new StreamMessageReader(process.stdin), new StdioWriter());
  let isShutDown = false;
  connection.onShutdown(() => {
    isShutDown = true;
  });
  // An editor that is gone asks for nothing more.
  for (const event of ["end", "close"]) process.stdin.once(event, () => process.exit(isShutDown ? 0 : 1));
  return connection;
}

class StdioWriter extends AbstractMessageWriter implements MessageWriter {
  private errors = 0;

  constructor() {
    super();
    process.stdout.on("error", (error) => this.fireError(error));
    process.stdout.on("close", () => this.fireClose());
  }

  /** Base protocol of the Language Server Protocol 3.17. */
  write(message: Message): Promise<void> {
    const body = JSON.stringify(message);
    const framed = `Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
    return new Promise((resolve, reject) =>
      process.stdout.write(framed, (error) => {
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
