// Tree to text: the canonical layout. `canonical` leaves comments out and is what a content hash is taken over; `format`
// keeps every comment, reads its own output back, and refuses to return what would mean something else.
import type { Comment } from "./lexer.ts";
import { parse } from "./parser.ts";
import type * as T from "./tree.ts";
import { assertNever } from "./tree.ts";
import { groupedDigits, spellName } from "./words.ts";

const width = 100;

/** The canonical text of a tree, in which no comment is. */
export function canonical(tree: T.Pact): string {
  return new Printer("", []).pact(tree);
}

/** The laid-out text, or undefined where `parsed` has errors or the result would not mean the same. */
export function format(text: string): string | undefined {
  const parsed = parse(text);
  if (parsed.diagnostics.some(({ severity }) => severity === "error")) return undefined;
  const printed = new Printer(text, parsed.comments).pact(parsed.tree);
  const again = parse(printed);
  const same = sameMeaning(parsed.tree, again.tree) && words(parsed.comments) === words(again.comments);
  return same && again.diagnostics.length === 0 ? printed : undefined;
}

const words = (comments: readonly Comment[]) =>
  comments
    .map(({ text }) => text.replace(/\s+/g, " ").trim())
    .sort()
    .join("\n");

/** Equal but for offsets. */
export function sameMeaning(a: unknown, b: unknown): boolean {
  const strip = (key: string, value: unknown) => (key === "start" || key === "end" ? undefined : value);
  return JSON.stringify(a, strip) === JSON.stringify(b, strip);
}

/** A part as it is written, on one line but for a member: for messages, hovers and explanations. */
export const show = {
  condition: (node: T.Condition): string => condition(node),
  value: (node: T.Value): string => value(node),
  actions: (nodes: readonly T.Action[]): string => nodes.map(action).join(", "),
  path: (node: T.Path): string => path(node.steps),
  type: (node: T.TypeNode): string => type(node),
  past: (node: T.Past): string => past(node),
  at: (node: T.At | undefined): string => at(node).trim(),
  conditions: (node: T.Conditions): string =>
    whenUnless(node)
      .map(([word, part]) => `${word} ${condition(part)}`)
      .join(" "),
  duration: (node: T.Duration): string => duration(node),
  literal: (node: T.Literal): string => literal(node),
  /** Over as many lines as it takes. */
  member: (node: T.MemberNode): string => new Printer("", []).alone(node),
};

// ── One-line forms ──────────────────────────────────────────────────────────────────────────────────────────────────

const name = (node: T.Name): string => spellName(node.text);
const text = (node: T.TextLiteral): string => JSON.stringify(node.value);
const names = (nodes: readonly T.Name[]): string => nodes.map(name).join(", ");
const symbol = (node: T.Name | T.TextLiteral): string => (node.kind === "name" ? name(node) : text(node));
const duration = (node: T.Duration): string => `${groupedDigits(node.digits)} ${node.unit}`;
const regex = (node: T.RegexLiteral): string => `/${node.source}/${node.flags}`;
const percent = (node: T.PercentLiteral): string => `${groupedDigits(node.digits)}%`;

function literal(node: T.Literal): string {
  switch (node.kind) {
    case "text":
      return text(node);
    case "number":
      return node.unit ? `${groupedDigits(node.digits)} ${node.unit}` : groupedDigits(node.digits);
    case "percent":
      return percent(node);
    case "moment":
      return node.text;
    case "boolean":
      return String(node.value);
    default:
      return assertNever(node);
  }
}

function json(node: T.Json): string {
  switch (node.kind) {
    case "null":
      return "null";
    case "array":
      return `[${node.items.map(json).join(", ")}]`;
    case "object":
      return node.entries.length === 0 ? "{}" : `{ ${node.entries.map(({ key, value }) => `${text(key)}: ${json(value)}`).join(", ")} }`;
    case "number":
      return node.digits;
    default:
      return literal(node);
  }
}

function path(steps: readonly T.Step[]): string {
  return steps.map((step, i) => (step.kind === "name" ? `${i > 0 ? "." : ""}${name(step)}` : `[${index(step.index)}]`)).join("");
}
const index = (at: T.IndexStep["index"]): string => (typeof at === "object" ? path(at.steps) : String(at));
const at = (node: T.At | undefined): string => (node ? ` at ${path(node.steps)}` : "");

function type(node: T.TypeNode): string {
  switch (node.kind) {
    case "scalar":
      return node.name;
    case "money":
      return `money ${node.currency.text}`;
    case "enum":
      return `one of ${node.values.map(symbol).join(", ")}`;
    case "list":
      return `list of ${type(node.of)}`;
    case "record-type":
      return node.fields.length === 0 ? "{}" : `{ ${node.fields.map(field).join(" ")} }`;
    case "missing":
      return "";
    default:
      return assertNever(node);
  }
}
const field = (node: T.Field): string => `${name(node.name)}: ${type(node.type)}${at(node.at)}`;

const tool = (node: T.Tool): string => (node.kind === "name" ? name(node) : node.text);
const action = (node: T.Action): string => (node.kind === "any-tool" ? `any ${node.nature} tool` : tool(node));

function source(node: T.Source): string {
  if (node.kind === "message-source") return `from ${node.which} user message matches ${regex(node.regex)}`;
  const tools = node.tools.length === 1 ? tool(node.tools[0]!) : `[${node.tools.map(tool).join(", ")}]`;
  const keys = node.keys.map(({ argument, value }) => (value ? `${name(argument)}: ${path(value.steps)}` : name(argument)));
  return `from ${tools}${keys.length > 0 ? `(${keys.join(", ")})` : ""}${at(node.at)}`;
}

function past({ tool: of, same, within, per }: T.Past): string {
  return `${tool(of)}${same.length > 0 ? ` same ${names(same)}` : ""}${within ? ` within ${duration(within)}` : ""}${per ? ` per ${name(per)}` : ""}`;
}

function value(node: T.Value): string {
  switch (node.kind) {
    case "path":
      return path(node.steps);
    case "arithmetic":
      return `${value(node.left)} ${node.operator} ${value(node.right)}`;
    case "function":
      return `${name(node.name)}(${node.args.map(value).join(", ")})`;
    case "history":
      return `${name(node.name)}(${name(node.what)} of ${past(node.past)})`;
    case "filtered":
      return `${name(node.name)}(${name(node.variable)} in ${path(node.list.steps)} where ${condition(node.where)})`;
    case "missing":
      return "";
    default:
      return literal(node);
  }
}

function condition(node: T.Condition): string {
  switch (node.kind) {
    case "and":
    case "or":
      return node.operands.map(condition).join(` ${node.kind} `);
    case "not":
      return `not ${condition(node.operand)}`;
    case "parenthesised":
      return `(${condition(node.inner)})`;
    case "after":
      return `after ${past(node.past)}`;
    case "quantified":
      return `${node.quantifier} ${name(node.variable)} in ${path(node.list.steps)} satisfies (${condition(node.satisfies)})`;
    case "holds":
      return value(node.value);
    case "comparison":
      return `${value(node.left)} ${node.operator} ${value(node.right)}`;
    case "known":
      return `${value(node.left)} is ${node.known ? "known" : "unknown"}`;
    case "in":
      return `${value(node.left)} ${node.negated ? "is not in" : "in"} ${"kind" in node.values ? path(node.values.steps) : `[${node.values.map(value).join(", ")}]`}`;
    case "inside":
      return `${value(node.left)} ${node.negated ? "is not" : "is"} inside ${text(node.folder)}`;
    case "like":
      return `${value(node.left)} ${node.negated ? "is not" : "is"} like ${text(node.glob)}`;
    case "matches":
      return `${value(node.left)} matches ${regex(node.regex)}`;
    case "text-test":
      return `${value(node.left)} ${node.test} ${value(node.right)}`;
    case "comes-from": {
      const origins = node.origins.map((origin) => `${tool(origin.tool)}${at(origin.at)}`);
      return `${value(node.left)} comes from ${origins.length === 1 ? origins[0] : `[${origins.join(", ")}]`}`;
    }
    case "missing":
      return "";
    default:
      return assertNever(node);
  }
}

function whenUnless({ when, unless }: T.Conditions): ["when" | "unless", T.Condition][] {
  return [...(when ? [["when", when] as ["when", T.Condition]] : []), ...(unless ? [["unless", unless] as ["unless", T.Condition]] : [])];
}

/** A condition over several lines, broken at its top-level words and inside long parentheses. */
function conditionLines(node: T.Condition, room: number): string[] {
  const line = condition(node);
  if (line.length <= room) return [line];
  if (node.kind === "and" || node.kind === "or") {
    return node.operands.flatMap((operand, i) => {
      const [first, ...rest] = conditionLines(operand, room);
      return [i === 0 ? first! : `${node.kind.padStart(4)} ${first}`, ...rest.map((more) => `   ${more}`)];
    });
  }
  if (node.kind === "parenthesised") {
    const lines = conditionLines(node.inner, room - 2);
    return lines.map((more, i) => `${i === 0 ? "(" : ""}${more}${i === lines.length - 1 ? ")" : ""}`);
  }
  return [line];
}

const call = ({ tool: of, args }: T.ToolCall): string =>
  `${name(of)}(${args.map((arg) => `${name(arg.name)}: ${json(arg.value)}`).join(", ")})`;

function event(node: T.SaysEvent | T.ReturnsEvent): string {
  const said = node.kind === "says" ? `${node.who} says ${text(node.text)}` : `${call(node.call)} returns ${json(node.result)}`;
  return node.ago ? `${said} ${duration(node.ago)} ago` : said;
}

function requirement(node: T.Requirement): string {
  const detail = node.power ? `^${node.power}` : node.of ? `(${name(node.of)})` : "";
  return `${name(node.metric)}${detail} ${node.operator} ${literal(node.threshold)}${node.inEvery ? ` in every ${name(node.inEvery)}` : ""}`;
}

// ── Lines and comments ──────────────────────────────────────────────────────────────────────────────────────────────

/** A piece of a member that begins a line where the whole does not fit on one. */
interface Piece {
  readonly lines: (room: number) => string[];
  /** The same where it stands in a line of its own. */
  readonly alone?: (room: number) => string[];
  /** How far in comments before it stand. */
  readonly indent?: string;
  /** Where it ends in the source: comments up to there are printed before it. */
  readonly end?: number | undefined;
}
const piece = (line: string, end?: number): Piece => ({ lines: () => [line], end });

const conditionPiece = (word: string, part: T.Condition): Piece => ({
  lines: (room) => continued(word, conditionLines(part, room - word.length - 1)),
  end: part.end,
});

/** A condition of which each part has a line, since a comment stands among them: it stays with the part it is about. */
function operandPieces(word: string, { kind, operands }: Extract<T.Condition, { readonly kind: "and" | "or" }>): Piece[] {
  const indent = " ".repeat(word.length + 1);
  return operands.map((operand, i) => {
    const inside = (room: number) => conditionLines(operand, room - word.length - 1);
    const later = (room: number) => inside(room).map((line, at) => `${indent}${at === 0 ? `${kind.padStart(4)} ${line}` : `   ${line}`}`);
    return {
      lines: (room: number) =>
        i === 0 ? continued(word, inside(room)) : inside(room).map((line, at) => (at === 0 ? `${kind} ${line}` : line)),
      indent: i === 0 ? "" : `${indent} `,
      alone: (room: number) => (i === 0 ? continued(word, inside(room)) : later(room)),
      end: operand.end,
    };
  });
}

class Printer {
  private readonly out: string[] = [];
  private readonly source: string;
  private readonly comments: readonly Comment[];
  private next = 0;

  constructor(source: string, comments: readonly Comment[]) {
    this.source = source;
    this.comments = comments;
  }

  pact(tree: T.Pact): string {
    this.before(tree.start, "");
    const { kind, title, under } = tree;
    this.out.push(`${kind} ${name(tree.name)}${title ? ` ${text(title)}` : ""}${under ? ` under ${text(under)}` : ""} {`);
    let last: T.MemberNode | undefined;
    for (const member of tree.members) {
      this.gap(member.start, last !== undefined);
      this.before(member.start, "  ");
      this.member(member);
      this.trailing(member.end);
      last = member;
    }
    this.before(tree.end, "  ");
    this.out.push("}");
    this.before(Infinity, "");
    return `${this.out.join("\n")}\n`;
  }

  alone(node: T.MemberNode): string {
    this.member(node);
    return this.out.map((line) => line.slice("  ".length)).join("\n");
  }

  /** One empty line where the source has at least one between members. */
  private gap(start: number, afterMember: boolean): void {
    if (!afterMember || !this.source) return;
    const first = Math.min(start, this.comments[this.next]?.start ?? Infinity);
    if (/\n\s*\n\s*$/.test(this.source.slice(Math.max(0, first - 2000), first))) this.out.push("");
  }

  private before(offset: number, indent: string): void {
    for (let last = -1; (this.comments[this.next]?.start ?? Infinity) < offset; this.next++) {
      const comment = this.comments[this.next]!;
      if (last >= 0 && /\n\s*\n/.test(this.source.slice(last, comment.start))) this.out.push("");
      this.out.push(...comment.text.split(/\r?\n/).map((line, i) => (i === 0 ? indent + line.trimEnd() : `${indent} ${line.trim()}`)));
      last = comment.end;
    }
  }

  /** A comment behind something, on the same line, stays on that line. */
  private trailing(end: number): void {
    for (;;) {
      const comment = this.comments[this.next];
      if (!comment || comment.kind === "doc" || comment.start < end || !/^[ \t,)\]]*$/.test(this.source.slice(end, comment.start))) return;
      if (comment.text.includes("\n")) return;
      this.out.push(`${this.out.pop()} ${comment.text.trimEnd()}`);
      this.next++;
      if (comment.kind === "line") return;
    }
  }

  /** On one line if it fits and no comment stands inside, else a line for each piece. */
  private pieces(head: string, rest: readonly Piece[], end: number): void {
    const one = [head, ...rest.flatMap(({ lines }) => lines(Infinity))].join(" ");
    const commentInside = (this.comments[this.next]?.start ?? Infinity) < end;
    if (!commentInside && one.length + 2 <= width) return void this.out.push(`  ${one}`);
    if (rest.length === 0) this.before(end, "  ");
    this.out.push(`  ${head}`);
    for (const { lines, alone = lines, indent = "", end: pieceEnd } of rest) {
      this.before(pieceEnd ?? end, `    ${indent}`);
      this.out.push(...alone(width - 4).map((line) => `    ${line}`));
      if (alone !== lines && pieceEnd !== undefined) this.trailing(pieceEnd);
    }
  }

  /** `{`, a line for each item, `}`. */
  private block<Item extends T.Span>(
    head: string,
    items: readonly Item[],
    show: (item: Item, indent: string) => void,
    end: number,
    indent = "  ",
  ): void {
    this.out.push(`${indent}${head} {`);
    for (const item of items) {
      this.before(item.start, `${indent}  `);
      show(item, `${indent}  `);
      this.trailing(item.end);
    }
    this.before(end, `${indent}  `);
    this.out.push(`${indent}}`);
  }

  private fields(head: string, record: T.RecordType): void {
    const longest = Math.max(0, ...record.fields.map((each) => name(each.name).length));
    this.block(
      head,
      record.fields,
      (each, indent) => this.out.push(`${indent}${`${name(each.name)}:`.padEnd(longest + 1)} ${type(each.type)}${at(each.at)}`),
      record.end,
    );
  }

  private head(word: string, ...parts: (string | undefined)[]): void {
    this.out.push(`  ${[word.padEnd(9), ...parts.filter((part) => part !== undefined)].join(" ")}`);
  }

  private clause(head: string, node: T.MayMember | T.NeverMember | T.EscalateMember, rest: Piece[]): void {
    const conditions = whenUnless(node.conditions).flatMap(([word, part]) =>
      (part.kind === "and" || part.kind === "or") && this.commentAmong(part.operands)
        ? operandPieces(word, part)
        : conditionPiece(word, part),
    );
    const actions = node.actions.length > 0 ? ` ${node.actions.map(action).join(", ")}` : "";
    this.pieces(`${head} ${name(node.name)}:${actions}`, [...conditions, ...rest], node.end);
  }

  private member(node: T.MemberNode): void {
    switch (node.kind) {
      case "version":
        return this.head("version", node.version);
      case "purpose":
        return this.head("purpose", text(node.text));
      case "effective":
        return this.head("effective", node.from.text, node.until && `until ${node.until.text}`);
      case "timezone":
        return this.head("timezone", text(node.zone));
      case "owner":
        return this.head("owner", text(node.owner));
      case "reviewers":
        return this.head("reviewers", node.reviewers.map(text).join(", "));
      case "review":
        return this.head("review", `every ${duration(node.every)}`);
      case "agent":
        return this.head(
          "agent",
          text(node.id),
          node.model && `model ${text(node.model)}`,
          node.prompt && `prompt ${text(node.prompt)}`,
          node.principal && `acts for ${name(node.principal)}`,
          node.fields && type(node.fields),
        );
      case "tools":
        return this.head(
          "tools",
          `from ${text(node.from)}`,
          node.results && `results ${node.results}`,
          node.errors && `errors ${regex(node.errors)}`,
        );
      case "suspend":
        return this.head("suspend", `by ${node.by.map(symbol).join(", ")}`);
      case "refine": {
        const head = `refine ${node.actions.map(action).join(", ")}${node.nature ? `: ${node.nature}` : ""}`;
        const line = `${head} ${node.fields ? type(node.fields) : ""}`.trim();
        if (!node.fields || (line.length + 2 <= width && !this.commentBefore(node.end))) return void this.out.push(`  ${line}`);
        return this.fields(head, node.fields);
      }
      case "group":
        return void this.out.push(`  group ${name(node.name)}: ${node.actions.map(action).join(", ")}`);
      case "fact": {
        if (node.source && node.type?.kind === "record-type" && node.source.start < node.type.start) {
          return this.fields(`fact ${name(node.name)} ${source(node.source)}`, node.type);
        }
        return void this.out.push(
          `  fact ${name(node.name)}: ${node.type ? type(node.type) : ""}${node.source ? ` ${source(node.source)}` : ""}`,
        );
      }
      case "judge": {
        const parameters = node.parameters.map((each) => `${name(each.name)}: ${type(each.type)}`).join(", ");
        const version = node.version ? ` version ${text(node.version)}` : "";
        const failure = node.onFailure ? ` on failure ${node.onFailure}` : "";
        return void this.out.push(
          `  judge ${name(node.name)}(${parameters}) by command ${text(node.command)}${version} error ${percent(node.error)}${failure}`,
        );
      }
      case "may":
        return this.clause("may", node, []);
      case "never":
        return this.clause("never", node, node.because ? [piece(`because ${text(node.because)}`, node.because.end)] : []);
      case "escalate": {
        const ladder = `to ${node.rungs.map(({ to, within }) => `${text(to)} within ${duration(within)}`).join(" else ")} else deny`;
        return this.clause("escalate", node, [
          piece(ladder, node.rungs.at(-1)?.within.end),
          ...(node.carrying.length > 0 ? [piece(`carrying ${names(node.carrying)}`, node.carrying.at(-1)!.end)] : []),
          ...(node.because ? [piece(`because ${text(node.because)}`, node.because.end)] : []),
        ]);
      }
      case "limit": {
        const of = node.actions.length > 0 ? ` of ${node.actions.map(action).join(", ")}` : "";
        const caps = `${node.soft ? ` soft ${literal(node.soft)}` : ""}${node.hard ? ` hard ${literal(node.hard)}` : ""}`;
        return void this.out.push(
          `  limit ${name(node.name)}: ${node.measure}${of}${caps}${node.per.map((each) => ` per ${name(each)}`).join("")}`,
        );
      }
      case "delegate":
        return void this.out.push(`  delegate to ${text(node.to)} at most ${node.actions.map(action).join(", ")}`);
      case "handoff":
        return this.pieces(
          `handoff to ${text(node.to)}${node.by ? ` by ${tool(node.by)}` : ""}`,
          [
            ...(node.carrying.length > 0 ? [piece(`carrying ${names(node.carrying)}`, node.carrying.at(-1)!.end)] : []),
            ...(node.rate ? [piece(`expect rate ${percent(node.rate.from)} to ${percent(node.rate.to)}`, node.rate.to.end)] : []),
          ],
          node.end,
        );
      case "record":
        return this.pieces(
          `record ${names(node.fields)} for every action`,
          [
            ...(node.redact.length > 0 ? [piece(`redact ${names(node.redact)}`, node.redact.at(-1)!.end)] : []),
            ...(node.retain ? [piece(`retain ${duration(node.retain)}`, node.retain.end)] : []),
            ...(node.onFailure ? [piece(`on failure ${node.onFailure}`)] : []),
          ],
          node.end,
        );
      case "test": {
        const last = node.history.length - 1;
        const lastGiven = node.given.length - 1;
        const wanted = node.by ? ` by ${name(node.by)}` : node.reason ? ` as ${name(node.reason)}` : "";
        return this.pieces(
          `test ${name(node.name)}: ${call(node.call)}`,
          [
            ...node.history.map((each, i) => piece(`${i === 0 ? "after " : "  "}${event(each)}${i < last ? "," : ""}`.trimEnd(), each.end)),
            ...node.given.map((each, i) => {
              const shown = each.value.kind === "name" ? name(each.value) : literal(each.value);
              return piece(`${i === 0 ? "given " : "  "}${path(each.path.steps)} is ${shown}${i < lastGiven ? "," : ""}`, each.end);
            }),
            piece(`expect ${node.effect}${wanted}`),
          ],
          node.end,
        );
      }
      case "suite":
        return this.block(
          `${node.sort} ${name(node.name)}`,
          node.items,
          (item, indent) => this.out.push(`${indent}${suiteItem(item)}`),
          node.end,
        );
      case "drift":
        return this.block("drift", node.items, (item, indent) => this.out.push(`${indent}${driftItem(item)}`), node.end);
      case "broken":
        return void this.out.push(`  ${this.source.slice(node.start, node.end)}`);
      default:
        return assertNever(node);
    }
  }

  /** One in the first part stands above them all. */
  private commentAmong(parts: readonly T.Span[]): boolean {
    const [start, end] = [parts[0]!.end, parts.at(-1)!.end];
    return this.comments.some((comment) => comment.start >= start && comment.start < end);
  }

  private commentBefore(offset: number): boolean {
    return (this.comments[this.next]?.start ?? Infinity) < offset;
  }
}

const continued = (word: string, [first, ...rest]: string[]): string[] => [`${word} ${first}`, ...rest];

function suiteItem(item: T.SuiteItem): string {
  switch (item.kind) {
    case "suite-agent":
      return `agent ${name(item.adapter)} ${text(item.target)}`;
    case "suite-cases":
      return `cases ${item.files.map(text).join(", ")}`;
    case "suite-trials":
      return `trials ${groupedDigits(item.count)}`;
    case "suite-require":
      return `require ${item.requirements.map(requirement).join(", ")}`;
    case "suite-generate":
      return `generate ${names(item.families)}${item.seed ? ` seed ${groupedDigits(item.seed)}` : ""}`;
    case "suite-schedule":
      return `schedule every ${duration(item.every)}`;
    default:
      return assertNever(item);
  }
}

function driftItem(item: T.DriftItem): string {
  switch (item.kind) {
    case "drift-baseline":
      return `baseline ${text(item.file)}`;
    case "drift-watch":
      return `watch ${names(item.signals)}`;
    case "drift-alarms":
      return `alarms at most ${groupedDigits(item.atMost)} per ${name(item.per)}`;
    case "drift-reevaluate":
      return `reevaluate when ${names(item.when)} change${item.every ? ` or every ${duration(item.every)}` : ""}`;
    default:
      return assertNever(item);
  }
}
