// The names that fit where the grammar allows one, by the rules that place stands in.
import { CompletionItemKind as Kind } from "vscode-languageserver-types";
import { parametersOf } from "../../engine/index.ts";
import type { Context } from "./completion-context.ts";
import {
  argumentOffers,
  factOffers,
  functionOffers,
  groupOffers,
  metricOffers,
  type Offer,
  rootOffers,
  spokenOffers,
  termOffers,
  toolOffers,
} from "./offers.ts";

/** `rules` from the outside in. Where values are offered already, names that could stand there are not. */
export function namesAt(rules: readonly string[], context: Context, valuesOffered: boolean): Offer[] {
  const { model } = context;
  const inner = rules.at(-2) ?? "";
  const has = (rule: string) => rules.includes(rule);
  if (has("carrying")) return without([...factOffers(model), ...termOffers("carried")], context.listed());
  if (has("suite") || has("drift")) return inSuites(rules, context);
  if (has("record")) return context.after("redact") ? everyArgument(context) : termOffers("recorded", context.listed());
  if (has("limit") && inner === "limit" && context.back(1) === "per") return scopes(context);
  if (has("past")) return ofThePast(context, has("tool"));
  if (has("origin")) return [...origins, ...toolOffers(model, 2)];
  if (has("binding")) return inner === "binding" ? argumentOffers(context.sourceTools("from"), model) : factOffers(model);
  if (has("action")) return without([...toolOffers(model, 1), ...groupOffers(model), ...spokenOffers], context.listed());
  if (has("call")) return inCalls(inner, context);
  if (has("tool")) return [...toolOffers(model, 1), ...groupOffers(model)];
  if (has("given")) return valuesOffered ? [] : settable(context);
  if (has("test") && context.back(1) === "by") return deciders(context);
  if (has("test") && context.back(1) === "as") return reasons(context);
  if (has("type")) return refined(context);
  if (has("fields")) return has("refine") && inner === "fields" ? everyArgument(context) : [];
  if (has("condition") || has("operand") || has("path")) return valuesOffered ? [] : values(inner, context);
  return [];
}

const without = (offers: readonly Offer[], listed: ReadonlySet<string>): Offer[] => offers.filter(({ label }) => !listed.has(label));

const origins: readonly Offer[] = [
  { label: "user", kind: Kind.Keyword, detail: "the person wrote it", rank: 0 },
  { label: "respond", kind: Kind.Keyword, detail: "the agent's last message named it", rank: 1 },
];

function values(inner: string, context: Context): Offer[] {
  const scope = context.scope();
  const others = scope.action === undefined ? [] : argumentOffers(context.actions().slice(1), context.model);
  const fits = context.fitting();
  const names = [
    ...rootOffers(scope, context.comparedWith()),
    ...others.map((offer) => ({ ...offer, rank: 1 })),
    ...(inner === "invocation" ? functionOffers(context.model) : []),
  ].filter(({ type }) => !type || fits(type));
  if (inner !== "invocation" || context.back(1) !== "(") return names;
  return [...(["count", "sum"].includes(context.back(2) ?? "") ? termOffers("history") : []), ...names];
}

function ofThePast(context: Context, isTool: boolean): Offer[] {
  if (context.back(1) === "per") return scopes(context);
  if (isTool) return [...toolOffers(context.model, 1), ...groupOffers(context.model)];
  // `same` needs an argument that both calls have.
  const past = context.sourceTools(pastWord(context)).map((tool) => parametersOf(tool, context.model.catalogue));
  const both = argumentOffers(context.actions(), context.model).filter(({ label }) => past.every((parameters) => parameters?.has(label)));
  return without(both, context.listed());
}

function pastWord({ tokens }: Context): "after" | "of" {
  const found = tokens.findLast(({ image }) => image === "after" || image === "of");
  return found?.image === "of" ? "of" : "after";
}

function scopes({ model: { principal }, word }: Context): Offer[] {
  const own: Offer[] = principal
    ? [{ label: principal.name, kind: Kind.Interface, detail: "whom the agent acts for", about: { about: "principal" }, rank: 0 }]
    : [];
  const words = termOffers("scope").filter(({ label }) => label !== "quarter");
  return [...own, ...(word === "limit" ? words : words.filter(({ label }) => ["session", "user", "team", "agent"].includes(label)))];
}

function inSuites(rules: readonly string[], context: Context): Offer[] {
  const lastWord = context.after("agent", "generate", "require", "watch", "when", "per", "every");
  if (rules.includes("requirement")) {
    if (lastWord === "every") return termOffers("grouping");
    return context.back(1) === "(" ? termOffers("quantity") : metricOffers();
  }
  switch (lastWord) {
    case "agent":
      return termOffers("adapter");
    case "generate":
      return termOffers("family", context.listed());
    case "watch":
      return termOffers("signal", context.listed());
    case "when":
      return termOffers("change", context.listed());
    case "per":
      return termOffers("scope").filter(({ label }) => ["month", "quarter", "week", "day"].includes(label));
    default:
      return [];
  }
}

/** The tool of a call, or the arguments it still lacks. */
function inCalls(inner: string, context: Context): Offer[] {
  const call = context.openCall();
  if (call) return argumentOffers([call.tool], context.model, call.have).map(asArgument);
  const spoken = context.tokens.filter(({ image }) => image === ":").length <= 1 ? spokenOffers.slice(0, 1) : [];
  return inner === "call" ? [...toolOffers(context.model, 1), ...spoken] : [];
}
const asArgument = (offer: Offer): Offer => ({ ...offer, snippet: `${offer.label}: $0` });

/** What a test may set. */
function settable(context: Context): Offer[] {
  const { model } = context;
  const judged = [...model.judges.keys()].map(
    (label): Offer => ({ label, kind: Kind.Function, detail: "judge", about: { about: "judge" }, rank: 3 }),
  );
  const accounts = model.limits.map(
    ({ name }): Offer => ({
      label: name,
      kind: Kind.Constant,
      detail: "limit: what stands on its account",
      about: { about: "limit" },
      rank: 4,
    }),
  );
  return [...rootOffers({ model, action: undefined, variables: new Map() }), ...judged, ...accounts];
}

/** The clauses and limits that can decide what a test expects of its action. */
function deciders(context: Context): Offer[] {
  const { clauses, limits, catalogue, handoffTool } = context.model;
  const effect = context.back(2);
  const kind = effect === "allow" ? "may" : effect === "escalate" ? "escalate" : "never";
  const action = context.called() ?? "";
  const isKnown = action === "respond" || (catalogue.has(action) && action !== handoffTool);
  const speaks = (actions: ReadonlySet<string>) => !isKnown || actions.has(action);
  const offer = (label: string, about: "clause" | "limit", detail: string): Offer => ({
    label,
    kind: Kind.Event,
    detail,
    about: { about },
    rank: about === "clause" ? 0 : 1,
  });
  return [
    ...clauses.filter(({ member, actions }) => member.kind === kind && speaks(actions)).map(({ name }) => offer(name, "clause", kind)),
    // A soft cap only gives notice.
    ...limits
      .filter(({ member, actions }) => effect === "deny" && member.hard && speaks(actions))
      .map(({ name }) => offer(name, "limit", "limit")),
  ];
}

function reasons(context: Context): Offer[] {
  const fits = { allow: ["allowed"], escalate: ["escalated"] }[context.back(2) ?? ""];
  return termOffers("reason").filter(({ label }) => (fits ? fits.includes(label) : !["allowed", "escalated"].includes(label)));
}

/** In `refine`, the values the schema itself lists. */
function refined(context: Context): Offer[] {
  const isEnum = context.word === "refine" && context.after("of") !== undefined;
  const colon = context.tokens.findLastIndex(({ image }) => image === ":");
  const argument = context.tokens[colon - 1]?.image.replaceAll("`", "") ?? "";
  if (!isEnum) return [];
  const types = refinedTools(context).map((tool) => parametersOf(tool, context.model.catalogue)?.get(argument)?.type);
  const found = types.find((type) => type?.kind === "enum");
  const words = found?.kind === "enum" ? found.values : [];
  return without(
    words.map((label) => ({ label, kind: Kind.EnumMember, rank: 0 })),
    context.listed(),
  );
}

function everyArgument(context: Context): Offer[] {
  const tools = context.word === "refine" ? refinedTools(context) : [...context.model.catalogue.keys()];
  return without(argumentOffers(tools, context.model), context.listed()).map((offer) => ({ ...offer, rank: 1 }));
}

function refinedTools(context: Context): string[] {
  const end = context.tokens.findIndex(({ image }) => image === "{" || image === ":");
  const names = context.tokens.slice(1, end < 0 ? undefined : end).map(({ image }) => image.replaceAll("`", ""));
  return names.filter((name) => context.model.catalogue.has(name));
}
