// Makers for examples worked out by hand: one small pact, worlds for it, and conditions in few words.
import { truthOf } from "./conditions.ts";
import type {
  Json,
  RefCall,
  RefClause,
  RefCondition,
  RefEvent,
  RefFact,
  RefLimit,
  RefPact,
  RefPath,
  RefTool,
  RefType,
  RefValue,
  RefWorld,
  Truth,
} from "./model.ts";
import { dollars, listOf, statusType, text, time } from "./pools.ts";
import { decide } from "./reference.ts";
import { scopeOf } from "./scope.ts";

export const path = (spelled: string): RefPath => {
  const [name = "", ...fields] = spelled.split(".");
  return { name, steps: fields.map((field) => ({ step: "name", name: field })) };
};
export const at = (spelled: string): RefValue => ({ kind: "path", path: path(spelled) });
export const usd = (digits: string): RefValue => ({ kind: "number", digits, currency: "USD" });
export const number = (digits: string): RefValue => ({ kind: "number", digits });
export const is = (left: RefValue, right: RefValue): RefCondition => ({ kind: "compare", left, operator: "is", right });
export const below = (left: RefValue, right: RefValue): RefCondition => ({ kind: "compare", left, operator: "<", right });
export const holds = (spelled: string): RefCondition => ({ kind: "holds", value: at(spelled) });
export const from = (spelled: string, origin: string, ...steps: string[]): RefCondition => ({
  kind: "comes from",
  value: path(spelled),
  origins: [{ from: origin, ...(steps.length > 0 && { at: steps.map((name) => ({ step: "name", name }) as const) }) }],
});
export const clause = (kind: RefClause["kind"], name: string, tools: readonly string[], when?: RefCondition): RefClause => ({
  kind,
  name,
  actions: tools.map((tool) => ({ kind: "name", name: tool })),
  ...(when && { when }),
});
export const limit = (measure: RefLimit["measure"], hard: string, ...per: string[]): RefLimit => ({
  kind: "limit",
  name: "cap",
  measure,
  actions: [],
  hard,
  per,
});

export const tool = (name: string, types: Readonly<Record<string, RefType>>, rest: Partial<RefTool> = {}): RefTool => ({
  name,
  params: Object.entries(types).map(([parameter, type]) => ({ name: parameter, type, required: parameter === "order_id" })),
  ...rest,
});
export const order: RefFact = {
  name: "order",
  type: {
    kind: "record",
    fields: [
      { name: "status", type: statusType },
      { name: "delivered_at", type: time },
      { name: "tags", type: listOf(text) },
    ],
  },
  source: { from: "result", tools: ["get_order"], keys: [{ argument: "order_id" }] },
};
export const hostFact = (name: string, type: RefType): RefFact => ({ name, type, source: { from: "host" } });

export const desk: RefPact = {
  agent: "shop/desk",
  version: "1.0.0",
  tools: [
    tool("get_order", { order_id: text }, { readOnly: true }),
    tool("refund", { order_id: text, amount: dollars, tags: listOf(text) }, { closed: true }),
    tool("transfer_to_human", {}),
  ],
  principal: { name: "customer", fields: [{ name: "id", type: text }] },
  judges: [{ name: "is_threat", parameter: "message", onFailure: "true" }],
  delegates: [{ to: "helper", actions: [{ kind: "name", name: "refund" }] }],
  handoffTool: "transfer_to_human",
  groups: [],
  facts: [
    order,
    hostFact("flagged", { kind: "boolean" }),
    hostFact("rate", { kind: "percent" }),
    hostFact("home", text),
    hostFact("due", time),
    hostFact("labels", listOf(text)),
  ],
  clauses: [clause("may", "refunds", ["refund"])],
};

export const call = (name: string, args: RefCall["args"], more: Partial<RefCall> = {}): RefCall => ({
  seq: 1,
  call: name,
  args,
  outcome: "succeeded",
  turn: 1,
  time: "2026-12-10T09:00:00Z",
  ...(more.outcome === undefined && { result: { value: { ok: true } } }),
  ...more,
});
export const answer = (value: Json, orderId = "A1"): RefCall => call("get_order", { order_id: orderId }, { result: { value } });
export const user = (said: string): RefEvent => ({ seq: 1, says: "user", text: said });
export const agent = (said: string): RefEvent => ({ seq: 1, says: "agent", text: said });

export const now = "2026-12-10T10:00:00Z";
export const world = (events: readonly RefEvent[] = [], more: Partial<RefWorld> = {}): RefWorld => ({
  action: "refund",
  args: { order_id: "A1", amount: 49 },
  turn: 9,
  principal: { id: "c1", user: "u1", team: "red" },
  facts: {},
  given: {},
  judgements: {},
  grants: [],
  now,
  sessions: [
    {
      id: "s1",
      principal: { id: "c1", user: "u1", team: "red" },
      current: true,
      events: events.map((event, index) => ({ ...event, seq: index + 1 })),
    },
  ],
  ...more,
});
export const elsewhere = (id: Json, events: readonly RefEvent[]): RefWorld["sessions"][number] => ({
  id: "s2",
  principal: { id },
  current: false,
  events,
});

export const truth = (condition: RefCondition, where: RefWorld = world(), pact: RefPact = desk): Truth =>
  truthOf(condition, scopeOf(pact, where));
export const under = (...clauses: readonly (RefClause | RefLimit)[]): RefPact => ({ ...desk, clauses });
export const decided = (pact: RefPact, where: RefWorld = world()) => {
  const { reason, basis } = decide(pact, where);
  return [reason, ...basis].join(" ");
};
export const refunds = clause("may", "refunds", ["refund"]);
