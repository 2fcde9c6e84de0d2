// An entry as a span of OpenTelemetry's conventions for generative AI, in OTLP/JSON: for whoever keeps the traces of agents elsewhere. What
// was decided stands beside it, in attributes of `pact.`; the record that proves anything is the log's.
import { timeFromText } from "../decision/calendar.ts";
import { toHex, utf8 } from "./bytes.ts";
import type { Entry } from "./entry.ts";
import type { Hashing } from "./ports.ts";

type AnyValue = { readonly stringValue: string } | { readonly arrayValue: { readonly values: readonly AnyValue[] } };
interface Attribute {
  readonly key: string;
  readonly value: AnyValue;
}

const said = "respond";
const failedStatus = 2;

/** One export request with one span; a session is a trace, and the same entry always the same span. */
export function entryToOtlp(entry: Entry, hashing: Hashing): object {
  const idOf = (text: string, bytes: number): string => toHex(hashing.sha256(utf8(text)).subarray(0, bytes));
  const { action, agent, session, time, outcome, usage } = entry;
  const [start, end] = [nanoseconds(time, 0), nanoseconds(time, usage?.latencyMs ?? 0)];
  const span = {
    traceId: idOf(`${agent}\n${session}`, 16),
    spanId: idOf(`${agent}\n${entry.id}\n${outcome}`, 8),
    name: action === said ? "chat" : `execute_tool ${action}`,
    kind: 1,
    startTimeUnixNano: start,
    endTimeUnixNano: end,
    attributes: [...conversational(entry), ...decided(entry)],
    ...(outcome === "failed" && { status: { code: failedStatus } }),
  };
  return {
    resourceSpans: [
      { resource: { attributes: texts({ "service.name": agent }) }, scopeSpans: [{ scope: { name: "pact" }, spans: [span] }] },
    ],
  };
}

/** What the conventions have names for. */
function conversational({ action, agent, session, model, principal, input, result }: Entry): Attribute[] {
  const isSaid = action === said;
  const spoken = input && "value" in input ? (input.value as { text?: unknown } | null)?.text : undefined;
  return texts({
    "gen_ai.operation.name": isSaid ? "chat" : "execute_tool",
    "gen_ai.agent.name": agent,
    "gen_ai.conversation.id": session,
    "gen_ai.request.model": model,
    "pact.principal": principal && JSON.stringify(principal),
    ...(isSaid
      ? { "gen_ai.output.messages": typeof spoken === "string" ? messages(spoken) : undefined }
      : { "gen_ai.tool.name": action, "gen_ai.tool.call.arguments": wordsOf(input), "gen_ai.tool.call.result": wordsOf(result) }),
  });
}

const messages = (content: string): string => JSON.stringify([{ role: "assistant", parts: [{ type: "text", content }] }]);

function decided({ pact, facts, decision, reason, basis, outcome, approval, redacted, id }: Entry): Attribute[] {
  return [
    ...texts({
      "pact.entry": id,
      "pact.id": pact.id,
      "pact.version": pact.version,
      "pact.hash": pact.hash,
      "pact.decision": decision,
      "pact.reason": reason,
      "pact.outcome": outcome,
      "pact.facts": facts && JSON.stringify(facts),
      "pact.approved_by": approval?.by,
    }),
    { key: "pact.basis", value: list(basis) },
    ...(redacted ? [{ key: "pact.redacted", value: list(Object.keys(redacted)) }] : []),
  ];
}

const list = (values: readonly string[]): AnyValue => ({ arrayValue: { values: values.map((stringValue) => ({ stringValue })) } });

/** As text; a large value by its digest. */
function wordsOf(value: Entry["input"]): string | undefined {
  if (!value) return undefined;
  if ("blob" in value) return value.blob;
  return typeof value.value === "string" ? value.value : JSON.stringify(value.value);
}

const texts = (named: Readonly<Record<string, string | undefined>>): Attribute[] =>
  Object.entries(named).flatMap(([key, stringValue]) => (stringValue === undefined ? [] : [{ key, value: { stringValue } }]));

/** Of a time in ISO 8601 with up to nine decimals, and milliseconds after it; as the text OTLP has for 64 bits. */
function nanoseconds(time: string, laterMs: number): string {
  const [, whole = "", fraction = ""] = /^([^.]+?)(?:\.(\d+))?Z$/.exec(time) ?? [];
  const seconds = BigInt(Math.floor((timeFromText(`${whole}Z`, undefined)?.ms ?? 0) / 1000));
  return String(seconds * 1_000_000_000n + BigInt(fraction.padEnd(9, "0")) + BigInt(Math.max(0, Math.round(laterMs * 1e6))));
}
