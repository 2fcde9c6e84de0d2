// Completion: the grammar says what may come next, the analysis says which names those are.
import { type CompletionItem, InsertTextFormat, CompletionItemKind as Kind, type Position } from "vscode-languageserver-types";
import {
  expandActions,
  type Model,
  namesInScope,
  onceMembers,
  parametersOf,
  type Root,
  resolveRoot,
  type Scope,
  type Type,
  typeAlong,
  typeName,
} from "../../engine/index.ts";
import { type Action, type Assist, assist, memberWords, spellName } from "../../grammar/index.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";
import { memberSnippets } from "./snippets.ts";

type Token = Assist["before"][number];
interface Offer {
  readonly label: string;
  readonly kind: Kind;
  readonly detail?: string;
  readonly documentation?: string;
  /** What is likelier comes first. */
  readonly rank: number;
  readonly snippet?: string;
}

/** Sorted by rank, then by name. Empty inside comments, texts and regular expressions. */
export function completion(snapshot: Snapshot, position: Position): CompletionItem[] {
  const found = assist(snapshot.text, snapshot.offsetAt(position));
  if (!found) return [];
  const range = rangeOf(snapshot, found);
  const offers = new Map<string, Offer>();
  for (const offer of new Completer(snapshot.analysis.model, found).offers()) {
    const old = offers.get(offer.label);
    if (!old || offer.rank < old.rank) offers.set(offer.label, offer);
  }
  return [...offers.values()].map(({ label, kind, detail, documentation, rank, snippet }) => ({
    label,
    kind,
    sortText: `${rank}${label}`,
    ...(detail && { detail }),
    ...(documentation && { documentation }),
    ...(snippet && { insertTextFormat: InsertTextFormat.Snippet }),
    textEdit: { range, newText: snippet ?? spellWord(label, kind) },
  }));
}

const spellWord = (label: string, kind: Kind): string => (kind === Kind.Keyword || kind === Kind.EnumMember ? label : spellName(label));

const likely = new Set("when unless because to within else deny carrying is in and or expect given".split(" "));

class Completer {
  private readonly model: Model;
  private readonly assist: Assist;
  private readonly tokens: readonly Token[];

  constructor(model: Model, found: Assist) {
    this.model = model;
    this.assist = found;
    this.tokens = found.before;
  }

  offers(): Offer[] {
    if (this.assist.noHeader) return memberSnippets.filter(({ label }) => label === "pact" || label === "charter").map(snippet);
    const offers: Offer[] = [];
    const last = this.tokens.at(-1)?.image;
    if (last === ".") return this.fields();
    if (this.assist.newMember) offers.push(...this.members());
    const enumeration = this.expectedValues();
    offers.push(...enumeration);
    for (const rules of this.assist.names) offers.push(...this.namesFor(rules, enumeration.length > 0));
    // A member's own word is offered with its snippet; inside a value only what can go on with it.
    for (const keyword of this.assist.keywords) {
      if (!(this.assist.newMember && memberWords.includes(keyword)))
        offers.push({ label: keyword, kind: Kind.Keyword, rank: likely.has(keyword) ? 4 : 6 });
    }
    return offers;
  }

  private members(): Offer[] {
    const have = new Set(this.model.tree.members.map(({ kind }) => kind as string));
    const once = new Set<string>(onceMembers);
    return memberSnippets
      .filter(({ label }) => label !== "pact" && label !== "charter" && !(once.has(label) && have.has(label)))
      .map(snippet);
  }

  /** Names for one place the grammar allows a name in, by the rules that place stands in. */
  private namesFor(rules: readonly string[], valuesExpected: boolean): Offer[] {
    const inner = rules.at(-2) ?? "";
    const has = (rule: string) => rules.includes(rule);
    if (has("carrying"))
      return [
        ...this.facts(),
        ...["conversation", "summary", "attempted_action", "open_steps"].map((label) => ({ label, kind: Kind.Field, rank: 2 })),
      ];
    if (has("past") && has("names")) return this.argumentsOf(this.actions());
    if (has("origin")) return [...["user", "respond"].map((label) => ({ label, kind: Kind.Keyword, rank: 1 })), ...this.toolNames(2)];
    if (has("binding")) return inner === "binding" ? this.argumentsOf(this.sourceTools()) : this.facts();
    if (has("action")) return [...this.toolNames(1), ...this.groups(), ...this.spoken()];
    if (has("tool") || (has("call") && inner === "call" && this.tokens.at(-1)?.image !== "(" && this.tokens.at(-1)?.image !== ","))
      return this.toolNames(1);
    if (has("call"))
      return this.tokens.at(-1)?.image === ":" && !this.tokens.some(({ image }) => image === "(")
        ? this.toolNames(1)
        : this.argumentsOf(this.lastCalled());
    if (has("given")) return this.roots({ model: this.model, action: undefined, variables: new Map() });
    if (has("test") && this.tokens.at(-1)?.image === "by")
      return this.model.clauses.map(({ name, member }) => ({ label: name, kind: Kind.Event, detail: member.kind, rank: 1 }));
    if (has("condition") || has("operand") || has("path")) return valuesExpected ? [] : [...this.roots(this.scope()), ...this.functions()];
    return [];
  }

  private fields(): Offer[] {
    const path = this.pathBefore(this.tokens.length - 1);
    const type = path && this.typeOfPath(path);
    if (type?.kind !== "record") return [];
    return [...type.fields].map(([label, field]) => ({
      label,
      kind: Kind.Field,
      detail: typeName(field.type),
      ...(field.description && { documentation: field.description }),
      rank: 1,
    }));
  }

  /** After `is`, `in [`: the values the left side can have. */
  private expectedValues(): Offer[] {
    let at = this.tokens.length - 1;
    const image = (i: number) => this.tokens[i]?.image;
    while (at > 0 && image(at) === "," && image(at - 1) !== undefined) at -= 2;
    if (image(at) === "[" && image(at - 1) === "in") at -= 1;
    const inList = image(at) === "in";
    if (inList) at--;
    if (image(at) === "not") at--;
    if (image(at) === "is") at--;
    else if (!inList) return [];
    const path = this.pathBefore(at + 1);
    const type = path && this.typeOfPath(path);
    if (type?.kind === "enum")
      return type.values.map((label) => ({
        label,
        kind: Kind.EnumMember,
        detail: typeName(type),
        rank: 0,
        snippet: spellValue(label).replaceAll("$", "\\$"),
      }));
    if (type?.kind === "boolean") return ["true", "false"].map((label) => ({ label, kind: Kind.Keyword, rank: 0 }));
    return [];
  }

  // ── Where we are ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** The names of the path that ends before token `end`. */
  private pathBefore(end: number): string[] | undefined {
    const names: string[] = [];
    for (let i = end - 1; i >= 0; i -= 2) {
      const token = this.tokens[i];
      if (!token || !/^[\w`]/.test(token.image)) return undefined;
      names.unshift(token.image.replaceAll("`", ""));
      if (this.tokens[i - 1]?.image !== ".") break;
    }
    return names.length > 0 ? names : undefined;
  }

  private typeOfPath([root = "", ...rest]: readonly string[], scope: Scope = this.scope()): Type | undefined {
    const found = resolveRoot(root, scope);
    return (
      found &&
      typeAlong(
        found.type,
        rest.map((text) => ({ kind: "name", text, start: 0, end: 0 })),
      ).type
    );
  }

  /** The actions of the clause being written, read from its tokens: its tree may be broken. */
  private actions(): string[] {
    const colon = this.tokens.findIndex(({ image }) => image === ":");
    const end = this.tokens.findIndex(({ image }, i) => i > colon && ["when", "unless", "because", "to", "after"].includes(image));
    const words = this.tokens.slice(colon + 1, end < 0 ? undefined : end).filter(({ image }) => /^[\w`*]/.test(image));
    const nodes = words.map(
      ({ image }): Action => ({ kind: image.includes("*") ? "pattern" : "name", text: image.replaceAll("`", ""), start: 0, end: 0 }),
    );
    const named = expandActions(nodes, this.model);
    return named.size > 0 ? [...named] : [...this.model.catalogue.keys()];
  }

  private scope(): Scope {
    const [action, ...more] = this.actions();
    const base: Scope = { model: this.model, action, variables: new Map() };
    const variables = new Map<string, Type>();
    this.tokens.forEach(({ image }, i) => {
      const introduces = ["every", "some", "no", "("].includes(image) && this.tokens[i + 2]?.image === "in";
      const name = this.tokens[i + 1]?.image;
      const list = introduces ? this.pathAfter(i + 3) : undefined;
      const type =
        list &&
        [action, ...more].map((each) => this.typeOfPath(list, { ...base, action: each, variables })).find((each) => each?.kind === "list");
      if (name && type?.kind === "list") variables.set(name, type.of);
    });
    return { ...base, variables };
  }

  private pathAfter(start: number): string[] {
    const names: string[] = [];
    for (let i = start; i < this.tokens.length; i += 2) {
      names.push(this.tokens[i]!.image.replaceAll("`", ""));
      if (this.tokens[i + 1]?.image !== ".") break;
    }
    return names;
  }

  private sourceTools(): string[] {
    const from = this.tokens.findLastIndex(({ image }) => image === "from");
    const words = this.tokens.slice(from + 1).filter(({ image }) => /^[\w`*]/.test(image));
    return words.map(({ image }) => image.replaceAll("`", "")).filter((name) => this.model.catalogue.has(name));
  }

  private lastCalled(): string[] {
    const open = this.tokens.findLastIndex(({ image }, i) => image === "(" && /^[\w`]/.test(this.tokens[i - 1]?.image ?? ""));
    return open > 0 ? [this.tokens[open - 1]!.image.replaceAll("`", "")] : [];
  }

  // ── Offers ────────────────────────────────────────────────────────────────────────────────────────────────────────

  private toolNames(rank: number): Offer[] {
    return [...this.model.catalogue.values()].map(({ name, description, readOnly }) => ({
      label: name,
      kind: Kind.Function,
      detail: readOnly ? "read-only tool" : "tool",
      ...(description && { documentation: description }),
      rank,
    }));
  }
  private groups(): Offer[] {
    return [...this.model.groups.values()].map(({ name }) => ({ label: name.text, kind: Kind.Module, detail: "group", rank: 2 }));
  }
  private spoken(): Offer[] {
    return [
      { label: "respond", kind: Kind.Function, detail: "what the agent says to the person", rank: 2 },
      { label: "handoff", kind: Kind.Function, detail: "giving up to a person", rank: 3 },
    ];
  }
  private facts(): Offer[] {
    return [...this.model.facts.values()].map(({ name, type }) => ({
      label: name,
      kind: Kind.Variable,
      detail: `fact: ${typeName(type)}`,
      rank: 1,
    }));
  }
  private argumentsOf(actions: readonly string[]): Offer[] {
    return actions.flatMap((action) =>
      [...(parametersOf(action, this.model.catalogue) ?? [])].map(([label, { type, description }]) => ({
        label,
        kind: Kind.Property,
        detail: `${typeName(type)} — argument of ${action}`,
        ...(description && { documentation: description }),
        rank: 0,
      })),
    );
  }

  private roots(scope: Scope): Offer[] {
    const ranks: Record<Root["role"], number> = { variable: 0, argument: 1, fact: 2, principal: 3, builtin: 5 };
    const kinds: Record<Root["role"], Kind> = {
      variable: Kind.Variable,
      argument: Kind.Property,
      fact: Kind.Variable,
      principal: Kind.Interface,
      builtin: Kind.Constant,
    };
    const own = namesInScope(scope).map(({ name, role, type }) => ({
      label: name,
      kind: kinds[role],
      detail: `${role === "builtin" ? "always there" : role}: ${typeName(type)}`,
      rank: ranks[role],
    }));
    const others = scope.action === undefined ? [] : this.argumentsOf(this.actions().slice(1)).map((offer) => ({ ...offer, rank: 1 }));
    return [...own, ...others];
  }
  private functions(): Offer[] {
    const help = {
      count: "how many",
      sum: "added up",
      length: "characters of a text",
      age: "time since a moment",
      domain: "of an address or URL",
    };
    return Object.entries(help).map(([label, detail]) => ({ label, kind: Kind.Function, detail, rank: 5, snippet: `${label}($1)` }));
  }
}

const spellValue = (label: string): string =>
  (/^[A-Za-z_]\w*$/.test(label) ? spellName(label) : JSON.stringify(label)).replaceAll("`", '"');
const snippet = ({ label, body, detail }: (typeof memberSnippets)[number]): Offer => ({
  label,
  kind: Kind.Snippet,
  detail,
  rank: 3,
  snippet: body,
});
