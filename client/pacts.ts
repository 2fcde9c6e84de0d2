// The pacts of the workspace as lenses and the test tree need them: asked of the server, the one place that discovers.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import * as z from "zod/mini";
import type { Runnables } from "../server/features/index.ts";

export const languageId = "behavioral-pact";

const position = z.object({ line: z.number(), character: z.number() });
const schema = z.object({
  pact: z.string(),
  title: z.string(),
  broken: z.boolean(),
  recordings: z.array(z.string()),
  drift: z.nullable(z.object({ baseline: z.nullable(z.string()), range: z.object({ start: position, end: position }) })),
  items: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      kind: z.enum(["may", "never", "escalate", "limit", "test", "evaluate", "red team"]),
      range: z.object({ start: position, end: position }),
    }),
  ),
});

/** Asks again at every call; the server has the answer at hand. undefined where the document is no pact, or the server is not up. */
export async function runnablesOf(client: LanguageClient, uri: vscode.Uri): Promise<Runnables | undefined> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.languageId !== languageId) return undefined;
  const decoded = schema.safeParse(await client.sendRequest("pact/runnables", { uri: uri.toString() }));
  return decoded.success ? decoded.data : undefined;
}

export const toRange = ({ start, end }: Runnables["items"][number]["range"]): vscode.Range =>
  new vscode.Range(start.line, start.character, end.line, end.character);

/** A clause, limit or test by its name, in its pact; false where the pact has none of that name. */
export async function revealMember(
  client: LanguageClient,
  pact: vscode.Uri,
  name: string,
  viewColumn: vscode.ViewColumn,
): Promise<boolean> {
  const item = (await runnablesOf(client, pact))?.items.find((each) => each.name === name);
  if (!item) return false;
  const range = toRange(item.range);
  const editor = await vscode.window.showTextDocument(pact, { viewColumn });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  return true;
}

/** A tool where its catalogue has it, else where the pact first names it; false where it names no such tool. */
export async function revealTool(pact: vscode.Uri, name: string, viewColumn: vscode.ViewColumn): Promise<boolean> {
  const document = await vscode.workspace.openTextDocument(pact);
  // What an agent called is any text: nothing but a name stands in a pact.
  const at = /^[\w-]+$/.test(name) ? document.getText().search(new RegExp(`(?<![\\w-])${name}(?![\\w-])`)) : -1;
  if (at < 0) return false;
  const named = new vscode.Location(pact, document.positionAt(at));
  const found = await vscode.commands.executeCommand<(vscode.Location | vscode.LocationLink)[]>(
    "vscode.executeDefinitionProvider",
    pact,
    named.range.start,
  );
  const [first = named] = found;
  const [uri, range] = "targetUri" in first ? [first.targetUri, first.targetSelectionRange ?? first.targetRange] : [first.uri, first.range];
  await vscode.window.showTextDocument(uri, { viewColumn, selection: range });
  return true;
}

/** What is started reads the file on disk: what stands in the editor is saved first. */
export async function saved(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.isDirty) await document.save();
  return document;
}

/** The recordings a pact names that are there; patterns such as `./runs/*.jsonl` are expanded, each to `most` at most. */
export async function recordingsOf(pact: vscode.Uri, runnables: Runnables, most?: number): Promise<vscode.Uri[]> {
  const folder = vscode.Uri.joinPath(pact, "..");
  const found = await Promise.all(
    runnables.recordings.map(async (path) => {
      if (path.includes("*"))
        return vscode.workspace.findFiles(new vscode.RelativePattern(folder, path.replace(/^\.\//, "")), undefined, most);
      const uri = vscode.Uri.joinPath(folder, path);
      const there = await vscode.workspace.fs.stat(uri).then(
        () => true,
        () => false,
      );
      return there ? [uri] : [];
    }),
  );
  return found.flat();
}
