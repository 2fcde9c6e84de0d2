// Completion: the grammar says what may come next, the analysis says which names those are. What is said of an item is
// worked out once somebody looks at it (`completion-resolve.ts`).
import { type CompletionItem, InsertTextFormat, CompletionItemKind as Kind, type Position } from "vscode-languageserver-types";
import { type Model, onceMembers, type Type, typeName } from "../../engine/index.ts";
import { type Assist, memberWords, spellName } from "../../grammar/index.ts";
import { type Assisted, assistAt } from "./assist-at.ts";
import { Context } from "./completion-context.ts";
import { namesAt } from "./completion-names.ts";
import { textCompletion } from "./completion-texts.ts";
import { isNumber, isSign, isTestedBy } from "./fitting.ts";
import { type About, currencyOffers, deskOffers, jsonOffers, listOffer, type Offer, unitOffers, valueOffers } from "./offers.ts";
import type { Snapshot } from "./snapshot.ts";
import { memberSnippets, plainText } from "./snippets.ts";

/** What an item carries to be resolved by. */
export interface CompletionData {
  readonly uri: string;
  readonly name: string;
  readonly about: About;
}

export interface CompletionOptions {
  /** The editor puts the cursor where a snippet asks for something; otherwise it gets plain text. */
  readonly snippets: boolean;
  /** The character whose typing asked, where nobody asked by key. */
  readonly typed?: string | undefined;
}

/** Characters that ask for what belongs inside a text. */
const inTexts: ReadonlySet<string | undefined> = new Set(['"', "/"]);

/**
 * Sorted by rank, then by name. Empty inside comments, regular expressions, and texts that may say anything; and behind the quote that
 * ends a text, where an offer nobody asked for would take the Enter that ends the line.
 */
export function completion(snapshot: Snapshot, position: Position, { snippets, typed }: CompletionOptions): CompletionItem[] {
  const assisted = assistAt(snapshot, position);
  if (!assisted) return textCompletion(snapshot, position);
  if (inTexts.has(typed)) return [];
  const offers = new Map<string, Offer>();
  for (const offer of new Completer(snapshot.analysis.model, assisted).offers()) {
    const old = offers.get(offer.label);
    if (!old || offer.rank < old.rank) offers.set(offer.label, offer);
  }
  return [...offers.values()].map(({ label, kind, detail, rank, snippet, about }) => ({
    label,
    kind,
    sortText: `${rank}${label}`,
    ...(detail && { detail }),
    ...(snippet && snippets && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(about && { data: { uri: snapshot.uri, name: label, about } satisfies CompletionData }),
    textEdit: { range: assisted.range, newText: snippet === undefined ? spellWord(label, kind) : snippets ? snippet : plainText(snippet) },
  }));
}

const asWritten = new Set<Kind>([Kind.Keyword, Kind.EnumMember, Kind.Unit, Kind.Value]);
const spellWord = (label: string, kind: Kind): string => (asWritten.has(kind) ? label : spellName(label));

const likely = new Set("when unless because to within else deny carrying is in and or expect given by as".split(" "));

class Completer {
  private readonly model: Model;
  private readonly assist: Assist;
  private readonly context: Context;
  private readonly startsMember: boolean;

  constructor(model: Model, { found, startsLine }: Assisted) {
    this.model = model;
    this.assist = found;
    this.startsMember = found.newMember && startsLine;
    this.context = new Context(model, found.before);
  }

  offers(): Offer[] {
    if (this.assist.noHeader) return memberSnippets.filter(({ label }) => label === "pact" || label === "charter").map(member);
    if (this.context.back(1) === ".") return this.fields();
    const values = this.values();
    return [
      ...(this.startsMember ? this.members() : []),
      ...values,
      ...this.units(),
      ...this.desks(),
      // A literal is only an example; the values of an enumeration, and yes or no, are all there is.
      ...this.assist.names.flatMap((rules) =>
        namesAt(
          rules,
          this.context,
          values.some(({ kind }) => kind !== Kind.Value),
        ),
      ),
      ...this.keywords(),
    ];
  }

  private members(): Offer[] {
    const have = new Set(this.model.tree.members.map(({ kind }) => kind as string));
    const once = new Set<string>(onceMembers);
    return memberSnippets
      .filter(({ label }) => label !== "pact" && label !== "charter" && !(once.has(label) && have.has(label)))
      .filter(({ label }) => !(this.model.tree.kind === "charter" && label === "may"))
      .map(member);
  }

  /** A member's own word is offered with its snippet; inside a value only what can go on with it. */
  private keywords(): Offer[] {
    const last = this.context.back(1) ?? "";
    const tested = last === "is" || last === "not" ? this.context.comparedWith() : this.context.valueBefore(this.assist.before.length);
    const takesBooleans = this.takesBooleans();
    return (
      this.assist.keywords
        .filter((keyword) => !(this.assist.newMember && memberWords.includes(keyword)))
        .filter((keyword) => isTestedBy(keyword, tested) && (takesBooleans || !["true", "false"].includes(keyword)))
        .filter((keyword) => keyword !== "tokens" || this.countsTokens())
        // The grammar reads a `to` after `else` only to have it mended.
        .filter((keyword) => !(keyword === "to" && last === "else"))
        .map((label) => ({ label, kind: Kind.Keyword, about: { about: "keyword" }, rank: likely.has(label) ? 4 : 6 }))
    );
  }

  private takesBooleans(): boolean {
    if (this.context.word === "evaluate" || this.context.word === "red") return false;
    const argument = this.argument();
    return argument ? argument.kind === "boolean" || argument.kind === "any" : this.context.fitting()({ kind: "boolean" });
  }

  private fields(): Offer[] {
    const dot = this.assist.before.length - 1;
    const type = this.context.typeBefore(dot);
    if (type?.kind !== "record") return [];
    const fits = new Context(this.model, this.assist.before.slice(0, this.context.startOfOperand(dot))).fitting();
    return [...type.fields]
      .filter(([, field]) => fits(field.type))
      .map(([label, field]) => ({ label, kind: Kind.Field, detail: typeName(field.type), rank: 1 }));
  }

  /** After `is`, `in [`, `<`, or the `:` of a test's argument: what the other side can be. */
  private values(): Offer[] {
    const argument = this.argument();
    if (argument) return jsonOffers(argument);
    const type = this.context.comparedWith();
    if (this.context.back(1) === "in") return type && this.takes("OpenBracket") ? [listOffer] : [];
    return type ? valueOffers(type) : this.givenJudge();
  }

  /** The type of the argument of a test whose value is written here. */
  private argument(): Type | undefined {
    const call = this.context.word === "test" && this.context.back(1) === ":" ? this.context.openCall() : undefined;
    return call?.argument === undefined ? undefined : this.model.catalogue.get(call.tool)?.parameters.get(call.argument)?.type;
  }

  private takes(token: string): boolean {
    return this.assist.types.some(({ name }) => name === token);
  }

  private givenJudge(): Offer[] {
    const judged = this.context.word === "test" && this.context.back(1) === "is" && this.model.judges.has(this.context.back(2) ?? "");
    return judged ? valueOffers({ kind: "boolean" }) : [];
  }

  private units(): Offer[] {
    const last = this.context.back(1) ?? "";
    if (last === "money") return currencyOffers(currenciesOf(this.model));
    if (!isNumber(last) || !(this.takes("Unit") || this.takes("Currency"))) return [];
    return unitOffers(this.measured(), last);
  }

  private countsTokens(): boolean {
    const measured = isNumber(this.context.back(1) ?? "") ? this.measured() : undefined;
    return !measured || measured.kind === "any" || measured.kind === "number";
  }

  /** What the number before counts: the type it is compared with or added to, what a suite or a limit measures, or time where only time fits. */
  private measured(): Type | undefined {
    const { context } = this;
    if (!this.takes("Currency")) return { kind: "duration" };
    if (context.word === "limit") return this.quantity(context.tokens.find((_, i) => context.tokens[i - 1]?.image === ":")?.image);
    if (context.word === "evaluate" || context.word === "red")
      return this.quantity(context.back(3) === ")" ? context.back(4) : context.back(3));
    if (!isSign(context.back(2) ?? "")) return new Context(this.model, this.assist.before.slice(0, -1)).comparedWith();
    const left = context.valueBefore(this.assist.before.length - 2);
    return left?.kind === "time" ? { kind: "duration" } : left;
  }

  private quantity(name: string | undefined): Type {
    if (name === "latency") return { kind: "duration" };
    if (name === "cost" || name === "cost_per_success") return { kind: "money", currency: currenciesOf(this.model)[0] ?? "USD" };
    return { kind: name === "tokens" ? "number" : "integer" };
  }

  /** After `to` and `else`: who is asked elsewhere. */
  private desks(): Offer[] {
    const asks = this.context.word === "escalate" || this.context.word === "handoff";
    if (!asks || !this.takes("Text") || !["to", "else"].includes(this.context.back(1) ?? "")) return [];
    const asked = new Set(this.context.tokens.map(({ image }) => image));
    return deskOffers(this.model).filter(({ label }) => !asked.has(label));
  }
}

/** The currencies a pact speaks of already. */
function currenciesOf({ catalogue, facts }: Model): string[] {
  const found = new Set<string>();
  const add = (type: Type): void => {
    // One that is being written has none yet.
    if (type.kind === "money" && type.currency) found.add(type.currency);
    if (type.kind === "list") add(type.of);
    if (type.kind === "record") for (const field of type.fields.values()) add(field.type);
  };
  for (const { type } of facts.values()) add(type);
  for (const { parameters } of catalogue.values()) for (const { type } of parameters.values()) add(type);
  return [...found];
}

const member = ({ label, body, detail }: (typeof memberSnippets)[number]): Offer => ({
  label,
  kind: Kind.Snippet,
  detail,
  about: { about: "member" },
  rank: 3,
  snippet: body,
});
