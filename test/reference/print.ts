// A pact as it is spelled: the text of the pact and of its charter, and the catalogue of its tools.
import type { Json, RefAction, RefClause, RefFact, RefField, RefFloor, RefLimit, RefPact, RefTool, RefType } from "./model.ts";
import { at, condition, path, quoted, symbol } from "./spelling.ts";

export interface Printed {
  /** The text of `desk.pact`. */
  readonly pact: string;
  /** The text of `tools.json`, which the pact names. */
  readonly catalogue: string;
  /** The text of `floor.charter.pact`, which the pact is under. */
  readonly charter?: string;
}

export function print(pact: RefPact): Printed {
  const catalogue = JSON.stringify({ tools: pact.tools.map(toolSchema) }, null, 2);
  const under = pact.charter ? ' under "./floor.charter.pact"' : "";
  const text = block(`pact desk "Desk"${under}`, [...head(pact), ...pact.tools.flatMap(refinement), ...floor(pact), ...tail(pact)]);
  if (!pact.charter) return { pact: text, catalogue };
  return {
    pact: text,
    catalogue,
    charter: block("charter floor", ["version 1.0.0", 'owner "floor@shop.example"', ...floor(pact.charter)]),
  };
}

const block = (title: string, lines: readonly string[]): string => `${title} {\n${lines.map((line) => `  ${line}\n`).join("")}}\n`;

function head(pact: RefPact): readonly string[] {
  const { effective, timezone, principal } = pact;
  return [
    `version ${pact.version}`,
    'purpose "To be compared."',
    ...(effective ? [`effective ${effective.from}${effective.until ? ` until ${effective.until}` : ""}`] : []),
    ...(timezone ? [`timezone ${quoted(timezone)}`] : []),
    'owner "owner@shop.example"',
    'reviewers "reviewer@shop.example"',
    `agent ${quoted(pact.agent)} acts for ${principal.name}${principal.fields.length > 0 ? ` ${fields(principal.fields)}` : ""}`,
    'tools from "./tools.json" results json',
    "suspend by owner",
  ];
}

/** Groups and facts before the clauses that speak of them, as a reader expects. */
const floor = ({ groups, facts, clauses }: RefFloor): readonly string[] => [
  ...groups.map((group) => `group ${group.name}: ${actions(group.actions)}`),
  ...facts.map(fact),
  ...clauses.map((clause) => (clause.kind === "limit" ? limit(clause) : ruling(clause))),
];

const tail = (pact: RefPact): readonly string[] => [
  ...pact.judges.map(({ name, parameter, onFailure }) => {
    const failing = onFailure ? ` on failure ${onFailure}` : "";
    return `judge ${name}(${parameter}: text) by command "./judge" version "1" error 4%${failing}`;
  }),
  ...pact.delegates.map((delegate) => `delegate to ${quoted(delegate.to)} at most ${actions(delegate.actions)}`),
  `handoff to "people"${pact.handoffTool ? ` by ${pact.handoffTool}` : ""}`,
  ...(pact.record ? [`record input, action, decision, time for every action on failure ${pact.record.onFailure}`] : []),
];

// ── Catalogue ───────────────────────────────────────────────────────────────────────────────────────────────────────

function toolSchema(tool: RefTool): unknown {
  const properties = tool.params.map((parameter) => {
    const schema = typeSchema(parameter.type);
    return [parameter.name, parameter.default === undefined ? schema : { ...schema, default: parameter.default }] as const;
  });
  return {
    name: tool.name,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(properties),
      required: tool.params.filter((parameter) => parameter.required).map((parameter) => parameter.name),
      ...(tool.closed && { additionalProperties: false }),
    },
    annotations: {
      ...(tool.readOnly !== undefined && { readOnlyHint: tool.readOnly }),
      ...(tool.idempotent !== undefined && { idempotentHint: tool.idempotent }),
      ...(tool.destructive !== undefined && { destructiveHint: tool.destructive }),
    },
  };
}

function typeSchema(type: RefType): Readonly<Record<string, Json>> {
  switch (type.kind) {
    case "boolean":
    case "integer":
      return { type: type.kind };
    case "number":
    case "percent":
    case "money":
      return { type: "number" };
    case "enum":
      return { type: "string", enum: type.values };
    case "list":
      return { type: "array", items: typeSchema(type.of) };
    case "record":
      return { type: "object", properties: Object.fromEntries(type.fields.map((field) => [field.name, typeSchema(field.type)])) };
    default:
      return { type: "string" };
  }
}

/** What JSON Schema cannot say. */
function refinement(tool: RefTool): readonly string[] {
  const refined = tool.params.filter(({ type }) => ["money", "percent", "duration", "time"].includes(type.kind));
  return refined.length > 0 ? [`refine ${tool.name} ${fields(refined)}`] : [];
}

// ── Types, facts and clauses ────────────────────────────────────────────────────────────────────────────────────────

const fields = (list: readonly RefField[]): string =>
  `{ ${list.map((field) => `${field.name}: ${spelledType(field.type)}${field.at ? at(field.at) : ""}`).join(" ")} }`;

function spelledType(type: RefType): string {
  switch (type.kind) {
    case "money":
      return `money ${type.currency}`;
    case "enum":
      return `one of ${type.values.map(symbol).join(", ")}`;
    case "list":
      return `list of ${spelledType(type.of)}`;
    case "record":
      return fields(type.fields);
    default:
      return type.kind;
  }
}

function fact({ name, type, source }: RefFact): string {
  if (source.from === "host") return `fact ${name}: ${spelledType(type)}`;
  if (source.from === "message") {
    return `fact ${name}: ${spelledType(type)} from ${source.which} user message matches /${source.regex.source}/${source.regex.flags}`;
  }
  const keys = source.keys.map((key) => (key.path ? `${key.argument}: ${path(key.path)}` : key.argument)).join(", ");
  const tools = source.tools.length === 1 ? source.tools[0] : `[${source.tools.join(", ")}]`;
  const from = `from ${tools}${keys ? `(${keys})` : ""}${source.at ? at(source.at) : ""}`;
  return type.kind === "record" ? `fact ${name} ${from} ${fields(type.fields)}` : `fact ${name}: ${spelledType(type)} ${from}`;
}

function action(one: RefAction): string {
  switch (one.kind) {
    case "name":
      return one.name;
    case "pattern":
      return one.pattern;
    case "any":
      return `any ${one.nature} tool`;
  }
}

const actions = (list: readonly RefAction[]): string => list.map(action).join(", ");

function ruling(clause: RefClause): string {
  const { kind, name, when, unless } = clause;
  const about = clause.actions.length > 0 ? ` ${actions(clause.actions)}` : "";
  const conditions = `${when ? ` when ${condition(when)}` : ""}${unless ? ` unless ${condition(unless)}` : ""}`;
  return `${kind} ${name}:${about}${conditions}${kind === "escalate" ? ' to "lead" within 1 hour else deny' : ""}`;
}

function limit({ name, measure, actions: about, soft, hard, per }: RefLimit): string {
  const unit = measure === "cost" ? " USD" : "";
  const of = about.length > 0 ? ` of ${actions(about)}` : "";
  const caps = `${soft ? ` soft ${soft}${unit}` : ""}${hard ? ` hard ${hard}${unit}` : ""}`;
  return `limit ${name}: ${measure}${of}${caps}${per.map((one) => ` per ${one}`).join("")}`;
}
