// A value of each type, as a pact writes it and as JSON that fits a tool's schema.
import { durationUnits, spellName } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import type { FieldType, Type } from "../analysis/types.ts";

/** A literal as JSON: an amount without its currency, a share or a span of time as a text. */
export function jsonOf(literal: string): string {
  const [, digits, unit = ""] = /^(-?[\d_.]+) ?([A-Za-z%]*)$/.exec(literal) ?? [];
  if (digits === undefined) return literal;
  return unit === "%" || durationUnits.includes(unit) ? JSON.stringify(literal) : digits.replaceAll("_", "");
}

export function literalSample(type: Type | undefined): string | undefined {
  switch (type?.kind) {
    case "enum":
      return spellName(type.values[0]!) === type.values[0] ? type.values[0] : JSON.stringify(type.values[0]);
    case "text":
      return '"c1"';
    case "boolean":
      return "true";
    case "integer":
    case "number":
      return "1";
    case "money":
      return `1 ${type.currency}`;
    case "percent":
      return "50%";
    case "duration":
      return "1 hour";
    default:
      return undefined;
  }
}

// ── JSON that fits a schema ─────────────────────────────────────────────────────────────────────────────────────────

type Schema = Readonly<Record<string, unknown>>;
const isSchema = (value: unknown): value is Schema => typeof value === "object" && value !== null && !Array.isArray(value);

export function schemaOf(tool: string, argument: string, { catalogue }: Model): Schema {
  const properties = catalogue.get(tool)?.schema.properties;
  const schema = isSchema(properties) && Object.hasOwn(properties, argument) ? properties[argument] : undefined;
  return isSchema(schema) ? schema : {};
}

export function jsonSample({ type, default: otherwise }: Partial<FieldType> & Pick<FieldType, "type">, schema: Schema): string {
  const examples = Array.isArray(schema.examples) ? schema.examples : [];
  const given = otherwise ?? schema.const ?? examples[0];
  if (given !== undefined) return JSON.stringify(given);
  switch (type.kind) {
    case "enum":
      return JSON.stringify(type.values[0] ?? "");
    case "boolean":
      return "true";
    case "integer":
    case "number":
    case "money":
      return String(numberWithin(schema));
    case "percent":
      return "0.5";
    case "time":
      return schema.format === "date" ? '"2027-01-01"' : '"2027-01-01T00:00:00Z"';
    case "list":
      return listSample(type.of, schema);
    case "record": {
      const required = [...type.fields].filter(([, field]) => field.required);
      return `{${required.map(([name, field]) => `${JSON.stringify(name)}: ${jsonSample(field, {})}`).join(", ")}}`;
    }
    default:
      return JSON.stringify("A1".padEnd(typeof schema.minLength === "number" ? Math.min(schema.minLength, 200) : 0, "x"));
  }
}

function numberWithin({ minimum, exclusiveMinimum, maximum }: Schema): number {
  const least = typeof minimum === "number" ? minimum : typeof exclusiveMinimum === "number" ? exclusiveMinimum + 1 : 1;
  return typeof maximum === "number" ? Math.min(Math.max(least, 1), maximum) : Math.max(least, 1);
}

function listSample(of: Type, { minItems, items }: Schema): string {
  const count = typeof minItems === "number" ? Math.min(minItems, 20) : 0;
  return `[${Array.from({ length: count }, () => jsonSample({ type: of }, isSchema(items) ? items : {})).join(", ")}]`;
}
