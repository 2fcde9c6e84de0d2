// Conditions and values: do their names mean something, and do their types fit? Findings are reported once each, also
// where a clause is checked for several tools.
import type { Condition, Diagnostic, Fix, Logical, Name, Past, Path, RegexLiteral, Span, TextEdit, Value } from "../../grammar/index.ts";
import { assertNever, durationUnits, nearest, show, spellName } from "../../grammar/index.ts";
import { checkScope } from "./limits.ts";
import type { Declared } from "./members.ts";
import type { Use } from "./model.ts";
import { expandActions, matchesPattern } from "./model.ts";
import { compileRegex } from "./regex.ts";
import { namesInScope, resolveRoot, rootName, type Scope, typeAlong } from "./scope.ts";
import { compileGlob } from "./texts.ts";
import { any, comparable, isNumeric, isTextual, type Type, typeName } from "./types.ts";

export class Findings {
  readonly list: Diagnostic[] = [];
  readonly uses: Use[] = [];
  private readonly seen = new Set<string>();

  report(span: Span, code: string, message: string, options: { severity?: Diagnostic["severity"]; fixes?: readonly Fix[] } = {}): void {
    const key = `${code} ${span.start} ${message}`;
    if (this.seen.has(key) || (span.start === span.end && span.start === 0 && code !== "PACT2014")) return;
    this.seen.add(key);
    const { severity = "error", fixes } = options;
    this.list.push({ code, severity, start: span.start, end: span.end, message, ...(fixes?.length && { fixes }) });
  }

  add(found: readonly Diagnostic[]): void {
    this.list.push(...found);
  }

  /** "… , did you mean `x`?" with the fix that says so. */
  unknown(span: Span, code: string, message: string, word: string, candidates: Iterable<string>): void {
    const literal = code === "PACT2003" ? literals.get(word.toLowerCase()) : undefined;
    const near = literal ?? nearest(word, candidates);
    const text = literal ?? (near && spellName(near));
    const fixes = near && text ? [{ title: `Change to \`${near}\``, edits: [{ start: span.start, end: span.end, text }] }] : [];
    this.report(span, code, near ? `${message}, did you mean \`${near}\`?` : message, { fixes });
  }

  use(use: Use): void {
    const key = `use ${use.start} ${use.role}`;
    if (this.seen.has(key)) return;
    this.seen.add(key);
    this.uses.push(use);
  }
}

/** What is no name here, and means a value elsewhere. */
const literals: ReadonlyMap<string, string> = new Map([
  ["yes", "true"],
  ["true", "true"],
  ["false", "false"],
  ["none", "unknown"],
  ["nil", "unknown"],
]);

const functions = ["count", "sum", "length", "age", "domain"];
const text: Type = { kind: "text" };
const number: Type = { kind: "number" };
/** Of what has been reported already: nothing that follows from it is reported as well. */
const unresolved: Type = { kind: "any" };

/** What the names in a condition may stand for. */
export type Names = Pick<Declared, "catalogue" | "catalogueKnown" | "facts" | "groups" | "judges" | "principal" | "handoffTool">;

export class ConditionChecker {
  private readonly model: Names;
  private readonly findings: Findings;
  private scope: Scope;
  /** Names that some action of the clause has as an argument and this one lacks: not unknown, only not here. */
  readonly lacking = new Set<string>();
  private readonly elsewhere: (name: string) => boolean;

  constructor(model: Names, findings: Findings, action: string | undefined, elsewhere: (name: string) => boolean = () => false) {
    this.model = model;
    this.findings = findings;
    this.scope = { model, action, variables: new Map() };
    this.elsewhere = elsewhere;
  }

  condition(node: Condition): void {
    switch (node.kind) {
      case "and":
      case "or":
        for (const operand of node.operands) {
          if (node.kind === "or" && operand.kind === "and") this.mixed(operand, node);
          this.condition(operand);
        }
        return;
      case "not":
        return this.condition(node.operand);
      case "parenthesised":
        return this.condition(node.inner);
      case "after":
        return this.past(node.past);
      case "quantified": {
        const list = this.path(node.list);
        return this.within(node.variable, this.elementOf(list, node.list), () => this.condition(node.satisfies));
      }
      case "holds": {
        const type = this.value(node.value);
        if (type.kind !== "boolean" && type.kind !== "any") this.expected(node.value, "a condition (yes or no)", type);
        return;
      }
      case "comparison":
        return this.comparison(node.left, node.operator, node.right);
      case "known":
        return void this.value(node.left);
      case "in": {
        const left = this.value(node.left);
        if (!("kind" in node.values)) for (const value of node.values) this.against(left, node.left, value);
        else this.elementOf(this.path(node.values), node.values);
        return;
      }
      case "like":
        if (!compileGlob(node.glob.value))
          this.findings.report(node.glob, "PACT2012", "this pattern cannot be read: a `[` or `{` in it is not closed");
        return this.textual(node.left);
      case "inside":
        return this.textual(node.left);
      case "matches":
        this.textual(node.left);
        return this.regex(node.regex);
      case "text-test": {
        const left = this.value(node.left);
        if (!(node.test === "contains" && left.kind === "list") && !isTextual(left) && left.kind !== "any")
          this.expected(node.left, "a text", left);
        return void this.value(node.right);
      }
      case "comes-from":
        this.value(node.left);
        for (const { tool } of node.origins) if (tool.kind !== "name" || !["user", "respond"].includes(tool.text)) this.tool(tool);
        return;
      case "missing":
        return;
      default:
        return assertNever(node);
    }
  }

  /** The type of a value, `any` where it cannot be known. */
  value(node: Value): Type {
    switch (node.kind) {
      case "text":
        return text;
      case "number":
        return this.numberType(node);
      case "percent":
        return { kind: "percent" };
      case "moment":
        return { kind: "time" };
      case "boolean":
        return { kind: "boolean" };
      case "path":
        return this.path(node);
      case "arithmetic": {
        const [left, right] = [this.value(node.left), this.value(node.right)];
        return this.arithmetic(node, left, right);
      }
      case "function":
        return this.invocation(node);
      case "history": {
        this.past(node.past);
        if (node.name.text === "count" && node.what.text === "calls") return { kind: "integer" };
        if (node.name.text !== "sum") {
          this.findings.report(
            node.name,
            "PACT2009",
            `\`${node.name.text}\` is no way to look back; write \`count(calls of …)\` or \`sum(ARGUMENT of …)\``,
          );
          return any;
        }
        return this.argumentOf(node.past, node.what) ?? any;
      }
      case "filtered": {
        const list = this.path(node.list);
        this.within(node.variable, this.elementOf(list, node.list), () => this.condition(node.where));
        if (node.name.text !== "count")
          this.findings.report(node.name, "PACT2009", `\`${node.name.text}\` cannot filter; only \`count\` can`);
        return { kind: "integer" };
      }
      case "missing":
        return any;
      default:
        return assertNever(node);
    }
  }

  /** The type of a path in this scope; unknown names and fields are reported, and uses noted. */
  path(node: Path): Type {
    const root = rootName(node);
    if (!root.text) return any;
    const found = resolveRoot(root.text, this.scope);
    if (!found) {
      if (this.elsewhere(root.text)) this.lacking.add(root.text);
      else if (this.model.catalogueKnown || this.scope.action === undefined) this.unknownName(root);
      return unresolved;
    }
    this.findings.use({
      ...span(root),
      name: root.text,
      role: found.role,
      type: found.type,
      ...(found.role === "fact" && { from: found.fact.from }),
      ...(found.role === "argument" && this.scope.action && { owner: this.scope.action }),
    });
    const { type, problem, types } = typeAlong(found.type, node.steps.slice(1));
    node.steps.slice(1).forEach((step, i) => {
      if (step.kind === "name" && types[i])
        this.findings.use({ ...span(step), name: step.text, role: "field", type: types[i], owner: root.text });
      if (step.kind === "index" && typeof step.index === "object") this.path(step.index);
    });
    // Of a fact that could not be read nobody knows the fields, nor what they may be.
    const isUnread = found.role === "fact" && (found.fact.member.broken || found.fact.member.type === undefined);
    if (isUnread && (problem || type.kind === "any")) return unresolved;
    if (problem) {
      const { step, within } = problem;
      const word = step.kind === "name" ? step.text : "[…]";
      const candidates = within.kind === "record" ? [...within.fields.keys()] : [];
      const owner = show.path({ ...node, steps: node.steps.slice(0, node.steps.indexOf(step)) }).slice(0, 60);
      const what =
        within.kind === "record"
          ? `\`${owner}\` has no field \`${word}\`${nearest(word, candidates) ? "" : fieldsIn(candidates)}`
          : `a ${within.kind} has no field \`${word}\``;
      if (word) this.findings.unknown(step, "PACT2004", what, word, candidates);
      return unresolved;
    }
    return type;
  }

  private unknownName(root: Name): void {
    const names = namesInScope(this.scope).map(({ name }) => name);
    const action = this.scope.action;
    if (action && action !== "respond" && this.model.catalogue.has(action)) {
      return this.findings.unknown(
        root,
        "PACT2003",
        `\`${action}\` has no argument \`${root.text}\`, and there is no such fact`,
        root.text,
        names,
      );
    }
    this.findings.unknown(root, "PACT2001", `\`${root.text}\` is not known here`, root.text, names);
  }

  private comparison(left: Value, operator: string, right: Value): void {
    const type = this.value(left);
    const other = this.against(type, left, right);
    if (operator === "is" || operator === "is not" || type.kind === "any" || other.kind === "any") return;
    const ordered = (each: Type) => isNumeric(each) || each.kind === "time";
    if (!ordered(type)) this.expected(left, "a number, an amount, a time or a duration", type);
  }

  /** The right side of `is` or `in`: an enumeration's value wins over a name of the same spelling. */
  private against(left: Type, leftNode: Value, node: Value): Type {
    if (left === unresolved && node.kind === "path" && node.steps.length === 1 && !resolveRoot(rootName(node).text, this.scope))
      return unresolved;
    if (left.kind === "enum" && node.kind === "path" && node.steps.length === 1) {
      const name = rootName(node);
      if (left.values.includes(name.text)) {
        this.findings.use({ ...span(name), name: name.text, role: "enum-value", type: left });
        if (resolveRoot(name.text, this.scope)) {
          const fix = {
            title: "Quote it to mean the value",
            edits: [{ start: name.start, end: name.end, text: JSON.stringify(name.text) }],
          };
          this.findings.report(
            name,
            "PACT2008",
            `\`${name.text}\` is a value of \`${show.value(leftNode)}\` and also a name; quote it to mean the value`,
            { fixes: [fix] },
          );
        }
        return left;
      }
      if (!resolveRoot(name.text, this.scope) && this.elsewhere(name.text)) {
        this.lacking.add(name.text);
        return unresolved;
      }
      if (!resolveRoot(name.text, this.scope) && name.text) {
        this.findings.unknown(
          name,
          "PACT2006",
          `\`${show.value(leftNode)}\` is never \`${name.text}\`; it is ${typeName(left)}`,
          name.text,
          left.values,
        );
        return any;
      }
    }
    if (left.kind === "enum" && node.kind === "text" && !left.values.includes(node.value)) {
      this.findings.unknown(
        node,
        "PACT2006",
        `\`${show.value(leftNode)}\` is never ${JSON.stringify(node.value)}; it is ${typeName(left)}`,
        node.value,
        [],
      );
      return any;
    }
    const right = this.value(node);
    if (!comparable(left, right)) {
      const { hint, fixes } = withUnit(left, node);
      const differ = `\`${show.value(leftNode)}\` is ${typeName(left)}, and \`${show.value(node)}\` is ${typeName(right)}`;
      this.findings.report(node, "PACT2005", `${differ}${hint}`, { fixes });
    }
    return right;
  }

  /** Nobody knows which was meant, so that neither fix is safe: the first keeps how it is read now. */
  private mixed(and: Condition, or: Logical): void {
    const fixes = [
      { title: "Put the `and` in parentheses", edits: [insert(and.start, "("), insert(and.end, ")")] },
      { title: "Put the `or` in parentheses", edits: orFirst(or) },
    ];
    this.findings.report(and, "PACT2010", "`and` and `or` side by side: add parentheses to say which belongs together", { fixes });
  }

  private numberType(node: Extract<Value, { kind: "number" }>): Type {
    if (!node.unit) return node.digits.includes(".") ? number : { kind: "integer" };
    if (durationUnits.includes(node.unit)) return { kind: "duration" };
    return node.unit === "tokens" ? number : { kind: "money", currency: node.unit };
  }

  private arithmetic(node: Extract<Value, { kind: "arithmetic" }>, left: Type, right: Type): Type {
    if (left.kind === "any" || right.kind === "any") return any;
    const plain = (type: Type) => type.kind === "integer" || type.kind === "number";
    if (node.operator === "*") {
      if (isNumeric(left) && plain(right)) return left;
      if (plain(left) && isNumeric(right)) return right;
    } else {
      if (left.kind === "time" && right.kind === "duration") return left;
      if (left.kind === "time" && right.kind === "time" && node.operator === "-") return { kind: "duration" };
      if (isNumeric(left) && comparable(left, right)) return left;
    }
    const verb = { "+": "be added to", "-": "be subtracted from", "*": "multiply" }[node.operator];
    this.findings.report(node, "PACT2005", `${typeName(right)} cannot ${verb} ${typeName(left)}; units must agree`);
    return any;
  }

  private invocation(node: Extract<Value, { kind: "function" }>): Type {
    const types = node.args.map((arg) => this.value(arg));
    const [first = any] = types;
    const judge = this.model.judges.get(node.name.text);
    if (judge) {
      this.findings.use({ ...span(node.name), name: node.name.text, role: "function" });
      return { kind: "boolean" };
    }
    if (!functions.includes(node.name.text)) {
      this.findings.unknown(node.name, "PACT2009", `there is no function \`${node.name.text}\``, node.name.text, [
        ...functions,
        ...this.model.judges.keys(),
      ]);
      return any;
    }
    this.findings.use({ ...span(node.name), name: node.name.text, role: "function" });
    if (node.args.length !== 1) this.findings.report(node, "PACT2009", `\`${node.name.text}\` takes one value, not ${node.args.length}`);
    const wants = (test: boolean, what: string) => {
      if (!test && first.kind !== "any") this.expected(node.args[0] ?? node, what, first);
    };
    switch (node.name.text) {
      case "count":
        wants(first.kind === "list", "a list");
        return { kind: "integer" };
      case "sum":
        wants(first.kind === "list", "a list");
        return first.kind === "list" ? first.of : any;
      case "length":
        wants(isTextual(first), "a text");
        return { kind: "integer" };
      case "age":
        wants(first.kind === "time", "a time");
        return { kind: "duration" };
      default:
        wants(isTextual(first), "a text");
        return text;
    }
  }

  private past(past: Past): void {
    const tools = this.tool(past.tool);
    if (past.per) checkScope(past.per, this.model, this.findings);
    for (const name of past.same) {
      const own = resolveRoot(name.text, this.scope);
      const lacks = tools.find((tool) => !this.model.catalogue.get(tool)?.parameters.has(name.text));
      if (own) this.findings.use({ ...span(name), name: name.text, role: own.role, type: own.type });
      else if (this.elsewhere(name.text)) this.lacking.add(name.text);
      else if (name.text && !lacks && this.model.catalogueKnown) this.unknownName(name);
      if (lacks && name.text) {
        const candidates = this.model.catalogue.get(lacks)?.parameters.keys() ?? [];
        this.findings.unknown(name, "PACT2003", `\`${lacks}\` has no argument \`${name.text}\``, name.text, candidates);
      }
    }
  }

  private argumentOf(past: Past, what: Name): Type | undefined {
    const tools = this.tool(past.tool);
    for (const tool of tools) {
      const parameter = this.model.catalogue.get(tool)?.parameters.get(what.text);
      if (parameter) return parameter.type;
      this.findings.unknown(
        what,
        "PACT2003",
        `\`${tool}\` has no argument \`${what.text}\``,
        what.text,
        this.model.catalogue.get(tool)?.parameters.keys() ?? [],
      );
    }
    return undefined;
  }

  /** The tools a name or pattern stands for; unknown ones are reported. */
  tool(tool: Name | ({ kind: "pattern"; text: string } & Span)): string[] {
    const { catalogue, catalogueKnown, groups } = this.model;
    if (!tool.text || !catalogueKnown) return [];
    if (tool.kind === "pattern") {
      const found = [...catalogue.keys()].filter((name) => matchesPattern(tool.text, name));
      if (found.length === 0) this.findings.report(tool, "PACT2002", `no tool of the catalogue matches \`${tool.text}\``);
      return found;
    }
    const group = groups.get(tool.text);
    if (group) {
      this.findings.use({ ...span(tool), name: tool.text, role: "group" });
      return [...expandActions([tool], this.model)].filter((name) => catalogue.has(name));
    }
    if (catalogue.has(tool.text) || tool.text === "respond" || tool.text === "handoff") {
      this.findings.use({ ...span(tool), name: tool.text, role: "tool" });
      return catalogue.has(tool.text) ? [tool.text] : [];
    }
    this.findings.unknown(tool, "PACT2002", `the catalogue has no tool \`${tool.text}\``, tool.text, [
      ...catalogue.keys(),
      ...groups.keys(),
    ]);
    return [];
  }

  private elementOf(type: Type, node: Path): Type {
    if (type.kind === "list") return type.of;
    if (type.kind !== "any") this.expected(node, "a list", type);
    return any;
  }

  private within(variable: Name, type: Type, body: () => void): void {
    const outer = this.scope;
    this.findings.use({ ...span(variable), name: variable.text, role: "variable", type });
    this.scope = { ...outer, variables: new Map([...outer.variables, [variable.text, type]]) };
    body();
    this.scope = outer;
  }

  private textual(node: Value): void {
    const type = this.value(node);
    if (!isTextual(type) && type.kind !== "any") this.expected(node, "a text", type);
  }

  regex(node: RegexLiteral): void {
    const compiled = compileRegex(node.source, node.flags);
    if ("problem" in compiled) this.findings.report(node, "PACT2012", compiled.problem);
  }

  private expected(node: Value | Path, what: string, type: Type): void {
    this.findings.report(node, "PACT2005", `expected ${what}; \`${show.value(node)}\` is ${typeName(type)}`);
  }
}

/** What to write behind a number so that it fits, and the fixes that write it; which number was meant only the author knows. */
function withUnit(left: Type, node: Value): { hint: string; fixes: readonly Fix[] } {
  const nothing = { hint: "", fixes: [] };
  if (node.kind !== "number" || (node.unit !== undefined && node.unit !== "tokens")) return nothing;
  const bare = show.value({ ...node, unit: undefined });
  const written = (text: string): Fix => ({ title: `Change to \`${text}\``, edits: [{ start: node.start, end: node.end, text }] });
  const offer = (what: string, texts: readonly string[]) => ({
    hint: `; write the ${what}, as in \`${texts[0]}\``,
    fixes: texts.map(written),
  });
  if (left.kind === "money") return offer("currency", [`${bare} ${left.currency}`]);
  if (node.unit) return nothing;
  if (left.kind === "duration") return offer("unit", [`${bare} hours`, `${bare} days`, `${bare} minutes`]);
  return left.kind === "percent" && Number(node.digits) >= 1 ? offer("percent sign", [`${bare}%`]) : nothing;
}

const mostFields = 8;
const fieldsIn = (names: readonly string[]): string =>
  names.length === 0 ? "" : `; it has ${names.slice(0, mostFields).join(", ")}${names.length > mostFields ? ", …" : ""}`;

const span = ({ start, end }: Span): Span => ({ start, end });

/** `a and b or c` as `a and (b or c)`: parentheses around each stretch of `or`, all of them at once. */
function orFirst({ operands }: Logical): TextEdit[] {
  const stretches: Condition[][] = [[]];
  for (const operand of operands) {
    const terms = operand.kind === "and" ? operand.operands : [operand];
    stretches.at(-1)!.push(terms[0]!);
    if (terms.length > 1) stretches.push([terms.at(-1)!]);
  }
  return stretches.flatMap((stretch) => (stretch.length > 1 ? [insert(stretch[0]!.start, "("), insert(stretch.at(-1)!.end, ")")] : []));
}
const insert = (at: number, inserted: string) => ({ start: at, end: at, text: inserted });
