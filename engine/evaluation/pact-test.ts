// A `test` member: a small world, one action, the decision expected. The same functions decide as for a live agent.
import type { Json, Literal, TestMember } from "../../grammar/index.ts";
import { durationUnits } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import { durationSeconds, timeFromText } from "../decision/calendar.ts";
import type { CompiledPact } from "../decision/decide.ts";
import { parseNum, toDouble } from "../decision/decimal.ts";
import type { Decision, Request, Standing } from "../decision/decision.ts";
import type { SessionMonitor } from "../decision/monitor.ts";
import { bareObject, isRawObject, type Raw, type RawObject } from "../decision/values.ts";

export interface TestResult {
  readonly passed: boolean;
  /** For a failure: what was expected, what was decided and why. */
  readonly message: string;
  /** What was expected and what came, in the words of a test, for an editor that shows them side by side. */
  readonly expected: string;
  readonly actual: string;
  /** What was asked. */
  readonly request: Request;
  readonly decision: Decision;
  readonly standings: readonly Standing[];
}

export function runTest(test: TestMember, pact: CompiledPact): TestResult {
  const { request, session } = worldOf(test, pact);
  const { decision, standings } = pact.decideInFull(request, session);
  const expected = `${test.effect}${test.by ? ` by ${test.by.text}` : test.reason ? ` as ${test.reason.text}` : ""}`;
  const names = decision.basis.map(nameOf);
  const passed =
    decision.effect === test.effect && (!test.by || names.includes(test.by.text)) && (!test.reason || decision.reason === test.reason.text);
  const actual = `${decision.effect}${names.length > 0 ? ` by ${names.join(", ")}` : ""} (${decision.reason}${decision.problem ? `: ${decision.problem}` : ""})`;
  const lacks = decision.nearest ? `; \`${nameOf(decision.nearest.clause)}\` lacked: ${decision.nearest.lacks.join("; ")}` : "";
  const unknown = decision.unknown.length > 0 ? `; unknown: ${decision.unknown.map(nameOf).join(", ")}` : "";
  return {
    passed,
    message: passed ? "" : `expected ${expected}, got ${actual}${lacks}${unknown}`,
    expected,
    actual,
    request,
    decision,
    standings,
  };
}

const nameOf = (id: string): string => id.slice(id.indexOf("#") + 1);

/** The request a test makes and the session before it; also for whoever explains a test. */
export function worldOf(test: TestMember, pact: CompiledPact): { readonly request: Request; readonly session: SessionMonitor } {
  const { model } = pact;
  const set = settings(test, model);
  const session = pact.session({ principal: set.principal, reportsUsage: false, isImagined: true });
  for (const event of test.history) {
    session.nextTurn();
    const ago = event.ago ? toDouble(durationSeconds(event.ago.digits, event.ago.unit)) * 1000 : 0;
    const timeMs = set.nowMs === undefined ? undefined : set.nowMs - ago;
    if (event.kind === "says") session.say(event.who, event.text.value, timeMs);
    else session.settle(session.begin(event.call.tool.text, objectOf(event.call.args), timeMs), "succeeded", rawOf(event.result));
  }
  session.nextTurn();
  for (const [limit, spent] of set.accounts) session.setAccount(limit, spent, set.nowMs);
  const { call } = test;
  const request = {
    action: call.tool.text,
    args: objectOf(call.args),
    facts: set.facts,
    given: set.facts,
    nowMs: set.nowMs,
    recorded: true,
  };
  return { request, session };
}

interface Settings {
  readonly facts: RawObject;
  readonly principal: RawObject;
  /** What stands on a limit's account, by its name. */
  readonly accounts: ReadonlyMap<string, Raw>;
  readonly nowMs: number | undefined;
}

/** `given`: `now`, the principal and its fields, a fact or one field of it, a judge's answer, a limit's account. */
function settings(test: TestMember, model: Model): Settings {
  const facts = bareObject();
  const principal = bareObject();
  const accounts = new Map<string, Raw>();
  let nowMs = model.effective && timeFromText(model.effective.from, model.timezone ?? "UTC")?.ms;
  for (const { path, value } of test.given) {
    const [root = "", ...rest] = path.steps.map((step) => (step.kind === "name" ? step.text : String(step.index)));
    const raw = value.kind === "name" ? value.text : rawOf(value);
    if (root === "now") nowMs = typeof raw === "string" ? timeFromText(raw, model.timezone)?.ms : undefined;
    else if (rest.length === 0 && model.limits.some(({ name }) => name === root)) accounts.set(root, raw);
    else {
      const target = model.facts.has(root) || model.judges.has(root) ? facts : principal;
      target[root] = setInside(target[root], rest, raw);
    }
  }
  return { facts, principal, accounts, nowMs };
}

/** `order.status` sets one field and keeps the others. */
function setInside(old: Raw | undefined, path: readonly string[], raw: Raw): Raw {
  const [name, ...rest] = path;
  if (name === undefined) return raw;
  const base: RawObject = isRawObject(old) ? old : bareObject();
  return Object.assign(bareObject(), base, { [name]: setInside(base[name], rest, raw) });
}

/** A value of a test as a request carries it. */
export function rawOf(node: Json | Literal): Raw {
  switch (node.kind) {
    case "null":
      return null;
    case "array":
      return node.items.map(rawOf);
    case "object": {
      const object = bareObject();
      for (const { key, value } of node.entries) object[key.value] = rawOf(value);
      return object;
    }
    case "text":
    case "boolean":
      return node.value;
    case "moment":
      return node.text;
    case "percent":
      return `${node.digits}%`;
    case "number":
      return node.unit && durationUnits.includes(node.unit) ? `${node.digits} ${node.unit}` : (parseNum(node.digits) ?? null);
  }
}

function objectOf(list: TestMember["call"]["args"]): RawObject {
  const object = bareObject();
  for (const { name, value } of list) object[name.text] = rawOf(value);
  return object;
}
