// What the editor and the server say to each other, in the log: as `pact.trace.server` asks, whatever level the log has. The client
// library writes it at the level `trace` alone, which a log hides unless somebody sets it, and then takes `off` for `messages`.
import * as vscode from "vscode";

const section = "pact.trace.server";

/** The log as the client library is to see it; everything but the conversation goes straight through. */
export function conversationIn(log: vscode.LogOutputChannel, subscriptions: vscode.Disposable[]): vscode.LogOutputChannel {
  const changed = new vscode.EventEmitter<vscode.LogLevel>();
  subscriptions.push(
    changed,
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(section) && changed.fire(asked())),
  );
  const own = {
    get logLevel() {
      return asked();
    },
    onDidChangeLogLevel: changed.event,
    trace: (message: string, ...more: unknown[]) => log.info(message, ...more),
  };
  return new Proxy({} as vscode.LogOutputChannel, {
    get: (_, key) => {
      if (Object.hasOwn(own, key)) return Reflect.get(own, key);
      const value: unknown = Reflect.get(log, key);
      return typeof value === "function" ? value.bind(log) : value;
    },
  });
}

const asked = (): vscode.LogLevel =>
  vscode.workspace.getConfiguration().get<string>(section, "off") === "off" ? vscode.LogLevel.Off : vscode.LogLevel.Trace;
