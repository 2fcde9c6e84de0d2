// The streams of an evidence log: for each pact here that decided some of it and has a baseline, how near each watched signal is to an alarm.
// `pact drift --stream --dry-run` only looks: the watch of whoever is alarmed stays where it stands.
import path from "node:path";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { StreamEvent } from "../engine/index.ts";
import { runnablesOf } from "./pacts.ts";
import type { PactProcess } from "./process.ts";

export interface LogStream {
  readonly pact: string;
  readonly found: StreamEvent | { readonly problem: string };
}

interface Asked {
  readonly program: PactProcess;
  readonly client: LanguageClient;
  readonly token: vscode.CancellationToken;
}

/** `decided` are the ids of the pacts by whose clauses the log's entries were decided. */
export async function streamsOf(
  log: string,
  pacts: readonly string[],
  decided: ReadonlySet<string>,
  { program, client, token }: Asked,
): Promise<LogStream[]> {
  const streams: LogStream[] = [];
  for (const file of pacts) {
    if (token.isCancellationRequested || !(await mayWatch(file, decided))) continue;
    const runnables = await runnablesOf(client, vscode.Uri.file(file));
    if (!runnables || !decided.has(runnables.pact) || runnables.drift?.baseline == null) continue;
    let found: StreamEvent | undefined;
    const { stderr } = await program.run(
      ["drift", file, "--stream", log, "--json", "--dry-run"],
      (event) => {
        if (event.event === "stream") found = event;
      },
      { token, onlyReads: true },
    );
    const problem = stderr.replace(/^pact: /, "") || "the watch ended without a result";
    streams.push({ pact: path.basename(file), found: found ?? { problem } });
  }
  return streams;
}

/** Of hundreds of pacts few are opened: those that hold one of these names and speak of drift. */
async function mayWatch(file: string, decided: ReadonlySet<string>): Promise<boolean> {
  try {
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(vscode.Uri.file(file)));
    return /\bdrift\b/.test(text) && [...decided].some((id) => text.includes(id));
  } catch {
    return false;
  }
}
