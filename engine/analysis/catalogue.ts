// A tool catalogue: an MCP `tools/list` answer (modelcontextprotocol.io, schema 2025-06-18), read from hostile JSON.
import * as z from "zod/mini";
import type { Diagnostic } from "../../grammar/index.ts";
import { complaint } from "./complaint.ts";
import { any, type FieldType, type Type } from "./types.ts";

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: ReadonlyMap<string, FieldType>;
  /** What the schema says of arguments it does not list; open unless `additionalProperties` is false. */
  readonly closed: boolean;
  readonly readOnly: boolean;
  /** Calling it again with the same arguments changes nothing more. */
  readonly idempotent: boolean;
  /** The input schema as given: what it demands beyond types is checked when a call is decided. */
  readonly schema: JsonSchema;
  /** A missing annotation counts as destructive. */
  readonly destructive: boolean;
}
export type JsonSchema = Readonly<Record<string, unknown>>;
export type Catalogue = ReadonlyMap<string, Tool>;

const maxTools = 2000;
const maxDepth = 12;

const toolSchema = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(256)),
  description: z.optional(z.string()),
  inputSchema: z.optional(z.record(z.string(), z.unknown())),
  annotations: z.optional(
    z.object({
      readOnlyHint: z.optional(z.boolean()),
      destructiveHint: z.optional(z.boolean()),
      idempotentHint: z.optional(z.boolean()),
    }),
  ),
});
const listSchema = z.object({ tools: z.array(z.unknown()).check(z.maxLength(maxTools)) });

/** Errors carry offsets into `text`; the tools that can be read are read. Error codes: PACT2101. */
export function readCatalogue(text: string): { readonly value: Catalogue; readonly diagnostics: readonly Diagnostic[] } {
  const tools = new Map<string, Tool>();
  const diagnostics: Diagnostic[] = [];
  const report = (message: string, near = "") => {
    const start = near ? Math.max(0, text.lastIndexOf(JSON.stringify(near))) : 0;
    diagnostics.push({ code: "PACT2101", severity: "error", start, end: start + (near ? near.length + 2 : 1), message });
  };
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    report(`this catalogue is not JSON: ${(error as Error).message}`);
    return { value: tools, diagnostics };
  }
  const list = listSchema.safeParse(Array.isArray(json) ? { tools: json } : json);
  if (!list.success) {
    report("this catalogue has no list `tools`; it should be the answer of an MCP `tools/list` request");
    return { value: tools, diagnostics };
  }
  for (const [index, entry] of list.data.tools.entries()) {
    const tool = toolSchema.safeParse(entry);
    if (!tool.success) {
      const { field, message } = complaint(tool.error, entry);
      report(`tool ${index} of this catalogue is malformed${field ? ` at \`${field}\`` : ""}: ${message}`);
    } else if (tools.has(tool.data.name)) report(`this catalogue names the tool \`${tool.data.name}\` twice`, tool.data.name);
    else tools.set(tool.data.name, toTool(tool.data));
  }
  return { value: tools, diagnostics };
}

function toTool({ name, description = "", inputSchema = {}, annotations = {} }: z.infer<typeof toolSchema>): Tool {
  const type = typeOfSchema({ type: "object", ...inputSchema }, inputSchema, 0);
  const readOnly = annotations.readOnlyHint ?? false;
  return {
    name,
    description,
    parameters: type.kind === "record" ? type.fields : new Map(),
    closed: inputSchema.additionalProperties === false,
    readOnly,
    idempotent: annotations.idempotentHint ?? false,
    schema: inputSchema,
    destructive: annotations.destructiveHint ?? !readOnly,
  };
}

export const isSchema = (value: unknown): value is JsonSchema => typeof value === "object" && value !== null && !Array.isArray(value);

/** What `$ref` points at inside the same schema (`#/$defs/Address`); undefined for anything else. */
export function resolveReference(schema: JsonSchema, root: JsonSchema): JsonSchema | undefined {
  if (typeof schema.$ref !== "string") return schema;
  if (!schema.$ref.startsWith("#/")) return undefined;
  let here: unknown = root;
  for (const step of schema.$ref.slice(2).split("/")) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    here = isSchema(here) && Object.hasOwn(here, name) ? here[name] : undefined;
  }
  return isSchema(here) ? here : undefined;
}

/** Of a schema that allows null beside one other thing (`["string", "null"]`, `anyOf` with null): the other thing. */
export function withoutNull(schema: JsonSchema): { readonly schema: JsonSchema; readonly nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.includes("null")) {
    const types = schema.type.filter((each) => each !== "null");
    return { schema: { ...schema, type: types.length === 1 ? types[0] : types }, nullable: true };
  }
  const options = Array.isArray(schema.anyOf) ? schema.anyOf : Array.isArray(schema.oneOf) ? schema.oneOf : undefined;
  if (!options?.some((option) => isSchema(option) && option.type === "null")) return { schema, nullable: false };
  const others = options.filter((option) => !(isSchema(option) && option.type === "null"));
  const { anyOf: _anyOf, oneOf: _oneOf, ...rest } = schema;
  const [only] = others;
  return { schema: others.length === 1 && isSchema(only) ? { ...rest, ...only } : { ...rest, anyOf: others }, nullable: true };
}

/** JSON Schema to a type; what it says beyond the language's types is `any`, which constrains nothing. */
function typeOfSchema(given: unknown, root: JsonSchema, depth: number): Type {
  const referred = isSchema(given) && depth <= maxDepth ? resolveReference(given, root) : undefined;
  if (!referred) return any;
  const { schema } = withoutNull(referred);
  if (schema.$ref !== undefined) return typeOfSchema(schema, root, depth + 1);
  if (Array.isArray(schema.enum) && schema.enum.every((value) => typeof value === "string")) return { kind: "enum", values: schema.enum };
  switch (schema.type) {
    case "string":
      return { kind: schema.format === "date" || schema.format === "date-time" ? "time" : "text" };
    case "integer":
    case "number":
    case "boolean":
      return { kind: schema.type };
    case "array":
      return {
        kind: "list",
        of: isSchema(schema.items) && withoutNull(schema.items).nullable ? any : typeOfSchema(schema.items, root, depth + 1),
      };
    case "object":
      return { kind: "record", fields: fieldsOfSchema(schema, root, depth) };
    default:
      return any;
  }
}

function fieldsOfSchema(schema: JsonSchema, root: JsonSchema, depth: number): Map<string, FieldType> {
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  const properties = isSchema(schema.properties) ? Object.entries(schema.properties) : [];
  return new Map(
    properties.map(([name, property]): [string, FieldType] => [
      name,
      {
        type: typeOfSchema(property, root, depth + 1),
        required: required.has(name),
        ...(isSchema(property) && withoutNull(resolveReference(property, root) ?? property).nullable && { nullable: true }),
        ...(isSchema(property) && typeof property.description === "string" && { description: property.description }),
        ...(isSchema(property) && "default" in property && { default: property.default }),
      },
    ]),
  );
}

// ── Keywords ────────────────────────────────────────────────────────────────────────────────────────────────────────

const checked = new Set(
  (
    "type properties required items enum const minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern " +
    "minItems maxItems uniqueItems additionalProperties anyOf oneOf allOf not $ref $defs definitions " +
    "title description default examples $schema $id $comment deprecated readOnly writeOnly nullable format"
  ).split(" "),
);

/** Keywords of a tool's schema that constrain and are not checked, such as `if` or `patternProperties`. */
export function uncheckedKeywords({ schema }: Pick<Tool, "schema">): string[] {
  const found = new Set<string>();
  const walk = (node: unknown, depth: number): void => {
    if (!isSchema(node) || depth > maxDepth) return;
    for (const name of Object.keys(node)) if (!checked.has(name)) found.add(name);
    for (const name of ["properties", "$defs", "definitions"] as const)
      if (isSchema(node[name])) for (const each of Object.values(node[name])) walk(each, depth + 1);
    for (const name of ["items", "additionalProperties", "not"] as const) walk(node[name], depth + 1);
    for (const name of ["anyOf", "oneOf", "allOf"] as const)
      if (Array.isArray(node[name])) for (const each of node[name]) walk(each, depth + 1);
  };
  walk(schema, 0);
  return [...found].sort();
}
