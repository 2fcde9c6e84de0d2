// Names that stand twice in one object of JSON, against a reader that does nothing but look for them; and numbers that are read exactly.
import assert from "node:assert/strict";
import { parseRaw, repeatedName, toJson } from "../../engine/index.ts";
import { Random } from "../../engine/metrics/index.ts";

const names = ["a", "b", "__proto__", "0", "a:b", 'x"y', "\\", '\\"', '":', "", "\u00e9\u2028", '{"k":1}'];
const numbers = ["0", "-0", "1.50", "123456789012345", "1234567890123456", "12345678901234567890", "1e3", "1E-5", "0.1234567890123456"];

/** JSON as hostile as it may be, spaces anywhere. */
function written(random: Random, depth = 0): string {
  const one = <T>(of: readonly T[]): T => of[random.below(of.length)]!;
  const space = (): string => one(["", "", " ", "\n", "\t\r"]);
  const name = (): string => JSON.stringify(one(names));
  const many = (make: () => string): string => Array.from({ length: random.below(4) }, make).join(",");
  const value = (): string => {
    switch (random.below(depth > 4 ? 3 : 5)) {
      case 0:
        return name();
      case 1:
        return one(numbers);
      case 2:
        return one(["true", "null", "[]", "{}"]);
      case 3:
        return `[${many(() => written(random, depth + 1))}]`;
      default:
        return `{${many(() => `${space()}${name()}${space()}:${written(random, depth + 1)}`)}}`;
    }
  };
  return `${space()}${value()}${space()}`;
}

/** Reads a value after its spaces, and tells whether an object in it has a name twice. */
function naive(text: string): boolean {
  let at = 0;
  let isRepeated = false;
  const skip = (): void => {
    while (/\s/.test(text[at] ?? "")) at++;
  };
  const token = (pattern: RegExp): string => {
    const [found] = new RegExp(pattern.source, "y").exec(text.slice(at)) ?? assert.fail(text.slice(at));
    at += found.length;
    return found;
  };
  const read = (): void => {
    skip();
    if (text[at] === "{" || text[at] === "[") {
      const isObject = text[at++] === "{";
      const seen: string[] = [];
      for (skip(); text[at] !== "}" && text[at] !== "]"; skip()) {
        if (isObject) {
          const name = String(JSON.parse(`[${token(/"(?:[^"\\]|\\.)*"/)}]`));
          isRepeated ||= seen.includes(name);
          seen.push(name);
          skip();
          at++;
        }
        read();
        if (text[at] === ",") at++;
      }
      at++;
    } else token(/"(?:[^"\\]|\\.)*"|[-+.\w]+/);
    skip();
  };
  read();
  return isRepeated;
}

describe("a name that stands twice", () => {
  it("is found wherever a naive reader finds one, and only there", () => {
    const random = Random.seeded(20261127);
    let repeated = 0;
    for (let i = 0; i < 20_000; i++) {
      const text = written(random);
      const isRepeated = naive(text);
      assert.equal(repeatedName(text, JSON.parse(text)) !== undefined, isRepeated, text);
      assert.equal(parseRaw(text) === undefined, isRepeated, text);
      if (isRepeated) repeated++;
    }
    assert.ok(repeated > 500, `${repeated}`);
  });

  it("is found where names have backslashes, whatever was parsed in their place before", () => {
    JSON.parse('{"a":1,"b":1,"\\\\\\"":1}');
    const text = '{"\\":":1,"b":2,"\\":":3}';
    assert.deepEqual(repeatedName(text, JSON.parse(text)), ['":']);
  });

  it("numbers are read in all their digits, wherever a double may not be what they say", () => {
    const exact = "[12345678901234567891,0.12345678901234567890123,1234567890.123456789,-9007199254740993]";
    assert.equal(toJson(parseRaw(exact)!), exact);
    assert.equal(toJson(parseRaw("[1e3, 1E-5, 1e25, -0, 1.50]")!), "[1000,0.00001,10000000000000000000000000,0,1.5]");
    assert.equal(toJson(parseRaw("1e30")!), `1${"0".repeat(30)}`);
    assert.equal(parseRaw("1e999"), undefined);
  });
});
