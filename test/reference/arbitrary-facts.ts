// Random catalogues, with groups and facts over their tools, each there only where the tools it needs are.
import type { RefAction, RefFact, RefGroup, RefSource, RefTool } from "./model.ts";
import {
  type Chooser,
  dollars,
  integer,
  listOf,
  orderFields,
  parameterOf,
  statusType,
  text,
  time,
  toolBlueprints,
  topicType,
  userFields,
} from "./pools.ts";

/** The first two are always there: the patterns and groups speak of them. */
export function toolsIn(choose: Chooser): readonly RefTool[] {
  return toolBlueprints
    .filter((_, position) => position < 2 || choose.chance(45))
    .map(({ name, reads, parameters }): RefTool => {
      const kept = parameters.filter((_, position) => position < 2 || choose.chance(60));
      return {
        name,
        ...(choose.chance(85) && { readOnly: reads }),
        ...(!reads && choose.chance(25) && { idempotent: choose.chance(60) }),
        ...(choose.chance(30) && { destructive: !reads && choose.chance(50) }),
        ...(choose.chance(50) && { closed: true }),
        params: kept.map((parameter) => parameterOf(choose, parameter)),
      };
    });
}

export function groupsIn(choose: Chooser, tools: readonly RefTool[]): readonly RefGroup[] {
  const writes = tools.filter(({ name }) => ["refund", "update_order", "pay"].includes(name));
  if (!choose.chance(40)) return [];
  return [{ name: "writes", actions: writes.map(({ name }): RefAction => ({ kind: "name", name })) }];
}

export const host: RefSource = { from: "host" };
const hostFacts: readonly RefFact[] = [
  { name: "topic", type: topicType, source: host },
  { name: "confidence", type: { kind: "percent" }, source: host },
  { name: "flagged", type: { kind: "boolean" }, source: host },
  { name: "credit", type: dollars, source: host },
  { name: "deadline", type: time, source: host },
  { name: "patience", type: { kind: "duration" }, source: host },
  { name: "labels", type: listOf(text), source: host },
  { name: "region", type: text, source: host },
  {
    name: "boss",
    type: {
      kind: "record",
      fields: [
        { name: "id", type: text },
        { name: "level", type: integer },
      ],
    },
    source: host,
  },
];
const messageFacts: readonly RefFact[] = [
  {
    name: "confirmed",
    type: { kind: "boolean" },
    source: { from: "message", which: "last", regex: { source: "\\b(yes|ok)\\b", flags: "i" } },
  },
  { name: "asked", type: { kind: "boolean" }, source: { from: "message", which: "any", regex: { source: "refund", flags: "" } } },
];

/** Each is there only where the tools it needs are. */
function resultFacts(choose: Chooser, tools: readonly RefTool[]): readonly RefFact[] {
  const has = (name: string) => tools.some((tool) => tool.name === name);
  const orders = ["get_order", ...(has("find_order") && choose.chance(60) ? ["find_order"] : [])];
  const order: RefFact = {
    name: "order",
    type: { kind: "record", fields: orderFields.filter((_, position) => position < 2 || choose.chance(60)) },
    source: { from: "result", tools: choose.chance(10) ? ["*_order"] : orders, keys: choose.chance(80) ? [{ argument: "order_id" }] : [] },
  };
  const user = { kind: "record", fields: userFields } as const;
  const customer = { name: "order", steps: [{ step: "name", name: "customer_id" }] } as const;
  const spot = [
    { step: "name", name: "methods" },
    { step: "by", path: { name: "method", steps: [] } },
    { step: "name", name: "balance" },
  ] as const;
  const hinted = tools.find((tool) => tool.name === "list_ids")?.params.some((parameter) => parameter.name === "hint") && choose.chance(30);
  const updated = tools.find((tool) => tool.name === "update_order");
  return [
    order,
    ...(has("get_user")
      ? [
          {
            name: "holder",
            type: user,
            source: { from: "result", tools: ["get_user"], keys: [{ argument: "user_id", path: customer }] },
          } as const,
          { name: "seen", type: user, source: { from: "result", tools: ["get_user"], keys: [] } } as const,
          {
            name: "spot",
            type: dollars,
            source: { from: "result", tools: ["get_user"], keys: [{ argument: "user_id" }], at: spot },
          } as const,
        ]
      : []),
    ...(has("lookup_mail") ? [{ name: "mail", type: text, source: { from: "result", tools: ["lookup_mail"], keys: [] } } as const] : []),
    ...(has("list_ids")
      ? [
          {
            name: "ids",
            type: listOf(text),
            source: { from: "result", tools: ["list_ids"], keys: hinted ? [{ argument: "hint" }] : [] },
          } as const,
        ]
      : []),
    ...(updated
      ? [
          {
            name: "change",
            type: {
              kind: "record",
              fields: [
                {
                  name: "state",
                  type: statusType,
                  at: [
                    { step: "name", name: "arguments" },
                    { step: "name", name: "status" },
                  ],
                },
              ],
            },
            source: { from: "result", tools: ["update_order"], keys: [{ argument: "order_id" }] },
          } as const,
        ]
      : []),
  ];
}

/** `holder` is keyed by `order`, which then has to be there too. */
export function factsIn(choose: Chooser, tools: readonly RefTool[]): readonly RefFact[] {
  const fromResults = resultFacts(choose, tools).filter(({ name }) => choose.chance(name === "order" ? 90 : 45));
  const hasOrder = fromResults.some(({ name }) => name === "order");
  return [
    ...choose.some(hostFacts, 40),
    ...choose.some(messageFacts, 50),
    ...fromResults.filter(({ name }) => name !== "holder" || hasOrder),
  ];
}
