// `--evidence LOG`: every decision of a command goes on record, and what it ends at is told: the checkpoint that whoever keeps it can
// hold the log against.
import path from "node:path";
import { readSigned, writeNote } from "../engine/evidence/index.ts";
import type { CompiledPact, DecisionEvent, Session, TestResult } from "../engine/index.ts";
import { heldKey, keyFile, LogWriter, logFiles, Recorder } from "../engine/node/evidence/index.ts";
import { Unrunnable } from "./output.ts";

export class EvidenceLog {
  private readonly folder: string;
  private readonly writer: LogWriter;
  private readonly saltFile: string;
  /** One for each pact: each says what is recorded of its agent. */
  private readonly recorders = new Map<CompiledPact, Recorder>();

  private constructor(folder: string, writer: LogWriter, saltFile: string) {
    this.folder = folder;
    this.writer = writer;
    this.saltFile = saltFile;
  }

  /** The log has to be there (`pact evidence init`), and its key on this machine. */
  static async open(folder: string): Promise<EvidenceLog> {
    const bytes = logFiles(folder).checkpoint();
    if (!bytes) throw new Unrunnable(`${folder} is no log; \`pact evidence init ${folder}\` makes one`);
    const signed = readSigned(bytes);
    if ("problem" in signed) throw new Unrunnable(`${path.join(folder, "checkpoint")}: ${signed.problem}`);
    try {
      const { keys, signing } = heldKey(signed.origin);
      const writer = await LogWriter.open(folder, { keys, signing, clock: Date.now });
      return new EvidenceLog(folder, writer, `${keyFile(signed.origin)}.salt`);
    } catch (error) {
      throw new Unrunnable((error as Error).message);
    }
  }

  /** Resolves once it cannot be lost any more. `run`: the run of an evaluation it was decided in. */
  async record(pact: CompiledPact, event: DecisionEvent, session: Session, run?: string): Promise<void> {
    const agent = pact.model.agent ?? pact.model.id;
    await onRecord(() => this.of(pact).record({ event, session, pact: pact.identity, agent, nowMs: Date.now(), run }));
  }

  /** What a test asked, and what was decided: nothing was done, and where it was allowed nobody knows what would have come of it. */
  async recordTest(pact: CompiledPact, id: string, { request, decision }: TestResult): Promise<void> {
    const outcome = { allow: "unknown", deny: "denied", escalate: "escalated" } as const;
    const { action, args, facts = {} } = request;
    const asked = { id, session: id, action, args, facts, nowMs: Date.now(), approvals: [] };
    await onRecord(() => this.of(pact).live({ ...asked, decision, outcome: outcome[decision.effect] }));
  }

  /** The checkpoint over all of it, as a signed note. */
  async close(): Promise<string> {
    await this.writer.close();
    const signed = readSigned(logFiles(this.folder).checkpoint() ?? new Uint8Array());
    if ("problem" in signed) throw new Unrunnable(`${this.folder}: ${signed.problem}`);
    return writeNote(signed.note);
  }

  private of(pact: CompiledPact): Recorder {
    const known = this.recorders.get(pact) ?? new Recorder(this.writer, this.folder, pact, this.saltFile);
    this.recorders.set(pact, known);
    return known;
  }
}

async function onRecord(write: () => Promise<unknown>): Promise<void> {
  try {
    await write();
  } catch (error) {
    throw new Unrunnable(`this could not be put on record: ${(error as Error).message}`);
  }
}
