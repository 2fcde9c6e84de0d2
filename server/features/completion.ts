// Completion: the grammar says what may come next, the analysis says which names those are. What is said of an item is
// worked out once somebody looks at it (`completion-resolve.ts`).
import { type CompletionItem, InsertTextFormat, CompletionItemKind as Kind, type Position } from "vscode-languageserver-types";
import { type Model, onceMembers, type Type, typeName } from "../../engine/index.ts";
import { type Assist, memberWords, spellName } from "../../grammar/index.ts";
import { assistAt } from "./assist-at.ts";
import { Context } from "./completion-context.ts";
import { fileCompletion } from "./completion-files.ts";
import { namesAt } from "./completion-names.ts";
import { isTestedBy } from "./fitting.ts";
import { type About, currencyOffers, jsonOffers, listOffer, type Offer, unitOffers, valueOffers } from "./offers.ts";
import type { Snapshot } from "./snapshot.ts";
import { memberSnippets } from "./snippets.ts";

/** What an item carries to be resolved by. */
export interface CompletionData {
  readonly uri: string;
  readonly name: string;
  readonly about: About;
}

/** Sorted by rank, then by name. Empty inside comments, regular expressions, and texts that name no file. */
export function completion(snapshot: Snapshot, position: Position): CompletionItem[] {
  const assisted = assistAt(snapshot, position);
  if (!assisted) return fileCompletion(snapshot, position);
  const offers = new Map<string, Offer>();
  for (const offer of new Completer(snapshot.analysis.model, assisted.found).offers()) {
    const old = offers.get(offer.label);
    if (!old || offer.rank < old.rank) offers.set(offer.label, offer);
  }
  return [...offers.values()].map(({ label, kind, detail, rank, snippet, about }) => ({
    label,
    kind,
    sortText: `${rank}${label}`,
    ...(detail && { detail }),
    ...(snippet && { insertTextFormat: InsertTextFormat.Snippet }),
    ...(about && { data: { uri: snapshot.uri, name: label, about } satisfies CompletionData }),
    textEdit: { range: assisted.range, newText: snippet ?? spellWord(label, kind) },
  }));
}

const asWritten = new Set<Kind>([Kind.Keyword, Kind.EnumMember, Kind.Unit]);
const spellWord = (label: string, kind: Kind): string => (asWritten.has(kind) ? label : spellName(label));

const likely = new Set("when unless because to within else deny carrying is in and or expect given by as".split(" "));

class Completer {
  private readonly model: Model;
  private readonly assist: Assist;
  private readonly context: Context;

  constructor(model: Model, found: Assist) {
    this.model = model;
    this.assist = found;
    this.context = new Context(model, found.before);
  }

  offers(): Offer[] {
    if (this.assist.noHeader) return memberSnippets.filter(({ label }) => label === "pact" || label === "charter").map(member);
    if (this.context.back(1) === ".") return this.fields();
    const values = this.values();
    return [
      ...(this.assist.newMember ? this.members() : []),
      ...values,
      ...this.units(),
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
    return (
      memberSnippets
        .filter(({ label }) => label !== "pact" && label !== "charter" && !(once.has(label) && have.has(label)))
        .filter(({ label }) => !(this.model.tree.kind === "charter" && label === "may"))
        // In the middle of a line the clause goes on more often than another begins.
        .map((each) => ({ ...member(each), ...(!this.assist.startsLine && { rank: 7 }) }))
    );
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
    const type = this.context.typeBefore(this.assist.before.length - 1);
    if (type?.kind !== "record") return [];
    return [...type.fields].map(([label, field]) => ({ label, kind: Kind.Field, detail: typeName(field.type), rank: 1 }));
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
    const types = this.assist.types.map(({ name }) => name);
    if (last === "money") return currencyOffers(currenciesOf(this.model));
    if (!/^\d[\d_.]*$/.test(last) || !(types.includes("Unit") || types.includes("Currency"))) return [];
    return unitOffers(this.measured(types), last);
  }

  /** What the number before counts: the type it is compared with, what a limit measures, or time where only time fits. */
  private measured(types: readonly string[]): Type | undefined {
    if (!types.includes("Currency")) return { kind: "duration" };
    if (this.context.word === "limit") return { kind: "money", currency: currenciesOf(this.model)[0] ?? "USD" };
    return new Context(this.model, this.assist.before.slice(0, -1)).comparedWith();
  }
}

/** The currencies a pact speaks of already. */
function currenciesOf({ catalogue, facts }: Model): string[] {
  const found = new Set<string>();
  const add = (type: Type): void => {
    if (type.kind === "money") found.add(type.currency);
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
