// Every form of condition that Cedar can say, at its boundaries: permitted where it is true, forbidden where it is not false.
// And what it cannot say, one by one: listed, with the reason, and never weaker.
import assert from "node:assert/strict";
import { type CedarRequest, type CedarValue, cedarRequest, exportCedar } from "../../engine/index.ts";
import { object } from "../engine/world.ts";
import { authorizer, exported, problemsOf } from "./cedar.ts";
import { compilePact } from "./cedar-worlds.ts";

const head = `pact p {
  version 1.0.0
  agent "a/b" acts for customer { id: text }
  tools from "./tools.json" results json
  refine pay { amount: money USD }
  fact topic: one of red, green
  fact score: percent
  fact ready: boolean
  fact hits: integer
  fact region: text
  fact seen from look { state: text }
  fact agreed: boolean from any user message matches /yes/
  judge threat(message: text) by command "none" error 4%
`;
const pactOf = (clauses: string) => compilePact(`${head}  ${clauses}\n}`, true);

const texts = ["a", "a*", "a*c", "abc", "ab\nc", "a/c", "x/y", "x/y/z", "/y", "y", 'q"\\', "\u{1F600}b", "", "A", undefined];
const numbers = [-2, -1, -0.5, 0, 0.4999, 0.5, 2, 2.5, 3, 99.9999, 100, 100.0001, undefined];
const wholes = [-2, -1, 0, 1, 2, 3, 4, undefined];
const forms: readonly (readonly [string, readonly unknown[]])[] = [
  ...['"a"', '"a*"', '"q\\"\\\\"', '"\u{1F600}"', '""'].flatMap((word) =>
    ["is", "is not", "starts with", "ends with", "contains"].map((test) => [`note ${test} ${word}`, texts] as const),
  ),
  ...["a*", "*c", "*", "a*c", "x/*", "**", "**/y", "x/**", "x/**/z", "**/y/**", "abc", "y"].map(
    (glob) => [`note is like "${glob}"`, texts] as const,
  ),
  ['note in ["a", "abc"]', texts],
  ['note is not in ["a", region]', texts],
  ["note is region", texts],
  ["note is known", texts],
  ["note is not known or region is unknown", texts],
  ...["<", "<=", ">", ">=", "is", "is not"].flatMap((order) => [
    [`amount ${order} 100 USD`, numbers] as const,
    [`100.0001 USD ${order} amount`, numbers] as const,
    [`amount ${order} -0.5 USD`, numbers] as const,
    [`count ${order} 2`, wholes] as const,
    [`count ${order} 2.5`, wholes] as const,
    [`count ${order} -1.5`, wholes] as const,
    [`1.5 ${order} count`, wholes] as const,
    [`count ${order} hits`, wholes] as const,
    [`level ${order} 3`, [...wholes.slice(2), null]] as const,
  ]),
  ...["99999999999999999999.5", "-99999999999999999999.5"].flatMap((bound) =>
    ["<", ">=", "is"].map((order) => [`count ${order} ${bound}`, wholes] as const),
  ),
  ["count is in [1, 2.5, 3]", wholes],
  ["level is known", [1, null, undefined]],
  ["urgent", [true, false, undefined]],
  ["not urgent", [true, false, undefined]],
  ["urgent is ready", [true, false, undefined]],
  ["kind is part", ["full", "part", undefined]],
  ["kind is not in [full, none]", ["full", "part", undefined]],
  ["not (kind is full and urgent)", ["full", "part", undefined]],
  ["kind is full or ready", ["full", "part", undefined]],
  ['agent is "a/b" and kind is full', ["full", "part", undefined]],
  ["score < 70% or kind is full", ["full", undefined]],
];
const argument = (condition: string): string => /note|amount|count|level|urgent|kind/.exec(condition)![0];
const hosts = [{}, { region: "abc", hits: 2, ready: true, score: "70%" }, { region: "a", hits: -1, ready: false, score: 0.6999 }];

describe("Cedar, form by form", () => {
  for (const [kind, clauses] of [
    ["may", (condition: string) => `may m: pay when ${condition}`],
    ["never", (condition: string) => `may m: pay\n  never n: pay when ${condition}`],
    ["unless", (condition: string) => `may m: pay\n  never n: pay unless ${condition}`],
    ["escalate", (condition: string) => `may m: pay\n  escalate e: pay when ${condition} to "x" within 1 hour else deny`],
  ] as const) {
    it(`\`${kind}\`: ${forms.length} conditions at their boundaries`, () => {
      for (const [condition, values] of forms) {
        const pact = pactOf(clauses(condition));
        const cedar = exported(`${kind} ${condition}`, pact.model);
        assert.deepEqual(problemsOf(cedar), [], condition);
        for (const value of values) {
          for (const facts of hosts) {
            const args = { to: "a", level: 5, [argument(condition)]: value };
            const request = { action: "pay", args: object(args), facts: object(facts) };
            const session = pact.session();
            const answer = cedar.ask({ request, session });
            const where = `${condition}, ${JSON.stringify({ value, facts })}`;
            // An empty note breaks the schema, and is denied by both.
            assert.ok(!("problem" in answer), where);
            assert.deepEqual([answer.allows, answer.errors], [pact.decide(request, session).effect === "allow", []], where);
          }
        }
      }
    });
  }

  it("takes a fact that is no value of its enumeration for unknown, also where the host passes it on", () => {
    for (const clauses of [
      "may m: look when topic is not red",
      "may m: look\n  never n: look when topic is red",
      "may m: look when topic is known",
    ]) {
      const pact = pactOf(clauses);
      const request = { action: "look", args: object({}), facts: object({ topic: "white" }) };
      const put = cedarRequest(pact.model, request, pact.session()) as CedarRequest;
      const passedOn = { ...put, context: { ...put.context, facts: { topic: "white" } as CedarValue } };
      assert.equal(pact.decide(request).effect, "deny");
      assert.equal(authorizer(clauses, exportCedar(pact.model))(passedOn).allows, false, clauses);
    }
  });

  it("denies where the host does not say whether the pact is suspended, or that a call is no blind retry", () => {
    const pact = pactOf("may m: pay");
    const ask = authorizer("state", exportCedar(pact.model));
    const put = cedarRequest(pact.model, { action: "pay", args: object({ to: "a", level: 1 }) }, pact.session()) as CedarRequest;
    assert.equal(ask(put).allows, true);
    for (const state of [
      {},
      { suspended: false },
      { repeated: false },
      { suspended: true, repeated: false },
      { suspended: false, repeated: true },
    ])
      assert.equal(ask({ ...put, context: { ...put.context, state } }).allows, false, JSON.stringify(state));
  });

  it("never rounds and never leaves out what does not fit: such a call is not put", () => {
    const pact = pactOf("may m: pay when hits is unknown or score is unknown");
    const put = (args: object, facts: object) =>
      cedarRequest(
        pact.model,
        { action: "pay", args: object({ to: "a", level: 1, ...args }), facts: object({ ...facts }) },
        pact.session(),
      );
    const cases: readonly (readonly [object, object, string])[] = [
      [{ amount: 0.00001 }, {}, "`amount` has more digits than a Cedar decimal"],
      [{ amount: 1e15 }, {}, "`amount` has more digits than a Cedar decimal"],
      [{ count: 2 ** 53 }, {}, "`count` is too large an integer"],
      [{ note: "\ud83d" }, {}, "a text is no well-formed Unicode"],
      [{}, { hits: 2 ** 60 }, "`hits` is too large an integer"],
      [{}, { score: 0.12345 }, "`score` has more digits than a Cedar decimal"],
      [{ to: 5 }, {}, "`to` is not what its schema says"],
    ];
    for (const [args, facts, problem] of cases) assert.deepEqual(put(args, facts), { problem });
  });

  it("allows handing over, whatever is missing or suspended", () => {
    const pact = pactOf('never all: handoff, pay\n  may m: pay\n  handoff to "people" by look');
    const cedar = exported("handoff", pact.model);
    for (const action of ["handoff", "look"]) {
      const answer = cedar.ask({ request: { action, args: object({ to: 5 }), suspended: true }, session: pact.session() });
      assert.deepEqual(answer, { allows: true, by: ["p@1.0.0#handoff"], errors: [] });
    }
  });

  const listed = (clauses: string) =>
    exportCedar(pactOf(clauses).model).listed.map(({ clause, why, as }) => `${clause.replace("p@1.0.0", "")} ${as}: ${why}`);
  const unsayable: readonly (readonly [string, string])[] = [
    ["note matches /^a/", "`note matches /^a/` is a regular expression"],
    ['note is like "{a,b}"', '`note is like "{a,b}"` asks for more than Cedar\'s `like` can'],
    ['note is inside "/srv"', '`note is inside "/srv"` resolves a path'],
    ["note comes from user", "`note comes from user` asks where a value comes from"],
    ["note starts with region", "`note starts with region` compares with a text that is not written in the pact"],
    ["length(note) > 3", "`length(note)` is a function Cedar does not have"],
    ["threat(note)", "`threat(note)` asks a judge"],
    ["after look", "`after look` asks for the past"],
    ["count(calls of look) < 2", "`count(calls of look)` counts the past"],
    ['seen.state is "open"', "`seen.state` is read from results"],
    ["agreed", "`agreed` is read from messages"],
    ["count + 1 > 3", "`count + 1` is arithmetic, which may overflow in Cedar"],
    ["amount < 0.00001 USD", "`0.00001 USD` does not fit a decimal of Cedar exactly, in `amount < 0.00001 USD`"],
    [
      "count < 9223372036854775808",
      "`9_223_372_036_854_775_808` does not fit an integer of Cedar exactly, in `count < 9_223_372_036_854_775_808`",
    ],
    ["now is known", "`now` is a time"],
  ];
  it("lists what it cannot say, and leaves a `may` out or makes a `never` forbid", () => {
    for (const [condition, why] of unsayable) {
      assert.deepEqual(listed(`may m: pay when ${condition}`), [`#m left out: ${why}`]);
      const denied = "`pay` is denied altogether";
      assert.deepEqual(listed(`may m: pay\n  never n: pay when ${condition}`), [
        `#m left out: ${denied} by \`n\``,
        `#n stricter: ${why}; so ${denied}`,
      ]);
      // What Cedar can say beside it still counts.
      assert.deepEqual(listed(`may m: pay when urgent or ${condition}`), [`#m stricter: ${why}`]);
      assert.deepEqual(listed(`may m: pay\n  never n: pay when urgent and ${condition}`), [`#n stricter: ${why}`]);
    }
  });

  it("lists limits, and denies what a hard one counts", () => {
    assert.deepEqual(listed("may m: pay, look\n  limit l: calls of pay hard 3 per session\n  limit s: tokens soft 3 per session"), [
      "#m stricter: `pay` is denied altogether by `l`",
      "#l stricter: Cedar keeps no account of calls; so `pay` is denied altogether",
      "#s left out: a soft limit gives notice, and Cedar gives none",
    ]);
    const pact = pactOf("may m: pay, look\n  limit l: calls of pay hard 3 per session");
    const cedar = exported("limits", pact.model);
    const ask = (action: string) => cedar.ask({ request: { action, args: object({ to: "a", level: 1 }) }, session: pact.session() });
    assert.deepEqual(
      ["pay", "look"].map((action) => "allows" in ask(action) && (ask(action) as { allows: boolean }).allows),
      [false, true],
    );
  });

  it("lists arguments whose schema Cedar cannot check, and denies the calls that carry them", () => {
    assert.deepEqual(listed("may m: `G-mail`"), [
      ":arguments(G-mail) stricter: `code` of `G-mail` has `pattern` in its schema, which Cedar cannot check: a call that carries it is denied",
    ]);
  });
});
