// A tool catalogue: an MCP `tools/list` answer (modelcontextprotocol.io, schema 2025-06-18), read from hostile JSON.
import * as z from "zod/mini";
import type { Diagnostic } from "../../grammar/index.ts";
import { any, type FieldType, type Type } from "./types.ts";

export interface Tool {
  readonly name: string;
  readonly description: string;
  readonly parameters: ReadonlyMap<string, FieldType>;
  /** What the schema says of arguments it does not list; open unless `additionalProperties` is false. */
  readonly closed: boolean;
  readonly readOnly: boolean;
  /** A missing annotation counts as destructive. */
  readonly destructive: boolean;
}
export type Catalogue = ReadonlyMap<string, Tool>;

const maxTools = 2000;
const maxDepth = 12;

const toolSchema = z.object({
  name: z.string().check(z.minLength(1), z.maxLength(256)),
  description: z.optional(z.string()),
  inputSchema: z.optional(z.record(z.string(), z.unknown())),
  annotations: z.optional(z.object({ readOnlyHint: z.optional(z.boolean()), destructiveHint: z.optional(z.boolean()) })),
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
      const issue = tool.error.issues[0];
      report(`tool ${index} of this catalogue is malformed at \`${issue?.path.join(".") || "."}\`: ${issue?.message ?? "unreadable"}`);
    } else if (tools.has(tool.data.name)) report(`this catalogue names the tool \`${tool.data.name}\` twice`, tool.data.name);
    else tools.set(tool.data.name, toTool(tool.data));
  }
  return { value: tools, diagnostics };
}

function toTool({ name, description = "", inputSchema = {}, annotations = {} }: z.infer<typeof toolSchema>): Tool {
  const type = typeOfSchema({ type: "object", ...inputSchema }, 0);
  const readOnly = annotations.readOnlyHint ?? false;
  return {
    name,
    description,
    parameters: type.kind === "record" ? type.fields : new Map(),
    closed: inputSchema.additionalProperties === false,
    readOnly,
    destructive: annotations.destructiveHint ?? !readOnly,
  };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** JSON Schema to a type; what it says beyond the language's types is `any`, which constrains nothing. */
function typeOfSchema(schema: unknown, depth: number): Type {
  if (!isObject(schema) || depth > maxDepth) return any;
  if (Array.isArray(schema.enum) && schema.enum.every((value) => typeof value === "string")) return { kind: "enum", values: schema.enum };
  const kind = Array.isArray(schema.type) ? schema.type.find((each) => each !== "null") : schema.type;
  switch (kind) {
    case "string":
      return { kind: schema.format === "date" || schema.format === "date-time" ? "time" : "text" };
    case "integer":
    case "number":
    case "boolean":
      return { kind };
    case "array":
      return { kind: "list", of: typeOfSchema(schema.items, depth + 1) };
    case "object": {
      const required = new Set(Array.isArray(schema.required) ? schema.required : []);
      const properties = isObject(schema.properties) ? Object.entries(schema.properties) : [];
      const fields = properties.map(([name, property]): [string, FieldType] => [
        name,
        {
          type: typeOfSchema(property, depth + 1),
          required: required.has(name),
          ...(isObject(property) && typeof property.description === "string" && { description: property.description }),
          ...(isObject(property) && "default" in property && { default: property.default }),
        },
      ]);
      return { kind: "record", fields: new Map(fields) };
    }
    default:
      return any;
  }
}
