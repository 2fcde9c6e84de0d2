// A `test` member: a small world, one action, the decision expected. The same functions decide as for a live agent.
import type { Json, Literal, TestMember } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import type { CompiledPact, Decision } from "../decision/decide.ts";
import { Decimal } from "../decision/decimal.ts";
import { History } from "../decision/history.ts";
import { durationSeconds, type Raw, type RawObject, timeFromText } from "../decision/values.ts";

export interface TestResult {
  readonly passed: boolean;
  /** For a failure: what was expected, what was decided and why. */
  readonly message: string;
  readonly decision: Decision;
}

export function runTest(test: TestMember, pact: CompiledPact): TestResult {
  const world = new World(test, pact.model);
  const { decision } = pact.decide(world.request(), world.history);
  const wanted = `${test.effect}${test.by ? ` by ${test.by.text}` : test.reason ? ` as ${test.reason.text}` : ""}`;
  const names = decision.basis.map((id) => id.slice(id.indexOf("#") + 1));
  const passed =
    decision.effect === test.effect && (!test.by || names.includes(test.by.text)) && (!test.reason || decision.reason === test.reason.text);
  const lacks = decision.nearest ? `; \`${decision.nearest.clause.split("#")[1]}\` lacked: ${decision.nearest.lacks.join("; ")}` : "";
  const unknown = decision.unknown.length > 0 ? `; unknown: ${decision.unknown.map((id) => id.split("#")[1]).join(", ")}` : "";
  const got = `${decision.effect}${names.length > 0 ? ` by ${names.join(", ")}` : ""} (${decision.reason}${decision.problem ? `: ${decision.problem}` : ""})`;
  return { passed, message: passed ? "" : `expected ${wanted}, got ${got}${lacks}${unknown}`, decision };
}

class World {
  readonly history = new History();
  private readonly facts: Record<string, Raw> = Object.create(null);
  private readonly principal: Record<string, Raw> = Object.create(null);
  private nowMs: number | undefined;
  private readonly test: TestMember;
  private readonly model: Model;

  constructor(test: TestMember, model: Model) {
    this.test = test;
    this.model = model;
    for (const { path, value } of test.given)
      this.give(
        path.steps.map((step) => (step.kind === "name" ? step.text : String(step.index))),
        given(value),
      );
    this.nowMs ??= model.effective && timeFromText(model.effective.from, model.timezone ?? "UTC")?.ms;
    for (const [step, event] of test.history.entries()) {
      if (event.kind === "says") this.history.say(event.who, event.text.value, step);
      else {
        const ago = event.ago ? durationSeconds(event.ago.digits, event.ago.unit).toNumber() * 1000 : 0;
        const call = this.history.begin(
          event.call.tool.text,
          args(event.call.args),
          step,
          this.nowMs === undefined ? undefined : this.nowMs - ago,
        );
        this.history.settle(call, true, fromJson(event.result));
      }
    }
  }

  request() {
    const { call } = this.test;
    return {
      action: call.tool.text,
      args: args(call.args),
      principal: this.principal,
      facts: this.facts,
      given: this.facts,
      nowMs: this.nowMs,
    };
  }

  /** `now`, the principal and its fields, or a fact; `order.status` sets one field of a fact. */
  private give(path: readonly string[], raw: Raw): void {
    const [root = "", ...rest] = path;
    if (root === "now") this.nowMs = typeof raw === "string" ? timeFromText(raw, this.model.timezone)?.ms : undefined;
    else {
      const target = this.model.facts.has(root) ? this.facts : this.principal;
      target[root] = rest.reduceRight<Raw>((inner, name) => Object.assign(Object.create(null), { [name]: inner }), raw);
    }
  }
}

const given = (value: Literal | { kind: "name"; text: string }): Raw => (value.kind === "name" ? value.text : fromJson(value));

function fromJson(node: Json): Raw {
  switch (node.kind) {
    case "null":
      return null;
    case "array":
      return node.items.map(fromJson);
    case "object": {
      const object: Record<string, Raw> = Object.create(null);
      for (const { key, value } of node.entries) object[key.value] = fromJson(value);
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
      return node.unit && !/^[A-Z]{3}$/.test(node.unit) && node.unit !== "tokens"
        ? `${node.digits} ${node.unit}`
        : (Decimal.parse(node.digits) ?? null);
  }
}

function args(list: TestMember["call"]["args"]): RawObject {
  const object: Record<string, Raw> = Object.create(null);
  for (const { name, value } of list) object[name.text] = fromJson(value);
  return object;
}
