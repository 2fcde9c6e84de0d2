// The names inside conditions and values, each resolved as the decision resolves it: a variable, an argument of one of the
// clause's actions, a fact, the principal, a word that is always there.
import { type Model, parametersOf, resolveRoot, type Type, typeAlong } from "../../engine/index.ts";
import type { Condition, Conditions, Name, Past, Path, Step, TextLiteral, Value } from "../../grammar/index.ts";
import { partsOf } from "../../grammar/index.ts";
import type { Occurrence, Role } from "./occurrences.ts";

/** Where a value lives: the key its fields and enumeration values belong to, and its type. */
export interface Place {
  readonly key: string;
  readonly type: Type;
}

export interface Sink {
  add(node: Name, occurrence: Omit<Partial<Occurrence>, "start" | "end"> & { readonly role: Role }): void;
  /** A word or text where a value of an enumeration may stand. */
  value(node: Name | TextLiteral, text: string, place: Place | undefined): void;
  /** Answers with the tools that are looked back at. */
  past(past: Past, own: readonly string[]): readonly string[];
}

interface Variable extends Place {
  readonly introduced: number;
}

export class NamesInConditions {
  private readonly model: Model;
  private readonly actions: readonly string[];
  private readonly sink: Sink;
  private variables: ReadonlyMap<string, Variable> = new Map();

  constructor(model: Model, actions: readonly string[], sink: Sink) {
    this.model = model;
    this.actions = actions;
    this.sink = sink;
  }

  conditions({ when, unless }: Conditions): void {
    if (when) this.part(when);
    if (unless) this.part(unless);
  }

  /** The place a path leads to, its names noted on the way. */
  path({ steps: [root, ...steps] }: Path): Place | undefined {
    const from = this.root(root as Name);
    return from && this.along(from, steps);
  }

  private part(node: Condition | Value): void {
    switch (node.kind) {
      case "path":
        return void this.path(node);
      case "after":
        return void this.sink.past(node.past, this.actions);
      case "history":
        return this.history(node);
      case "quantified":
        return this.within(node.variable, node.list, node.satisfies);
      case "filtered":
        this.sink.add(node.name, { role: "function" });
        return this.within(node.variable, node.list, node.where);
      case "function":
        this.sink.add(node.name, { role: this.model.judges.has(node.name.text) ? "judge" : "function" });
        return this.parts(node.args);
      case "comparison":
        return this.against(this.left(node.left), [node.right]);
      case "in":
        if ("kind" in node.values) return this.parts([node.left, node.values]);
        return this.against(this.left(node.left), node.values);
      case "comes-from":
        this.part(node.left);
        for (const { tool } of node.origins) this.origin(tool);
        return;
      default:
        return this.parts(partsOf(node));
    }
  }

  private parts(nodes: readonly (Condition | Value)[]): void {
    for (const node of nodes) this.part(node);
  }

  private left(node: Value): Place | undefined {
    if (node.kind === "path") return this.path(node);
    return void this.part(node);
  }

  /** An enumeration's value wins over a name of the same spelling. */
  private against(place: Place | undefined, values: readonly Value[]): void {
    for (const value of values) {
      const word = value.kind === "path" && value.steps.length === 1 ? (value.steps[0] as Name) : undefined;
      if (word && place?.type.kind === "enum" && place.type.values.includes(word.text)) this.sink.value(word, word.text, place);
      else if (value.kind === "text") this.sink.value(value, value.value, place);
      else this.part(value);
    }
  }

  private history({ name, what, past }: Extract<Value, { kind: "history" }>): void {
    this.sink.add(name, { role: "function" });
    const tools = this.sink.past(past, this.actions);
    if (what.text === "calls") this.sink.add(what, { role: "term", list: "history" });
    else this.sink.add(what, { role: "argument", tools });
  }

  private origin(tool: Extract<Condition, { kind: "comes-from" }>["origins"][number]["tool"]): void {
    if (tool.kind === "name" && ["user", "respond"].includes(tool.text))
      this.sink.add(tool, tool.text === "respond" ? { role: "tool" } : { role: "builtin" });
    else this.sink.past({ tool, same: [], within: undefined, per: undefined, start: tool.start, end: tool.end }, []);
  }

  private within(variable: Name, list: Path, body: Condition): void {
    const place = this.path(list);
    const type: Type = place?.type.kind === "list" ? place.type.of : { kind: "any" };
    const introduced = variable.start;
    this.sink.add(variable, { role: "variable", declares: true, introduced, type });
    const outer = this.variables;
    this.variables = new Map([...outer, [variable.text, { key: place?.key ?? "", type, introduced }]]);
    this.part(body);
    this.variables = outer;
  }

  // ── Paths ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  private root(name: Name): Place | undefined {
    const variable = this.variables.get(name.text);
    if (variable) {
      this.sink.add(name, { role: "variable", introduced: variable.introduced, type: variable.type });
      return variable;
    }
    const tools = this.actions.filter((action) => parametersOf(action, this.model.catalogue)?.has(name.text));
    const found = resolveRoot(name.text, { model: this.model, action: tools[0], variables: new Map() });
    if (!found) return this.model.tree.kind === "charter" ? void this.sink.add(name, { role: "open" }) : undefined;
    const { role, type } = found;
    this.sink.add(name, { role, type, ...(role === "argument" && { tools }) });
    const key = role === "argument" ? `argument ${tools[0]} ${name.text}` : role === "principal" ? role : `${role} ${name.text}`;
    return { key, type };
  }

  private along({ key, type }: Place, steps: readonly Step[]): Place {
    let here: Place = { key, type };
    for (const step of steps) {
      const { type: next, problem } = typeAlong(here.type, [step]);
      if (step.kind === "index") {
        if (typeof step.index === "object") this.path(step.index);
        here = { key: here.key, type: next };
      } else {
        if (!problem) this.sink.add(step, { role: "field", owner: here.key, type: next });
        here = { key: `${here.key}.${step.text}`, type: next };
      }
    }
    return here;
  }
}
