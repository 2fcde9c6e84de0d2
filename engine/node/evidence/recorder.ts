// Decisions on their way into a log: only what the pact asks to record, without what it redacts, and what is large beside the log.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  canonicalJson,
  type Entry,
  entryOf,
  liveEntry,
  type Recorded,
  type Redacting,
  redact,
  saidIn,
  utf8,
  valuesIn,
  writeEntry,
} from "../../evidence/index.ts";
import type { ActionOnRecord, CompiledPact, Session } from "../../index.ts";
import { makeFolders } from "../files.ts";
import { putBlob } from "./blobs.ts";
import { hashing } from "./crypto.ts";
import type { LogWriter } from "./writer.ts";

/** A value of more bytes is a blob: an entry stays small enough to be read in passing. */
const largestValue = 4_096;

/** Sessions at work at once whose values are remembered; beyond it the one that said nothing for longest is forgotten. */
const mostLive = 100_000;

export class Recorder {
  private readonly writer: LogWriter;
  private readonly folder: string;
  private readonly fields: ReadonlySet<string>;
  private readonly redacting: Redacting;
  /** The values that are not to be written: of a recorded session all of them, of a live one those that came up. */
  private readonly ofRecorded = new WeakMap<Session, ReadonlySet<string>>();
  private readonly ofLive = new Map<string, Set<string>>();
  private readonly agent: string;
  private readonly model: string | undefined;

  /** `saltFile` is kept away from the log. */
  constructor(writer: LogWriter, folder: string, { model }: CompiledPact, saltFile: string) {
    this.writer = writer;
    this.folder = folder;
    this.agent = model.agent ?? model.id;
    this.model = model.tree.members.find((member) => member.kind === "agent")?.model?.value;
    const records = model.tree.members.filter((member) => member.kind === "record");
    this.fields = new Set(records.flatMap(({ fields }) => fields.map(({ text }) => text)));
    const redacted = [...new Set(records.flatMap((record) => record.redact.map(({ text }) => text)))];
    this.redacting = { fields: redacted, salt: saltIn(saltFile), hashing };
  }

  /** The entry's index, once it cannot be lost any more. */
  record(recorded: Recorded): Promise<number> {
    const { session } = recorded;
    const known = this.ofRecorded.get(session) ?? valuesIn(saidIn(session), this.redacting);
    this.ofRecorded.set(session, known);
    return this.put(entryOf(recorded), known);
  }

  /** For a guard's `record`: what a live agent does, before it does it and once it has. */
  readonly live = async (action: ActionOnRecord): Promise<void> => {
    const whole = liveEntry(action, this.agent, this.model);
    await this.put(whole, this.knownLive(whole));
  };

  private knownLive(whole: Entry): ReadonlySet<string> {
    const known = this.ofLive.get(whole.session) ?? new Set();
    for (const value of valuesIn(whole, this.redacting)) known.add(value);
    // Last in order is the one that was at work last.
    this.ofLive.delete(whole.session);
    if (known.size > 0) this.ofLive.set(whole.session, known);
    const [oldest] = this.ofLive.keys();
    if (this.ofLive.size > mostLive && oldest !== undefined) this.ofLive.delete(oldest);
    return known;
  }

  private async put(whole: Entry, known: ReadonlySet<string>): Promise<number> {
    const entry = redact(this.asked(whole), this.redacting, known);
    return this.writer.append(writeEntry(await this.withBlobs(entry)));
  }

  /** A pact that does not say what to record has all of it recorded. */
  private asked(entry: Entry): Entry {
    if (this.fields.size === 0) return entry;
    const { input, result, facts, usage, ...rest } = entry;
    return {
      ...rest,
      ...(this.fields.has("input") && input && { input }),
      ...((this.fields.has("result") || this.fields.has("output")) && result && { result }),
      ...((this.fields.has("facts") || this.fields.has("authorization")) && facts && { facts }),
      ...((this.fields.has("usage") || this.fields.has("cost")) && usage && { usage }),
    };
  }

  private async withBlobs(entry: Entry): Promise<Entry> {
    const [input, result] = [await this.smaller(entry.input), await this.smaller(entry.result)];
    return { ...entry, ...(input && { input }), ...(result && { result }) };
  }

  private async smaller(given: Entry["input"]): Promise<Entry["input"]> {
    if (!given || !("value" in given)) return given;
    const bytes = utf8(typeof given.value === "string" ? given.value : canonicalJson(given.value));
    if (bytes.length <= largestValue) return given;
    return { blob: await putBlob(this.folder, bytes), bytes: bytes.length };
  }
}

function saltIn(file: string): Uint8Array {
  if (!existsSync(file)) {
    makeFolders(path.dirname(file), 0o700);
    writeFileSync(file, randomBytes(32), { mode: 0o600, flag: "wx" });
  }
  return new Uint8Array(readFileSync(file));
}
