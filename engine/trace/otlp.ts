// Recorded sessions as spans of OpenTelemetry's conventions for generative AI, in OTLP/JSON. What was said and called with what is opt-in
// there, and often off: what is absent is said, and never taken for something that did not happen. docs/otlp.md lists what is read.
import { bareObject, isRawObject, type Raw, type RawObject } from "../decision/values.ts";
import { collect, type Item, parseJson, type ReadItem, unreadable } from "./collect.ts";
import { inOrderOfCause } from "./otlp-clocks.ts";
import { Conversation, Thread, type Turn } from "./otlp-conversation.ts";
import { type Content, contentOf, givenOf, plainText } from "./otlp-messages.ts";
import { readSpans, type Span, structured, textOf } from "./otlp-spans.ts";
import { arranged, type Placed, toolOf } from "./otlp-tree.ts";
import type { ReadTrace, Session } from "./session.ts";

export const isOtlp = (text: string): boolean => /^\s*(?:\[\s*)?\{\s*"resource(?:Spans|Logs)"\s*:/.test(text.slice(0, 4000));

export function readOtlp(text: string): ReadTrace {
  const documents = documentsOf(text);
  if ("problem" in documents) return unreadable(documents.place, documents.problem);
  const { spans, problems } = readSpans(documents.items);
  const sessions = arranged(spans);
  if (sessions.length === 0 && problems.length === 0 && documents.cut.length === 0)
    return unreadable("line 1", "no span here is of a model, an agent or a tool: none has `gen_ai.operation.name`");
  const read = collect(
    sessions.map(({ id, spans }) => ({ place: `session ${id}`, value: { id, spans } })),
    (value, place) => readSession(value as { id: string; spans: readonly Placed[] }, place),
  );
  return { value: read.value, problems: [...documents.cut, ...problems, ...read.problems] };
}

/** One document, an array of them, or one a line. */
function documentsOf(text: string): { items: Item[]; cut: { place: string; message: string }[] } | { problem: string; place: string } {
  const whole = parseJson(text);
  if (!("problem" in whole)) {
    const { value } = whole;
    const items = Array.isArray(value) ? value.map((each, i) => ({ place: `document ${i}`, value: each })) : [{ place: "line 1", value }];
    return { items, cut: [] };
  }
  const lines = text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [{ place: `line ${i + 1}`, read: parseJson(line) }]));
  if (lines.length < 2 || "problem" in lines[0]!.read) return whole;
  const items = lines.flatMap(({ place, read }) => ("problem" in read ? [] : [{ place, value: read.value }]));
  return { items, cut: lines.flatMap(({ place, read }) => ("problem" in read ? [{ place, message: read.problem }] : [])) };
}

// ── A session ───────────────────────────────────────────────────────────────────────────────────────────────────────

function readSession({ id, spans: byTime }: { id: string; spans: readonly Placed[] }, place: string): ReadItem {
  const whole = new Conversation();
  const reader = new Reader(whole);
  const spans = inOrderOfCause(byTime, (model) => reader.contentOf(model));
  for (const { placed, at } of moments(spans)) reader.read(placed, at);
  const top = spans.filter(({ isNested }) => !isNested).map(({ span }) => span);
  const named = (names: readonly string[]) =>
    firstText(top, names) ??
    firstText(
      spans.map(({ span }) => span),
      names,
    );
  const provider = named(["gen_ai.provider.name", "gen_ai.system"]);
  const user = named(["enduser.id", "user.id"]);
  const all = spans.map(({ span }) => span);
  const session: Session = {
    id,
    agent: named(["gen_ai.agent.name"]) ?? named(["gen_ai.agent.id"]),
    model: named(["gen_ai.response.model"]) ?? named(["gen_ai.request.model"]),
    principal: joined([...(user === undefined ? [] : [userOf(user)]), ...objects(all, "pact.principal")]),
    facts: joined(resourceObjects(all, "pact.facts")),
    messages: whole.messages,
    labels: provider === undefined ? {} : { provider },
  };
  const problem = reader.problem() ?? outOfTime(spans);
  return { session, ...(problem !== undefined && { problem: { place, message: problem } }) };
}

/** What has no time among what has cannot be put in its place. */
function outOfTime(spans: readonly Placed[]): string | undefined {
  const done = spans.filter(({ kind, isMuted }) => !isMuted && (kind === "tool" || kind === "model"));
  const lost = done.find(({ span }) => span.startMs === undefined);
  return lost && done.some(({ span }) => span.startMs !== undefined)
    ? `the span \`${lost.span.id}\` does not say when it began, so that its place in the conversation is not known`
    : undefined;
}

const userOf = (user: string): RawObject => Object.assign(bareObject(), { user });
const firstText = (spans: readonly Span[], names: readonly string[]): string | undefined => {
  for (const { attributes } of spans) for (const name of names) if (textOf(attributes.get(name))) return textOf(attributes.get(name));
  return undefined;
};
const objectOf = (value: Raw | undefined): RawObject[] => {
  const object = structured(value);
  return isRawObject(object) ? [object] : [];
};
const objects = (spans: readonly Span[], name: string): RawObject[] =>
  spans.flatMap(({ resource, attributes }) => [...objectOf(resource.get(name)), ...objectOf(attributes.get(name))]).slice(0, 1);
const resourceObjects = (spans: readonly Span[], name: string): RawObject[] =>
  spans.flatMap(({ resource }) => objectOf(resource.get(name))).slice(0, 1);
const joined = (all: readonly RawObject[]): RawObject => Object.assign(bareObject(), ...all);

/** An agent's span tells what it was asked where it begins, and what it answered where it ends: after all that is below it. */
function moments(spans: readonly Placed[]): { readonly placed: Placed; readonly at: "start" | "end" }[] {
  const all: { placed: Placed; at: "start" | "end"; before: number }[] = [];
  // Parents stand before their children, so that from the end on each knows the last of what is below it.
  const last = new Map<Placed, number>();
  for (let i = spans.length - 1; i >= 0; i--) {
    const placed = spans[i]!;
    const own = Math.max(last.get(placed) ?? 0, i);
    last.set(placed, own);
    if (placed.agent) last.set(placed.agent, Math.max(last.get(placed.agent) ?? 0, own));
  }
  for (const [i, placed] of spans.entries()) {
    all.push({ placed, at: "start", before: i });
    if (placed.kind === "agent") all.push({ placed, at: "end", before: last.get(placed)! + 0.5 });
  }
  return all.sort((a, b) => a.before - b.before || (a.at === "end" ? b.placed.depth - a.placed.depth : 0));
}

/** Reads the spans of one session, in order. */
class Reader {
  private readonly whole: Conversation;
  private readonly threads = new Map<string, Thread>();
  private readonly contents = new Map<Placed, Content>();
  private hasInput = true;
  private hasOutput = true;
  private isKnown = false;
  private broken: string | undefined;

  constructor(whole: Conversation) {
    this.whole = whole;
  }

  read(placed: Placed, at: "start" | "end"): void {
    const { span, kind, isMuted } = placed;
    const thread = this.thread(placed);
    if (at === "start" && kind !== "model") this.learn(span);
    if (kind === "tool" && !isMuted) this.execute(placed, thread);
    else if (kind === "model" && !isMuted) this.model(placed, thread);
    else if (kind === "agent" && !isMuted) this.agent(placed, thread, at);
  }

  contentOf(placed: Placed): Content {
    const content = this.contents.get(placed) ?? contentOf(placed.span);
    this.contents.set(placed, content);
    return content;
  }

  private thread({ thread, isNested }: Placed): Thread {
    const known = this.threads.get(thread) ?? new Thread(this.whole, isNested);
    this.threads.set(thread, known);
    return known;
  }

  private model(placed: Placed, thread: Thread): void {
    const { span, isCovered } = placed;
    const { input, output, broken, isHollow } = this.contentOf(placed);
    this.broken ??= broken;
    const facts = factsOf(span);
    const turn: Turn = { startMs: span.startMs, endMs: span.endMs ?? span.startMs, usage: usageOf(span), ...(facts && { facts }) };
    if (input && !isHollow) {
      const { toldOfAgent } = thread.hear(input, turn);
      if (toldOfAgent) this.hasOutput = true;
      // A later history makes up for what was missing before.
      if (toldOfAgent) this.hasInput = true;
      this.isKnown = true;
    } else {
      if (input) thread.hear(input, turn);
      if (!isCovered) this.hasInput = false;
    }
    if (output) this.isKnown = true;
    else if (!span.failed && !isCovered) this.hasOutput = false;
    if (output || !span.failed) thread.speak(output, turn);
  }

  private agent(placed: Placed, thread: Thread, at: "start" | "end"): void {
    const { span } = placed;
    const { input, output, broken } = this.contentOf(placed);
    this.broken ??= broken;
    if (input || output) this.isKnown = true;
    const turn: Turn = { startMs: span.startMs, endMs: span.endMs ?? span.startMs };
    if (at === "start" && input) thread.hear(input, turn);
    // Its answer may repeat what its models said before it.
    if (at === "end" && output) thread.hear(output, { ...turn, startMs: turn.endMs });
  }

  private learn(span: Span): void {
    const facts = factsOf(span);
    if (facts) this.whole.learn(facts);
  }

  private execute({ span }: Placed, thread: Thread): void {
    const { attributes, failed, status } = span;
    const given = structured(attributes.get("gen_ai.tool.call.arguments")) ?? attributes.get("gen_ai.tool.call.arguments");
    const told = attributes.get("gen_ai.tool.call.result");
    const result = told === undefined ? undefined : plainText(told);
    thread.execute({
      id: textOf(attributes.get("gen_ai.tool.call.id")),
      tool: toolOf(span),
      given: givenOf(given, "`gen_ai.tool.call.arguments` is opt-in, and absent"),
      isGiven: given !== undefined,
      result: result ?? (failed ? (status ?? textOf(attributes.get("error.type")) ?? "failed") : undefined),
      failed,
      hasEnded: span.endMs !== undefined,
      timeMs: span.startMs,
      endMs: span.endMs,
    });
  }

  /** What of the session nobody recorded, and what to do. */
  problem(): string | undefined {
    const { stray } = this.whole;
    if (this.broken)
      return `\`${this.broken}\` is no list of messages in JSON, or lacks the call it ends in; a limit on the length of attributes may have cut it`;
    const missing = [
      ...(this.hasInput && this.isKnown ? [] : ["`gen_ai.input.messages`"]),
      ...(this.hasOutput && this.isKnown ? [] : ["`gen_ai.output.messages`"]),
    ];
    if (missing.length > 0)
      return `${missing.join(" and ")} ${missing.length > 1 ? "are" : "is"} absent, so that what was said is not known; instrumentations record it where OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT is set (docs/otlp.md)`;
    return stray > 0 ? `${stray} results answer no call` : undefined;
  }
}

function factsOf({ attributes }: Span): RawObject | undefined {
  const [facts] = objectOf(attributes.get("pact.facts"));
  const said = structured(attributes.get("pact.confidence"));
  // More than all is none.
  const confidence = typeof said === "number" && !(said >= 0 && said <= 1) ? undefined : said;
  if (!facts && confidence === undefined) return undefined;
  return Object.assign(bareObject(), confidence !== undefined && { confidence }, facts);
}

/** Tokens in and out, by today's names or the older ones; undefined where neither is said. */
function usageOf({ attributes }: Span): Turn["usage"] {
  const count = (...names: string[]) =>
    names.map((name) => attributes.get(name)).find((each) => typeof each === "number" && each >= 0) as number | undefined;
  const [input, output] = [
    count("gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"),
    count("gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"),
  ];
  return input === undefined && output === undefined ? undefined : { tokens: (input ?? 0) + (output ?? 0) };
}
