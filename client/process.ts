// Starts the command line as the editor's own executable, never a `node` found on the PATH, and reads its events as they
// come. What CI says is what the editor says, because it is the same program.
import { spawn } from "node:child_process";
import path from "node:path";
import * as vscode from "vscode";
import { decodeEvent, type WireEvent } from "./events.ts";

export interface ProcessResult {
  readonly code: number | null;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly token?: vscode.CancellationToken | undefined;
  /** What the process reads from its standard input. */
  readonly input?: string;
}

const maxStderr = 10_000;

export class PactProcess {
  private readonly cli: string;
  private readonly log: vscode.LogOutputChannel;

  constructor(extension: vscode.Uri, log: vscode.LogOutputChannel) {
    this.cli = path.join(extension.fsPath, "dist", "cli.js");
    this.log = log;
  }

  /** Resolves when the process has ended. Cancelling ends the process. Lines that are no event are logged, not believed. */
  run(args: readonly string[], onEvent: (event: WireEvent) => void, { token, input = "" }: ProcessOptions = {}): Promise<ProcessResult> {
    if (!vscode.workspace.isTrusted) return Promise.resolve({ code: null, stderr: "this workspace is not trusted; trust it to run pacts" });
    this.log.info(`pact ${args.join(" ")}`);
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [this.cli, ...args], {
        env: { ...process.env, ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" },
        stdio: ["pipe", "pipe", "pipe"],
      });
      const cancel = token?.onCancellationRequested(() => child.kill());
      child.stdin.on("error", () => {}); // it ended without reading, and says why on its standard error
      child.stdin.end(input);
      let rest = "";
      let stderr = "";
      child.stdout.setEncoding("utf8").on("data", (text: string) => {
        const lines = (rest + text).split("\n");
        rest = lines.pop() ?? "";
        for (const line of lines) {
          const event = decodeEvent(line);
          if (event) onEvent(event);
          else if (line.trim()) this.log.warn(`not an event: ${line.slice(0, 200)}`);
        }
      });
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        stderr = (stderr + text).slice(-maxStderr);
      });
      const end = (code: number | null) => {
        cancel?.dispose();
        if (stderr) this.log.info(stderr.trim());
        resolve({ code, stderr: stderr.trim() });
      };
      child.on("error", (error) => {
        stderr += error.message;
        end(null);
      });
      child.on("close", end);
    });
  }
}
