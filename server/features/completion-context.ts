// Where a completion stands, read from the tokens of its member: the tree of what is being written may be broken.
import { expandActions, type Model, parametersOf, resolveRoot, type Scope, type Type, typeAlong } from "../../engine/index.ts";
import type { Action } from "../../grammar/index.ts";
import type { Token } from "./assist-at.ts";
import { combined, isNumber, isOperand, isSign, leadsToList, mayBegin, typeOfLiteral } from "./fitting.ts";

const endsActions = new Set(["when", "unless", "because", "to", "after", "given", "expect", "hard", "soft", "per"]);
const isWord = ({ image }: Token): boolean => /^[\w`*]/.test(image);
const plain = ({ image }: Token): string => image.replaceAll("`", "");

export class Context {
  readonly model: Model;
  readonly tokens: readonly Token[];

  constructor(model: Model, tokens: readonly Token[]) {
    this.model = model;
    this.tokens = tokens;
  }

  /** The image of the token so many places before the end: 1 is the last. */
  back(count: number): string | undefined {
    return this.tokens.at(-count)?.image;
  }

  get word(): string | undefined {
    return this.tokens[0]?.image;
  }

  /** The last of these words, and whether nothing but names and commas follow it. */
  after(...words: string[]): string | undefined {
    for (let i = this.tokens.length - 1; i >= 0; i--) {
      const { image } = this.tokens[i]!;
      if (words.includes(image) && this.tokens[i - 1]?.image !== ",") return image;
      if (image !== "," && !isWord(this.tokens[i]!)) return undefined;
    }
    return undefined;
  }

  /** The actions of the clause being written; every tool where it names none. */
  actions(): string[] {
    if (this.word === "test") return this.called() ? [this.called()!] : [];
    const colon = this.tokens.findIndex(({ image }) => image === ":");
    const end = this.tokens.findIndex(({ image }, i) => i > colon && endsActions.has(image));
    const named = expandActions(this.tokens.slice(colon + 1, end < 0 ? undefined : end).flatMap(toAction), this.model);
    return named.size > 0 ? [...named] : [...this.model.catalogue.keys()];
  }

  /** The actions already in the list that is being written, so that none is offered twice. */
  listed(): ReadonlySet<string> {
    const words = new Set<string>();
    for (let i = this.tokens.length - 1; i > 0 && this.tokens[i]!.image === ","; i -= 2) words.add(plain(this.tokens[i - 1]!));
    return words;
  }

  /** The tool a test calls. */
  called(): string | undefined {
    const colon = this.tokens.findIndex(({ image }) => image === ":");
    const tool = colon < 0 ? undefined : this.tokens[colon + 1];
    return tool && plain(tool);
  }

  /** The tool whose arguments are being written, and the names already there. */
  openCall(): { readonly tool: string; readonly have: ReadonlySet<string>; readonly argument: string | undefined } | undefined {
    let depth = 0;
    for (let i = this.tokens.length - 1; i > 0; i--) {
      const { image } = this.tokens[i]!;
      if (/^[)\]}]$/.test(image)) depth++;
      else if (/^[([{]$/.test(image) && --depth < 0) {
        if (image !== "(") return undefined;
        return { tool: plain(this.tokens[i - 1]!), ...this.argumentsSince(i + 1) };
      }
    }
    return undefined;
  }

  private argumentsSince(from: number) {
    const have = new Set<string>();
    let depth = 0;
    let argument: string | undefined;
    this.tokens.slice(from).forEach((token, i, all) => {
      if (/^[([{]$/.test(token.image)) depth++;
      else if (/^[)\]}]$/.test(token.image)) depth--;
      else if (depth === 0 && token.image === ",") argument = undefined;
      else if (depth === 0 && all[i + 1]?.image === ":") {
        argument = plain(token);
        have.add(argument);
      }
    });
    return { have, argument };
  }

  /** The tools a fact reads from, or the past looks back at. */
  sourceTools(word: "from" | "of" | "after"): string[] {
    const at = this.tokens.findLastIndex(({ image }) => image === word);
    const end = this.tokens.findIndex(({ image }, i) => i > at && image === "same");
    return [...expandActions(this.tokens.slice(at + 1, end < 0 ? undefined : end).flatMap(toAction), this.model)];
  }

  // ── Types ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The type of what the value being written is compared with, after `is`, `in [`, `<` and the like. */
  comparedWith(): Type | undefined {
    let at = this.tokens.length - 1;
    const image = (i: number) => this.tokens[i]?.image;
    while (at > 1 && image(at) === ",") at -= 2;
    if (image(at) === "[" && image(at - 1) === "in") at--;
    // What a test sets next is compared with nothing yet.
    else if (this.back(1) === ",") return undefined;
    const isIn = image(at) === "in";
    if (isIn) at--;
    if (image(at) === "not") at--;
    if (image(at) === "is" || /^[<>]=?$/.test(image(at) ?? "")) at--;
    else if (!isIn) return undefined;
    return this.valueBefore(at + 1);
  }

  /** Of which types a value may be that begins here. */
  fitting(): (type: Type) => boolean {
    const last = this.back(1) ?? "";
    if (last === "in") return leadsToList;
    if (isSign(last)) return isOperand;
    const wanted = this.comparedWith();
    return (type) => wanted === undefined || mayBegin(wanted, type);
  }

  /** The type of the value that ends before a token: a literal, a path, a function of one, or what they add up to. */
  valueBefore(end: number): Type | undefined {
    const image = (i: number) => this.tokens[i]?.image ?? "";
    const last = typeOfLiteral(image(end - 2), image(end - 1)) ?? this.typeBefore(end);
    const start = this.startOfOperand(end);
    // A sign that follows no value is the number's own.
    if (!isSign(image(start - 1)) || !/^[\w`")\]]/.test(image(start - 2))) return last;
    return combined(this.valueBefore(start - 1), image(start - 1), last);
  }

  /** Where the value begins that ends before a token. */
  startOfOperand(end: number): number {
    if (this.tokens[end - 1]?.image === ")") return this.opens(end - 1) - 1;
    let start = end - 1;
    while (this.tokens[start - 1]?.image === ".") start -= 2;
    return start > 0 && isNumber(this.tokens[start - 1]!.image) ? start - 1 : start;
  }

  /** Where the parenthesis begins that ends here. */
  private opens(close: number): number {
    let depth = 0;
    for (let i = close; i > 0; i--) {
      if (this.tokens[i]!.image === ")") depth++;
      else if (this.tokens[i]!.image === "(" && --depth === 0) return i;
    }
    return 0;
  }

  /** The type of the value that ends before a token: a path, or a function of one. */
  typeBefore(end: number): Type | undefined {
    if (this.tokens[end - 1]?.image === ")") return this.typeOfCall(end - 1);
    const path = this.pathBefore(end);
    return path && this.typeOfPath(path);
  }

  private typeOfCall(close: number): Type | undefined {
    const open = this.opens(close);
    if (open === 0) return undefined;
    const gives: Record<string, Type> = {
      count: { kind: "integer" },
      length: { kind: "integer" },
      age: { kind: "duration" },
      domain: { kind: "text" },
    };
    const name = plain(this.tokens[open - 1]!);
    return name === "sum" ? this.typeOfSum(open + 1) : gives[name];
  }

  private typeOfSum(at: number): Type | undefined {
    const argument = this.tokens[at] && plain(this.tokens[at]!);
    const tool = this.tokens[at + 2] && plain(this.tokens[at + 2]!);
    return argument && tool ? parametersOf(tool, this.model.catalogue)?.get(argument)?.type : undefined;
  }

  /** The names of the path that ends before token `end`. */
  pathBefore(end: number): string[] | undefined {
    const names: string[] = [];
    for (let i = end - 1; i >= 0; i -= 2) {
      const token = this.tokens[i];
      if (!token || !/^[\w`]/.test(token.image)) return undefined;
      names.unshift(plain(token));
      if (this.tokens[i - 1]?.image !== ".") break;
    }
    return names.length > 0 ? names : undefined;
  }

  /** The first of the clause's actions under which the path means something says its type. */
  typeOfPath(path: readonly string[]): Type | undefined {
    const { variables } = this.scope();
    const actions = this.word === "test" ? [] : this.actions();
    for (const action of actions.length > 0 ? actions : [undefined]) {
      const type = along(path, { model: this.model, action, variables });
      if (type) return type;
    }
    return undefined;
  }

  /** What names mean here, with the variables of the quantifiers around. */
  scope(): Scope {
    const actions = this.word === "test" ? [] : this.actions();
    const variables = new Map<string, Type>();
    this.tokens.forEach(({ image }, i) => {
      const introduces = ["every", "some", "no", "("].includes(image) && this.tokens[i + 2]?.image === "in";
      const name = introduces ? this.tokens[i + 1] : undefined;
      const list = name && this.listAt(i + 3, actions, variables);
      if (name && list?.kind === "list") variables.set(plain(name), list.of);
    });
    return { model: this.model, action: actions[0], variables };
  }

  private listAt(start: number, actions: readonly string[], variables: ReadonlyMap<string, Type>): Type | undefined {
    const names: string[] = [];
    for (let i = start; i < this.tokens.length; i += 2) {
      names.push(plain(this.tokens[i]!));
      if (this.tokens[i + 1]?.image !== ".") break;
    }
    const types = [...actions, undefined].map((action) => along(names, { model: this.model, action, variables }));
    return types.find((type) => type?.kind === "list");
  }
}

function along([root = "", ...rest]: readonly string[], scope: Scope): Type | undefined {
  const found = resolveRoot(root, scope);
  const steps = rest.map((text) => ({ kind: "name" as const, text, start: 0, end: 0 }));
  return found && typeAlong(found.type, steps).type;
}

function toAction(token: Token): Action[] {
  if (!isWord(token)) return [];
  return [{ kind: token.image.includes("*") ? "pattern" : "name", text: plain(token), start: 0, end: 0 }];
}
