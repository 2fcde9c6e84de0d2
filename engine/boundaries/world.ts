// A small world in which one clause speaks and the others do not stand in its way, as far as that can be arranged: arguments
// that fit the schema, what a test sets, and what happened before. What is then decided, the engine says.
import { type Condition, type Conditions, type Name, type Path, show, spellName, type Value } from "../../grammar/index.ts";
import { type Clause, type Model, parametersOf } from "../analysis/model.ts";
import { durationSeconds, Time, timeFromText } from "../decision/calendar.ts";
import { showNum } from "../decision/decimal.ts";
import { appliesAt, boundariesOf, typeOf } from "./boundaries.ts";
import { jsonOf, jsonSample, literalSample, schemaOf } from "./sample-values.ts";

export class BoundaryWorld {
  readonly action: string;
  private readonly model: Model;
  /** As JSON, by the argument's name. */
  private readonly args = new Map<string, string>();
  /** As a literal, by the path that is given. */
  private readonly givens = new Map<string, string>();
  /** The arguments the person wrote, and those the agent named. */
  private readonly said = { user: new Set<string>(), agent: new Set<string>() };
  private readonly subject: string;
  private readonly calls: string[] = [];

  /** `subject` is the value the boundary is of, as it is written: of several ways to make the clause apply, the one through it. */
  constructor(clause: Clause, model: Model, subject: string) {
    this.model = model;
    this.subject = subject;
    this.action = [...clause.actions][0] ?? "";
    for (const [name, field] of parametersOf(this.action, model.catalogue) ?? [])
      if (field.required) this.args.set(name, jsonSample(field, schemaOf(this.action, name, model)));
    this.arrange(clause);
  }

  /** The moment of the test. */
  get nowMs(): number {
    const { effective, timezone } = this.model;
    return (effective && timeFromText(effective.from, timezone ?? "UTC")?.ms) ?? timeFromText("2027-01-15T12:00:00Z", "UTC")!.ms;
  }

  /** Weaker clauses hold, stronger ones do not, and this one does. */
  private arrange(clause: Clause): void {
    const own = this.model.clauses.filter((each) => each !== clause && each.actions.has(this.action));
    if (clause.member.kind !== "may")
      for (const each of own.filter(({ member }) => member.kind === "may").slice(0, 1)) this.make(each.member.conditions, true);
    // What another `may` allows as well would hide where this one stops.
    else for (const each of own) if (each.member.kind === "may") this.make(each.member.conditions, false);
    for (const each of own)
      if (each.member.kind === "never" || (each.member.kind === "escalate" && clause.member.kind !== "never"))
        this.make(each.member.conditions, false);
    this.make(clause.member.conditions, true);
  }

  /** The test as a pact writes it, but for what it expects. */
  toString(): string {
    const args = [...this.args].map(([name, json]) => `${spellName(name)}: ${json}`).join(", ");
    const says = (["agent", "user"] as const).flatMap((who) => {
      const words = [...this.said[who]].flatMap((name) => this.args.get(name) ?? []).map((json) => json.replace(/^"|"$/g, ""));
      return words.length > 0 ? [`${who} says ${JSON.stringify(`Please: ${words.join(", ")}`)}`] : [];
    });
    const events = [...this.calls, ...says];
    const givens = [...this.givens].map(([path, literal]) => `${path} is ${literal}`);
    const after = events.length > 0 ? ` after ${events.join(", ")}` : "";
    return `${spellName(this.action)}(${args})${after}${givens.length > 0 ? ` given ${givens.join(", ")}` : ""}`;
  }

  // ── Setting values ────────────────────────────────────────────────────────────────────────────────────────────────

  /** Sets a value of the request; false where a test has no way to. `json` is what an argument takes. */
  set(subject: Value, literal: string, json: string): boolean {
    if (subject.kind === "path") return this.setPath(subject, literal, json);
    if (subject.kind === "function" && subject.name.text === "age" && subject.args[0]?.kind === "path")
      return this.setAge(subject.args[0], literal);
    return false;
  }

  /** Gives a fact a value, unless it or a part of it has one: then false. */
  fill(name: string, literal: string): boolean {
    if ([...this.givens.keys()].some((path) => path === name || path.startsWith(`${name}.`))) return false;
    this.givens.set(name, literal);
    return true;
  }

  /** Takes back what was filled in. */
  clear(name: string): void {
    this.givens.delete(name);
  }

  private setPath(path: Path, literal: string, json: string): boolean {
    const root = (path.steps[0] as Name).text;
    if (path.steps.some(({ kind }) => kind !== "name")) return false;
    if (parametersOf(this.action, this.model.catalogue)?.has(root)) {
      if (path.steps.length > 1) return false;
      this.args.set(root, json);
      return true;
    }
    const isKnown = this.model.facts.has(root) || this.model.principal?.name === root || root === "now";
    if (isKnown) this.givens.set(show.path(path), literal);
    return isKnown;
  }

  /** The moment so long before now. */
  private setAge(path: Path, literal: string): boolean {
    const [, digits = "", unit = ""] = /^(-?[\d._]+) (\w+)$/.exec(literal) ?? [];
    const seconds = digits ? Number(showNum(durationSeconds(digits.replaceAll("_", ""), unit))) : Number.NaN;
    const moment = new Time(this.nowMs - seconds * 1000).toJSON();
    if (!Number.isFinite(seconds) || !this.setPath(path, moment, JSON.stringify(moment))) return false;
    if (!this.model.effective) this.givens.set("now", new Time(this.nowMs).toJSON());
    return true;
  }

  // ── Making conditions true or false ───────────────────────────────────────────────────────────────────────────────

  private make({ when, unless }: Conditions, wanted: boolean): void {
    if (wanted || !unless) {
      if (when) this.condition(when, wanted);
      if (unless) this.condition(unless, !wanted);
    } else this.condition(unless, true);
  }

  private condition(node: Condition, wanted: boolean): void {
    switch (node.kind) {
      case "and":
      case "or": {
        const needsAll = (node.kind === "and") === wanted;
        const chosen = needsAll ? undefined : this.easiest(node.operands);
        // The others are set against it, so that the one chosen alone makes the difference.
        for (const operand of node.operands) if (operand !== chosen) this.condition(operand, needsAll ? wanted : !wanted);
        if (chosen) this.condition(chosen, wanted);
        return;
      }
      case "not":
        return this.condition(node.operand, !wanted);
      case "parenthesised":
        return this.condition(node.inner, wanted);
      case "holds":
        return void this.set(node.value, String(wanted), String(wanted));
      case "known":
        return void (node.known === wanted && this.sample(node.left));
      case "comparison":
        return this.comparison(node, wanted);
      case "in":
        return "kind" in node.values ? undefined : this.oneOf(node.left, node.values, node.negated ? !wanted : wanted);
      case "text-test":
        return void (
          wanted &&
          node.right.kind === "text" &&
          this.set(node.left, JSON.stringify(node.right.value), JSON.stringify(node.right.value))
        );
      case "after":
        return void (wanted && this.happened(node.past.tool.text, node.past.same));
      case "comes-from":
        if (wanted && node.left.kind === "path")
          this.comes(
            (node.left.steps[0] as Name).text,
            node.origins.map(({ tool }) => tool.text),
          );
        return;
    }
  }

  private comes(argument: string, origins: readonly string[]): void {
    if (origins.includes("user")) this.said.user.add(argument);
    else if (origins.includes("respond")) this.said.agent.add(argument);
  }

  /** Of several parts that would do: the boundary's own, else one that a value decides, before one that needs a history. */
  private easiest(operands: readonly Condition[]): Condition {
    const kinds = ["comparison", "in", "text-test", "holds"];
    const subject = new RegExp(`(?<![\\w.])${this.subject.replace(/[^\w\s]/g, "\\$&")}(?![\\w.])`);
    const own = operands.find((operand) => subject.test(show.condition(operand)));
    return own ?? operands.find(({ kind }) => kinds.includes(kind)) ?? operands[0]!;
  }

  private comparison(node: Extract<Condition, { kind: "comparison" }>, wanted: boolean): void {
    const { left, operator, right } = node;
    const isEqual = operator === "is" || operator === "is not";
    if (isEqual && right.kind === "path") return this.same(left, right, (operator === "is") === wanted);
    if (right.kind === "path") return this.ordered(left, right, operator.startsWith("<") === wanted);
    if (isEqual && right.kind === "text") return this.oneOf(left, [right], (operator === "is") === wanted);
    // Of the points around the constant one does what is wanted.
    const conditions: Conditions = { when: node, unless: undefined };
    const [boundary] = boundariesOf(conditions, new Set([this.action]), this.model);
    const point = boundary?.points.find((each) => each.literal && appliesAt(conditions, boundary, each, this.model) === wanted);
    if (boundary && point?.literal) this.set(boundary.subject, point.literal, jsonOf(point.literal));
  }

  /** Two values alike or different, or a value of an enumeration. */
  private same(left: Value, right: Path, wanted: boolean): void {
    const type = typeOf(left, [this.action], this.model);
    if (type?.kind === "enum" && right.steps.length === 1 && type.values.includes((right.steps[0] as Name).text))
      return this.oneOf(left, [right], wanted);
    const [a, b] = ['"c1"', wanted ? '"c1"' : '"c2"'];
    this.set(left, a, a);
    this.set(right, b, b);
  }

  /** Two values of which one is the larger: the right one is put out of the left one's way. */
  private ordered(left: Value, right: Path, isBelow: boolean): void {
    const type = typeOf(left, [this.action], this.model);
    const unit = type?.kind === "money" ? ` ${type.currency}` : "";
    const literal = `${isBelow ? "1_000_000" : "0"}${unit}`;
    if (type?.kind === "money" || type?.kind === "number" || type?.kind === "integer") this.set(right, literal, jsonOf(literal));
  }

  private oneOf(left: Value, values: readonly Value[], wanted: boolean): void {
    const words = values.map((value) => (value.kind === "text" ? value.value : show.value(value)));
    const type = typeOf(left, [this.action], this.model);
    const others = type?.kind === "enum" ? type.values.filter((value) => !words.includes(value)) : ["something else"];
    const word = wanted ? words[0] : others[0];
    if (word !== undefined)
      this.set(left, type?.kind === "enum" && spellName(word) === word ? word : JSON.stringify(word), JSON.stringify(word));
  }

  private sample(left: Value): void {
    const literal = literalSample(typeOf(left, [this.action], this.model));
    if (literal) this.set(left, literal, jsonOf(literal));
  }

  /** A call before, with the arguments that have to be the same. */
  happened(tool: string, same: readonly Name[], times = 1): void {
    const parameters = parametersOf(tool, this.model.catalogue);
    if (!parameters) return;
    const shared = new Set(same.map(({ text }) => text));
    const args = [...parameters].flatMap(([name, field]) => {
      const own = shared.has(name) ? this.args.get(name) : undefined;
      return own || field.required ? [`${spellName(name)}: ${own ?? jsonSample(field, schemaOf(tool, name, this.model))}`] : [];
    });
    for (let i = 0; i < times; i++) this.calls.push(`${spellName(tool)}(${args.join(", ")}) returns {}`);
  }
}
