// Where this user's programs keep what can be made again.
import { homedir } from "node:os";
import path from "node:path";

/** A folder of ours below it; it need not be there. */
export function cacheFolder(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  // A folder that is not absolute is none (XDG Base Directory Specification 0.8).
  const caches =
    (path.isAbsolute(environment.XDG_CACHE_HOME ?? "") && environment.XDG_CACHE_HOME) ||
    (process.platform === "win32" && environment.LOCALAPPDATA) ||
    path.join(homedir(), ".cache");
  return path.join(caches, "pact", name);
}
