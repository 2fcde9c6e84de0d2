// Tree to meaning: names, types, the catalogue, the charter. Pure: the files a pact names are asked of `read`, which the
// caller fills from a disk, an editor or a test.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { Action, GroupMember, JudgeMember, MemberNode, Name, Pact, Span, TextLiteral, TypeNode } from "../../grammar/index.ts";
import { canonical, type Parsed, parse } from "../../grammar/index.ts";
import { type Catalogue, readCatalogue, uncheckedKeywords } from "./catalogue.ts";
import { ConditionChecker, Findings } from "./check.ts";
import { checkJudge } from "./judges.ts";
import { checkLimit } from "./limits.ts";
import {
  type Analysis,
  type Clause,
  type ClauseMember,
  canonicalAction,
  clauseId,
  expandActions,
  type Fact,
  type FileReference,
  firstWord,
  type Limit,
  type Model,
  membersOf,
  onceMembers,
  parametersOf,
} from "./model.ts";
import { any, refineType, type Type, typeOfNode } from "./types.ts";

/** A file named by a pact: its text, or why it cannot be had. */
export type FileText = { readonly text: string } | { readonly problem: string };
/** Reads a path relative to the pact's folder. `exists` is asked for files whose content is not needed here. */
export interface Files {
  read(path: string): FileText;
  exists(path: string): boolean;
}

/** No disk behind it: every file is absent, and nothing is said about them. */
export const noFiles: Files = { read: () => ({ problem: "" }), exists: () => true };

export function analyze(parsed: Parsed, files: Files = noFiles): Analysis {
  return new Analyzer(parsed, files).run();
}

class Analyzer {
  private readonly findings = new Findings();
  private readonly parsed: Parsed;
  private readonly files: Files;
  /** Members of the charters above, the outermost charter's first. */
  private readonly inherited: readonly MemberNode[];
  private readonly hashes: string[] = [];

  constructor(parsed: Parsed, files: Files) {
    this.parsed = parsed;
    this.files = files;
    this.inherited = this.readCharters();
  }

  run(): Analysis {
    const { tree } = this.parsed;
    this.heads();
    const references = this.references();
    const { catalogue, known } = this.catalogue(tree);
    const groups = this.byName<GroupMember>(this.all("group"));
    const judges = this.byName<JudgeMember>(this.all("judge"));
    const refined = this.refine(catalogue, groups);
    const agent = this.only("agent");
    const principalType: Type = agent?.fields ? typeOfNode(agent.fields) : { kind: "record", fields: new Map() };
    const effective = this.only("effective");
    const version = this.only("version")?.version ?? "0.0.0";
    const base: Omit<Model, "clauses" | "limits" | "delegates" | "hash"> = {
      tree,
      id: tree.name.text,
      version,
      catalogue: refined,
      catalogueKnown: known,
      facts: this.facts(refined, groups),
      groups,
      judges,
      agent: agent?.id.value,
      onRecordFailure: this.all("record").some(({ onFailure }) => onFailure === "deny") ? "deny" : "allow",
      tests: membersOf(tree.members, "test"),
      principal: agent?.principal && { name: agent.principal.text, type: principalType },
      handoffTool: this.handoffTool,
      timezone: this.only("timezone")?.zone.value ?? undefined,
      effective: effective && { from: effective.from.text, until: effective.until?.text },
      results: this.only("tools")?.results ?? "json",
      errors: this.only("tools")?.errors,
      references,
    };
    const draft: Model = { ...base, clauses: [], limits: [], delegates: [], hash: "" };
    const clauses = this.clauses(draft);
    const limits = this.limits(draft);
    const delegates = this.all("delegate").map((member) => ({
      to: member.to.value,
      actions: this.canonicalActions(member.actions, draft),
    }));
    const model: Model = { ...draft, clauses, limits, delegates, hash: this.hash(tree) };
    this.members(model);
    const { uses } = this.findings;
    return {
      model,
      uses,
      usesOf: ({ start, end }) => uses.filter((use) => use.start >= start && use.end <= end),
      diagnostics: [...this.parsed.diagnostics, ...this.findings.list].sort((a, b) => a.start - b.start),
    };
  }

  // ── Files ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  private readCharters(): MemberNode[] {
    const { under } = this.parsed.tree;
    const members: MemberNode[] = [];
    const seen = new Set<string>();
    let path = under?.value;
    while (under && path !== undefined) {
      if (seen.has(path)) {
        this.findings.report(under, "PACT2015", `the charters above form a circle: \`${path}\` stands above itself`);
        break;
      }
      seen.add(path);
      const charter = this.readCharter(under, path);
      if (!charter) break;
      members.unshift(...charter.members);
      path = charter.under && besides(path, charter.under.value);
    }
    return members;
  }

  private readCharter(under: TextLiteral, path: string): Pact | undefined {
    const file = this.files.read(path);
    const which = path === under.value ? "the charter" : `the charter \`${path}\` above it`;
    if ("problem" in file) {
      if (file.problem) this.findings.report(under, "PACT2011", `${which} cannot be read: ${file.problem}`);
      return undefined;
    }
    const { tree, diagnostics } = parse(file.text);
    this.hashes.push(digest(canonical(tree)));
    const error = diagnostics.find(({ severity }) => severity === "error");
    if (error) this.findings.report(under, "PACT2015", `${which} has errors, so its clauses may not hold: ${error.message}`);
    if (tree.kind !== "charter") this.findings.report(under, "PACT2015", `${which} is a pact; a charter begins with \`charter NAME {\``);
    const allows = membersOf(tree.members, "may")[0];
    if (allows) this.findings.report(under, "PACT2015", `${which} is a floor and allows nothing, and yet has \`may ${allows.name.text}\``);
    return tree;
  }

  private catalogue(tree: Pact): { catalogue: Catalogue; known: boolean } {
    const member = this.only("tools");
    if (!member) {
      if (tree.kind === "pact" && tree.name.text)
        this.findings.report(tree.name, "PACT2014", 'this pact names no tools; add `tools from "./tools.json"`', { severity: "warning" });
      return { catalogue: new Map(), known: false };
    }
    const file = this.files.read(member.from.value);
    if ("problem" in file) {
      if (file.problem) this.findings.report(member.from, "PACT2011", `the tool catalogue cannot be read: ${file.problem}`);
      return { catalogue: new Map(), known: false };
    }
    this.hashes.push(digest(file.text));
    const { value, diagnostics } = readCatalogue(file.text);
    for (const { message, start } of diagnostics) {
      const line = file.text.slice(0, start).split("\n").length;
      this.findings.report(member.from, "PACT2101", `${member.from.value}:${line}: ${message}`);
    }
    for (const name of ["respond", "handoff"]) {
      if (value.has(name) && this.handoffTool !== name)
        this.findings.report(
          member.from,
          "PACT2103",
          `the catalogue has a tool \`${name}\`, which is a word of the language: clauses could not speak of it; give it another name`,
        );
    }
    for (const tool of value.values()) {
      const keywords = uncheckedKeywords(tool).map((word) => `\`${word}\``);
      if (keywords.length > 0)
        this.findings.report(
          member.from,
          "PACT2102",
          `the schema of \`${tool.name}\` says ${keywords.join(", ")}, which is not checked when a call is decided`,
          { severity: "information" },
        );
    }
    return { catalogue: value, known: value.size > 0 };
  }

  private references(): FileReference[] {
    const { tree } = this.parsed;
    const found: FileReference[] = [];
    const add = (role: FileReference["role"], text: { value: string } & Span) =>
      found.push({ role, path: text.value, start: text.start, end: text.end });
    if (tree.under) add("charter", tree.under);
    for (const member of tree.members) {
      if (member.kind === "tools") add("catalogue", member.from);
      if (member.kind === "agent" && member.prompt) add("prompt", member.prompt);
      if (member.kind !== "suite") continue;
      for (const item of member.items) {
        if (item.kind === "suite-cases") for (const file of item.files) add("cases", file);
        if (item.kind === "suite-agent" && item.adapter.text === "recorded") add("recordings", item.target);
      }
    }
    for (const reference of found) {
      if (reference.role !== "prompt") continue;
      const file = this.files.read(reference.path);
      if ("text" in file) this.hashes.push(digest(file.text));
      else if (file.problem) this.findings.report(reference, "PACT2011", `the prompt cannot be read: ${file.problem}`);
    }
    for (const reference of found) {
      if (reference.role !== "recordings" && reference.role !== "cases") continue;
      if (reference.path.includes("*") || this.files.exists(reference.path)) continue;
      this.findings.report(reference, "PACT2011", `there is no file \`${reference.path}\` yet`, { severity: "information" });
    }
    return found;
  }

  private hash(tree: Pact): string {
    return digest([canonical(tree), ...this.hashes].join("\n"));
  }

  // ── Declarations ──────────────────────────────────────────────────────────────────────────────────────────────────

  private all<Kind extends MemberNode["kind"]>(kind: Kind) {
    return [...membersOf(this.parsed.tree.members, kind), ...membersOf(this.inherited, kind)];
  }
  private only<Kind extends MemberNode["kind"]>(kind: Kind) {
    return membersOf(this.parsed.tree.members, kind)[0];
  }
  private get handoffTool(): string | undefined {
    return this.only("handoff")?.by?.text;
  }
  /** Charters before the pact, the outermost first, and each in the order of its text. */
  private inOrder<Member extends MemberNode>(members: readonly Member[]): Member[] {
    const places = new Map([...this.inherited, ...this.parsed.tree.members].map((member, i) => [member, i]));
    return [...members].sort((a, b) => places.get(a)! - places.get(b)!);
  }
  private fromCharter(member: MemberNode): boolean {
    return this.inherited.includes(member);
  }

  private heads(): void {
    const { tree } = this.parsed;
    for (const kind of onceMembers) {
      for (const again of membersOf(tree.members, kind).slice(1))
        this.findings.report(again, "PACT2014", `\`${kind}\` stands here a second time; keep one`);
    }
    if (tree.kind === "charter") {
      for (const may of membersOf(tree.members, "may"))
        this.findings.report(may.name, "PACT2015", "a charter is a floor and allows nothing; move this `may` to a pact");
    } else if (
      tree.name.text &&
      !this.only("version") &&
      !tree.members.some((member) => member.kind === "broken" && member.word === "version")
    ) {
      this.findings.report(tree.name, "PACT2014", "this pact has no version; add `version 1.0.0`", { severity: "warning" });
    }
    const effective = this.only("effective");
    if (
      effective &&
      !this.only("timezone") &&
      [effective.from, effective.until].some((moment) => moment && !/(Z|[+-]\d\d:\d\d)$/.test(moment.text))
    ) {
      this.findings.report(
        effective,
        "PACT2013",
        'these dates name no time zone, and UTC is taken; add `timezone`, as in `timezone "Europe/Berlin"`',
        { severity: "warning" },
      );
    }
    const zone = this.only("timezone")?.zone;
    if (zone && !isTimeZone(zone.value))
      this.findings.report(zone, "PACT2013", `\`${zone.value}\` is no time zone; write one such as "Europe/Berlin" or "UTC"`);
  }

  /** One namespace for clauses, limits and tests, one for facts, groups and judges: naming something twice is an error. */
  private duplicates(members: readonly MemberNode[], kinds: readonly MemberNode["kind"][]): void {
    const seen = new Map<string, MemberNode>();
    for (const member of members) {
      if (!kinds.includes(member.kind) || !("name" in member) || !member.name?.text) continue;
      const { name } = member as { name: Name };
      const first = seen.get(name.text);
      if (!first) seen.set(name.text, member);
      else if (!this.fromCharter(member))
        this.findings.report(
          name,
          "PACT2007",
          `\`${name.text}\` is already the name of ${this.fromCharter(first) ? "something in the charter" : `a \`${first.kind}\` above`}; choose another`,
        );
    }
  }

  /** By name; of two with the same name the first, in the pact before the charter. */
  private byName<Member extends { readonly name: Name }>(members: readonly Member[]): Map<string, Member> {
    return new Map([...members].reverse().map((member) => [member.name.text, member]));
  }

  private refine(catalogue: Catalogue, groups: ReadonlyMap<string, GroupMember>): Catalogue {
    const refined = new Map(catalogue);
    for (const member of this.all("refine")) {
      for (const name of expandActions(member.actions, { catalogue, groups, handoffTool: undefined })) {
        const tool = refined.get(name);
        if (!tool) continue;
        const narrow = member.fields && typeOfNode(member.fields);
        for (const field of member.fields?.fields ?? []) {
          if (!tool.parameters.has(field.name.text))
            this.findings.unknown(
              field.name,
              "PACT2003",
              `\`${name}\` has no argument \`${field.name.text}\``,
              field.name.text,
              tool.parameters.keys(),
            );
        }
        const record = narrow ? refineType({ kind: "record", fields: tool.parameters }, narrow) : undefined;
        refined.set(name, {
          ...tool,
          ...(member.nature && { readOnly: member.nature === "read-only", destructive: member.nature === "destructive" }),
          ...(record?.kind === "record" && { parameters: record.fields }),
        });
      }
    }
    return refined;
  }

  private facts(catalogue: Catalogue, groups: ReadonlyMap<string, GroupMember>): Map<string, Fact> {
    const facts = new Map<string, Fact>();
    for (const member of this.all("fact").reverse()) {
      const tools =
        member.source?.kind === "result-source"
          ? [...expandActions(member.source.tools, { catalogue, groups, handoffTool: this.handoffTool })]
          : [];
      const type = member.type ? typeOfNode(member.type) : any;
      facts.set(member.name.text, { name: member.name.text, member, type, tools, from: this.fromCharter(member) ? "charter" : "pact" });
    }
    for (const member of this.parsed.tree.members) {
      if (member.kind !== "broken" || member.word !== "fact" || !member.name || facts.has(member.name.text)) continue;
      const { start, end, name } = member;
      facts.set(name.text, {
        name: name.text,
        member: { kind: "fact", name, type: undefined, source: undefined, start, end },
        type: any,
        tools: [],
        from: "pact",
      });
    }
    return facts;
  }

  private limits(model: Model): Limit[] {
    const everyTool = new Set([...model.catalogue.keys()].map((tool) => canonicalAction(tool, model)));
    everyTool.delete("handoff");
    return this.inOrder(this.all("limit")).map((member): Limit => {
      const from = this.fromCharter(member) ? "charter" : "pact";
      const spends = member.measure !== "calls";
      const actions =
        member.actions.length > 0 ? this.canonicalActions(member.actions, model) : spends ? new Set([...everyTool, "respond"]) : everyTool;
      const name = member.name.text;
      return { id: clauseId(model.id, model.version, name), name, member, actions, key: `${model.agent ?? model.id} limit ${name}`, from };
    });
  }

  private canonicalActions(actions: readonly Action[], model: Model): Set<string> {
    return new Set([...expandActions(actions, model)].map((action) => canonicalAction(action, model)));
  }

  private clauses(model: Model): Clause[] {
    const members = this.inOrder([...this.all("never"), ...this.all("escalate"), ...this.all("may")]);
    return members.map((member): Clause => {
      const from = this.fromCharter(member) ? "charter" : "pact";
      const named =
        member.actions.length > 0 ? expandActions(member.actions, { ...model, handoffTool: undefined }) : new Set(model.catalogue.keys());
      const actions = this.checkClause(member, named, model, from);
      return { id: clauseId(model.id, model.version, member.name.text), name: member.name.text, member, actions, from };
    });
  }

  /** Checks a clause for each of its actions; those a pattern brought in and that lack an argument are left out. */
  private checkClause(member: ClauseMember, actions: Set<string>, model: Model, from: "pact" | "charter"): Set<string> {
    const findings = from === "pact" ? this.findings : new Findings();
    this.actions(member.actions, model, findings);
    const conditions = [member.conditions.when, member.conditions.unless].filter((part) => part !== undefined);
    const has = (action: string, name: string) => parametersOf(action, model.catalogue)?.has(name) ?? false;
    // Without a catalogue nobody knows which arguments there are: a charter is checked under each pact.
    const elsewhere = (name: string) => !model.catalogueKnown || [...actions].some((action) => has(action, name));
    const explicit = new Map(member.actions.flatMap((action) => (action.kind === "name" ? [[action.text, action] as const] : [])));
    const covered = new Set(actions);
    for (const action of actions.size > 0 ? actions : [undefined]) {
      const checker = new ConditionChecker(model, findings, action, elsewhere);
      for (const condition of conditions) checker.condition(condition);
      if (action === undefined || checker.lacking.size === 0) continue;
      covered.delete(action);
      const name = [...checker.lacking][0]!;
      const at = explicit.get(action);
      if (at)
        findings.report(
          at,
          "PACT2003",
          `\`${action}\` has no argument \`${name}\`, which this clause reads; name it in a clause of its own`,
        );
    }
    return covered;
  }

  private actions(actions: readonly Action[], model: Model, findings: Findings): void {
    const checker = new ConditionChecker(model, findings, undefined);
    for (const action of actions) {
      if (action.kind === "any-tool" || (action.kind === "pattern" && action.text === "*")) continue;
      const group = action.kind === "name" ? model.groups.get(action.text) : undefined;
      if (group) findings.use({ start: action.start, end: action.end, name: action.text, role: "group", declaration: group.name });
      else checker.tool(action);
    }
  }

  // ── Members ───────────────────────────────────────────────────────────────────────────────────────────────────────

  private members(model: Model): void {
    const { tree } = this.parsed;
    this.duplicates([...this.inherited, ...tree.members], ["may", "never", "escalate", "limit"]);
    this.duplicates(tree.members, ["test"]);
    this.duplicates(tree.members, ["suite"]);
    this.duplicates([...this.inherited, ...tree.members], ["fact", "group", "judge"]);
    for (const member of tree.members) {
      this.member(member, model);
    }
  }

  private member(member: MemberNode, model: Model): void {
    switch (member.kind) {
      case "refine":
      case "group":
      case "delegate":
        return this.actions(member.actions, model, this.findings);
      case "limit":
        this.actions(member.actions, model, this.findings);
        return checkLimit(member, model, this.findings);
      case "judge":
        return checkJudge(member, model, this.findings);
      case "record":
        return this.recordsLess(member);
      case "fact":
        return this.fact(member, model);
      case "tools":
        if (member.errors) new ConditionChecker(model, this.findings, undefined).regex(member.errors);
        return;
      case "handoff":
        if (member.by) new ConditionChecker(model, this.findings, undefined).tool(member.by);
        return;
      case "test":
        return this.test(member, model);
    }
  }

  private fact(member: Extract<MemberNode, { kind: "fact" }>, model: Model): void {
    const checker = new ConditionChecker(model, this.findings, undefined);
    if (member.type) this.enumValues(member.type);
    const { source } = member;
    if (!source) return;
    if (source.kind === "message-source") return checker.regex(source.regex);
    for (const tool of source.tools) {
      for (const name of checker.tool(tool)) {
        const parameters = model.catalogue.get(name)?.parameters;
        for (const { argument } of source.keys) {
          if (parameters && !parameters.has(argument.text))
            this.findings.unknown(
              argument,
              "PACT2003",
              `\`${name}\` has no argument \`${argument.text}\``,
              argument.text,
              parameters.keys(),
            );
        }
      }
    }
    for (const { value } of source.keys) if (value) checker.path(value);
  }

  private enumValues(type: TypeNode): void {
    if (type.kind === "list") this.enumValues(type.of);
    if (type.kind === "record-type") for (const field of type.fields) this.enumValues(field.type);
    if (type.kind !== "enum") return;
    const seen = new Set<string>();
    for (const value of type.values) {
      const word = value.kind === "name" ? value.text : value.value;
      if (seen.has(word)) this.findings.report(value, "PACT2007", `\`${word}\` stands in this list twice`, { severity: "warning" });
      seen.add(word);
    }
  }

  private test(member: Extract<MemberNode, { kind: "test" }>, model: Model): void {
    const checker = new ConditionChecker(model, this.findings, undefined);
    for (const { tool, args } of [member.call, ...member.history.flatMap((event) => (event.kind === "returns" ? [event.call] : []))]) {
      if (tool.text !== "respond") checker.tool(tool);
      const parameters = parametersOf(tool.text, model.catalogue);
      for (const { name } of args) {
        if (parameters && !parameters.has(name.text))
          this.findings.unknown(name, "PACT2003", `\`${tool.text}\` has no argument \`${name.text}\``, name.text, parameters.keys());
      }
    }
    for (const { path } of member.given) {
      const [only] = path.steps;
      // A test may set what a judge answers, and what stands on a limit's account.
      const name = path.steps.length === 1 && only?.kind === "name" ? only.text : undefined;
      const settable = name !== undefined && (model.judges.has(name) || model.limits.some((limit) => limit.name === name));
      if (!settable) checker.path(path);
    }
    if (!member.by?.text) return;
    const clause = model.clauses.find(({ name }) => name === member.by?.text);
    if (clause)
      this.findings.use({
        start: member.by.start,
        end: member.by.end,
        name: clause.name,
        role: "clause",
        declaration: clause.member.name,
        from: clause.from,
      });
    else if (!this.isNamedElsewhere(member.by.text, model)) {
      this.findings.unknown(
        member.by,
        "PACT2001",
        `there is no clause \`${member.by.text}\``,
        member.by.text,
        model.clauses.map(({ name }) => name),
      );
    }
  }

  /** A limit, or a clause too damaged to be one. */
  private isNamedElsewhere(name: string, model: Model): boolean {
    return (
      model.limits.some((limit) => limit.name === name) ||
      membersOf(this.parsed.tree.members, "broken").some((broken) => broken.name?.text === name)
    );
  }

  /** A pact records at least what its charter asks for. */
  private recordsLess(member: Extract<MemberNode, { kind: "record" }>): void {
    const recorded = new Set(member.fields.map(({ text }) => text));
    for (const floor of membersOf(this.inherited, "record")) {
      const missing = floor.fields.map(({ text }) => text).filter((field) => !recorded.has(field));
      if (missing.length > 0)
        this.findings.report(firstWord(member), "PACT2015", `the charter records ${missing.join(", ")} as well; a pact never records less`);
      if (floor.onFailure === "deny" && member.onFailure === "allow")
        this.findings.report(firstWord(member), "PACT2015", "the charter denies what cannot be recorded, and so does every pact under it");
    }
  }
}

/** A path as the file that names it means it: relative to that file's folder. */
function besides(file: string, relative: string): string {
  const parts = /^(?:\/|[A-Za-z]:)/.test(relative) ? [] : file.split("/").slice(0, -1);
  for (const part of relative.split("/")) {
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (part !== ".") parts.push(part);
  }
  return parts.join("/");
}

export const digest = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
