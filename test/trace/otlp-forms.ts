// One conversation as spans, in the form of today's conventions and in every older one that is read.
export interface Told {
  readonly role: "system" | "user" | "assistant" | "tool";
  readonly text?: string;
  readonly calls?: readonly Called[];
  /** Of a tool: the call it answers. */
  readonly id?: string;
  /** Milliseconds since 1970 UTC. */
  readonly ms?: number;
}
export interface Called {
  readonly id: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}
export type AnyValue = Readonly<Record<string, unknown>>;
export interface Attribute {
  readonly key: string;
  readonly value: AnyValue;
}
export interface SpanEvent {
  readonly name: string;
  readonly attributes: readonly Attribute[];
}
export interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string | number;
  readonly endTimeUnixNano: string | number;
  readonly attributes: readonly Attribute[];
  readonly events?: readonly SpanEvent[];
  readonly status?: unknown;
}

export function any(value: unknown): AnyValue {
  if (typeof value === "string") return { stringValue: value };
  if (typeof value === "boolean") return { boolValue: value };
  if (typeof value === "number") return Number.isInteger(value) ? { intValue: String(value) } : { doubleValue: value };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(any) } };
  return { kvlistValue: { values: attributes(value as Record<string, unknown>) } };
}
export const attributes = (fields: Readonly<Record<string, unknown>>): Attribute[] =>
  Object.entries(fields).flatMap(([key, value]) => (value === undefined ? [] : [{ key, value: any(value) }]));
export const document = (spans: readonly unknown[], resource: Readonly<Record<string, unknown>> = { "service.name": "desk" }) => ({
  resourceSpans: [{ resource: { attributes: attributes(resource) }, scopeSpans: [{ scope: { name: "test" }, spans }] }],
});
export const nanos = (ms: number): string => `${ms}000000`;

/** What a span of a model says: `input` is all that was told until then. */
export type Form = (input: readonly Told[], output: Told) => { fields: Record<string, unknown>; events?: SpanEvent[] };

const today = { "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai" };
const before = { "gen_ai.operation.name": "chat", "gen_ai.system": "openai" };
const tokens = { "gen_ai.usage.input_tokens": 90, "gen_ai.usage.output_tokens": 10 };
const olderTokens = { "gen_ai.usage.prompt_tokens": 90, "gen_ai.usage.completion_tokens": 10 };

const jsonOf = (text: string): unknown => (/^[[{]/.test(text) ? JSON.parse(text) : text);
const parts = ({ role, text, calls, id }: Told) => ({
  role,
  parts: [
    ...(role === "tool" ? [{ type: "tool_call_response", id, response: jsonOf(text!) }] : text ? [{ type: "text", content: text }] : []),
    ...(calls ?? []).map((call) => ({ type: "tool_call", id: call.id, name: call.tool, arguments: call.args })),
  ],
});
const chat = ({ role, text, calls, id }: Told) => ({
  role,
  ...(text !== undefined && { content: text }),
  ...(id !== undefined && { tool_call_id: id }),
  ...(calls && {
    tool_calls: calls.map((call) => ({
      id: call.id,
      type: "function",
      function: { name: call.tool, arguments: JSON.stringify(call.args) },
    })),
  }),
});
const rest = (messages: readonly Told[]) => messages.filter(({ role }) => role !== "system");
const instructions = (messages: readonly Told[]) =>
  messages.filter(({ role }) => role === "system").map(({ text }) => ({ type: "text", content: text }));
const event = (name: string, fields: Readonly<Record<string, unknown>>): SpanEvent => ({ name, attributes: attributes(fields) });
const eventOf = (message: Told) => {
  const { role, content, tool_calls, tool_call_id } = chat(message) as Record<string, unknown>;
  return {
    name: `gen_ai.${role}.message`,
    body: { content, ...(tool_calls ? { tool_calls } : {}), ...(tool_call_id ? { id: tool_call_id } : {}) },
  };
};

export const forms: Readonly<Record<string, Form>> = {
  "messages of parts, structured": (input, output) => ({
    fields: {
      ...today,
      ...tokens,
      "gen_ai.system_instructions": instructions(input),
      "gen_ai.input.messages": rest(input).map(parts),
      "gen_ai.output.messages": [{ ...parts(output), finish_reason: "stop" }],
    },
  }),
  "messages of parts, as JSON": (input, output) => ({
    fields: {
      ...today,
      ...tokens,
      "gen_ai.system_instructions": JSON.stringify(instructions(input)),
      "gen_ai.input.messages": JSON.stringify(rest(input).map(parts)),
      "gen_ai.output.messages": JSON.stringify([{ ...parts(output), finish_reason: "stop" }]),
    },
  }),
  "messages of parts, in an event of their own": (input, output) => ({
    fields: { ...today, ...tokens },
    events: [
      event("gen_ai.client.inference.operation.details", {
        "gen_ai.input.messages": input.map(parts),
        "gen_ai.output.messages": [parts(output)],
      }),
    ],
  }),
  "an event for each message": (input, output) => ({
    fields: { ...before, ...tokens },
    events: [
      ...input.map((message) => {
        const { name, body } = eventOf(message);
        return event(name, { "gen_ai.system": "openai", "gen_ai.event.content": JSON.stringify(body) });
      }),
      event("gen_ai.choice", {
        "gen_ai.event.content": JSON.stringify({ index: 0, finish_reason: "stop", message: chat(output) }),
      }),
    ],
  }),
  "an event for each message, its fields as attributes": (input, output) => ({
    fields: { ...before, ...tokens },
    events: [
      ...input.map((message) => {
        const { name, body } = eventOf(message);
        const { tool_calls, ...others } = body as Record<string, unknown>;
        return event(name, { ...others, ...(tool_calls ? { tool_calls: JSON.stringify(tool_calls) } : {}) });
      }),
      event("gen_ai.choice", { index: 0, finish_reason: "stop", message: JSON.stringify(chat(output)) }),
    ],
  }),
  "prompt and completion as attributes": (input, output) => ({
    fields: {
      ...before,
      ...olderTokens,
      "gen_ai.prompt": JSON.stringify(input.map(chat)),
      "gen_ai.completion": JSON.stringify([chat(output)]),
    },
  }),
  "prompt and completion as events": (input, output) => ({
    fields: { ...before, ...olderTokens },
    events: [
      event("gen_ai.content.prompt", { "gen_ai.prompt": JSON.stringify(input.map(chat)) }),
      event("gen_ai.content.completion", { "gen_ai.completion": JSON.stringify([chat(output)]) }),
    ],
  }),
  "indexed prompts and completions": (input, output) => ({
    fields: {
      "gen_ai.system": "openai",
      "llm.request.type": "chat",
      ...olderTokens,
      ...Object.assign({}, ...input.map((message, i) => indexed(`gen_ai.prompt.${i}`, message))),
      ...indexed("gen_ai.completion.0", output),
    },
  }),
};

function indexed(prefix: string, { role, text, calls, id }: Told): Record<string, unknown> {
  return {
    [`${prefix}.role`]: role,
    ...(text !== undefined && { [`${prefix}.content`]: text }),
    ...(id !== undefined && { [`${prefix}.tool_call_id`]: id }),
    ...Object.fromEntries(
      (calls ?? []).flatMap((call, i) => [
        [`${prefix}.tool_calls.${i}.id`, call.id],
        [`${prefix}.tool_calls.${i}.name`, call.tool],
        [`${prefix}.tool_calls.${i}.arguments`, JSON.stringify(call.args)],
      ]),
    ),
  };
}

export interface Recorded {
  readonly id?: string | undefined;
  readonly trace?: string;
  readonly form: Form;
  readonly more?: Readonly<Record<string, unknown>>;
  /** Each call as a span of its own as well. */
  readonly tools?: boolean;
}

/** A span for each message of the assistant, which begins with what was told before and ends with it. */
export function spansOf(messages: readonly Told[], { id, trace = "t1", form, more = {}, tools = false }: Recorded): Span[] {
  const common = { ...(id !== undefined && { "gen_ai.conversation.id": id }) };
  return messages.flatMap((message, i): Span[] => {
    if (message.role !== "assistant") return [];
    const { fields, events } = form(messages.slice(0, i), message);
    const spanId = `${trace}-${i}`;
    const [from, to] = [messages[i - 1]?.ms ?? message.ms!, message.ms!];
    const model: Span = {
      traceId: trace,
      spanId,
      parentSpanId: `${trace}-agent`,
      name: "chat example-model",
      startTimeUnixNano: nanos(from),
      endTimeUnixNano: nanos(to),
      attributes: attributes({ ...common, "gen_ai.request.model": "example-model", ...fields, ...more }),
      ...(events && { events }),
    };
    const ran = tools ? (message.calls ?? []).map((call, c) => toolSpan(`${spanId}-${c}`, call, messages[i + 1 + c]!, model)) : [];
    return [model, ...ran];
  });
}

function toolSpan(spanId: string, call: Called, answer: Told, { traceId, parentSpanId, endTimeUnixNano }: Span): Span {
  return {
    traceId,
    spanId,
    ...(parentSpanId && { parentSpanId }),
    name: `execute_tool ${call.tool}`,
    startTimeUnixNano: endTimeUnixNano,
    endTimeUnixNano: nanos(answer.ms!),
    attributes: attributes({
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": call.tool,
      "gen_ai.tool.call.id": call.id,
      "gen_ai.tool.call.arguments": call.args,
      "gen_ai.tool.call.result": jsonOf(answer.text!),
    }),
  };
}
