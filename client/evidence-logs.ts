// The evidence logs of the workspace as a tree, and the command that opens one from anywhere.
import path from "node:path";
import * as vscode from "vscode";
import { evidenceEditor } from "./evidence-view.ts";

export interface Log {
  readonly checkpoint: vscode.Uri;
  readonly name: string;
  /** As its checkpoint says, which is not verified here. */
  readonly size: string | undefined;
}

const mostLogs = 500;
const longestCheckpoint = 1_000_000;

export class EvidenceLogs implements vscode.TreeDataProvider<Log> {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly watcher = vscode.workspace.createFileSystemWatcher("**/checkpoint");

  /** `onChange` is told of each checkpoint that is new or written anew. */
  register(onChange: (checkpoint: vscode.Uri) => void): vscode.Disposable {
    const tell = (checkpoint: vscode.Uri) => {
      this.changed.fire();
      onChange(checkpoint);
    };
    this.watcher.onDidCreate(tell);
    this.watcher.onDidChange(tell);
    this.watcher.onDidDelete(() => this.changed.fire());
    return vscode.Disposable.from(this.watcher, vscode.window.createTreeView("pact.evidenceLogs", { treeDataProvider: this }));
  }

  async getChildren(log?: Log): Promise<Log[]> {
    if (log) return [];
    const found = await vscode.workspace.findFiles("**/checkpoint", "**/node_modules/**", mostLogs);
    const logs = await Promise.all(found.map(logAt));
    return logs.filter((each) => each !== undefined).sort((a, b) => a.name.localeCompare(b.name));
  }

  getTreeItem({ checkpoint, name, size }: Log): vscode.TreeItem {
    const item = new vscode.TreeItem(name);
    const folder = vscode.Uri.joinPath(checkpoint, "..");
    item.iconPath = new vscode.ThemeIcon("notebook");
    item.description = [...(size === undefined ? [] : [`${size} entries`]), vscode.workspace.asRelativePath(folder)].join(" · ");
    item.tooltip = folder.fsPath;
    item.resourceUri = folder;
    item.command = { command: "vscode.openWith", title: "Open", arguments: [checkpoint, evidenceEditor] };
    return item;
  }

  /** One of the workspace, or a folder from elsewhere. */
  async choose(): Promise<void> {
    const logs = await this.getChildren();
    const items = logs.map((log) => ({
      label: `$(notebook) ${log.name}`,
      description: vscode.workspace.asRelativePath(vscode.Uri.joinPath(log.checkpoint, "..")),
      checkpoint: log.checkpoint,
    }));
    const elsewhere = { label: "$(folder-opened) Choose a Folder…", checkpoint: undefined };
    const picked =
      logs.length === 0 ? elsewhere : await vscode.window.showQuickPick([...items, elsewhere], { title: "Evidence log to open" });
    const checkpoint = picked && (picked.checkpoint ?? (await checkpointElsewhere()));
    if (checkpoint) await vscode.commands.executeCommand("vscode.openWith", checkpoint, evidenceEditor);
  }
}

async function checkpointElsewhere(): Promise<vscode.Uri | undefined> {
  const options = { canSelectFolders: true, canSelectFiles: false, title: "Folder of an evidence log", openLabel: "Open Log" };
  const [folder] = (await vscode.window.showOpenDialog(options)) ?? [];
  const checkpoint = folder && vscode.Uri.joinPath(folder, "checkpoint");
  if (!checkpoint || (await isThere(checkpoint))) return checkpoint;
  return void vscode.window.showWarningMessage(
    `${path.basename(folder.fsPath)} is no log: a log is a folder with a file \`checkpoint\` in it, as \`pact evidence init\` makes one.`,
  );
}

/** A file of that name is a log's where tiles stand beside it, or its folder lies in one named `evidence`; undefined of another. */
async function logAt(checkpoint: vscode.Uri): Promise<Log | undefined> {
  const folder = vscode.Uri.joinPath(checkpoint, "..");
  const isLog = path.basename(path.dirname(folder.fsPath)) === "evidence" || (await isThere(vscode.Uri.joinPath(folder, "tile")));
  return isLog ? { checkpoint, name: path.basename(folder.fsPath), size: await sizeIn(checkpoint) } : undefined;
}

/** The second line of a checkpoint, where it is a number. */
async function sizeIn(checkpoint: vscode.Uri): Promise<string | undefined> {
  try {
    if ((await vscode.workspace.fs.stat(checkpoint)).size > longestCheckpoint) return undefined;
    const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(checkpoint));
    const digits = /^[^\n]*\n(\d{1,15})\n/.exec(text)?.[1];
    return digits === undefined ? undefined : Number(digits).toLocaleString("en-US");
  } catch {
    return undefined;
  }
}

const isThere = (uri: vscode.Uri): Thenable<boolean> =>
  vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
