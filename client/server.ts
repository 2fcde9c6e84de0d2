// The language server as VS Code runs it: started, started again when it ends by itself, and restarted by hand in any state.
import path from "node:path";
import * as vscode from "vscode";
import { CloseAction, ErrorAction, type ErrorHandler, LanguageClient, State, TransportKind } from "vscode-languageclient/node";
import { Crashes } from "./crashes.ts";
import { findingPages } from "./finding-pages.ts";
import { languageId } from "./pacts.ts";
import { conversationIn } from "./server-log.ts";

export class Server {
  readonly client: LanguageClient;
  private readonly log: vscode.LogOutputChannel;
  private readonly crashes = new Crashes(Date.now);

  constructor(context: vscode.ExtensionContext, log: vscode.LogOutputChannel) {
    this.log = log;
    this.client = new LanguageClient(
      "pact",
      "Behavioral Pacts",
      { module: context.asAbsolutePath(path.join("dist", "server.cjs")), transport: TransportKind.ipc },
      {
        documentSelector: [{ language: languageId }],
        outputChannel: log,
        traceOutputChannel: conversationIn(log, context.subscriptions),
        errorHandler: this.errorHandler(),
        middleware: findingPages,
      },
    );
    context.subscriptions.push(this.client);
  }

  /** Never rejects: without a server the commands and the tests are still there, and one of them starts it again. */
  async start(): Promise<void> {
    try {
      await this.client.start();
    } catch (error) {
      this.log.error(`the language server did not start: ${String(error)}`);
      void this.tell("The language server did not start.");
    }
  }

  /** Running, crashed, given up or never started: it runs afterwards, with every open file. */
  async restart(): Promise<void> {
    this.crashes.forget();
    if (this.client.state === State.Running) {
      // One that hangs does not answer `shutdown`: it is ended all the same.
      await this.client.stop().catch((error) => this.log.warn(`the language server did not stop by itself: ${String(error)}`));
    }
    await this.start();
  }

  async stop(): Promise<void> {
    if (this.client.state === State.Running) await this.client.stop();
  }

  /** What the library would say in a message of its own is said here, once, with what can be done. */
  private errorHandler(): ErrorHandler {
    return {
      error: (error) => {
        this.log.error(`the connection to the language server: ${error.message}`);
        // Never a shutdown: what is written to a server that just died fails several times before its end is heard of, and one shut
        // down for that would not be started again.
        return { action: ErrorAction.Continue, handled: true };
      },
      closed: () => {
        if (this.crashes.again()) {
          const message = "the language server ended by itself; it is started again with the open files";
          return { action: CloseAction.Restart, message, handled: true };
        }
        void this.tell("The language server ended five times within three minutes and is not started again.");
        return { action: CloseAction.DoNotRestart, message: "the language server is not started again", handled: true };
      },
    };
  }

  private async tell(what: string): Promise<void> {
    const chosen = await vscode.window.showErrorMessage(what, "Restart", "Show Log");
    if (chosen === "Restart") await this.restart();
    if (chosen === "Show Log") this.log.show();
  }
}
