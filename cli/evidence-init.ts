// `pact evidence init`: a log begun, with a name and a key of its own.
import path from "node:path";
import { writeKey } from "../engine/evidence/index.ts";
import { hasKey, heldKey, keyVariable, LogWriter, logFiles, makeKey, noNewLog } from "../engine/node/evidence/index.ts";
import { reason } from "../engine/node/index.ts";
import type { EvidenceArguments } from "./evidence.ts";
import { checkpointIn } from "./evidence-files.ts";
import { colour, exit, printable, Unrunnable, write } from "./output.ts";

export async function init(folder: string, { name: asked }: Pick<EvidenceArguments, "name">): Promise<number> {
  const isThere = logFiles(folder).checkpoint() !== undefined;
  const name = asked ?? (isThere ? checkpointIn(path.join(folder, "checkpoint")).origin : path.basename(path.resolve(folder)));
  const isKeyThere = hasKey(name);
  // No key is left behind where it fits nothing: with another one the log there is would look forged.
  const problem = isThere
    ? noKey(folder, isKeyThere)
    : ((await noNewLog(folder)) ?? (asked === undefined && isKeyThere ? notAlone(name) : undefined));
  if (problem !== undefined) throw new Unrunnable(problem);
  try {
    const { keys, signing, file } = isThere ? heldKey(name) : makeKey(name);
    await (await LogWriter.open(folder, { keys, signing, clock: Date.now })).close();
    write(`${folder} is a log\n\n`);
    if (!isThere && isKeyThere) write(`its key has begun a log before: two logs called \`${printable(name)}\` cannot be told apart\n`, 2);
    write(`its key, for whoever verifies:  ${writeKey(keys.log)}\n`);
    if (file) write(colour.dim(`the private key is in ${file}; keep it, and keep it to yourself\n`));
    return exit.holds;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Unrunnable(code === undefined ? message : `${folder}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

const noKey = (folder: string, isKeyThere: boolean): string | undefined =>
  isKeyThere || process.env[keyVariable] !== undefined ? undefined : `${folder} is a log already, and its key is not on this machine`;

const notAlone = (name: string): string =>
  `another log is called \`${name}\` here, and two of one name and key cannot be told apart: name this one with --name, as in \`--name shop.example/desk\``;
