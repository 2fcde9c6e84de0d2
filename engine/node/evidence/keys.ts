// Private keys of logs: from the environment (an editor's secret store puts them there), or in a file that only its owner can read, away
// from the workspace and from the log.
import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { isKeyName, type LogKeys, logKeys, type Signing } from "../../evidence/index.ts";
import { makeFolders, reason } from "../files.ts";
import { hashing, newKey, signerOf } from "./crypto.ts";

/** The variable a key in PEM may be given in. */
export const keyVariable = "PACT_EVIDENCE_KEY";

export interface HeldKey {
  readonly keys: LogKeys;
  readonly signing: Signing;
  /** Where it is kept; undefined where the environment gave it. */
  readonly file: string | undefined;
}

/** Where the key of a log of this name is kept. */
export function keyFile(name: string, environment: NodeJS.ProcessEnv = process.env): string {
  const folder = environment.XDG_CONFIG_HOME || (process.platform === "win32" && environment.APPDATA) || path.join(homedir(), ".config");
  return path.join(folder, "pact", "keys", `${encodeURIComponent(name)}.pem`);
}

/** Is a key of this name kept here? */
export const hasKey = (name: string): boolean => existsSync(keyFile(name));

/** A new key, unless there is one. Throws where it cannot be kept safely. */
export function makeKey(name: string, file = keyFile(name)): HeldKey {
  if (!isKeyName(name)) throw new RangeError(`\`${name}\` is no name of a log: it may hold no space and no \`+\``);
  if (process.env[keyVariable] || existsSync(file)) return heldKey(name, file);
  makeFolders(path.dirname(file), 0o700);
  writeFileSync(file, newKey(), { mode: 0o600, flag: "wx" });
  chmodSync(file, 0o600);
  return heldKey(name, file);
}

/** Throws a sentence that never holds any of the key. */
export function heldKey(name: string, file = keyFile(name)): HeldKey {
  const given = process.env[keyVariable];
  const signing = given === undefined ? signerOf(readPrivate(file)) : signerIn(given);
  return { keys: logKeys(name, signing.publicKey, hashing), signing, file: given === undefined ? file : undefined };
}

function signerIn(given: string): Signing {
  try {
    return signerOf(given);
  } catch (error) {
    throw new RangeError(`${keyVariable}: ${(error as Error).message}`);
  }
}

function readPrivate(file: string): string {
  let text: string;
  try {
    const { mode } = statSync(file);
    if (process.platform !== "win32" && (mode & 0o077) !== 0)
      throw new RangeError(`others can read ${file}; make it yours alone (chmod 600)`);
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof RangeError) throw error;
    throw new RangeError(`the key of this log is not in ${file}: ${reason(error as NodeJS.ErrnoException)}`);
  }
  return text;
}
