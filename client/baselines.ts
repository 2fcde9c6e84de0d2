// Baselines of the workspace: one is chosen to compare with, and a run is blessed as one, explicitly, with who and why.
import path from "node:path";
import * as vscode from "vscode";
import type { PactProcess } from "./process.ts";

const longestBaseline = 64_000_000;

/** `current` is the one that is shown. Undefined where nobody chose. */
export async function chooseBaseline(pact: vscode.Uri, current: string | undefined): Promise<string | undefined> {
  const found = await baselinesNear(pact);
  const browse = { label: "$(folder-opened) Another File…", description: "", file: undefined };
  const items = found.map(({ fsPath }) => ({
    label: `$(file) ${path.basename(fsPath)}`,
    description: `${vscode.workspace.asRelativePath(fsPath)}${fsPath === current ? " · shown now" : ""}`,
    file: fsPath,
  }));
  const picked = await vscode.window.showQuickPick([...items, browse], { title: "Baseline to compare with", matchOnDescription: true });
  if (!picked || picked.file !== undefined) return picked?.file;
  const options = { title: "Baseline to compare with", filters: { Baseline: ["json"] }, defaultUri: vscode.Uri.joinPath(pact, "..") };
  return (await vscode.window.showOpenDialog(options))?.[0]?.fsPath;
}

/** JSON that begins as a baseline does; whether it is one is said when it is read. */
async function baselinesNear(pact: vscode.Uri): Promise<vscode.Uri[]> {
  const folder = new vscode.RelativePattern(vscode.Uri.joinPath(pact, ".."), "**/*.json");
  const files = await vscode.workspace.findFiles(folder, "**/{node_modules,.pact}/**", 500);
  const found = await Promise.all(files.map(async (uri) => ((await isBaseline(uri)) ? [uri] : [])));
  return found.flat().sort((a, b) => (a.fsPath < b.fsPath ? -1 : 1));
}

async function isBaseline(uri: vscode.Uri): Promise<boolean> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > longestBaseline) return false;
    const beginning = new TextDecoder().decode((await vscode.workspace.fs.readFile(uri)).slice(0, 2000));
    return /"form"\s*:/.test(beginning) && /"suite"\s*:/.test(beginning);
  } catch {
    return false;
  }
}

export interface Blessing {
  readonly pact: vscode.Uri;
  readonly run: string;
  /** The baseline that is shown: the one to replace, unless somebody names another. */
  readonly against: string | undefined;
}

/** The file it was written to; undefined where somebody thought better of it, or it failed and was said. */
export async function blessRun(program: PactProcess, { pact, run, against }: Blessing): Promise<string | undefined> {
  if (!vscode.workspace.isTrusted) return void vscode.window.showWarningMessage("This writes a baseline: trust this workspace first.");
  const uri = await vscode.window.showSaveDialog({
    title: `Bless ${path.basename(run)} as`,
    saveLabel: "Bless",
    filters: { Baseline: ["json"] },
    defaultUri: against === undefined ? vscode.Uri.joinPath(pact, "..", "baselines", "baseline.json") : vscode.Uri.file(against),
  });
  // Who replaces a file was asked by the dialog.
  if (!uri) return undefined;
  const because = await asked("Why should the agent behave as in this run?", "It stays in the file, with your name");
  if (because === undefined) return undefined;
  const bless = async (by: readonly string[]) =>
    program.run(["baseline", "bless", run, "--as", uri.fsPath, "--because", because, ...by], () => {}, { isText: true });
  let result = await bless([]);
  if (/nobody blesses this/.test(result.stderr)) {
    const by = await asked("Who blesses this run?", "git knows no user here");
    if (by === undefined) return undefined;
    result = await bless(["--by", by]);
  }
  if (result.code !== 0) return void vscode.window.showErrorMessage(result.stderr.replace(/^pact: /, "") || "the run was not blessed");
  void vscode.window.showInformationMessage(`${path.basename(run)} is blessed in ${path.basename(uri.fsPath)}.`);
  return uri.fsPath;
}

const asked = (title: string, prompt: string): Thenable<string | undefined> =>
  vscode.window
    .showInputBox({ title, prompt, ignoreFocusOut: true, validateInput: (value) => (value.trim() ? undefined : "An answer is owed") })
    .then((value) => value?.trim() || undefined);
