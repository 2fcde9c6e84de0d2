// `--evidence LOG`: every decision of a command goes on record, and what it ends at is told: the checkpoint that whoever keeps it can
// hold the log against.
import path from "node:path";
import { readSigned, writeNote } from "../engine/evidence/index.ts";
import type { CompiledPact, DecisionEvent, Session } from "../engine/index.ts";
import { heldKey, keyFile, LogWriter, logFiles, Recorder } from "../engine/node/evidence/index.ts";
import { Unrunnable } from "./output.ts";

export interface EvidenceLog {
  /** Resolves once it cannot be lost any more. */
  record(event: DecisionEvent, session: Session): Promise<void>;
  /** The checkpoint over all of it, as a signed note. */
  close(): Promise<string>;
}

/** The log has to be there (`pact evidence init`), and its key on this machine. */
export async function openEvidence(folder: string, pact: CompiledPact): Promise<EvidenceLog> {
  const bytes = logFiles(folder).checkpoint();
  if (!bytes) throw new Unrunnable(`${folder} is no log; \`pact evidence init ${folder}\` makes one`);
  const signed = readSigned(bytes);
  if ("problem" in signed) throw new Unrunnable(`${path.join(folder, "checkpoint")}: ${signed.problem}`);
  try {
    const { keys, signing } = heldKey(signed.origin);
    const writer = await LogWriter.open(folder, { keys, signing, clock: Date.now });
    const recorder = new Recorder(writer, folder, pact, `${keyFile(signed.origin)}.salt`);
    return { record: (event, session) => record(recorder, pact, event, session), close: () => closed(writer, folder) };
  } catch (error) {
    throw new Unrunnable((error as Error).message);
  }
}

async function record(recorder: Recorder, pact: CompiledPact, event: DecisionEvent, session: Session): Promise<void> {
  try {
    await recorder.record({ event, session, pact: pact.identity, agent: pact.model.agent ?? pact.model.id, nowMs: Date.now() });
  } catch (error) {
    throw new Unrunnable(`this could not be put on record: ${(error as Error).message}`);
  }
}

async function closed(writer: LogWriter, folder: string): Promise<string> {
  await writer.close();
  const signed = readSigned(logFiles(folder).checkpoint() ?? new Uint8Array());
  if ("problem" in signed) throw new Unrunnable(`${folder}: ${signed.problem}`);
  return writeNote(signed.note);
}
