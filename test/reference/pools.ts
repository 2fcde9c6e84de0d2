// The tiny pools that random worlds are drawn from, so that keys collide, facts resolve and quotas fill.
import fc from "fast-check";
import type { Json, RefField, RefParameter, RefType } from "./model.ts";

/** Draws from fast-check, so that a counterexample shrinks. */
export interface Chooser {
  readonly below: (count: number) => number;
  readonly chance: (percent: number) => boolean;
  readonly pick: <Item>(items: readonly Item[]) => Item;
  /** Each of the items with the same chance, in their order. */
  readonly some: <Item>(items: readonly Item[], percent: number) => readonly Item[];
}

export function chooserOf(draw: fc.GeneratorValue): Chooser {
  const below = (count: number) => (count <= 1 ? 0 : draw(fc.nat, count - 1));
  const chance = (percent: number) => below(100) >= 100 - percent;
  return {
    below,
    chance,
    pick: (items) => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error("nothing to pick from");
      return item;
    },
    some: (items, percent) => items.filter(() => chance(percent)),
  };
}

// ── Types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export const text: RefType = { kind: "text" };
export const integer: RefType = { kind: "integer" };
export const dollars: RefType = { kind: "money", currency: "USD" };
export const time: RefType = { kind: "time" };
export const statusType: RefType = { kind: "enum", values: ["pending", "delivered", "return requested"] };
export const tierType: RefType = { kind: "enum", values: ["regular", "silver", "gold"] };
export const topicType: RefType = { kind: "enum", values: ["product", "shipping", "other topic"] };
export const line: RefType = {
  kind: "record",
  fields: [
    { name: "sku", type: text },
    { name: "pieces", type: integer },
  ],
};
export const listOf = (of: RefType): RefType => ({ kind: "list", of });

/** What a name is about, so that only like is compared with like: `order_id` with `sku`, but not with `recipient`. */
export type Topic = "order" | "user" | "mail" | "word" | "file" | "method" | "team" | "session" | "agent" | "none";

const topics: Readonly<Record<string, Topic>> = {
  order_id: "order",
  sku: "order",
  first: "order",
  ids: "order",
  tags: "word",
  labels: "word",
  user_id: "user",
  customer_id: "user",
  id: "user",
  user: "user",
  boss: "user",
  recipient: "mail",
  email: "mail",
  contact: "mail",
  mail: "mail",
  path: "file",
  method: "method",
  note: "word",
  body: "word",
  text: "word",
  hint: "word",
  reason: "word",
  region: "word",
  city: "word",
  team: "team",
  session: "session",
  agent: "agent",
};

export const topicOf = (name: string): Topic => topics[name] ?? "none";

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const textPools: Readonly<Record<Topic, readonly string[]>> = {
  order: ["A1", "A1", "A1", "A2", "B7", "a1", "A12"],
  user: ["c1", "c1", "c2", "C1"],
  mail: ["ann@shop.example", "ann@SHOP.example", "bob@evil.example", "https://shop.example/x", "nobody", "ann@"],
  word: ["north", "south", "North", "refund A1", "ok", "north-2", "Ｎorth", "naïve 😀", ""],
  file: ["/srv/app/.env", "/srv/app/a.txt", "/srv/apple", "/srv/app/../etc/x", "/srv//./app/sub/a.txt", "a.txt", "~/a.txt", "/SRV/app/b"],
  method: ["card_1", "card_1", "card_2", "cash"],
  team: ["red", "blue"],
  session: ["s1", "s2"],
  agent: ["shop/desk", "shop/other"],
  none: ["one", "two"],
};

export const textsOf = (topic: Topic): readonly string[] => textPools[topic];
export const amounts: readonly number[] = [5, 49, 50, 1200, 0.1, 0.3, 0, -5];
export const integers: readonly number[] = [0, 1, 2, 3, 5, -5];
export const percents: readonly number[] = [0, 0.5, 0.7, 1, 0.07];
export const durations: readonly string[] = ["15 minutes", "1 hour", "2 hours", "1 day", "30 days", "90 seconds"];
export const instants: readonly string[] = [
  "2026-12-10T10:00:00Z",
  "2026-12-10T05:00:00-05:00",
  "2026-12-09T10:00:00Z",
  "2026-12-10T09:00:00Z",
  "2026-12-11T00:00:00Z",
  "2026-11-01T00:00:00Z",
];
/** These need the zone of the pact. */
export const localTimes: readonly string[] = ["2026-12-10", "2026-12-10T05:00:00", "2026-12-09T10:00"];

/** A value that a type reads; `name` says what a text is about. */
export function valueOfType(choose: Chooser, type: RefType, name: string): Json {
  switch (type.kind) {
    case "text":
      return choose.pick(textsOf(topicOf(name)));
    case "boolean":
      return choose.chance(50);
    case "integer":
      return choose.pick(integers);
    case "number":
    case "money":
      return choose.pick(amounts);
    case "percent":
      return choose.pick(percents);
    case "duration":
      return choose.pick(durations);
    case "time":
      return choose.chance(75) ? choose.pick(instants) : choose.pick(localTimes);
    case "enum":
      return choose.pick(type.values);
    case "list":
      return Array.from({ length: choose.below(4) }, () => valueOfType(choose, type.of, name));
    case "record":
      return Object.fromEntries(
        type.fields.filter(() => choose.chance(90)).map((field) => [field.name, valueOfType(choose, field.type, field.name)]),
      );
  }
}

/** What the host or a tool may say as well: percentages in words of their own, and things that cannot be read at all. */
export function valueFromOutside(choose: Chooser, type: RefType, name: string): Json {
  if (choose.chance(5)) return null;
  if (choose.chance(5)) return choose.pick<Json>(["soon", 7, true, {}, "2026-13-01", 1.5, [null]]);
  if (type.kind === "percent" && choose.chance(30)) return choose.pick(["70%", "50.0%", "seventy"]);
  if (type.kind === "list" && choose.chance(15)) return [valueOfType(choose, type.of, name), choose.pick<Json>([null, 7, "A1"])];
  return valueOfType(choose, type, name);
}

// ── Tools ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const parameterTypes: Readonly<Record<string, RefType>> = {
  order_id: text,
  user_id: text,
  amount: dollars,
  note: text,
  tags: listOf(text),
  start: time,
  urgent: { kind: "boolean" },
  status: statusType,
  pieces: integer,
  address: {
    kind: "record",
    fields: [
      { name: "city", type: text },
      { name: "zip", type: integer },
    ],
  },
  method: text,
  share: { kind: "percent" },
  lines: listOf(line),
  numbers: listOf(integer),
  delay: { kind: "duration" },
  score: { kind: "number" },
  recipient: text,
  body: text,
  path: text,
  hint: text,
  reason: text,
};

const defaults: Readonly<Record<string, Json>> = { note: "ok", pieces: 1, urgent: false, hint: "north", tags: ["north"], amount: 5 };

export interface ToolBlueprint {
  readonly name: string;
  readonly reads: boolean;
  readonly parameters: readonly string[];
  readonly answers: "order" | "user" | "mail" | "ids" | "done";
}

export const toolBlueprints: readonly ToolBlueprint[] = [
  { name: "get_order", reads: true, parameters: ["order_id"], answers: "order" },
  { name: "refund", reads: false, parameters: ["order_id", "amount", "note", "tags", "start", "urgent"], answers: "done" },
  { name: "get_user", reads: true, parameters: ["user_id"], answers: "user" },
  { name: "update_order", reads: false, parameters: ["order_id", "status", "pieces", "address"], answers: "done" },
  { name: "pay", reads: false, parameters: ["user_id", "amount", "method", "share", "lines", "numbers", "delay"], answers: "done" },
  { name: "find_order", reads: true, parameters: ["order_id", "hint", "score"], answers: "order" },
  { name: "send_mail", reads: false, parameters: ["recipient", "body", "order_id"], answers: "done" },
  { name: "read_file", reads: true, parameters: ["path"], answers: "done" },
  { name: "lookup_mail", reads: true, parameters: ["user_id"], answers: "mail" },
  { name: "list_ids", reads: true, parameters: ["hint"], answers: "ids" },
  { name: "transfer_to_human", reads: false, parameters: ["reason"], answers: "done" },
];

/** What has a default is never required, so that leaving it out is always right. */
export function parameterOf(choose: Chooser, name: string): RefParameter {
  const type = parameterTypes[name] ?? text;
  const standard = defaults[name];
  if (standard !== undefined && choose.chance(60)) return { name, type, required: false, default: standard };
  return { name, type, required: choose.chance(50) };
}

/** The fields of what tools answer, as the facts that read them declare. */
export const orderFields: readonly RefField[] = [
  { name: "status", type: statusType },
  { name: "customer_id", type: text },
  { name: "delivered_at", type: time },
  {
    name: "paid",
    type: dollars,
    at: [
      { step: "name", name: "payment" },
      { step: "name", name: "total" },
    ],
  },
  { name: "lines", type: listOf(line) },
  { name: "contact", type: text, at: [{ step: "name", name: "email" }] },
  {
    name: "first",
    type: text,
    at: [
      { step: "name", name: "lines" },
      { step: "index", index: 0 },
      { step: "name", name: "sku" },
    ],
  },
];
export const userFields: readonly RefField[] = [
  { name: "tier", type: tierType },
  { name: "email", type: text },
];
