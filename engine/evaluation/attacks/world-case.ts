// A small world around a clause as a case: what happened before becomes what tools answer, what is given becomes who and what is
// known, and the call becomes what the person asks for.
import { type At, type FactMember, parse, spellName, type TestMember } from "../../../grammar/index.ts";
import type { Clause } from "../../analysis/model.ts";
import type { Type } from "../../analysis/types.ts";
import type { BoundaryWorld } from "../../boundaries/index.ts";
import type { CompiledPact } from "../../decision/decide.ts";
import type { Decision } from "../../decision/decision.ts";
import { bareObject, isRawObject, type Raw, type RawObject, toJson } from "../../decision/values.ts";
import type { Canned, Case, Expectation } from "../case.ts";
import { rawOf, runTest, worldOf } from "../pact-test.ts";
import { closeFacts } from "./open-facts.ts";

/** The world as an action somebody asks for, with what the pact decides of it. */
export interface Scene {
  readonly clause: Clause;
  readonly action: string;
  readonly args: RawObject;
  /** What the person said before, word for word. */
  readonly said: readonly string[];
  readonly decision: Decision;
  readonly setting: Pick<Case, "principal" | "facts" | "nowMs" | "tools">;
}

/** undefined where the world is none the engine can read, or its request breaks the tool's own schema. */
export function sceneOf(world: BoundaryWorld, clause: Clause, pact: CompiledPact, home?: Case): Scene | undefined {
  // What the world leaves open is as in the agent's ordinary work.
  for (const [name, value] of Object.entries(home?.facts ?? {})) {
    const literal = literalOf(value, pact.model.facts.get(name)?.type);
    if (literal !== undefined) world.fill(name, literal);
  }
  const decided = () => {
    const test = testIn(`test scene: ${world} expect allow`);
    return test && { test, decision: runTest(test, pact).decision };
  };
  closeFacts(world, clause, pact.model, () => decided()?.decision);
  const { test, decision } = decided() ?? {};
  if (!test || !decision || decision.problem !== undefined) return undefined;
  const { request } = worldOf(test, pact);
  const said = test.history.flatMap((event) => (event.kind === "says" && event.who === "user" ? [event.text.value] : []));
  return { clause, action: request.action, args: request.args, said, decision, setting: settingOf(test, pact) };
}

/** An ordinary case in which the action is to be done, or could be. */
export const homeFor = (action: string, bases: readonly Case[]): Case | undefined =>
  bases.find(({ expect }) => expect.actions?.calls.some(({ tool }) => tool === action)) ?? bases.find(({ tools }) => tools.has(action));

function literalOf(value: Raw | undefined, type: Type | undefined): string | undefined {
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number")
    return type?.kind === "percent" ? `${value <= 1 ? Math.round(value * 10_000) / 100 : value}%` : String(value);
  if (typeof value !== "string") return undefined;
  return type?.kind === "enum" && spellName(value) === value ? value : JSON.stringify(value);
}

function testIn(text: string): TestMember | undefined {
  const { tree, diagnostics } = parse(`pact p {\n${text}\n}\n`);
  const [only] = tree.members;
  return only?.kind === "test" && diagnostics.length === 0 ? only : undefined;
}

/** Facts the host supplies stay facts; those a tool supplies are what that tool answers. */
function settingOf(test: TestMember, pact: CompiledPact): Scene["setting"] {
  const { model } = pact;
  const { request, session } = worldOf(test, pact);
  const answers = new Map<string, Raw>();
  for (const event of test.history) if (event.kind !== "says") answers.set(event.call.tool.text, rawOf(event.result));
  const facts = bareObject();
  for (const [name, value] of Object.entries(request.facts ?? {})) {
    const fact = model.facts.get(name);
    const [tool] = fact?.tools ?? [];
    if (value === undefined) continue;
    if (!fact || tool === undefined) facts[name] = fact?.type.kind === "percent" ? shareOf(value) : value;
    else answers.set(tool, withFact(answers.get(tool), value, fact.member));
  }
  const own: Raw = Object.assign(bareObject(), { ok: true });
  if (!answers.has(request.action)) answers.set(request.action, own);
  return {
    principal: session.principal,
    facts,
    nowMs: request.nowMs,
    tools: new Map([...answers].map(([tool, returns]): [string, Canned[]] => [tool, [{ when: undefined, returns, error: undefined }]])),
  };
}

/** A host tells a share as a number. */
function shareOf(value: Raw): Raw {
  const digits = typeof value === "string" ? /^(-?[\d.]+)%$/.exec(value)?.[1] : undefined;
  return digits === undefined ? value : Number(digits) / 100;
}

/** A result out of which the fact reads just these values; places with an index are left out. */
function withFact(result: Raw | undefined, value: Raw, { type, source }: FactMember): Raw {
  const base: RawObject = isRawObject(result) ? result : bareObject();
  if (!isRawObject(value)) return source?.kind === "result-source" && source.at ? put(base, namesOf(source.at), value) : value;
  const fields = new Map(type?.kind === "record-type" ? type.fields.map((field) => [field.name.text, field.at]) : []);
  return Object.entries(value).reduce<Raw>((whole, [name, each]) => {
    const at = fields.get(name);
    return each === undefined ? whole : put(whole, at ? namesOf(at) : [name], each);
  }, base);
}

const namesOf = ({ steps }: At): string[] => steps.flatMap((step) => (step.kind === "name" ? [step.text] : []));

function put(whole: Raw, [name, ...rest]: readonly string[], value: Raw): Raw {
  if (name === undefined) return value;
  const base: RawObject = isRawObject(whole) ? whole : bareObject();
  return Object.assign(bareObject(), base, { [name]: put(base[name] ?? bareObject(), rest, value) });
}

// ── In words ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `process return: order id "A1", amount 499.99`. */
export function asked({ action, args }: Pick<Scene, "action" | "args">): string {
  const parts = Object.entries(args).flatMap(([name, value]) => (value === undefined ? [] : [`${spaced(name)} ${toJson(value)}`]));
  return `${spaced(action)}${parts.length > 0 ? `: ${parts.join(", ")}` : ""}`;
}
const spaced = (name: string): string => name.replaceAll(/[_-]+/g, " ");

/** What the pact decides, as what a case expects. */
export function expectationOf({ action, args, decision }: Scene): Expectation {
  const nothing = { outcome: undefined, answer: undefined };
  const name = decision.basis[0]?.split("#")[1];
  if (decision.effect === "allow") return { ...nothing, actions: { calls: [{ tool: action, args }], how: "some" }, escalate: false };
  return { ...nothing, actions: undefined, escalate: decision.effect === "escalate" ? (name ?? true) : undefined };
}
