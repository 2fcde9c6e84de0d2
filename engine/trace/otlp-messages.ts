// What a span of the GenAI conventions holds of a conversation, in today's form (messages of parts) and the older ones (prompts and
// completions as attributes, indexed attributes, events). All of them become the same row of things said, called and answered.
// opentelemetry.io/docs/specs/semconv/gen-ai/, its JSON schemas of messages, and its versions 1.27 to 1.36 for what is older.
import { bareObject, isRawObject, own, parseRaw, type Raw, type RawObject, toJson } from "../decision/values.ts";
import { type Attributes, type Span, type SpanEvent, structured, textOf } from "./otlp-spans.ts";

export type Role = "system" | "user" | "agent";
/** One thing of a conversation. `key` is the same for the same thing told again. */
export type Piece = { readonly key: string } & (
  | { readonly kind: "text"; readonly role: Role; readonly text: string }
  | { readonly kind: "call"; readonly id: string | undefined; readonly tool: string; readonly given: Given }
  | { readonly kind: "result"; readonly id: string | undefined; readonly text: string | undefined; readonly failed: boolean }
);
/** A call's arguments. */
export interface Given {
  readonly args: RawObject | undefined;
  readonly text: string;
}
export interface Content {
  /** undefined where the span does not say. */
  readonly input: readonly Piece[] | undefined;
  readonly output: readonly Piece[] | undefined;
  /** An attribute that is there and cannot be read. */
  readonly broken: string | undefined;
  /** Messages are told of without what was said in them. */
  readonly isHollow: boolean;
}

const longestName = 256;
const details = "gen_ai.client.inference.operation.details";
/** Attributes and events that only a span with content has. */
export const contentAttributes = /^gen_ai\.(?:input\.messages|output\.messages|system_instructions|prompt|completion)(?:$|\.\d)/;

export function contentOf(span: Span): Content {
  const attributes = withDetails(span);
  const broken = ["gen_ai.input.messages", "gen_ai.output.messages"].find((name) => {
    const value = attributes.get(name);
    return (typeof value === "string" && !Array.isArray(structured(value))) || endsInNoCall(structured(value));
  });
  const system = piecesOf(readable(attributes.get("gen_ai.system_instructions")), "system");
  const input = inputOf(attributes, span.events);
  const output = outputOf(attributes, span.events);
  const isHollow = span.events.some((event) => event.name in rolesOfEvents && !hasContent(messageOf(event)));
  return { input: input && [...system, ...input], output, broken, isHollow };
}

/** A message that ended because something was called, and has no call that could be read. */
function endsInNoCall(messages: Raw | undefined): boolean {
  if (!Array.isArray(messages)) return false;
  return messages.some(
    (each: Raw) =>
      isRawObject(each) &&
      /^(?:tool|function)/.test(textOf(own(each, "finish_reason")) ?? "") &&
      messagePieces(each, "agent").every(({ kind }) => kind !== "call"),
  );
}

function inputOf(attributes: Attributes, events: readonly SpanEvent[]): readonly Piece[] | undefined {
  const given = structured(attributes.get("gen_ai.input.messages"));
  if (Array.isArray(given)) return piecesOf(given, "user");
  const prompt = attributes.get("gen_ai.prompt") ?? attributeOf(events, "gen_ai.content.prompt", "gen_ai.prompt");
  if (prompt !== undefined) return piecesOf(readable(prompt), "user");
  const indexed = indexedMessages(attributes, "gen_ai.prompt.");
  if (indexed.length > 0) return piecesOf(indexed, "user");
  const told = events.filter(({ name }) => name in rolesOfEvents);
  return told.length > 0 ? told.flatMap((event) => piecesOf([messageOf(event)], rolesOfEvents[event.name]!)) : undefined;
}

function outputOf(attributes: Attributes, events: readonly SpanEvent[]): readonly Piece[] | undefined {
  // Of several choices the first is taken to be the one that was gone on with.
  const isChoice = Number(attributes.get("gen_ai.request.choice.count") ?? 1) > 1;
  const chosen = (given: Raw) => (isChoice && Array.isArray(given) ? given.slice(0, 1) : given);
  const given = structured(attributes.get("gen_ai.output.messages"));
  if (Array.isArray(given)) return piecesOf(chosen(given), "agent");
  const completion = attributes.get("gen_ai.completion") ?? attributeOf(events, "gen_ai.content.completion", "gen_ai.completion");
  if (completion !== undefined) return piecesOf(chosen(readable(completion)!), "agent");
  const indexed = indexedMessages(attributes, "gen_ai.completion.");
  if (indexed.length > 0) return piecesOf(chosen(indexed), "agent");
  const choices = events.filter(({ name, attributes: own }) => name === "gen_ai.choice" && Number(own.get("index") ?? 0) === 0);
  const told = choices.map(messageOf).filter((message) => hasContent(message));
  return told.length > 0 ? told.flatMap((message) => piecesOf([message], "agent")) : undefined;
}

/** A choice may be told of with nothing but why it ended. */
const hasContent = (message: RawObject): boolean =>
  ["message", "parts", "content", "tool_calls", "function_call"].some((name) => own(message, name) !== undefined);

const rolesOfEvents: Readonly<Record<string, Role | "tool">> = {
  "gen_ai.system.message": "system",
  "gen_ai.user.message": "user",
  "gen_ai.assistant.message": "agent",
  "gen_ai.tool.message": "tool",
};

/** Opt-in content may stand in an event of its own, with the same attributes. */
function withDetails({ attributes, events }: Span): Attributes {
  const told = events.filter(({ name }) => name === details);
  return told.length === 0 ? attributes : new Map([...told.flatMap((event) => [...event.attributes]), ...attributes]);
}

const attributeOf = (events: readonly SpanEvent[], name: string, attribute: string): Raw | undefined =>
  events.find((event) => event.name === name && event.attributes.has(attribute))?.attributes.get(attribute);

/** Its fields are attributes, each perhaps as JSON, or all of them stand in one. */
function messageOf({ attributes }: SpanEvent): RawObject {
  const whole = structured(attributes.get("gen_ai.event.content"));
  if (isRawObject(whole)) return whole;
  const message = bareObject();
  for (const [name, value] of attributes) if (messageFields.has(name)) message[name] = readable(value)!;
  return message;
}
const messageFields = new Set(["role", "content", "parts", "tool_calls", "function_call", "id", "tool_call_id", "message"]);

/** `gen_ai.prompt.0.role`, `gen_ai.prompt.0.tool_calls.1.name`: back into messages. */
function indexedMessages(attributes: Attributes, prefix: string): RawObject[] {
  const root = bareObject();
  for (const [name, value] of attributes) {
    if (!name.startsWith(prefix)) continue;
    const steps = name.slice(prefix.length).split(".");
    if (steps.length > 6) continue;
    let here = root;
    for (const step of steps.slice(0, -1)) {
      const next = isRawObject(here[step]) ? here[step] : bareObject();
      here[step] = next;
      here = next as Record<string, Raw>;
    }
    here[steps.at(-1)!] = value;
  }
  return listOf(root).filter(isRawObject);
}

/** An object whose names are numbers, in their order. */
const listOf = (object: RawObject): Raw[] =>
  Object.keys(object)
    .filter((name) => /^\d{1,9}$/.test(name))
    .sort((a, b) => Number(a) - Number(b))
    .map((name) => object[name]!);

/** JSON where the text is a list or an object of it, else the text. */
function readable(value: Raw | undefined): Raw | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  return parseRaw(value) ?? value;
}

// ── Messages ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A list of messages, or of parts that are one message, or its text. */
function piecesOf(given: Raw | undefined, role: Role | "tool"): Piece[] {
  if (given === undefined || given === null) return [];
  if (!Array.isArray(given))
    return isRawObject(given) && isMessage(given) ? messagePieces(given, role) : bodyPieces(given, role, undefined);
  if (given.every((each: Raw) => isRawObject(each) && !isMessage(each))) return bodyPieces(given, role, undefined);
  return given.flatMap((each: Raw) => (isRawObject(each) ? messagePieces(each, role) : bodyPieces(each, role, undefined)));
}

/** Parts have a type, or a text of their own; messages have content. */
const isMessage = (value: RawObject): boolean =>
  ["role", "parts", "message", "tool_calls", "function_call"].some((name) => own(value, name) !== undefined) ||
  (own(value, "content") !== undefined && own(value, "type") === undefined);

function messagePieces(message: RawObject, otherwise: Role | "tool"): Piece[] {
  const inner = own(message, "message");
  const role = roleOf(own(message, "role") ?? (isRawObject(inner) ? own(inner, "role") : undefined), otherwise);
  if (inner !== undefined)
    return isRawObject(inner) && isMessage(inner) ? messagePieces(inner, role) : bodyPieces(readable(inner), role, undefined);
  const id = textOf(own(message, "tool_call_id") ?? own(message, "id"));
  const body = bodyPieces(readable(own(message, "parts") ?? own(message, "content")), role, id);
  const calls = structured(own(message, "tool_calls"));
  const called = structured(own(message, "function_call"));
  const list = [...(Array.isArray(calls) ? calls : isRawObject(calls) ? listOf(calls) : []), ...(isRawObject(called) ? [called] : [])];
  return [...body, ...list.flatMap((call: Raw) => (isRawObject(call) ? callOf(call) : []))];
}

const roles: Readonly<Record<string, Role | "tool">> = {
  system: "system",
  developer: "system",
  user: "user",
  human: "user",
  assistant: "agent",
  model: "agent",
  ai: "agent",
  tool: "tool",
  function: "tool",
};
/** A role nobody knows is nobody's word. */
const roleOf = (role: Raw | undefined, otherwise: Role | "tool"): Role | "tool" =>
  typeof role !== "string" ? otherwise : Object.hasOwn(roles, role) ? roles[role]! : "system";

/** The parts of a message: what is called and answered by itself, all text as one. */
function bodyPieces(body: Raw | undefined, role: Role | "tool", id: string | undefined): Piece[] {
  const parts = Array.isArray(body) ? (body as readonly Raw[]) : body === undefined || body === null ? [] : [body];
  if (role === "tool" && parts.length === 0) return [answered(undefined, id, false)];
  const texts: string[] = [];
  const calls: Piece[] = [];
  const results: Piece[] = [];
  for (const part of parts) {
    if (typeof part === "string") texts.push(part);
    else if (!isRawObject(part)) continue;
    else if (isCallPart(part)) calls.push(...callOf(part));
    else if (isResultPart(part)) results.push(resultOf(part, id));
    else if (typeof (own(part, "text") ?? own(part, "content")) === "string" && !hidden.has(own(part, "type") as string))
      texts.push((own(part, "text") ?? own(part, "content")) as string);
    else if (role === "tool") texts.push(toJson(part));
  }
  const text = texts.join("\n");
  if (role === "tool") return results.length > 0 ? results : [answered(text, id, false)];
  const said: Piece[] = text.trim() === "" ? [] : [{ kind: "text", role, text, key: `${role} ${text.trim()}` }];
  return [...results, ...said, ...calls];
}
/** What a model thinks, and what is not text. */
const hidden = new Set(["reasoning", "thinking", "blob", "file", "uri"]);

// `toolUse` and `toolResult` are of Bedrock, `tool_use` and `tool_result` of Anthropic, `functionCall` and `functionResponse` of Gemini,
// `function_call` and `function_call_output` of OpenAI: instrumentations copy them into content.
const callTypes = new Set(["tool_call", "tool_use", "server_tool_call", "function_call", "function"]);
const resultTypes = new Set(["tool_call_response", "tool_result", "server_tool_call_response", "function_call_output"]);
const holds = (part: RawObject, names: readonly string[]): boolean => names.some((name) => isRawObject(own(part, name)));
const argumentNames = ["arguments", "input", "args", "server_tool_call"];
/** Of a type nobody knows, what has a name and arguments: better a call too many than one that nobody saw. */
const isCallPart = (part: RawObject): boolean =>
  callTypes.has(own(part, "type") as string) ||
  holds(part, ["toolUse", "functionCall"]) ||
  (!isResultPart(part) && typeof own(part, "name") === "string" && first(part, argumentNames) !== undefined);
const isResultPart = (part: RawObject): boolean =>
  resultTypes.has(own(part, "type") as string) || holds(part, ["toolResult", "functionResponse"]);
const first = (object: RawObject, names: readonly string[]): Raw | undefined =>
  names.map((name) => own(object, name)).find((each) => each !== undefined);

function callOf(part: RawObject): Piece[] {
  const inner = first(part, ["toolUse", "functionCall", "function"]);
  const call = isRawObject(inner) ? inner : part;
  const tool = textOf(own(call, "name"))?.slice(0, longestName);
  if (tool === undefined) return [];
  const given = givenOf(first(call, argumentNames), "the recorded call has no arguments");
  return [
    { kind: "call", id: textOf(first(part, ["id", "call_id"]) ?? own(call, "toolUseId")), tool, given, key: `call ${tool} ${given.text}` },
  ];
}

/** What was recorded of the arguments; `absent` says why nothing was. */
export function givenOf(value: Raw | undefined, absent: string): Given {
  if (value === undefined || value === null) return { args: undefined, text: `(not recorded: ${absent})` };
  const raw = typeof value === "string" ? parseRaw(value || "{}") : value;
  return { args: isRawObject(raw) ? raw : undefined, text: isRawObject(raw) ? toJson(raw) : plainText(value) };
}

function resultOf(part: RawObject, otherwise: string | undefined): Piece {
  const inner = first(part, ["toolResult", "functionResponse"]);
  const result = isRawObject(inner) ? inner : part;
  const id = textOf(first(result, ["id", "call_id", "tool_use_id", "toolUseId"])) ?? otherwise;
  const failed = own(result, "is_error") === true || own(result, "isError") === true || own(result, "status") === "error";
  const told = first(result, ["response", "result", "output", "content", "server_tool_call_response"]);
  return answered(told === undefined ? undefined : plainText(told), id, failed);
}
const answered = (text: string | undefined, id: string | undefined, failed: boolean): Piece => ({
  kind: "result",
  id,
  text,
  failed,
  key: `result ${text ?? ""}`,
});

/** A text as it is, parts that are all text as theirs, and anything else as JSON. */
export function plainText(value: Raw): string {
  if (typeof value === "string") return value;
  const texts = Array.isArray(value) ? value.map((part: Raw) => (isRawObject(part) ? own(part, "text") : undefined)) : [];
  return texts.length > 0 && texts.every((text) => typeof text === "string") ? texts.join("\n") : toJson(value);
}
