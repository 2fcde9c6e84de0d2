// A file has moved: the pacts that name it, and what a moved pact names itself, follow.
import type { TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { filesNamed, pathRange } from "./files.ts";
import { type Snapshot, sameFile, type Workspace } from "./snapshot.ts";

export interface FileRename {
  readonly oldUri: string;
  readonly newUri: string;
}

/** Edits of the files as they are called now, before the move; folders may be renamed too. */
export function willRenameFiles(renames: readonly FileRename[], workspace: Workspace): WorkspaceEdit {
  const changes: Record<string, TextEdit[]> = {};
  for (const snapshot of workspace.snapshots()) {
    const edits = editsOf(snapshot, renames);
    if (edits.length > 0) changes[snapshot.uri] = edits;
  }
  return { changes };
}

function editsOf(snapshot: Snapshot, renames: readonly FileRename[]): TextEdit[] {
  const home = moved(snapshot.uri, renames);
  return filesNamed(snapshot).flatMap((file) => {
    if (!file.path || isAbsolute(file.path)) return [];
    const target = snapshot.resolve(file.path);
    const [from, to] = [home ?? snapshot.uri, moved(target, renames) ?? target];
    // Nothing moved against each other: what is written still holds.
    if (home === undefined && sameFile(to, target)) return [];
    const newText = relative(from, to, file.path);
    return newText === file.path ? [] : [{ range: pathRange(snapshot, file), newText: JSON.stringify(newText).slice(1, -1) }];
  });
}

/** Where a file is after the renames; undefined where it stays. */
function moved(uri: string, renames: readonly FileRename[]): string | undefined {
  for (const { oldUri, newUri } of renames) {
    if (sameFile(uri, oldUri)) return newUri;
    const folder = oldUri.replace(/\/?$/, "/");
    if (uri.startsWith(folder)) return newUri.replace(/\/?$/, "/") + uri.slice(folder.length);
  }
  return undefined;
}

const isAbsolute = (path: string): boolean => /^(?:\/|[A-Za-z]:)/.test(path);

/** From one file to another, as a pact writes it; with `./` where it was written so. */
function relative(from: string, to: string, old: string): string {
  const [here, there] = [partsOf(from).slice(0, -1), partsOf(to)];
  let shared = 0;
  while (shared < here.length && shared < there.length - 1 && here[shared] === there[shared]) shared++;
  const path = [...here.slice(shared).map(() => ".."), ...there.slice(shared)].join("/");
  return path.startsWith("..") || !/^\.\.?\//.test(old) ? path : `./${path}`;
}

const partsOf = (uri: string): string[] => decoded(uri).split("/");
function decoded(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}
