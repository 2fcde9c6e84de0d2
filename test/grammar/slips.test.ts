// What people write who know other languages: said in one finding each, and mended by its fix.
import assert from "node:assert/strict";
import { applyFixes, parse } from "../../grammar/index.ts";

const clause = (text: string) => `may talk: respond ${text}`;
/** What is written, what it should have been. */
const mended: readonly (readonly [string, string])[] = [
  [clause('if text is "x"'), clause('when text is "x"')],
  [clause('where text is "x"'), clause('when text is "x"')],
  [clause('only if text is "x"'), clause('when text is "x"')],
  [clause("except if confirmed"), clause("unless confirmed")],
  [clause("when length(text) at least 5"), clause("when length(text) >= 5")],
  [clause("when length(text) at most 5"), clause("when length(text) <= 5")],
  [clause("when length(text) less than 5"), clause("when length(text) < 5")],
  [clause("when length(text) greater than or equal to 5"), clause("when length(text) >= 5")],
  [clause("when length(text) is at least 5"), clause("when length(text) >= 5")],
  [clause("when length(text) is less than 5"), clause("when length(text) < 5")],
  ["allow talk: respond", "may talk: respond"],
  ["forbid talk: respond", "never talk: respond"],
  [clause('when text not in ["a", "b"]'), clause('when text is not in ["a", "b"]')],
  [clause('when text equals "x"'), clause('when text is "x"')],
  [clause('when text includes "x"'), clause('when text contains "x"')],
  [clause("when age(now) < 5 mins"), clause("when age(now) < 5 minutes")],
  ["fact f: string", "fact f: text"],
  ["fact f: { a: int b: list of bool }", "fact f: { a: integer b: list of boolean }"],
  [
    'escalate big: respond to "desk" within 1 hour else to "chief" within 1 hour else deny',
    'escalate big: respond to "desk" within 1 hour else  "chief" within 1 hour else deny',
  ],
  [clause('when text=="x"&&!confirmed'), clause('when text is "x" and not confirmed')],
  [clause("when length(text)<>5"), clause("when length(text) is not 5")],
  [clause("when text is 'x'"), clause('when text is "x"')],
  [clause("when text is “x”"), clause('when text is "x"')],
  [`# why\n  ${clause("")}`, `// why\n  ${clause("")}`],
  ['never leak: respond text contains "x"', 'never leak: respond when text contains "x"'],
  ['never leak: text contains "x" because "No."', 'never leak: when text contains "x" because "No."'],
  ["may talk: respond not confirmed and topic is a", "may talk: respond when not confirmed and topic is a"],
  [
    'escalate big: refund amount > 5 USD to "desk" within 1 hour else deny',
    'escalate big: refund when amount > 5 USD to "desk" within 1 hour else deny',
  ],
  ["fact f: { id: text, tier: one of basic, plus }", "fact f: { id: text tier: one of basic, plus }"],
  ["fact f: { tier: one of basic, plus, id: text, }", "fact f: { tier: one of basic, plus id: text }"],
  ["fact f: list of { id: text, at: { x: money USD, y: time } }", "fact f: list of { id: text `at`: { x: money USD y: time } }"],
  ['agent "a" acts for patient { id: text, tier: one of basic, plus }', 'agent "a" acts for patient { id: text tier: one of basic, plus }'],
  [
    "fact f from look(id) { a: string, b: int at c.d, e: one of x, y }",
    "fact f from look(id) { a: text b: integer at c.d e: one of x, y }",
  ],
  ["may not leak: respond", "never leak: respond"],
  ["must not leak: respond", "never leak: respond"],
  [clause("when text is null"), clause("when text is unknown")],
  [clause("when text is not null or text == null"), clause("when text is known or text is unknown")],
  [clause("when not (text != null)"), clause("when not (text is known)")],
  ["effective 2026-01-01 to 2027-01-01", "effective 2026-01-01 until 2027-01-01"],
  ["limit x: cost hard 3 USD per patient daily", "limit x: cost hard 3 USD per patient per day"],
  ["limit x: calls of refund max 3 per session", "limit x: calls of refund hard 3 per session"],
  ["limit x: calls hard 3 per day soft 2", "limit x: calls soft 2 hard 3 per day"],
  ['handoff to "desk" carying summary expect rate 1% to 2%', 'handoff to "desk" carrying summary expect rate 1% to 2%'],
  [clause("when text comes form user"), clause("when text comes from user")],
  [
    "record input for every action\n    retain 2 yrs\n    redact a, b",
    "record input for every action\n    redact a, b\n    retain 2 years",
  ],
  ['never leak: respond because "No." when text is "x"', 'never leak: respond when text is "x" because "No."'],
  [
    'escalate big: refund carrying text to "desk" within 1 hour else deny',
    'escalate big: refund to "desk" within 1 hour else deny carrying text',
  ],
  [clause("when amount between 10 EUR and 50 EUR and confirmed"), clause("when amount >= 10 EUR and amount <= 50 EUR and confirmed")],
  [clause("when not a.amount between 1 and b.c"), clause("when not (a.amount >= 1 and a.amount <= b.c)")],
  [clause("when amount < 1,000 EUR"), clause("when amount < 1_000 EUR")],
  [clause("when amount < 1,000,000.50 EUR and confirmed"), clause("when amount < 1_000_000.50 EUR and confirmed")],
  [clause("when amount < 80 eur"), clause("when amount < 80 EUR")],
  [clause("when amount < 80 euros"), clause("when amount < 80 EUR")],
  [clause("when age(now) > 24h"), clause("when age(now) > 24 hours")],
  [clause('when text is one of a, "b c" and confirmed'), clause('when text is in [a, "b c"] and confirmed')],
  ['evaluate e {\n    agent "node a.js"\n    trials 2\n  }', 'evaluate e {\n    agent command "node a.js"\n    trials 2\n  }'],
  ['red team e { cases "c"\n    agent "node a.js"\n  }', 'red team e { cases "c"\n    agent command "node a.js"\n  }'],
  ["fact f from look(id) {\n    a: text\n    b: one of x, y\n", "fact f from look(id) {\n    a: text\n    b: one of x, y\n  }\n"],
  ['evaluate e { agent command "a"', 'evaluate e { agent command "a" }'],
  ['escalate a: respond to "b" within 1 hour carrying text', 'escalate a: respond to "b" within 1 hour else deny carrying text'],
  ['escalate a: respond to "b" within 1 hour', 'escalate a: respond to "b" within 1 hour else deny'],
  [clause("when text in ['a', ‘b c’, „d“]"), clause('when text in ["a", "b c", "d"]')],
  ["may look: respond # it's 'x'", "may look: respond // it's 'x'"],
  ["test t: look(a: 1) given x.y = 1, z: true expect denied", "test t: look(a: 1) given x.y is 1, z is true expect deny"],
  ["test t: look(a=1, b == 2) expect allowed by x", "test t: look(a:1, b : 2) expect allow by x"],
];
const advised: readonly (readonly [string, RegExp])[] = [
  [clause("when amount < 5 dollars"), /`5 USD`/],
  [clause("when text is one of a, 5"), /`in \[a, b\]`/],
  ["may look: get_order get_note", /^expected `,` before another action, or `when` before a condition$/],
  ["may talk: respond text foo bar", /^`text` begins no member of a pact; members begin/],
  ["nevr talk: respond", /^`nevr` begins no member of a pact, did you mean `never`\?$/],
  ["never foo:", /^expected an action, `\*` for every one, or `when` and a condition; found `may`$/],
  ['never foo: because "No."', /^expected an action, `\*` for every one, .*; found `because`$/],
  ['escalate a: respond to "b" within 1 hour carrying text', /^expected `else deny`; found `carrying`$/],
  ["may null: respond", /^expected a name; found `null`, a reserved word \(write it in back-quotes/],
  [clause("when length(text) between 1 and 5"), /`amount >= 10 and amount <= 20`/],
  ["limit x: calls of refund 3 per session", /^expected `hard` and an amount, or `per`; found `3`$/],
  ["test t: refund(a: 1) given { a is 1 } expect allow", /^expected a name; found `\{`$/],
  ['evaluate e {\n    agent "node a.js"\n  }', /^expected `command`, `openai`, `mcp` or `recorded`; found `"node a.js"`$/],
  ["may all: any tool", /every tool is `\*`/],
];
const pact = (member: string) => `pact p {\n  version 1.0.0\n  ${member}\n  may last: handoff\n}\n`;

describe("slips", () => {
  for (const [wrote, meant] of mended)
    it(`\`${wrote}\``, () => {
      const { diagnostics, tree, text } = parse(pact(wrote));
      const fixes = diagnostics.flatMap(({ fixes }) => fixes ?? []);
      assert.ok(fixes.length > 0, JSON.stringify(diagnostics));
      assert.equal(tree.members.at(-1)?.kind, "may", "what follows is read");
      // Where two findings have one fix, it is made once.
      const edits = new Map(fixes.flatMap(({ edits }) => edits).map((edit) => [edit.start, edit]));
      const after = applyFixes(text, [{ title: "", edits: [...edits.values()] }]);
      assert.equal(after, pact(meant));
      assert.deepEqual(parse(pact(meant)).diagnostics, []);
    });

  for (const [wrote, advice] of advised)
    it(`\`${wrote}\``, () => {
      const messages = parse(pact(wrote)).diagnostics.map(({ message }) => message);
      assert.equal(messages.length, 1, messages.join("\n"));
      assert.match(messages[0]!, advice);
    });

  it("takes a prohibition of everything under a condition for what it is", () => {
    for (const member of ["never foo: when outage", "never foo: unless outage", "never foo: *"])
      assert.deepEqual(parse(pact(member)).diagnostics, [], member);
  });

  it("says of a second pact in a file only that it is one", () => {
    const messages = (text: string) => parse(text).diagnostics.map(({ message }) => message);
    const second = "a file holds one pact or one charter; move this one to a file of its own";
    const whole = pact("may look: get_order");
    assert.deepEqual(messages(whole + whole), [second]);
    assert.deepEqual(messages(`${pact("fact f: { a: text }")}// Another.\ncharter c {}\n`), [second]);
    assert.deepEqual(messages(`${whole}}\n${whole}`), ["this `}` closes nothing; remove it", second]);
  });

  it("writes a `when` unasked only where the clause names its actions", () => {
    const safe = (member: string) => parse(pact(member)).diagnostics.map(({ fixes }) => fixes?.[0]?.safe);
    assert.deepEqual(safe('never leak: respond text contains "x"'), [true]);
    assert.deepEqual(safe('never leak: text contains "x"'), [undefined]);
  });

  it("says once of a record that no comma stands in it", () => {
    const { diagnostics, tree } = parse(pact("fact f: { a: text, b: time, c: one of x, y, d: { e: text, f: text } }"));
    assert.deepEqual(
      diagnostics.map(({ message }) => message),
      ["no comma stands between fields; remove them"],
    );
    const [, fact] = tree.members;
    assert.ok(fact?.kind === "fact" && fact.type?.kind === "record-type");
    assert.deepEqual(
      fact.type.fields.map(({ name }) => name.text),
      ["a", "b", "c", "d"],
    );
  });

  it("reads on behind a slip as if it were none", () => {
    const [, read] = parse(pact(clause("when text is at least 5 and length(text) not in [1, 2]"))).tree.members;
    assert.ok(read?.kind === "may" && read.conditions.when?.kind === "and" && read.broken);
    assert.deepEqual(
      read.conditions.when.operands.map(({ kind }) => kind),
      ["comparison", "in"],
    );
  });

  it("reads a member twice at most", () => {
    const codes = (member: string) => parse(pact(member)).diagnostics.map(({ code }) => code);
    assert.ok(codes("fact f: { total: money date: text }").includes("PACT1004"));
    const fields = Array.from({ length: 3000 }, (_, i) => `f${i}: string`).join(" ");
    assert.deepEqual(new Set(codes(`fact f: { ${fields} }`)), new Set(["PACT1007"]));
  });
});
