// A case of an evaluation made of a step of a run, written to the end of a file of cases and shown there: what should come of it, a
// person says.
import * as vscode from "vscode";
import type { Listing } from "./listing.ts";
import type { PactProcess } from "./process.ts";

export interface StepOf {
  readonly session: string;
  readonly step: number;
}

export async function newCase(program: PactProcess, { pact, traces, given }: Listing, { session, step }: StepOf): Promise<void> {
  const target = await chooseFile(pact);
  if (!target) return;
  let made: Readonly<Record<string, unknown>> | undefined;
  const sources = given ? ["-", "--from", "pact"] : traces.map(({ fsPath }) => fsPath);
  const { stderr } = await program.run(
    ["case", ...sources, "--session", session, "--step", String(step), "--json"],
    (event) => {
      if (event.event === "case") made = event.case;
    },
    given ? { input: given.line } : {},
  );
  if (!made) return void vscode.window.showErrorMessage(stderr || "no case could be made of this step");
  await append(target, JSON.stringify(withFreeId(made, await textOf(target))));
}

/** The files of cases beside the pact, or a new one. */
async function chooseFile(pact: vscode.Uri): Promise<vscode.Uri | undefined> {
  const folder = vscode.Uri.joinPath(pact, "..");
  const found = await vscode.workspace.findFiles(new vscode.RelativePattern(folder, "**/*.jsonl"), "**/{node_modules,.pact,runs}/**", 100);
  const isCases = (uri: vscode.Uri) => /case|attack|eval/i.test(uri.path.slice(folder.path.length));
  const items = found
    .filter(isCases)
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((uri) => ({ label: `$(file) ${vscode.workspace.asRelativePath(uri)}`, uri: uri as vscode.Uri | undefined }));
  const other = { label: "$(new-file) Another file…", description: "JSON Lines", uri: undefined as vscode.Uri | undefined };
  const picked = await vscode.window.showQuickPick([...items, other], { title: "File of cases to add this case to" });
  if (!picked) return undefined;
  if (picked.uri) return picked.uri;
  return vscode.window.showSaveDialog({
    title: "File of cases",
    defaultUri: vscode.Uri.joinPath(folder, "cases", "found.jsonl"),
    filters: { Cases: ["jsonl"] },
  });
}

/** As it stands in the editor, else on disk; nothing where there is none yet. */
const textOf = (uri: vscode.Uri): Thenable<string> =>
  vscode.workspace.openTextDocument(uri).then(
    (document) => document.getText(),
    () => "",
  );

/** An id that stands in the file already would make both cases useless. */
function withFreeId(made: Readonly<Record<string, unknown>>, text: string): Readonly<Record<string, unknown>> {
  const id = String(made.id);
  const isTaken = (name: string) => text.includes(`"id":${JSON.stringify(name)}`) || text.includes(`"id": ${JSON.stringify(name)}`);
  let free = id;
  for (let i = 2; isTaken(free); i++) free = `${id}_${i}`;
  return { ...made, id: free };
}

/** In the editor and not saved: a person looks at it first, and can undo it. */
async function append(uri: vscode.Uri, line: string): Promise<void> {
  const there = await vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
  if (!there) await vscode.workspace.fs.writeFile(uri, new Uint8Array());
  const document = await vscode.workspace.openTextDocument(uri);
  const end = document.lineAt(document.lineCount - 1).range.end;
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, end, `${end.character > 0 ? "\n" : ""}${line}\n`);
  await vscode.workspace.applyEdit(edit);
  const editor = await vscode.window.showTextDocument(document, { viewColumn: vscode.ViewColumn.One });
  // What is to be filled in is selected.
  const at = document.getText().lastIndexOf('"expect":{}') + '"expect":{'.length;
  const place = document.positionAt(at);
  editor.selection = new vscode.Selection(place, place);
  editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenter);
}
