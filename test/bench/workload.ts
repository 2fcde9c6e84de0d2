// One workload for every candidate: rules as data, requests as plain JSON. 30 rules over 12 actions by default; every
// attribute is there, so that engines with two truth values can be compared at all.
export interface Test {
  readonly field: string;
  readonly operator: "is" | "is not" | "<" | "<=" | ">" | ">=" | "starts with" | "in";
  readonly value: string | number | boolean | readonly string[];
}
export interface Rule {
  readonly name: string;
  readonly kind: "may" | "never";
  readonly action: string;
  /** All of these; a nested list is any of its tests. */
  readonly when: readonly (Test | readonly Test[])[];
}
export interface Workload {
  readonly actions: readonly string[];
  readonly rules: readonly Rule[];
  readonly requests: readonly BenchRequest[];
}
export interface BenchRequest {
  readonly action: string;
  readonly args: Readonly<Record<string, string | number | boolean>>;
}

const regions = ["eu", "us", "apac", "latam"];
const statuses = ["pending", "delivered", "cancelled", "returned"];
/** What every action takes; amounts have cents, so that exact decimals are at work. */
export const fields = {
  order_id: "text",
  amount: "number",
  quantity: "integer",
  status: statuses,
  region: regions,
  express: "boolean",
} as const;

/** A small linear congruential generator (Numerical Recipes): the same workload in every process. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The workload, `copies` times over: each action has copies under other names with the same rules, and the requests go to all. */
export function workload(copies = 1): Workload {
  const { actions, rules, requests } = original();
  const named = (name: string, copy: number) => (copy === 0 ? name : `${name}_${copy}`);
  const each = Array.from({ length: copies }, (_, copy) => copy);
  return {
    actions: each.flatMap((copy) => actions.map((name) => named(name, copy))),
    rules: each.flatMap((copy) => rules.map((rule) => ({ ...rule, name: named(rule.name, copy), action: named(rule.action, copy) }))),
    requests: requests.map((request, i) => ({ ...request, action: named(request.action, i % copies) })),
  };
}

function original(rules = 30, actions = 12, requests = 1000, seed = 7): Workload {
  const next = random(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
  const names = Array.from({ length: actions }, (_, i) => `tool_${i}`);
  const cents = () => Math.round(next() * 100_000) / 100;
  const test = (): Test => {
    switch (Math.floor(next() * 6)) {
      case 0:
        return { field: "amount", operator: pick(["<", "<=", ">", ">="] as const), value: cents() };
      case 1:
        return { field: "quantity", operator: pick(["<", "<=", ">", ">="] as const), value: Math.floor(next() * 20) };
      case 2:
        return { field: "status", operator: pick(["is", "is not"] as const), value: pick(statuses) };
      case 3:
        return { field: "region", operator: "in", value: regions.filter(() => next() < 0.6).concat(pick(regions)) };
      case 4:
        return { field: "express", operator: "is", value: next() < 0.5 };
      default:
        return { field: "order_id", operator: "starts with", value: pick(["A", "B", "C"]) };
    }
  };
  return {
    actions: names,
    rules: Array.from(
      { length: rules },
      (_, i): Rule => ({
        name: `rule_${i}`,
        // Not in step with the actions, so that most of them have both kinds.
        kind: i % 5 === 1 || i % 5 === 4 ? "never" : "may",
        action: names[i % actions]!,
        when: Array.from({ length: 1 + Math.floor(next() * 3) }, () => (next() < 0.3 ? [test(), test()] : test())),
      }),
    ),
    requests: Array.from({ length: requests }, () => ({
      action: pick(names),
      args: {
        order_id: `${pick(["A", "B", "C", "D"])}${Math.floor(next() * 10_000)}`,
        amount: cents(),
        quantity: Math.floor(next() * 20),
        status: pick(statuses),
        region: pick(regions),
        express: next() < 0.5,
      },
    })),
  };
}
