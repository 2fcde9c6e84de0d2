// Arguments against what a catalogue's schema says beyond types; keywords that are not checked are said.
import assert from "node:assert/strict";
import { analyze, CompiledPact, parseRaw, type RawObject } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";

function decide(property: unknown, value: string, schema: object = {}): string {
  const catalogue = JSON.stringify({ tools: [{ name: "t", inputSchema: { properties: { v: property }, ...schema } }] });
  const { model } = analyze(parse('pact p {\n version 1.0.0\n tools from "./t.json"\n may a: t\n}'), {
    read: () => ({ text: catalogue }),
    exists: () => true,
  });
  const args = parseRaw(`{"v": ${value}}`) as RawObject;
  const { effect, problem } = new CompiledPact(model).decide({ action: "t", args, nowMs: 0 });
  return effect === "allow" ? "fits" : (problem ?? effect);
}

const cases: readonly [what: string, property: unknown, fits: readonly string[], breaks: readonly string[]][] = [
  [
    "bounds, exactly",
    { type: "number", minimum: 0.1, exclusiveMaximum: 1 },
    ["0.1", "0.99999999999999999999"],
    ["0.09999999999999999999", "1", "2"],
  ],
  ["lengths in characters", { type: "string", minLength: 2, maxLength: 3 }, ['"ab"', '"😀😀😀"'], ['"a"', '"abcd"']],
  ["a pattern in linear time", { type: "string", pattern: "^(a+)+$" }, ['"aaa"'], [`"${"a".repeat(5000)}b"`]],
  ["a constant and a mixed enumeration", { enum: ["a", 1, null] }, ['"a"', "1", "1.0", "null"], ['"b"', "2", "true"]],
  [
    "elements",
    { type: "array", items: { type: "integer", minimum: 1 }, maxItems: 2, uniqueItems: true },
    ["[]", "[1,2]"],
    ["[0]", "[1,1]", "[1,2,3]", '["1"]'],
  ],
  [
    "records within",
    { type: "object", properties: { k: { type: "string", enum: ["a"] } }, required: ["k"], additionalProperties: false },
    ['{"k":"a"}'],
    ["{}", '{"k":"b"}', '{"k":"a","l":1}', '{"k":null}'],
  ],
  ["an absent one of two types, as generators write it", { anyOf: [{ type: "string" }, { type: "null" }] }, ['"a"', "null"], ["7"]],
  ["several types", { type: ["string", "integer"] }, ['"a"', "7"], ["7.5", "true", "[]"]],
  [
    "one of",
    {
      oneOf: [
        { type: "integer", minimum: 5 },
        { type: "integer", maximum: 7 },
      ],
    },
    ["4", "8"],
    ["6", '"6"'],
  ],
  ["all of, and not", { allOf: [{ type: "integer" }, { not: { const: 3 } }] }, ["4"], ["3", '"x"']],
  ["a reference into the schema", { $ref: "#/$defs/small" }, ["4"], ["12", '"x"']],
];

describe("schemas", () => {
  for (const [what, property, fits, breaks] of cases) {
    it(what, () => {
      const definitions = { $defs: { small: { type: "integer", maximum: 9 } } };
      for (const value of fits) assert.equal(decide(property, value, definitions), "fits", value);
      for (const value of breaks) assert.match(decide(property, value, definitions), /^`v`/, value);
    });
  }
  it("a reference that leads nowhere, or in a circle, fits nothing", () => {
    assert.match(decide({ $ref: "https://example.com/schema" }, "1"), /cannot be followed/);
    assert.match(decide({ $ref: "#/$defs/a" }, "1", { $defs: { a: { $ref: "#/$defs/a" } } }), /cannot be followed/);
  });
  it("what is not checked is said", () => {
    const catalogue = JSON.stringify({
      tools: [
        { name: "t", inputSchema: { properties: { v: { type: "array", contains: { type: "string" } } }, if: {}, patternProperties: {} } },
      ],
    });
    const { diagnostics } = analyze(parse('pact p {\n version 1.0.0\n tools from "./t.json"\n may a: t\n}'), {
      read: () => ({ text: catalogue }),
      exists: () => true,
    });
    assert.deepEqual(
      diagnostics.map(({ code, message }) => `${code} ${message}`),
      ["PACT2102 the schema of `t` says `contains`, `if`, `patternProperties`, which is not checked when a call is decided"],
    );
  });
});
