// Starts the command line as the editor's own executable, never a `node` found on the PATH, and reads its events as they
// come. What CI says is what the editor says, because it is the same program.
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import path from "node:path";
import type { Readable } from "node:stream";
import * as vscode from "vscode";
import { endpointEnvironment } from "./endpoint-key.ts";
import { decodeEvent, type WireEvent } from "./events.ts";

export interface ProcessResult {
  readonly code: number | null;
  readonly stderr: string;
}

export interface ProcessOptions {
  readonly token?: vscode.CancellationToken | undefined;
  /** What the process reads from its standard input. */
  readonly input?: string;
  /** It reads, and runs nothing that a workspace names: it needs no trust. */
  readonly onlyReads?: boolean;
  /** What it writes is for people, and no event is expected. */
  readonly isText?: boolean;
}

export type ConversationOptions = Pick<ProcessOptions, "onlyReads">;

/** A program that stays: lines in, lines out, until it is ended. */
export interface Conversation {
  say(line: string): void;
  end(): void;
}

const maxStderr = 10_000;
/** How long a program may take to end in good order; after that it is ended. */
const graceMs = 800;

function stop(child: ChildProcess): void {
  child.kill();
  const timer = setTimeout(() => child.kill("SIGKILL"), graceMs);
  child.once("close", () => clearTimeout(timer));
}

export class PactProcess {
  private readonly cli: string;
  private readonly log: vscode.LogOutputChannel;
  private readonly secrets: vscode.SecretStorage;

  constructor({ extensionUri, secrets }: Pick<vscode.ExtensionContext, "extensionUri" | "secrets">, log: vscode.LogOutputChannel) {
    this.cli = path.join(extensionUri.fsPath, "dist", "cli.cjs");
    this.log = log;
    this.secrets = secrets;
  }

  /** Resolves when the process has ended. Cancelling ends the process. Lines that are no event are logged, not believed. */
  async run(
    args: readonly string[],
    onEvent: (event: WireEvent) => void,
    { token, input = "", onlyReads = false, isText = false }: ProcessOptions = {},
  ): Promise<ProcessResult> {
    if (!onlyReads && !vscode.workspace.isTrusted) return { code: null, stderr: "this workspace is not trusted; trust it to run pacts" };
    // Evaluations alone ask endpoints.
    const environment = args[0] === "eval" ? await endpointEnvironment(this.secrets) : {};
    return new Promise((resolve) => {
      const child = this.start(args, environment);
      const cancel = token?.onCancellationRequested(() => stop(child));
      child.stdin.on("error", () => {}); // it ended without reading, and says why on its standard error
      child.stdin.end(input);
      let stderr = "";
      eachLine(child.stdout, (line) => {
        const event = decodeEvent(line);
        if (event) onEvent(event);
        else if (line.trim() && !isText) this.log.warn(`not an event: ${line.slice(0, 200)}`);
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

  /** Starts a program that is asked again and again. `onEnd` says why there will be no more answers. */
  converse(
    args: readonly string[],
    onLine: (line: string) => void,
    onEnd: (why: string) => void,
    { onlyReads = false }: ConversationOptions = {},
  ): Conversation {
    if (!onlyReads && !vscode.workspace.isTrusted) {
      queueMicrotask(() => onEnd("this workspace is not trusted; trust it to show runs"));
      return { say: () => {}, end: () => {} };
    }
    const child = this.start(args);
    let stderr = "";
    child.stdin.on("error", () => {}); // it has ended, and `close` says so
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-maxStderr);
    });
    eachLine(child.stdout, onLine);
    child.on("error", (error) => onEnd(error.message));
    child.on("close", () => onEnd(stderr.trim() || "the program that reads this has ended"));
    return { say: (line) => child.stdin.write(`${line}\n`), end: () => stop(child) };
  }

  private start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcessWithoutNullStreams {
    this.log.info(`pact ${args.join(" ")}`);
    return spawn(process.execPath, [this.cli, ...args], {
      env: { ...process.env, ...environment, ELECTRON_RUN_AS_NODE: "1", NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
  }
}

function eachLine(stream: Readable, onLine: (line: string) => void): void {
  let rest = "";
  stream.setEncoding("utf8").on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
}
