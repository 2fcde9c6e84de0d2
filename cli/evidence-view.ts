// `pact evidence view`: what a log is; and with `--serve` asked in pages, so that an editor can show a million entries without holding them.
import { readFileSync } from "node:fs";
import path from "node:path";
import { setImmediate as immediately } from "node:timers/promises";
import { driftPlanOf } from "../engine/drift/index.ts";
import {
  asksAll,
  clausesOf,
  decideToday,
  type Entry,
  type EntryShown,
  type EvidenceAnswer,
  type EvidenceRequest,
  isSigned,
  type LogKeys,
  type LogOverview,
  requestSchema,
  toHex,
  utf8,
  verifyEntry,
  verifyHead,
} from "../engine/evidence/index.ts";
import { check } from "../engine/index.ts";
import { blobsOf, hashing, LogReader, logFiles, verifyFolder, verifying } from "../engine/node/evidence/index.ts";
import { findPacts, type LoadedPact, loadPact } from "../engine/node/index.ts";
import { parse } from "../grammar/index.ts";
import {
  blobText,
  checkpointIn,
  checkpointOf,
  entryAt,
  hasOnlyGrown,
  keysFor,
  namedKeys,
  proofOf,
  readable,
  signedOnly,
  whoseFailure,
} from "./evidence-files.ts";
import { compile } from "./load.ts";
import { exit, printable, write } from "./output.ts";
import { answerLines, decodeLine } from "./serve-lines.ts";

export interface ViewArguments {
  readonly json: boolean;
  readonly serve: boolean;
  readonly key?: string;
  readonly pact: readonly string[];
}

export async function view(folder: string, options: ViewArguments): Promise<number> {
  const server = new Server(folder, options);
  if (options.serve) {
    await answerLines((line) => server.answer(line));
    return exit.holds;
  }
  const { overview } = server;
  write(options.json ? `${JSON.stringify(overview)}\n` : describe(overview));
  return exit.holds;
}

function describe({ origin, size, root, key, signed, doesNotProve }: LogOverview): string {
  const by = "problem" in key ? `not checked: ${key.problem}` : `${key.name} (${key.id})`;
  const when = signed && ("time" in signed ? `\nsigned  ${signed.time}` : `\nsigned  ${signed.code} ${signed.message}`);
  return `${printable(`log     ${origin}\nentries ${size}\nroot    ${root}\nkey     ${by}${when ?? ""}\n${doesNotProve}`)}\n`;
}

/** A page is no place for more of one value. */
const longestBlob = 200_000;
/** Texts of a pact of then come in a question. */
const longestRequest = 20_000_000;

class Server {
  private readonly folder: string;
  private pacts: readonly string[];
  /** The key that was named; without one, that of this machine. */
  private named: LogKeys | undefined;
  private log: LogReader | undefined;
  /** Settled once nobody reads the log for its columns. */
  private making: Promise<void> = Promise.resolve();
  /** Verifications under way, and whether they are wanted still. */
  private readonly running = new Map<number, { cancelled: boolean }>();

  constructor(folder: string, { key, pact }: ViewArguments) {
    this.folder = folder;
    this.named = key === undefined ? undefined : keysFor(folder, key);
    this.pacts = pact;
  }

  async *answer(line: string): AsyncGenerator<EvidenceAnswer> {
    const decoded = decodeLine(line, requestSchema, longestRequest);
    if ("problem" in decoded) return yield { id: decoded.id, answer: "problem", message: decoded.problem };
    const { request } = decoded;
    try {
      if (request.ask === "verify all") return yield* this.verifyAll(request.id);
      if (request.ask === "values" || request.ask === "series") yield* this.ready(request.id);
      else if (request.ask === "rows" && !asksAll(request.filter)) yield* this.ready(request.id, request.size);
      yield this.answerTo(request);
    } catch (error) {
      yield { id: request.id, answer: "problem", message: (error as Error).message };
    }
  }

  get overview(): LogOverview {
    const checkpoint = checkpointIn(path.join(this.folder, "checkpoint"));
    const keys = this.keys();
    const head = "problem" in keys ? undefined : verifyHead(logFiles(this.folder).checkpoint(), keys, verifying);
    return {
      folder: path.resolve(this.folder),
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: toHex(checkpoint.root),
      key: "problem" in keys ? keys : { name: keys.log.name, id: toHex(keys.log.id) },
      ...(head && {
        signed: "failure" in head ? { code: head.code, message: head.message } : { time: new Date(head.timeS * 1000).toISOString() },
      }),
      doesNotProve: signedOnly,
    };
  }

  private answerTo(request: Exclude<EvidenceRequest, { ask: "verify all" }>): EvidenceAnswer {
    const { id } = request;
    switch (request.ask) {
      case "overview":
        return { id, answer: "overview", overview: this.overview };
      case "rows":
        return { id, answer: "rows", from: request.from, ...this.queries(request.size).find(request.filter, request.from, request.count) };
      case "values":
        return {
          id,
          answer: "values",
          values: this.queries()
            .values(request.column, request.most)
            .map(({ value }) => value),
        };
      case "series": {
        const handoffs = this.handoffs();
        return { id, answer: "series", series: this.queries().overview(request.filter, request.stretches, handoffs) };
      }
      case "entry":
        return { id, answer: "entry", ...this.entry(request.index) };
      case "then":
        return { id, answer: "then", ...this.asItRead(request) };
      case "today":
        return { id, answer: "today", ...this.today(request.index) };
      case "verify": {
        const keys = this.keys();
        const known = "problem" in keys ? undefined : keys;
        return { id, answer: "steps", steps: verifyEntry(logFiles(this.folder), request.index, known, { hashing, verifying }) };
      }
      case "cancel": {
        const running = this.running.get(request.of);
        if (running) running.cancelled = true;
        return { id, answer: "cancelled" };
      }
      case "consistency":
        return { id, answer: "consistency", ...this.consistency(request.checkpoint) };
      case "prove":
        return { id, answer: "proof", text: proofOf(this.folder, entryAt(this.folder, request.index)) };
      case "trust":
        this.named = namedKeys(request.key.trim());
        return { id, answer: "overview", overview: this.overview };
      case "pacts":
        this.pacts = request.files;
        return { id, answer: "pacts", count: this.pacts.length };
      default:
        return request satisfies never;
    }
  }

  /** Of the log as it is, or was with so many entries: it grows while it is looked at. */
  private queries(asked?: number): LogReader {
    const checkpoint = checkpointIn(path.join(this.folder, "checkpoint"));
    const size = Math.min(asked ?? checkpoint.size, checkpoint.size);
    if (this.log?.size !== size) this.log = new LogReader(this.folder, checkpoint, size);
    return this.log;
  }

  /** Makes ready what a question needs, and lets others pass meanwhile. One after the other: what the next needs is mostly there then. */
  private async *ready(id: number, asked?: number): AsyncGenerator<EvidenceAnswer> {
    const before = this.making;
    let made = () => {};
    this.making = new Promise((resolve) => {
      made = resolve;
    });
    try {
      await before;
      for (const share of this.queries(asked).prepare()) {
        yield { id, answer: "progress", share };
        await immediately();
      }
    } finally {
      made();
    }
  }

  /** The actions that hand a session to a person, as the pacts have them that decided. */
  private handoffs(): ReadonlySet<string> {
    const tools = this.queries()
      .pacts()
      .flatMap((id) => this.pactNamed(id)?.analysis.model.handoffTool ?? []);
    return new Set(["handoff", ...tools]);
  }

  private keys(): LogKeys | { readonly problem: string } {
    if (this.named) return this.named;
    try {
      return keysFor(this.folder, undefined);
    } catch (error) {
      return { problem: (error as Error).message };
    }
  }

  // ── One entry ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private entry(index: number): EntryShown {
    const entry = readable(entryAt(this.folder, index));
    const blobs = blobsOf(entry).map((digest) => ({ digest, ...shortened(blobText(this.folder, digest)) }));
    const pact = this.pactOf(entry);
    const read = pact
      ? { file: pact.file, isThen: isThen(pact, entry), clauses: clausesOf(entry, pact.analysis.model) }
      : { isThen: false, clauses: entry.basis.map((id) => ({ id })) };
    return { index, entry, attributed: whoseFailure(this.queries(), index, entry), blobs, read };
  }

  /** A pact of that name: the very one where it is here, else another version of it. */
  private pactOf({ pact: { id, hash } }: Entry): LoadedPact | undefined {
    return this.pactNamed(id, hash);
  }

  private pactNamed(id: string, hash?: string): LoadedPact | undefined {
    const named: LoadedPact[] = [];
    for (const file of findPacts(this.pacts).files) {
      // Most pacts are others, and need not be understood to see it.
      if (!textIn(file).includes(id)) continue;
      const loaded = loadPact(file);
      if (!("problem" in loaded) && loaded.parsed.tree.kind === "pact" && loaded.analysis.model.id === id) named.push(loaded);
    }
    return named.find(({ analysis }) => analysis.model.hash() === hash) ?? named[0];
  }

  /** A version of the pact as somebody has it: is it the one that decided? */
  private asItRead({ index, file, files }: Extract<EvidenceRequest, { ask: "then" }>) {
    const entry = readable(entryAt(this.folder, index));
    const needs = new Set<string>();
    const read = (name: string) => {
      const text = Object.hasOwn(files, name) ? files[name] : undefined;
      if (text === undefined) needs.add(name);
      return text === undefined ? { problem: "its text of then is not here" } : { text };
    };
    const { model } = check(parse(files[file] ?? ""), { read, exists: () => true });
    // What an agent was measured against decides nothing.
    needs.delete(driftPlanOf(model)?.baseline ?? "");
    return { isThen: model.hash() === entry.pact.hash, needs: [...needs], clauses: clausesOf(entry, model) };
  }

  private today(index: number) {
    const entry = readable(entryAt(this.folder, index));
    const loaded = this.pactOf(entry);
    if (!loaded) return { today: { problem: `no pact \`${entry.pact.id}\` is here` } };
    return { file: loaded.file, today: decideToday(entry, this.argumentsOf(entry), compile(loaded, path.basename(loaded.file))) };
  }

  private argumentsOf({ input }: Entry) {
    if (!input) return { problem: "its arguments are not on record" };
    if ("value" in input) return input;
    const blob = blobText(this.folder, input.blob);
    if ("problem" in blob) return { problem: `its arguments stand beside the log, and cannot be had: ${blob.problem}` };
    try {
      return { value: JSON.parse(blob.text) };
    } catch {
      return { problem: "its arguments are no JSON" };
    }
  }

  // ── The whole log ─────────────────────────────────────────────────────────────────────────────────────────────────

  private async *verifyAll(id: number): AsyncGenerator<EvidenceAnswer> {
    const keys = this.keys();
    if ("problem" in keys) return yield { id, answer: "problem", message: keys.problem };
    const state = { cancelled: false };
    this.running.set(id, state);
    try {
      const walk = verifyFolder(this.folder, keys);
      for (;;) {
        const { done, value } = await walk.next();
        if (done) return yield { id, answer: "verified", found: wholeOf(value) };
        if (state.cancelled) {
          await walk.return(undefined as never);
          return yield { id, answer: "cancelled" };
        }
        yield { id, answer: "progress", share: value };
      }
    } finally {
      this.running.delete(id);
    }
  }

  private consistency(text: string) {
    const called = "the checkpoint you hold";
    const before = checkpointOf(utf8(text.endsWith("\n") ? text : `${text}\n`), called);
    const { holds, now } = hasOnlyGrown(this.folder, before, called);
    const keys = this.keys();
    return {
      holds,
      old: before.size,
      now: now.size,
      ...(!("problem" in keys) && { isSigned: isSigned(before.note, keys.log, verifying) }),
    };
  }
}

const isThen = ({ analysis }: LoadedPact, { pact }: Entry): boolean => analysis.model.hash() === pact.hash;

function textIn(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function shortened(blob: ReturnType<typeof blobText>): typeof blob {
  if ("problem" in blob || blob.text.length <= longestBlob) return blob;
  return { text: `${blob.text.slice(0, longestBlob)}… (${blob.text.length - longestBlob} more characters)` };
}

function wholeOf(found: ReturnType<typeof verifyFolder> extends AsyncGenerator<unknown, infer Result> ? Result : never) {
  if ("failure" in found) return found;
  const { checkpoint, timeS, steps } = found;
  return { steps, size: checkpoint.size, time: new Date(timeS * 1000).toISOString() };
}
