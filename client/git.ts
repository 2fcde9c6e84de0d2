// The built-in git extension, as far as it is used here. In a workspace that is not trusted it does nothing, and is not there.
import * as vscode from "vscode";

export interface Git {
  getRepository(uri: vscode.Uri): Repository | null;
  readonly onDidOpenRepository: vscode.Event<Repository>;
}
export interface Commit {
  readonly hash: string;
  readonly message: string;
  readonly commitDate?: Date;
}
export interface Repository {
  readonly state: { readonly HEAD: { readonly commit?: string } | undefined; readonly onDidChange: vscode.Event<void> };
  show(ref: string, path: string): Promise<string>;
  /** The newest first. */
  log(options: { readonly maxEntries: number; readonly path?: string }): Promise<Commit[]>;
}

/** undefined where git is missing, or switched off. */
export async function openGit(): Promise<Git | undefined> {
  try {
    const exported = await vscode.extensions.getExtension<{ getAPI(version: 1): Git }>("vscode.git")?.activate();
    return exported?.getAPI(1);
  } catch {
    return undefined;
  }
}
