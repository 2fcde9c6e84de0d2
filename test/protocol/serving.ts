// `pact serve --stdio` as an editor starts it, built if it is not there, with a folder of its own.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import type { Diagnostic } from "vscode-languageserver-types";
import { Client } from "./client.ts";

const root = path.join(import.meta.dirname, "../..");
const program = path.join(root, "dist/cli.cjs");

/** The bundles are what a user runs: they are built where they are missing, or older than what they are made of. */
export function build(): void {
  const built = ["cli.cjs", "server.cjs"].map((name) => statSync(path.join(root, "dist", name), { throwIfNoEntry: false })?.mtimeMs ?? 0);
  const sources = ["grammar", "engine", "server", "cli"].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: "utf8" }).map(
      (file) => statSync(path.join(root, folder, file)).mtimeMs,
    ),
  );
  if (Math.min(...built) < Math.max(...sources)) execFileSync(process.execPath, ["esbuild.mjs"], { cwd: root });
}

export const serve = (): Client => new Client([process.execPath, program, "serve", "--stdio"]);

/** Ends as the client's process does; what is still running is ended. */
export async function exitOf({ process: child }: Client, afterMs = 10_000): Promise<number | string | null> {
  if (child.exitCode !== null) return child.exitCode;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      child.kill("SIGKILL");
      resolve("still running");
    }, afterMs);
    child.once("exit", (code, signal) => {
      clearTimeout(timer);
      resolve(code ?? signal);
    });
  });
}

export class Folder {
  readonly path = mkdtempSync(path.join(tmpdir(), "pact-serve-"));

  constructor() {
    this.put("tools.json", readFileSync(path.join(root, "test/fixtures/tools.json"), "utf8"));
  }
  put(name: string, text: string): void {
    writeFileSync(path.join(this.path, name), text);
  }
  uri(name: string): string {
    return pathToFileURL(path.join(this.path, name)).href;
  }
  remove(name = ""): void {
    rmSync(path.join(this.path, name), { recursive: true, force: true });
  }
}

/** The next findings pushed for a document. */
export const pushed = (client: Client, uri: string): Promise<Diagnostic[]> =>
  new Promise((resolve) =>
    client.on<{ uri: string; diagnostics: Diagnostic[] }>("textDocument/publishDiagnostics", (params) => {
      if (params.uri === uri) resolve(params.diagnostics);
    }),
  );

/** Errors and warnings alone: notes are no part of most questions. */
export const told = (diagnostics: readonly Diagnostic[]): string[] =>
  diagnostics
    .filter(({ severity }) => severity === 1)
    .map(({ range: { start }, code, message }) => `${start.line}:${start.character} ${code} ${message}`);
