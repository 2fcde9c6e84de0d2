// Arguments against the schema the catalogue gives them: once compiled to closures, in linear time, on exact numbers.
// A keyword that is not checked here is named by `uncheckedKeywords` (catalogue.ts), so that nobody believes it is.
import { isSchema, type JsonSchema, resolveReference, type Tool, withoutNull } from "../analysis/catalogue.ts";
import { compileRegex } from "../analysis/regex.ts";
import type { FieldType, Type } from "../analysis/types.ts";
import { compareNum, isIntegral, isNum } from "./decimal.ts";
import { equal, isRawObject, own, type Raw, toRaw } from "./values.ts";

/** What is wrong with a value, as the end of a sentence that begins with its path; undefined where nothing is. */
export type Check = (raw: Raw) => string | undefined;

const maxDepth = 12;
const pass: Check = () => undefined;

/** Is the value of the type's shape? Null inside records is absence; times and durations are texts here. */
export function typeCheck(type: Type): Check {
  switch (type.kind) {
    case "text":
    case "time":
    case "duration":
      return (raw) => (typeof raw === "string" ? undefined : " is not a text");
    case "enum": {
      const { values } = type;
      const problem = ` is not one of ${type.values.slice(0, 8).join(", ")}`;
      return (raw) => ((values as readonly Raw[]).includes(raw) ? undefined : problem);
    }
    case "boolean":
      return (raw) => (typeof raw === "boolean" ? undefined : " is not a boolean");
    case "integer":
      return (raw) => (isNum(raw) && isIntegral(raw) ? undefined : " is not an integer");
    case "number":
    case "money":
      return (raw) => (isNum(raw) ? undefined : " is not a number");
    case "percent":
      return (raw) => (isNum(raw) || typeof raw === "string" ? undefined : " is not a number");
    case "list": {
      const element = typeCheck(type.of);
      return (raw) => (Array.isArray(raw) ? firstProblem(raw, element) : " is not a list");
    }
    case "record": {
      const fields = [...type.fields].map(([name, field]) => ({
        name,
        required: field.required && !field.nullable,
        check: typeCheck(field.type),
      }));
      return (raw) => {
        if (!isRawObject(raw)) return " is not an object";
        for (const { name, required, check } of fields) {
          const value = own(raw, name);
          if (value === undefined || value === null) {
            if (required) return `.${name} is missing`;
            continue;
          }
          const problem = check(value);
          if (problem) return `.${name}${problem}`;
        }
        return undefined;
      };
    }
    default:
      return pass;
  }
}

/** Types whose values are themselves in JSON: checked, there is nothing left to read. */
export const isScalarType = ({ kind }: Type): boolean => ["text", "number", "money", "integer", "boolean", "enum"].includes(kind);

/** The default of a parameter; one of another type than the parameter's is none. */
export function defaultOf({ type, default: given }: FieldType): Raw | undefined {
  const raw = given === undefined ? undefined : toRaw(given);
  return raw === undefined || raw === null || typeCheck(type)(raw) !== undefined ? undefined : raw;
}

function firstProblem(list: readonly Raw[], check: Check): string | undefined {
  for (let i = 0; i < list.length; i++) {
    const problem = check(list[i]!);
    if (problem) return `[${i}]${problem}`;
  }
  return undefined;
}

// ── What JSON Schema says beyond types ──────────────────────────────────────────────────────────────────────────────

/** What the schema says of a parameter beyond its type, and of its type where the pact refined that; undefined where nothing. */
export function constraintsOf(tool: Tool, parameter: string): Check | undefined {
  const properties = isSchema(tool.schema.properties) ? tool.schema.properties : {};
  const schema = Object.hasOwn(properties, parameter) ? properties[parameter] : undefined;
  return isSchema(schema) ? constraints(schema, tool.schema, 0, tool.parameters.get(parameter)?.refined ?? false) : undefined;
}

/** `withType`: inside `anyOf` and the like nobody else has looked at the type. */
function constraints(given: JsonSchema, root: JsonSchema, depth: number, withType: boolean): Check | undefined {
  const referred = depth <= maxDepth ? resolveReference(given, root) : undefined;
  if (!referred) return () => " has a schema that cannot be followed";
  const { schema, nullable } = withoutNull(referred);
  if (schema.$ref !== undefined) return constraints(schema, root, depth + 1, withType);
  const checks: Check[] = [];
  const add = (holds: (raw: Raw) => boolean, problem: string) => checks.push((raw) => (holds(raw) ? undefined : ` ${problem}`));
  const sub = (node: unknown, types: boolean) => (isSchema(node) ? constraints(node, root, depth + 1, types) : undefined);

  if (withType || Array.isArray(schema.type)) typeConstraint(schema, add);
  if ("const" in schema) {
    const constant = toRaw(schema.const);
    add((raw) => (constant === null ? raw === null : equal(raw, constant) === true), `is not ${JSON.stringify(schema.const)}`);
  }
  if (Array.isArray(schema.enum) && (withType || !schema.enum.every((value) => typeof value === "string"))) {
    const values = schema.enum.map(toRaw);
    add((raw) => values.some((value) => equal(raw, value) === true), `is not one of ${values.slice(0, 8).join(", ")}`);
  }
  bounds(schema, add);
  if (schema.uniqueItems === true) add((raw) => !Array.isArray(raw) || !repeats(raw), "names something twice");
  if (typeof schema.pattern === "string") {
    const regex = compileRegex(schema.pattern, "");
    add((raw) => typeof raw !== "string" || ("test" in regex && regex.test(raw)), `does not match ${schema.pattern}`);
  }
  const items = sub(schema.items, withType);
  if (items) checks.push((raw) => (Array.isArray(raw) ? firstProblem(raw, items) : undefined));
  objectConstraints(schema, checks, sub, withType);
  for (const part of Array.isArray(schema.allOf) ? schema.allOf : []) {
    const check = sub(part, true);
    if (check) checks.push(check);
  }
  for (const [options, exactly] of [
    [schema.anyOf, false],
    [schema.oneOf, true],
  ] as const) {
    if (!Array.isArray(options)) continue;
    const each = options.map((option) => sub(option, true) ?? pass);
    add((raw) => {
      const fitting = each.filter((check) => check(raw) === undefined).length;
      return exactly ? fitting === 1 : fitting > 0;
    }, "fits none of the forms its schema allows, or too many");
  }
  if (isSchema(schema.not)) {
    const check = sub(schema.not, true) ?? pass;
    add((raw) => check(raw) !== undefined, "is of a form its schema forbids");
  }
  if (checks.length === 0) return undefined;
  const run: Check = (raw) => {
    if (nullable && raw === null) return undefined;
    for (const check of checks) {
      const problem = check(raw);
      if (problem) return problem;
    }
    return undefined;
  };
  return run;
}

type Add = (holds: (raw: Raw) => boolean, problem: string) => void;

function typeConstraint(schema: JsonSchema, add: Add): void {
  const types: unknown[] = Array.isArray(schema.type) ? schema.type : schema.type === undefined ? [] : [schema.type];
  if (types.length === 0) return;
  const is: Record<string, (raw: Raw) => boolean> = {
    string: (raw) => typeof raw === "string",
    number: isNum,
    integer: (raw) => isNum(raw) && isIntegral(raw),
    boolean: (raw) => typeof raw === "boolean",
    array: Array.isArray,
    object: isRawObject,
    null: (raw) => raw === null,
  };
  const tests = types.flatMap((type) => (typeof type === "string" && Object.hasOwn(is, type) ? [is[type]!] : []));
  add((raw) => tests.some((test) => test(raw)), `is not ${types.join(" or ")}`);
}

function bounds(schema: JsonSchema, add: Add): void {
  const number = (name: string) => {
    const raw = toRaw(schema[name]);
    return isNum(raw ?? null) ? (raw as number) : undefined;
  };
  const compare = (name: string, holds: (order: number) => boolean, words: string) => {
    const bound = number(name);
    if (bound !== undefined) add((raw) => !isNum(raw) || holds(compareNum(raw, bound)), `${words} ${bound}`);
  };
  compare("minimum", (order) => order >= 0, "is less than");
  compare("maximum", (order) => order <= 0, "is more than");
  compare("exclusiveMinimum", (order) => order > 0, "is not more than");
  compare("exclusiveMaximum", (order) => order < 0, "is not less than");
  const size = (name: string, of: (raw: Raw) => number | undefined, holds: (size: number, bound: number) => boolean, words: string) => {
    const bound = schema[name];
    if (typeof bound === "number") add((raw) => holds(of(raw) ?? bound, bound), `${words} ${bound}`);
  };
  const letters = (raw: Raw) => (typeof raw === "string" ? [...raw].length : undefined);
  const elements = (raw: Raw) => (Array.isArray(raw) ? raw.length : undefined);
  size("minLength", letters, (a, b) => a >= b, "is shorter than");
  size("maxLength", letters, (a, b) => a <= b, "is longer than");
  size("minItems", elements, (a, b) => a >= b, "has fewer elements than");
  size("maxItems", elements, (a, b) => a <= b, "has more elements than");
}

function repeats(list: readonly Raw[]): boolean {
  const seen = new Set(list.map((each) => JSON.stringify(each)));
  return seen.size < list.length;
}

type Sub = (node: unknown, types: boolean) => Check | undefined;

function objectConstraints(schema: JsonSchema, checks: Check[], sub: Sub, withType: boolean): void {
  const properties = isSchema(schema.properties) ? schema.properties : {};
  const inner = Object.entries(properties).flatMap(([name, property]) => {
    const check = sub(property, withType);
    return check ? [{ name, check }] : [];
  });
  if (inner.length > 0) {
    checks.push((raw) => {
      if (!isRawObject(raw)) return undefined;
      for (const { name, check } of inner) {
        const value = own(raw, name);
        const problem = value === undefined || value === null ? undefined : check(value);
        if (problem) return `.${name}${problem}`;
      }
      return undefined;
    });
  }
  const required = withType && Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === "string") : [];
  if (required.length > 0) {
    checks.push((raw) => {
      const missing = isRawObject(raw) ? required.find((name) => own(raw, name) === undefined) : undefined;
      return missing === undefined ? undefined : `.${missing} is missing`;
    });
  }
  const others = schema.additionalProperties;
  if (others === undefined || others === true) return;
  const check = sub(others, true) ?? pass;
  checks.push((raw) => {
    if (!isRawObject(raw)) return undefined;
    for (const [name, value] of Object.entries(raw)) {
      if (Object.hasOwn(properties, name) || value === undefined) continue;
      if (others === false) return `.${name} is nothing its schema knows`;
      const problem = check(value);
      if (problem) return `.${name}${problem}`;
    }
    return undefined;
  });
}
