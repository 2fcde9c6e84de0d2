// Every name of a member, read from its tree: what it declares and what each name in it means, with the uses nobody checks
// (`carrying`, `given`, `per`, the `by` of a limit).
import { expandActions, type Model, parametersOf } from "../../engine/index.ts";
import type { Action, Json, MemberNode, Name, Past, Path, TextLiteral, Tool, TypeNode } from "../../grammar/index.ts";
import { NamesInConditions, type Place } from "./names-in-conditions.ts";
import { clauseOf, type Occurrence, type Role, scopeWords, type TermList } from "./occurrences.ts";
import { once } from "./once.ts";

const known = new WeakMap<Model, WeakMap<MemberNode, readonly Occurrence[]>>();

/** In no particular order. Names that mean nothing where they stand are left out. */
export function occurrencesOf(member: MemberNode, model: Model): readonly Occurrence[] {
  const ofModel = once(known, model, () => new WeakMap<MemberNode, readonly Occurrence[]>());
  return once(ofModel, member, () => new MemberNames(model).read(member));
}

class MemberNames {
  private readonly found: Occurrence[] = [];
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  read(member: MemberNode): readonly Occurrence[] {
    this.member(member);
    return this.found;
  }

  private member(member: MemberNode): void {
    switch (member.kind) {
      case "agent":
        if (member.principal) this.add(member.principal, { role: "principal", declares: true });
        if (member.fields) this.type(member.fields, "principal");
        return;
      case "refine":
        return this.refine(member);
      case "group":
        this.add(member.name, { role: "group", declares: true });
        return this.actions(member.actions);
      case "fact":
        return this.fact(member);
      case "judge":
        this.add(member.name, { role: "judge", declares: true });
        for (const { name } of member.parameters) this.add(name, { role: "parameter", owner: member.name.text, declares: true });
        return;
      case "may":
      case "never":
      case "escalate":
        return this.clause(member);
      case "limit":
        this.add(member.name, { role: "limit", declares: true });
        this.actions(member.actions);
        return this.scopes(member.per);
      case "delegate":
        return this.actions(member.actions);
      case "handoff":
        if (member.by) this.actions([member.by]);
        return this.carrying(member.carrying);
      case "record":
        this.terms("recorded", member.fields);
        return this.terms("recorded", member.redact);
      case "test":
        return this.test(member);
      case "suite":
        return this.suite(member);
      case "drift":
        return this.drift(member);
    }
  }

  private clause(member: Extract<MemberNode, { kind: "may" | "never" | "escalate" }>): void {
    this.add(member.name, { role: "clause", declares: true });
    this.actions(member.actions);
    const reader = this.reader([...(clauseOf(member, this.model)?.actions ?? [])]);
    reader.conditions(member.conditions);
    if (member.kind === "escalate") this.carrying(member.carrying);
  }

  private refine(member: Extract<MemberNode, { kind: "refine" }>): void {
    this.actions(member.actions);
    const tools = [...expandActions(member.actions, { ...this.model, handoffTool: undefined })];
    for (const { name, type } of member.fields?.fields ?? []) {
      this.add(name, { role: "argument", tools });
      if (type.kind !== "enum") this.type(type, `argument ${tools[0] ?? ""} ${name.text}`, false);
    }
  }

  private fact(member: Extract<MemberNode, { kind: "fact" }>): void {
    const type = this.model.facts.get(member.name.text)?.type;
    this.add(member.name, { role: "fact", declares: true, ...(type && { type }) });
    if (member.type) this.type(member.type, `fact ${member.name.text}`);
    if (member.source?.kind !== "result-source") return;
    this.actions(member.source.tools);
    const tools = this.model.facts.get(member.name.text)?.tools ?? [];
    const reader = this.reader([]);
    for (const { argument, value } of member.source.keys) {
      this.add(argument, { role: "argument", tools });
      if (value) reader.path(value);
    }
  }

  private test(member: Extract<MemberNode, { kind: "test" }>): void {
    this.add(member.name, { role: "test", declares: true });
    this.call(member.call);
    for (const event of member.history) if (event.kind === "returns") this.call(event.call);
    for (const { path, value } of member.given) {
      const place = this.given(path);
      if (value.kind === "name") this.value(value, value.text, place);
      else if (value.kind === "text") this.value(value, value.value, place);
    }
    if (member.reason) this.terms("reason", [member.reason]);
    if (!member.by) return;
    const isLimit = this.model.limits.some(({ name }) => name === member.by!.text);
    this.add(member.by, { role: isLimit ? "limit" : "clause" });
  }

  /** `given` may also set what a judge answers, and what stands on a limit's account. */
  private given(path: Path): Place | undefined {
    const root = path.steps[0] as Name;
    if (path.steps.length === 1 && !this.model.facts.has(root.text)) {
      if (this.model.judges.has(root.text)) return void this.add(root, { role: "judge" });
      if (this.model.limits.some(({ name }) => name === root.text)) return void this.add(root, { role: "limit" });
    }
    return this.reader([]).path(path);
  }

  private call({ tool, args }: { readonly tool: Name; readonly args: readonly { readonly name: Name; readonly value: Json }[] }): void {
    this.actions([tool]);
    const parameters = parametersOf(tool.text, this.model.catalogue);
    for (const { name, value } of args) {
      const type = parameters?.get(name.text)?.type;
      if (type) this.add(name, { role: "argument", tools: [tool.text], type });
      if (value.kind === "text") this.value(value, value.value, type && { key: `argument ${tool.text} ${name.text}`, type });
    }
  }

  private suite(member: Extract<MemberNode, { kind: "suite" }>): void {
    this.add(member.name, { role: "suite", declares: true });
    for (const item of member.items) {
      if (item.kind === "suite-agent") this.terms("adapter", [item.adapter]);
      if (item.kind === "suite-generate") this.terms("family", item.families);
      if (item.kind !== "suite-require") continue;
      for (const { metric, of, inEvery } of item.requirements) {
        this.terms("metric", [metric]);
        if (of) this.terms("quantity", [of]);
        if (inEvery) this.terms("grouping", [inEvery]);
      }
    }
  }

  private drift(member: Extract<MemberNode, { kind: "drift" }>): void {
    for (const item of member.items) {
      if (item.kind === "drift-watch") this.terms("signal", item.signals);
      if (item.kind === "drift-reevaluate") this.terms("change", item.when);
    }
  }

  // ── Parts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  private readonly reader = (actions: readonly string[]) =>
    new NamesInConditions(this.model, actions, {
      add: (node, occurrence) => this.add(node, occurrence),
      value: (node, text, place) => this.value(node, text, place),
      past: (past, own) => this.past(past, own),
    });

  private past({ tool, same, per }: Past, own: readonly string[]): readonly string[] {
    this.actions([tool]);
    const tools = [...expandActions([tool], { ...this.model, handoffTool: undefined })];
    for (const name of same) this.add(name, { role: "argument", tools: [...new Set([...own, ...tools])] });
    if (per) this.scopes([per]);
    return tools;
  }

  private actions(actions: readonly (Action | Tool)[]): void {
    for (const action of actions) {
      if (action.kind === "any-tool") this.add(action, { role: "pattern", name: `any ${action.nature} tool` });
      else if (action.kind === "pattern") this.add(action, { role: "pattern", name: action.text });
      else if (this.model.groups.has(action.text)) this.add(action, { role: "group" });
      else if (["respond", "handoff"].includes(action.text) || this.model.catalogue.has(action.text) || !this.model.catalogueKnown)
        this.add(action, { role: "tool" });
    }
  }

  /** The fields and values a written type declares. */
  private type(node: TypeNode, key: string, declares = true): void {
    if (node.kind === "list") this.type(node.of, key, declares);
    if (node.kind === "enum")
      for (const value of node.values) this.add(value, { role: "enum-value", owner: key, ...(declares && { declares: true }) });
    if (node.kind !== "record-type") return;
    for (const field of node.fields) {
      this.add(field.name, { role: "field", owner: key, ...(declares && { declares: true }) });
      this.type(field.type, `${key}.${field.name.text}`, declares);
    }
  }

  private value(node: Name | TextLiteral, text: string, place: Place | undefined): void {
    if (place?.type.kind === "enum" && place.type.values.includes(text))
      this.add(node, { role: "enum-value", owner: place.key, type: place.type });
  }

  private carrying(names: readonly Name[]): void {
    for (const name of names) this.add(name, this.model.facts.has(name.text) ? { role: "fact" } : { role: "term", list: "carried" });
  }
  private scopes(names: readonly Name[]): void {
    for (const name of names) {
      const isPrincipal = name.text === this.model.principal?.name;
      const isOpen = this.model.tree.kind === "charter" && !scopeWords.includes(name.text);
      this.add(name, isPrincipal ? { role: "principal" } : isOpen ? { role: "open" } : { role: "term", list: "scope" });
    }
  }
  private terms(list: TermList, names: readonly Name[]): void {
    for (const name of names) this.add(name, { role: "term", list });
  }

  private add(node: Action | TextLiteral, occurrence: Omit<Partial<Occurrence>, "start" | "end"> & { readonly role: Role }): void {
    const text = node.kind === "text" ? node.value : node.kind === "any-tool" ? "" : node.text;
    if (!text && !occurrence.name) return;
    const { start, end } = node;
    this.found.push({ name: text, ...occurrence, ...(node.kind === "text" && { quoted: true as const }), start, end });
  }
}
