// The outline: a pact, its members, and inside them the fields of facts and the items of suites.
import { type DocumentSymbol, SymbolKind } from "vscode-languageserver-types";
import { firstWord, type Model, typeName } from "../../engine/index.ts";
import { type MemberNode, type Span, type SuiteItem, show, type TypeNode } from "../../grammar/index.ts";
import { clauseOf } from "./occurrences.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

export const symbolKinds: Readonly<Partial<Record<MemberNode["kind"], SymbolKind>>> = {
  may: SymbolKind.Method,
  never: SymbolKind.Method,
  escalate: SymbolKind.Method,
  fact: SymbolKind.Variable,
  group: SymbolKind.Array,
  judge: SymbolKind.Function,
  limit: SymbolKind.Number,
  test: SymbolKind.Event,
  suite: SymbolKind.Package,
  drift: SymbolKind.Package,
};

export function outline(snapshot: Snapshot): DocumentSymbol[] {
  const { tree } = snapshot.parsed;
  if (!tree.name.text) return [];
  const root: DocumentSymbol = {
    name: tree.name.text,
    detail: tree.title?.value ?? "",
    kind: SymbolKind.Class,
    range: rangeOf(snapshot, tree),
    selectionRange: rangeOf(snapshot, tree.name),
    children: tree.members.map((member) => symbolOf(member, snapshot)),
  };
  return [root];
}

/** What a member is called, and its own word. */
export function titleOf(member: MemberNode): { readonly name: string; readonly word: string; readonly at: Span } {
  const word = member.kind === "suite" ? member.sort : member.kind === "broken" ? member.word : member.kind;
  const named = "name" in member && member.name?.text && member.name.start >= member.start ? member.name : undefined;
  return { name: named?.text ?? word, word, at: named ?? firstWord(member) };
}

function symbolOf(member: MemberNode, snapshot: Snapshot): DocumentSymbol {
  const { name, word, at } = titleOf(member);
  const detail = detailOf(member, snapshot.analysis.model);
  const children = childrenOf(member, snapshot);
  return {
    name,
    detail: name === word ? detail : [word, detail].filter(Boolean).join(": "),
    kind: symbolKinds[member.kind] ?? SymbolKind.Property,
    range: rangeOf(snapshot, member),
    selectionRange: rangeOf(snapshot, at),
    ...(children.length > 0 && { children }),
  };
}

function detailOf(member: MemberNode, model: Model): string {
  switch (member.kind) {
    case "may":
    case "never":
    case "escalate":
      return show.actions(member.actions) || `every tool (${clauseOf(member, model)?.actions.size ?? 0})`;
    case "group":
    case "refine":
      return show.actions(member.actions);
    case "limit":
      return [member.measure, member.hard && `hard ${show.literal(member.hard)}`].filter(Boolean).join(" ");
    case "fact":
      return member.type && member.type.kind !== "record-type" ? typeName(model.facts.get(member.name.text)?.type ?? { kind: "any" }) : "";
    case "test":
      return `${member.effect}${member.by ? ` by ${member.by.text}` : member.reason ? ` as ${member.reason.text}` : ""}`;
    case "version":
      return member.version;
    case "agent":
      return member.id.value;
    default:
      return "";
  }
}

function childrenOf(member: MemberNode, snapshot: Snapshot): DocumentSymbol[] {
  switch (member.kind) {
    case "fact":
      return fieldsOf(member.type, snapshot);
    case "agent":
    case "refine":
      return fieldsOf(member.fields, snapshot);
    case "suite":
      return member.items.map((item) =>
        child(item.kind.replace("suite-", ""), suiteDetail(item), SymbolKind.Property, item, item, snapshot),
      );
    case "drift":
      return member.items.map((item) => child(item.kind.replace("drift-", ""), "", SymbolKind.Property, item, item, snapshot));
    default:
      return [];
  }
}

function fieldsOf(type: TypeNode | undefined, snapshot: Snapshot): DocumentSymbol[] {
  if (type?.kind === "list") return fieldsOf(type.of, snapshot);
  if (type?.kind !== "record-type") return [];
  return type.fields.map((field) => {
    const children = fieldsOf(field.type, snapshot);
    const isPlain = children.length === 0;
    const symbol = child(field.name.text, isPlain ? show.type(field.type) : "", SymbolKind.Field, field, field.name, snapshot);
    return isPlain ? symbol : { ...symbol, children };
  });
}

function suiteDetail(item: SuiteItem): string {
  switch (item.kind) {
    case "suite-agent":
      return `${item.adapter.text} ${item.target.value}`;
    case "suite-cases":
      return item.files.map(({ value }) => value).join(", ");
    case "suite-require":
      return item.requirements.map(({ metric }) => metric.text).join(", ");
    case "suite-generate":
      return item.families.map(({ text }) => text).join(", ");
    case "suite-trials":
      return item.count;
    default:
      return "";
  }
}

function child(name: string, detail: string, kind: SymbolKind, range: Span, selection: Span, snapshot: Snapshot): DocumentSymbol {
  return { name: name || "?", detail, kind, range: rangeOf(snapshot, range), selectionRange: rangeOf(snapshot, selection) };
}
