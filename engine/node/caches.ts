// Where this user's programs keep what can be made again.
import { closeSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { makeFolders } from "./files.ts";

/** A folder of ours below it; it need not be there. */
export function cacheFolder(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  // A folder that is not absolute is none (XDG Base Directory Specification 0.8).
  const caches =
    (path.isAbsolute(environment.XDG_CACHE_HOME ?? "") && environment.XDG_CACHE_HOME) ||
    (process.platform === "win32" && environment.LOCALAPPDATA) ||
    path.join(homedir(), ".cache");
  return path.join(caches, "pact", name);
}

/** A file for this user alone, whole or not at all. Where it cannot be written nothing is kept: it is made again the next time. */
export function keepFile(file: string, parts: Iterable<Uint8Array>): void {
  const fresh = `${file}.${process.pid}.new`;
  try {
    makeFolders(path.dirname(file), 0o700);
    rmSync(fresh, { force: true });
    const handle = openSync(fresh, "wx", 0o600); // a link of that name is not followed
    try {
      for (const part of parts) writeFileSync(handle, part);
    } finally {
      closeSync(handle);
    }
    renameSync(fresh, file);
  } catch {
    removeLeft(fresh);
  }
}

function removeLeft(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // Where there is no folder, nothing is left.
  }
}
