// Spans in the order in which things happened, by the session they belong to, each with what stands above it: whose agent, whose model.

import { contentAttributes } from "./otlp-messages.ts";
import type { Span } from "./otlp-spans.ts";
import { textOf } from "./otlp-spans.ts";

export interface Placed {
  readonly span: Span;
  readonly kind: "model" | "agent" | "tool" | "other";
  readonly depth: number;
  /** The nearest agent's span above. */
  readonly agent: Placed | undefined;
  /** Below the span of another model, which another instrumentation wrote of the same call. */
  readonly model: Placed | undefined;
  /** Below the span of a tool, so that the tool asked it, and no person. */
  readonly tool: Placed | undefined;
  /** Which agent it is the doing of: "" is the one that speaks with the person. */
  thread: string;
  isNested: boolean;
  /** Another span says the same. */
  isMuted: boolean;
  /** The agent's span above says what was asked and answered. */
  isCovered: boolean;
}

export interface Gathered {
  readonly id: string;
  readonly spans: readonly Placed[];
}

export function arranged(spans: readonly Span[]): Gathered[] {
  // What was sent twice, for want of an answer the first time, is there once.
  const sent = new Map(spans.map((span) => [`${span.trace} ${span.id} ${span.start} ${span.name}`, span]));
  const placed = place([...sent.values()]);
  mute(placed);
  const conversations = conversationsOf(placed);
  const sessions = new Map<string, Placed[]>();
  for (const each of placed) {
    const id = conversations.get(each)!;
    const session = sessions.get(id) ?? [];
    sessions.set(id, session);
    session.push(each);
  }
  return [...sessions].flatMap(([id, all]) => (all.some(({ kind }) => kind !== "other") ? [{ id, spans: all }] : []));
}

function kindOf({ attributes, events, name }: Span): Placed["kind"] {
  const operation = textOf(attributes.get("gen_ai.operation.name"));
  if (operation === "execute_tool") return "tool";
  if (operation === "invoke_agent") return "agent";
  if (operation !== undefined)
    return /^(?:chat|generate_content|text_completion)$/.test(operation) || hasContent({ attributes, events }) ? "model" : "other";
  if (attributes.has("gen_ai.tool.name") || name.startsWith("execute_tool ")) return "tool";
  const isModel = attributes.has("gen_ai.system") || attributes.has("gen_ai.request.model") || hasContent({ attributes, events });
  return isModel ? "model" : "other";
}

const hasContent = ({ attributes, events }: Pick<Span, "attributes" | "events">): boolean =>
  [...attributes.keys()].some((name) => contentAttributes.test(name)) || events.some(({ name }) => name.startsWith("gen_ai."));

/** By time, and parents before their children, whatever their clocks say. */
function place(spans: readonly Span[]): Placed[] {
  const byId = new Map(spans.map((span) => [`${span.trace} ${span.id}`, span]));
  const done = new Map<Span, { placed: Placed; start: bigint }>();
  for (const span of spans) {
    const path: Span[] = [];
    const onPath = new Set<Span>();
    // A span that is above itself has nothing above it.
    for (let up: Span | undefined = span; up && !done.has(up) && !onPath.has(up); up = byId.get(`${up.trace} ${up.parent}`)) {
      path.push(up);
      onPath.add(up);
    }
    for (const each of path.reverse()) {
      const above = done.get(byId.get(`${each.trace} ${each.parent}`)!);
      const start = above && above.start > each.start ? above.start : each.start;
      done.set(each, { placed: placedBelow(each, above?.placed), start });
    }
  }
  return [...done.values()]
    .sort(
      (a, b) =>
        compare(a.start, b.start) ||
        a.placed.depth - b.placed.depth ||
        compare(a.placed.span.start, b.placed.span.start) ||
        compare(a.placed.span.id, b.placed.span.id),
    )
    .map(({ placed }) => placed);
}
const compare = <Value extends bigint | string>(a: Value, b: Value): number => (a < b ? -1 : a > b ? 1 : 0);

function placedBelow(span: Span, above: Placed | undefined): Placed {
  return {
    span,
    kind: kindOf(span),
    depth: above ? above.depth + 1 : 0,
    agent: above?.kind === "agent" ? above : above?.agent,
    tool: above?.kind === "tool" ? above : above?.tool,
    model: above?.kind === "model" ? above : above?.kind === "other" ? above.model : undefined,
    thread: "",
    isNested: false,
    isMuted: false,
    isCovered: false,
  };
}

/** Of two spans that tell of the same, the one below, which is nearer to what happened, where it tells anything; and which agent was asked by another agent. */
function mute(placed: readonly Placed[]): void {
  // Agents with a model's span of their own: directly, and somewhere below.
  const thinking = new Set<Placed>();
  const told = new Set<Placed>();
  for (const each of placed) {
    if (each.kind !== "model") continue;
    if (each.agent) thinking.add(each.agent);
    if (hasContent(each.span)) for (let up = each.agent; up && !told.has(up); up = up.agent) told.add(up);
  }
  const threads = new Map<string, string>();
  for (const each of placed) {
    const { agent, tool, model, kind, span } = each;
    const above = agent && agent.depth > (tool?.depth ?? -1) ? agent : tool;
    // An agent below one that has a model of its own was asked by that model; what only groups agents asks nobody.
    const asker = kind === "agent" && agent && thinking.has(agent) ? agent : above?.kind === "tool" && kind !== "tool" ? above : undefined;
    each.isNested = asker ? true : (above?.isNested ?? false);
    each.thread = asker ? threadOf(asker, textOf(span.attributes.get("gen_ai.agent.name")) ?? span.id, threads) : (above?.thread ?? "");
    // Client and server of a tool both tell of one call.
    if (kind === "tool") each.isMuted = tool !== undefined && above === tool && toolOf(tool.span) === toolOf(span);
    if (kind === "agent") each.isMuted = told.has(each) || !hasContent(span);
    if (kind !== "model") continue;
    each.isCovered = !hasContent(span) && agent !== undefined && hasContent(agent.span);
    if (model) (hasContent(span) ? model : each).isMuted = true;
  }
}

export function toolOf({ attributes, name }: Span): string {
  const named = textOf(attributes.get("gen_ai.tool.name")) ?? name.replace(/^execute_tool\s+/, "");
  return named.slice(0, 256) || "(unnamed)";
}

/** A short name, however deep: agents that are asked in one thread by one name are one. */
function threadOf({ thread }: Placed, name: string, threads: Map<string, string>): string {
  const key = `${thread} ${name}`;
  const known = threads.get(key) ?? `${threads.size + 1}`;
  threads.set(key, known);
  return known;
}

/** The conversation a span names, or one above it; else the only one its trace names; else its trace. */
function conversationsOf(placed: readonly Placed[]): Map<Placed, string> {
  const named = (each: Placed) => textOf(each.span.attributes.get("gen_ai.conversation.id"))?.slice(0, 1000);
  const ofTrace = new Map<string, string | undefined>();
  for (const each of placed) {
    const { trace } = each.span;
    const name = named(each);
    if (name === undefined) continue;
    ofTrace.set(trace, !ofTrace.has(trace) || ofTrace.get(trace) === name ? name : undefined);
  }
  const found = new Map<Placed, string>();
  for (const each of placed) {
    const above = each.agent ?? each.model;
    const inherited = above && found.get(above);
    found.set(each, named(each) ?? inherited ?? ofTrace.get(each.span.trace) ?? each.span.trace);
  }
  return found;
}
