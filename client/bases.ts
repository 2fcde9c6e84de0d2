// What an edited pact is compared with: its text in git's HEAD, and where git has none, its saved text when it was opened.
// Not the saved text of now: with auto save on, that is the edit itself a moment later.
import * as vscode from "vscode";
import { type Git, openGit, type Repository } from "./git.ts";

export interface Base {
  readonly text: string;
  /** For a person: `in HEAD`, `when opened`. */
  readonly called: string;
}

export class Bases {
  private readonly changed = new vscode.EventEmitter<void>();
  /** Another commit, or git is only there now. */
  readonly onDidChange = this.changed.event;
  private readonly heads = new Map<string, { readonly commit: string; readonly text: Promise<string | undefined> }>();
  private readonly opened = new Map<string, string>();
  private readonly watched = new WeakSet<Repository>();
  private git: Promise<Git | undefined> | undefined;

  /** What is edited already when it is opened comes from an earlier window: what it was then stands on disk. */
  async open(document: vscode.TextDocument): Promise<void> {
    const { uri, isDirty } = document;
    const text = isDirty ? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) : document.getText();
    this.opened.set(uri.toString(), text);
    if (isDirty) this.changed.fire();
  }

  forget({ uri }: vscode.TextDocument): void {
    this.opened.delete(uri.toString());
    this.heads.delete(uri.toString());
  }

  /** undefined where the document does not differ from what it was. */
  async of(document: vscode.TextDocument): Promise<Base | undefined> {
    const head = await this.head(document.uri);
    const text = head ?? this.opened.get(document.uri.toString());
    if (text === undefined || lines(text) === lines(document.getText())) return undefined;
    return { text, called: head === undefined ? "when opened" : "in HEAD" };
  }

  /** Asked of git once a commit. */
  private async head(uri: vscode.Uri): Promise<string | undefined> {
    this.git ??= this.openGit();
    const repository = (await this.git)?.getRepository(uri);
    const commit = repository?.state.HEAD?.commit;
    if (!repository || commit === undefined) return undefined;
    this.watch(repository);
    const known = this.heads.get(uri.toString());
    if (known?.commit === commit) return known.text;
    // A file that is not in HEAD has no text there.
    const text = repository.show("HEAD", uri.fsPath).catch(() => undefined);
    this.heads.set(uri.toString(), { commit, text });
    return text;
  }

  private async openGit(): Promise<Git | undefined> {
    const git = await openGit();
    git?.onDidOpenRepository(() => this.changed.fire());
    return git;
  }

  private watch(repository: Repository): void {
    if (this.watched.has(repository)) return;
    this.watched.add(repository);
    let commit = repository.state.HEAD?.commit;
    repository.state.onDidChange(() => {
      if (commit === repository.state.HEAD?.commit) return;
      commit = repository.state.HEAD?.commit;
      this.changed.fire();
    });
  }
}

/** Whether lines end in CR LF is no difference. */
const lines = (text: string): string => text.replaceAll("\r\n", "\n");
