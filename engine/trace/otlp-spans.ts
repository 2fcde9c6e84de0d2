// OTLP/JSON as exporters write it (opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding): documents of spans, and of log records, which
// newer instrumentations write what was said to. Every field of it is hostile: spans hold what models, tools and attackers wrote.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import { numOf, parseNum } from "../decision/decimal.ts";
import { bareObject, isRawObject, parseRaw, type Raw, type RawObject, toRaw } from "../decision/values.ts";
import { type Item, misshapen } from "./collect.ts";
import type { TraceProblem } from "./session.ts";

const maxSpans = 1_000_000;
const maxEvents = 10_000;
const maxAttributes = 100_000;
const maxDepth = 100;
const maxProblems = 50;

export type Attributes = ReadonlyMap<string, Raw>;
export interface SpanEvent {
  readonly name: string;
  readonly attributes: Attributes;
}
export interface Span {
  readonly trace: string;
  readonly id: string;
  readonly parent: string;
  readonly name: string;
  /** Nanoseconds since 1970 UTC; 0 where it is not known. */
  readonly start: bigint;
  readonly startMs: number | undefined;
  /** undefined where it has not ended. */
  readonly endMs: number | undefined;
  readonly failed: boolean;
  readonly status: string | undefined;
  readonly attributes: Attributes;
  readonly resource: Attributes;
  readonly events: SpanEvent[];
}

const schemas = lazy(() => {
  const id = z.string().check(z.maxLength(256));
  const many = z.optional(z.nullable(z.array(z.unknown())));
  const document = z.union([z.object({ resourceSpans: z.array(z.unknown()) }), z.object({ resourceLogs: z.array(z.unknown()) })]);
  const scoped = z.object({ spans: many, logRecords: many });
  const resource = z.object({
    resource: z.optional(z.nullable(z.object({ attributes: many }))),
    scopeSpans: z.optional(z.nullable(z.array(scoped))),
    scopeLogs: z.optional(z.nullable(z.array(scoped))),
  });
  const int64 = z.optional(z.nullable(z.union([z.string().check(z.maxLength(20)), z.number()])));
  const attributes = z.optional(z.nullable(z.array(z.unknown()).check(z.maxLength(maxAttributes))));
  const span = z.object({
    traceId: id,
    spanId: id.check(z.minLength(1)),
    parentSpanId: z.optional(z.nullable(id)),
    name: z.optional(z.nullable(z.string())),
    startTimeUnixNano: int64,
    endTimeUnixNano: int64,
    attributes,
    status: z.optional(z.nullable(z.object({ code: z.optional(z.union([z.string(), z.number()])), message: z.optional(z.string()) }))),
    events: z.optional(z.nullable(z.array(z.object({ name: z.string(), attributes })).check(z.maxLength(maxEvents)))),
  });
  const log = z.object({
    traceId: id,
    spanId: id,
    eventName: z.optional(z.nullable(z.string())),
    attributes,
    body: z.optional(z.unknown()),
  });
  return { document, resource, span, log };
});
type Written<Name extends keyof ReturnType<typeof schemas>> = z.infer<ReturnType<typeof schemas>[Name]>;
type LogRecord = Written<"log">;

/** The spans of all documents, as they come; what cannot be read is said, and the others stand. */
export function readSpans(documents: readonly Item[]): { readonly spans: readonly Span[]; readonly problems: readonly TraceProblem[] } {
  const spans: Span[] = [];
  const logs: LogRecord[] = [];
  const problems: TraceProblem[] = [];
  const wrong = (problem: TraceProblem | undefined) => problem && problems.length < maxProblems && problems.push(problem);
  for (const { place, value, at } of resourcesOf(documents, wrong)) {
    const read = schemas().resource.safeParse(value);
    if (!read.success) {
      wrong(misshapen(read.error, value, `${place} ${at}`, "no OTLP").problem);
      continue;
    }
    const { resource, scopeSpans, scopeLogs } = read.data;
    const common = attributesOf(resource?.attributes);
    for (const each of (scopeSpans ?? []).flatMap((scope) => scope.spans ?? [])) {
      const span = schemas().span.safeParse(each);
      if (!span.success) wrong(misshapen(span.error, each, `${place} ${at}`, "no span").problem);
      else if (spans.length < maxSpans) spans.push(spanOf(span.data, common));
      else wrong({ place, message: `more than ${maxSpans} spans; the rest is not read` });
    }
    for (const each of (scopeLogs ?? []).flatMap((scope) => scope.logRecords ?? [])) {
      const log = schemas().log.safeParse(each);
      // A record of no span is nobody's word.
      if (log.success && log.data.spanId && logs.length < maxSpans) logs.push(log.data);
    }
  }
  tellSpans(spans, logs);
  return { spans, problems };
}

function* resourcesOf(documents: readonly Item[], wrong: (problem: TraceProblem | undefined) => void) {
  for (const { place, value } of documents) {
    const read = schemas().document.safeParse(value);
    if (!read.success) {
      wrong({ place, message: "no OTLP: neither `resourceSpans` nor `resourceLogs` is a list here" });
      continue;
    }
    const [name, list] =
      "resourceSpans" in read.data ? ["resourceSpans", read.data.resourceSpans] : ["resourceLogs", read.data.resourceLogs];
    for (const [i, each] of (list as unknown[]).entries()) yield { place, value: each, at: `at ${name}.${i}` };
  }
}

function spanOf(span: Written<"span">, resource: Attributes): Span {
  const { traceId, spanId, parentSpanId, name, status } = span;
  const [start, end] = [nanoseconds(span.startTimeUnixNano), nanoseconds(span.endTimeUnixNano)];
  const all = attributesOf(span.attributes);
  return {
    trace: traceId,
    id: spanId,
    parent: parentSpanId ?? "",
    name: name ?? "",
    start: start ?? 0n,
    startMs: milliseconds(start),
    endMs: milliseconds(end),
    failed: status?.code === 2 || status?.code === "STATUS_CODE_ERROR" || all.has("error.type"),
    status: status?.message || undefined,
    attributes: all,
    resource,
    events: (span.events ?? []).map((event) => ({ name: event.name, attributes: attributesOf(event.attributes) })),
  };
}

/** Log records are events of the span they name. Their body, where it is an object, has fields as attributes have. */
function tellSpans(spans: readonly Span[], logs: readonly LogRecord[]): void {
  if (logs.length === 0) return;
  const byId = new Map(spans.map((span) => [`${span.trace} ${span.id}`, span]));
  for (const { traceId, spanId, eventName, attributes: given, body } of logs) {
    const own = attributesOf(given);
    const name = eventName ?? own.get("event.name");
    const fields = anyValue(body, 0);
    const span = byId.get(`${traceId} ${spanId}`);
    if (typeof name === "string" && span && span.events.length < maxEvents)
      span.events.push({ name, attributes: new Map([...own, ...(isRawObject(fields) ? fieldsOf(fields) : [])]) });
  }
}

const fieldsOf = (object: RawObject) =>
  Object.entries(object).flatMap(([name, value]): [string, Raw][] => (value === undefined ? [] : [[name, value]]));

/** 64 bits, as a text or as a number that has lost its last digits: more than a double holds. */
function nanoseconds(value: string | number | null | undefined): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" ? !/^\d+$/.test(value) : !Number.isInteger(value) || value < 0) return undefined;
  return BigInt(value);
}
const milliseconds = (value: bigint | undefined): number | undefined => {
  const ms = value === undefined ? 0 : Number(value / 1_000_000n);
  return ms > 0 && ms <= 8.64e15 ? ms : undefined;
};

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function attributesOf(list: readonly unknown[] | null | undefined): Attributes {
  const read = new Map<string, Raw>();
  for (const each of list ?? []) {
    const { key, value } = (each ?? {}) as { key?: unknown; value?: unknown };
    if (typeof key !== "string") continue;
    const raw = anyValue(value, 0);
    if (raw !== undefined) read.set(key, raw);
  }
  return read;
}

/** An AnyValue. What nests too deeply, or is no number, is as if it were not there; a kind not known here stays as it is. */
function anyValue(value: unknown, depth: number): Raw | undefined {
  if (depth > maxDepth || typeof value !== "object" || value === null) return undefined;
  const any = value as Readonly<Record<string, unknown>>;
  if (typeof any.stringValue === "string") return any.stringValue;
  if (typeof any.boolValue === "boolean") return any.boolValue;
  if (typeof any.intValue === "string") return parseNum(any.intValue);
  if (typeof any.intValue === "number") return numOf(any.intValue);
  if (typeof any.doubleValue === "number") return numOf(any.doubleValue);
  if (typeof any.bytesValue === "string") return any.bytesValue;
  const list = any.arrayValue ?? any.kvlistValue;
  if (typeof list !== "object" || list === null) return Object.keys(any).length === 0 ? undefined : toRaw(any);
  const { values = [] } = list as { values?: unknown };
  if (!Array.isArray(values)) return undefined;
  return any.arrayValue ? values.map((each) => anyValue(each, depth + 1) ?? null) : record(values, depth);
}

function record(values: readonly unknown[], depth: number): RawObject {
  const object = bareObject();
  for (const each of values) {
    const { key, value } = (each ?? {}) as { key?: unknown; value?: unknown };
    if (typeof key === "string") object[key] = anyValue(value, depth + 1) ?? null;
  }
  return object;
}

/** A structured value: as it is, or as the JSON text that attributes without structure hold. */
export const structured = (value: Raw | undefined): Raw | undefined => (typeof value === "string" ? parseRaw(value) : value);
export const textOf = (value: Raw | undefined): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
