// All small worlds: two actions, two arguments of three values or absent, every kind of clause with every small condition. The
// table's order holds in each, and whatever fails inside a condition never lets through what was denied.
import assert from "node:assert/strict";
import fc from "fast-check";
import { analyze, CompiledPact, type Decision, type Model, type SessionMonitor, toRawObject } from "../../engine/index.ts";
import type { Condition, Value } from "../../grammar/index.ts";
import { parse } from "../../grammar/index.ts";
import { runs } from "../counts.ts";
import { pactAndWorlds } from "../reference/arbitraries.ts";
import { compileReference, decideReference } from "../reference/engine.ts";

type Truth = boolean | undefined;
type Args = { readonly x?: number; readonly y?: number };

const catalogue = JSON.stringify({
  tools: ["a", "b"].map((name) => ({ name, inputSchema: { properties: { x: { type: "integer" }, y: { type: "integer" } } } })),
});

/** Conditions as they are written, and what they are, three-valued, written out by hand. */
const conditions: readonly { readonly text: string; readonly truth: (args: Args) => Truth }[] = [
  { text: "", truth: () => true },
  { text: "when x is 1", truth: ({ x }) => (x === undefined ? undefined : x === 1) },
  { text: "when x < y", truth: ({ x, y }) => (x === undefined || y === undefined ? undefined : x < y) },
  { text: "unless y is 2", truth: ({ y }) => (y === undefined ? undefined : y !== 2) },
];
type Choice = (typeof conditions)[number] | undefined;
const choices: readonly Choice[] = [undefined, ...conditions];

interface SmallPact {
  readonly never: Choice;
  readonly named: Choice;
  readonly unnamed: Choice;
  readonly may: Choice;
  readonly limit: boolean;
}

function* smallPacts(): Generator<SmallPact> {
  for (const never of choices)
    for (const named of choices)
      for (const unnamed of choices)
        for (const may of choices) for (const limit of [false, true]) yield { never, named, unnamed, may, limit };
}

function compile({ never, named, unnamed, may, limit }: SmallPact): CompiledPact {
  const clause = (choice: Choice, head: string, tail = "") => (choice ? `  ${head} ${choice.text} ${tail}\n` : "");
  const ladder = 'to "x" within 1 hour else deny';
  const text = `pact p {\n version 1.0.0\n tools from "./t.json"\n${clause(may, "may m: a")}${clause(never, "never n: a")}${clause(named, "escalate e: a", ladder)}${clause(unnamed, "escalate u:", ladder)}${limit ? "limit l: calls of a hard 0 per session\n" : ""} delegate to "helper" at most b\n record input for every action on failure deny }`;
  const { model, diagnostics } = analyze(parse(text), { read: () => ({ text: catalogue }), exists: () => true });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join());
  return new CompiledPact(model);
}

const values = [undefined, 1, 2, 3];
const requests = ["a", "b"].flatMap((action) =>
  values.flatMap((x) => values.map((y): { action: string; args: Args } => ({ action, args: { ...(x && { x }), ...(y && { y }) } }))),
);
const circumstances = [
  { suspended: false, granted: false, unrecordable: false, delegated: false },
  { suspended: true, granted: false, unrecordable: false, delegated: false },
  { suspended: false, granted: true, unrecordable: false, delegated: false },
  { suspended: false, granted: false, unrecordable: true, delegated: false },
  { suspended: false, granted: true, unrecordable: true, delegated: true },
  { suspended: false, granted: true, unrecordable: false, delegated: true },
  { suspended: false, granted: false, unrecordable: false, delegated: true },
];

/** The table of language.md, read off line by line. */
function table(
  pact: SmallPact,
  action: string,
  args: Args,
  { suspended, granted, unrecordable, delegated }: (typeof circumstances)[number],
): string {
  const of = (choice: Choice, covers: boolean): Truth => (choice && covers ? choice.truth(args) : false);
  const [never, named, unnamed, may] = [
    of(pact.never, action === "a"),
    of(pact.named, action === "a"),
    of(pact.unnamed, true),
    of(pact.may, action === "a"),
  ];
  if (suspended) return "deny suspended";
  if (never === true) return "deny prohibited n";
  if (never === undefined) return "deny indeterminate n";
  if (pact.limit && action === "a") return "deny hard_cap l";
  if (unrecordable) return "deny evidence_unavailable record";
  if (delegated && action === "a") return "deny out_of_scope";
  const applying = [named !== false ? "e" : "", unnamed !== false ? "u" : ""].filter(Boolean);
  if (applying.length > 0 && !granted) return `escalate escalated ${applying.join()}`;
  if (may === true || applying.includes("e")) return `allow allowed ${[may === true ? "m" : "", ...applying].filter(Boolean).join()}`;
  return "deny out_of_scope";
}

const say = ({ effect, reason, basis }: Decision): string =>
  [effect, reason, basis.map((id) => id.split("#")[1]).join()].filter(Boolean).join(" ");

describe("all small worlds", () => {
  it("the table's order holds in each", () => {
    let decisions = 0;
    for (const small of smallPacts()) {
      const pact = compile(small);
      const sessions = { own: pact.session(), delegated: pact.session({ principal: toRawObject({ via: ["helper"] })! }) };
      for (const { action, args } of requests) {
        for (const circumstance of circumstances) {
          const grants = new Set(circumstance.granted ? ["p@1.0.0#e", "p@1.0.0#u"] : []);
          const request = { action, args: toRawObject(args)!, nowMs: 0, ...circumstance, grants };
          const decided = say(pact.decide(request, circumstance.delegated ? sessions.delegated : sessions.own));
          decisions++;
          if (decided !== table(small, action, args, circumstance))
            assert.equal(decided, table(small, action, args, circumstance), JSON.stringify({ small, action, args }));
        }
      }
    }
    assert.equal(decisions, 5 ** 4 * 2 * 32 * circumstances.length);
  });

  it("a failure at any leaf of any condition never turns a denial into anything else but a denial or an escalation", () => {
    let injected = 0;
    for (const small of smallPacts()) {
      const pact = compile(small);
      const session = pact.session();
      for (const failing of withFailures(pact.model)) {
        const broken = new CompiledPact(failing);
        const there = broken.session();
        for (const { action, args } of requests) {
          const request = { action, args: toRawObject(args)!, nowMs: 0 };
          injected++;
          assertSafe(pact.decide(request, session), broken.decide(request, there), { small, action, args });
        }
      }
    }
    assert.ok(injected > 50_000, String(injected));
  });

  it(`nor at any leaf of ${runs.failures} random worlds with every kind of condition`, function () {
    this.timeout(600_000);
    let injected = 0;
    fc.assert(
      fc.property(pactAndWorlds(2), ([ref, worlds]) => {
        const pact = compileReference(ref);
        const failing = [...withFailures(pact.model)].map((model) => new CompiledPact(model));
        // Without grants: a failure may hand an action to a person, and what they grant is theirs.
        for (const world of worlds.map((each) => ({ ...each, grants: [] }))) {
          const before = decideReference(pact, ref, world);
          for (const broken of failing) {
            injected++;
            assertSafe(before, decideReference(broken, ref, world), { ref, world });
          }
        }
      }),
      { numRuns: Math.ceil(runs.failures / 2), seed: 20_261_125, endOnFailure: true },
    );
    assert.ok(injected > runs.failures, String(injected));
  });

  it("a session that throws when it is asked denies", () => {
    const bodies = ["after a", "count(calls of a) < 5", "x comes from b", "sum(x of a within 1 day) < 9"];
    for (const body of bodies) {
      for (const kind of ["may m: a when", "never n: a when"]) {
        const text = `pact p {\n version 1.0.0\n tools from "./t.json"\n may all: a\n ${kind} ${body}\n}`;
        const { model } = analyze(parse(text), { read: () => ({ text: catalogue }), exists: () => true });
        const pact = new CompiledPact(model);
        const session = throwing(pact.session());
        const { effect, reason, problem } = pact.decide({ action: "a", args: toRawObject({ x: 1 })!, nowMs: 0 }, session);
        assert.deepEqual([effect, reason], ["deny", "indeterminate"], body);
        assert.match(problem ?? "", /could not be decided: out of order/);
      }
    }
  });
});

/** Nothing that was denied is allowed, and nothing that waited for a person either. */
function assertSafe(before: Pick<Decision, "effect" | "reason">, after: Pick<Decision, "effect" | "reason">, where: object): void {
  if (after.effect !== "allow" || before.effect === "allow") return;
  assert.fail(`${before.effect} ${before.reason} became ${after.effect} ${after.reason}: ${JSON.stringify(where)}`);
}

const throwing = (session: SessionMonitor): SessionMonitor =>
  new Proxy(session, {
    get: (target, name) => {
      if (["happened", "amount", "vouches"].includes(String(name))) return () => assert.fail("out of order");
      return Reflect.get(target, name, target);
    },
  });

// ── Failures: the model again, with one leaf that is unknown ────────────────────────────────────────────────────────

function* withFailures(model: Model): Generator<Model> {
  for (const clause of model.clauses) {
    for (const part of ["when", "unless"] as const) {
      const condition = clause.member.conditions[part];
      const leaves = condition ? countLeaves(condition) : 0;
      for (let leaf = 0; leaf < leaves; leaf++) {
        const member = { ...clause.member, conditions: { ...clause.member.conditions, [part]: failAt(condition!, { left: leaf }) } };
        yield { ...model, clauses: model.clauses.map((each) => (each === clause ? { ...clause, member } : each)) };
      }
    }
  }
}

function countLeaves(condition: Condition): number {
  const counter = { left: Number.POSITIVE_INFINITY, seen: 0 };
  failAt(condition, counter);
  return counter.seen;
}

/** The condition with its n-th leaf missing; quantifiers and filters are looked into as well. */
function failAt(node: Condition, counter: { left: number; seen?: number }): Condition {
  switch (node.kind) {
    case "and":
    case "or":
      return { ...node, operands: node.operands.map((operand) => failAt(operand, counter)) };
    case "not":
      return { ...node, operand: failAt(node.operand, counter) };
    case "parenthesised":
      return { ...node, inner: failAt(node.inner, counter) };
    case "quantified":
      return { ...node, satisfies: failAt(node.satisfies, counter) };
    case "comparison": {
      const fail = (value: Value): Value => (value.kind === "filtered" ? { ...value, where: failAt(value.where, counter) } : value);
      const inner = { ...node, left: fail(node.left), right: fail(node.right) };
      return leafAt(inner, counter);
    }
    default:
      return leafAt(node, counter);
  }
}

function leafAt(node: Condition, counter: { left: number; seen?: number }): Condition {
  counter.seen = (counter.seen ?? 0) + 1;
  return counter.left-- === 0 ? { kind: "missing", start: node.start, end: node.end } : node;
}
