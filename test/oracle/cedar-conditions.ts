// Random conditions over the arguments, facts and principal of test/oracle/cedar-worlds.ts.
export interface Draw {
  readonly chance: (share: number) => boolean;
  readonly upTo: (count: number) => number;
  readonly of: <T>(values: readonly T[]) => T;
}

export const leaves = ["text", "enum", "boolean", "money", "integer", "any"] as const;
/** The arguments an action has, by what they are. */
export type Arguments = Record<(typeof leaves)[number], readonly string[]>;

const texts = ['"a"', '"ab"', '"abc"', '""', '"a*c"', '"x/y.txt"', '"ünï\u{1F600}"', '"red"', '"q\\"\\\\"'];
const globs = ["a*", "*c", "**", "**/y.txt", "x/*", "a*c", "x/**", "*.txt", "x/**/y.txt", "abc"];
const enumerations: Record<string, readonly string[]> = {
  kind: ["full", "part", "none"],
  topic: ["red", "green", "blue"],
  "order.state": ["open", "closed"],
  "customer.tier": ["gold", "silver"],
};
const amounts = ["100", "99.99", "99.9999", "100.0001", "1000", "0.5", "-1", "5"];
const orders = ["<", "<=", ">", ">=", "is", "is not"];

export class Conditions {
  private readonly draw: Draw;
  private readonly beyond: boolean;
  constructor(draw: Draw, beyond: boolean) {
    this.draw = draw;
    this.beyond = beyond;
  }

  /** Of a depth; every part that is no leaf stands in parentheses. */
  condition(args: Arguments, depth: number): string {
    const { chance, of } = this.draw;
    if (depth === 0 || chance(0.3)) return this.leaf(args);
    const part = () => {
      const inner = this.condition(args, depth - 1);
      return / (and|or) /.test(inner) || inner.startsWith("not ") ? `(${inner})` : inner;
    };
    if (chance(0.2)) return `not (${this.condition(args, depth - 1)})`;
    return Array.from({ length: 2 + (chance(0.2) ? 1 : 0) }, part).join(of([" and ", " or "]));
  }

  private leaf(args: Arguments): string {
    const { chance, of } = this.draw;
    if (this.beyond && chance(0.3)) return this.inexpressible(args);
    const kind = of(["text", "text", "enum", "boolean", "money", "integer", "percent", "known", "other"]);
    if (kind === "text") return this.text(args);
    if (kind === "enum") return this.enumeration(of([...args.enum, "topic", "order.state", "customer.tier"]));
    if (kind === "boolean") {
      const name = of([...args.boolean, "ready", "customer.vip"]);
      return of([name, `not ${name}`, `${name} is true`, `${name} is not false`, `${name} is ready`]);
    }
    if (kind === "money") return this.amount(of([...args.money, "cap", "order.total", "customer.spent"]), args);
    if (kind === "integer") return this.integer(args);
    if (kind === "percent") return `score ${of(orders)} ${of(["70%", "50%", "69.99%", "0%"])}`;
    if (kind === "known") return `${this.anything(args)} is ${of(["known", "unknown", "not known", "not unknown"])}`;
    return of([
      'agent is "a/b"',
      'session is "s1"',
      'user is "u1"',
      'team is not "t1"',
      "user is team",
      "1 < 2",
      "customer is known",
      "order is unknown",
    ]);
  }

  private anything(args: Arguments): string {
    return this.draw.of([
      ...args.text,
      ...args.enum,
      ...args.boolean,
      ...args.money,
      ...args.integer,
      ...args.any,
      "topic",
      "score",
      "order",
      "order.id",
      "customer",
      "customer.id",
      "team",
    ]);
  }

  private text(args: Arguments): string {
    const { of } = this.draw;
    const name = of([...args.text, ...args.text, "region", "order.id", "customer.id", "user"]);
    return of([
      `${name} ${of(["is", "is not", "starts with", "ends with", "contains"])} ${of(texts)}`,
      `${name} ${of(["in", "is in", "is not in"])} [${of(texts)}, ${of(texts)}]`,
      `${name} in [${of(texts)}, ${of(["region", "customer.id"])}]`,
      `${name} is ${of(["", "not "])}like "${of(globs)}"`,
      `${name} ${of(["is", "is not"])} ${of([...args.text, "region", "customer.id", "topic"])}`,
      `${of(texts)} is ${name}`,
    ]);
  }

  private enumeration(name: string): string {
    const { of } = this.draw;
    const word = () => of(enumerations[name]!);
    return of([
      `${name} is ${word()}`,
      `${name} is not ${word()}`,
      `${name} in [${word()}, ${word()}]`,
      `${name} is not in [${word()}]`,
      `${name} is region`,
      `${name} starts with "g"`,
    ]);
  }

  private amount(name: string, args: Arguments): string {
    const { of } = this.draw;
    return of([
      `${name} ${of(orders)} ${of(amounts)} USD`,
      `${of(amounts)} USD ${of(["<", "<=", ">", ">="])} ${name}`,
      `${name} ${of(orders)} ${of([...args.money, "cap", "order.total"])}`,
      `${name} in [${of(amounts)} USD, ${of(amounts)} USD]`,
    ]);
  }

  private integer(args: Arguments): string {
    const { of } = this.draw;
    // `count` is an integer of one tool and a number of another: only constants that both can hold.
    const names = [...args.integer, "hits", "customer.age"];
    return of([
      `${of(names)} ${of(orders)} ${of(["0", "1", "3", "1000", "-1", "2.5", "0.5"])}`,
      `${of(["0", "2.5", "3"])} ${of(["<", "<=", ">", ">=", "is"])} ${of(names)}`,
      `${of(names)} is ${of(["", "not "])}in [1, ${of(["2.5", "3"])}]`,
      `hits ${of(orders)} customer.age`,
    ]);
  }

  // ── What Cedar cannot say ─────────────────────────────────────────────────────────────────────────────────────────

  beyondFacts(): string[] {
    return [
      "  fact seen from look(to) { state: one of open, closed total: number id: text }",
      "  fact agreed: boolean from last user message matches /yes/",
      "  fact since: time",
      "  fact names: list of text",
      '  judge threat(message: text) by command "none" error 4%',
    ];
  }

  private inexpressible(args: Arguments): string {
    const { of } = this.draw;
    const name = of([...args.text, "region"]);
    const number = of([...args.integer, "hits"]);
    return of([
      "after look",
      "after pay within 1 hour",
      "count(calls of look) < 2",
      `${name} matches /^a/`,
      `length(${name}) > 1`,
      `${name} comes from user`,
      `${name} is like "{a,b}*"`,
      `${name} is inside "/x"`,
      `domain(${name}) is "a"`,
      "agreed",
      "seen is known",
      "seen.state is open",
      "since < 2026-06-01",
      "age(since) > 1 day",
      "region in names",
      "names contains region",
      'some each in names satisfies (each is "a")',
      `${number} + 1 > 3`,
      `${number} < 99999999999999999999`,
      "cap < 100.00001 USD",
      `threat(${name})`,
      `${name} starts with region`,
      "now is known",
    ]);
  }
}
