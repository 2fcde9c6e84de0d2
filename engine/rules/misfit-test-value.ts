// A value a test gives that what it is given to can never have.
import type { Given, Json, TestMember } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import type { Limit, Model } from "../analysis/model.ts";
import { remembered } from "../analysis/remembered.ts";
import { typeAlong } from "../analysis/scope.ts";
import { type Type, typeName } from "../analysis/types.ts";
import { timeFromText } from "../decision/calendar.ts";
import { typed } from "../decision/values.ts";
import { rawOf } from "../evaluation/pact-test.ts";
import type { Finding, Rule } from "./rule.ts";

const world = (test: string): string =>
  `fact order from get_order(order_id) { status: one of open, closed }\nmay look: get_order\nmay small: issue_refund when order.status is open\ntest one: issue_refund(order_id: "A1", amount: 5) ${test}`;

export const misfitTestValue: Rule = {
  code: "PACT3039",
  name: "misfit-test-value",
  severity: "warning",
  summary: "a test that gives a value which its type does not have",
  why:
    "A value that does not fit is unknown when the test is decided: what the test shows then is what happens without it. That goes for what is `given`, for `now`, for what stands on a limit's " +
    "account, and for what a tool returns to a fact.",
  bad: [
    { pact: world("given order.status is canceled expect deny") },
    { pact: world('after get_order(order_id: "A1") returns { "status": "canceled" } expect deny') },
    { pact: world("given now is yesterday expect deny") },
    { pact: `limit few: calls of issue_refund hard 2 per session\n${world('given few is "all" expect deny')}` },
    { pact: `limit spend: cost hard 5 USD per session\n${world("given spend is 9 EUR expect deny")}` },
  ],
  good: [
    { pact: world('after get_order(order_id: "A1") returns { "status": "open" } expect allow') },
    { pact: world("given order.status is closed expect deny") },
  ],
  about: ["test", "limit"],
  // Of the whole pact: what a tool returns is held against facts that the test does not name.
  pact: ({ analysis: { model } }) => model.tests.flatMap((test) => (test.broken ? [] : misfitsOf(test, model))),
};

/** What was found in a test, and of what it was. */
interface Said extends Pick<Model, "facts" | "judges" | "limits" | "principal"> {
  readonly found: readonly Finding[];
}
const said = new WeakMap<TestMember, Said>();

/** Kept for as long as the test and what can be named in it are the same: pacts have many tests, and one is edited. */
function misfitsOf(test: TestMember, model: Model): readonly Finding[] {
  const { facts, judges, limits, principal } = model;
  const known = said.get(test);
  if (known?.facts === facts && known.judges === judges && known.limits === limits && known.principal?.type === principal?.type)
    return known.found;
  const found = [...misfitGiven(test, model), ...misfitResults(test, model)];
  said.set(test, { facts, judges, limits, principal, found });
  return found;
}

function* misfitGiven(test: TestMember, model: Model): Generator<Finding> {
  for (const given of test.given) {
    const wrong = misfit(given, model);
    if (wrong) yield { at: given.value, message: `${wrong}; mend it` };
  }
}

/** In one zone as in another it is a time or none, and of this one nobody has to look up the rules. */
const anyZone = "UTC";

function misfit({ path, value }: Given, model: Model): string | undefined {
  const [root, ...rest] = path.steps;
  if (root?.kind !== "name") return undefined;
  const shown = value.kind === "name" ? value.text : show.literal(value);
  const raw = value.kind === "name" ? value.text : rawOf(value);
  if (root.text === "now") {
    const isTime = typeof raw === "string" && (value.kind === "moment" || timeFromText(raw, anyZone) !== undefined);
    return isTime ? undefined : `\`${shown}\` is no time, as in \`2026-12-10T10:00:00Z\``;
  }
  const limit = rest.length === 0 ? model.limits.find(({ name }) => name === root.text) : undefined;
  if (limit) return misfitAmount(limit, value);
  const of = typeOf(root.text, model);
  if (!of) return undefined;
  const { type, problem } = typeAlong(of, rest);
  if (problem || type.kind === "any") return undefined;
  if (type.kind === "money" && value.kind === "number" && value.unit !== undefined && value.unit !== type.currency)
    return `\`${show.path(path)}\` is an amount in ${type.currency}, and \`${shown}\` is not`;
  return typed(raw, type, anyZone) === undefined ? `\`${show.path(path)}\` is ${typeName(type)}, and never \`${shown}\`` : undefined;
}

function typeOf(root: string, { facts, principal, judges }: Model): Type | undefined {
  if (judges.has(root)) return { kind: "boolean" };
  if (root === "user" || root === "team") return { kind: "text" };
  return facts.get(root)?.type ?? (principal?.name === root ? principal.type : undefined);
}

/** What stands on an account is counted as the caps are. */
function misfitAmount({ name, member }: Limit, value: Given["value"]): string | undefined {
  if (value.kind !== "number")
    return `\`${name}\` counts, and \`${value.kind === "name" ? value.text : show.literal(value)}\` is no number`;
  const cap = [member.hard, member.soft].find((each) => each?.kind === "number");
  const unit = cap?.kind === "number" ? cap.unit : undefined;
  const isAlike = member.measure !== "cost" || value.unit === undefined || unit === undefined || value.unit === unit;
  return isAlike ? undefined : `\`${name}\` counts in ${unit}, and \`${show.literal(value)}\` is not`;
}

/** A field that a result has in another form is unknown, as if it were not there. */
function* misfitResults({ history }: TestMember, { facts }: Model): Generator<Finding> {
  for (const event of history) {
    if (event.kind !== "returns" || event.result.kind !== "object") continue;
    for (const { fact, field, type } of fieldsByTool(facts).get(event.call.tool.text) ?? []) {
      const value = entryOf(event.result, field);
      if (value && value.kind !== "null" && typed(rawOf(value), type, anyZone) === undefined)
        yield { at: value, message: `\`${fact}.${field}\` is ${typeName(type)}, so that this is unknown to it; mend it` };
    }
  }
}

/** By the tool whose result they are of: the fields that facts take out of it under their own names. */
const fieldsByTool = remembered((facts: Model["facts"]) => {
  const found = new Map<string, { readonly fact: string; readonly field: string; readonly type: Type }[]>();
  for (const { name: fact, tools, type: known, member } of facts.values()) {
    const { source, type } = member;
    if (source?.kind !== "result-source" || source.at || type?.kind !== "record-type" || known.kind !== "record") continue;
    for (const { name, at } of type.fields) {
      const field = name.text;
      const of = known.fields.get(field)?.type;
      if (at || !of) continue;
      for (const tool of tools) found.set(tool, [...(found.get(tool) ?? []), { fact, field, type: of }]);
    }
  }
  return found;
});

const entryOf = (object: Extract<Json, { kind: "object" }>, name: string): Json | undefined =>
  object.entries.find(({ key }) => key.value === name)?.value;
