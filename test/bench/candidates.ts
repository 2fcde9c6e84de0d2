// The candidates of `npm run bench:decide`: each makes a function that decides the workload's requests one by one.
import type { BenchRequest, Rule, Test, Workload } from "./workload.ts";
import { fields } from "./workload.ts";

export type Decide = (request: number) => boolean | Promise<boolean>;
export interface Candidate {
  readonly name: string;
  /** What the candidate does more, or less, than this engine: printed beside the figures. */
  readonly note: string;
  prepare(workload: Workload): Promise<Decide>;
}

const all = <Part>(when: Rule["when"], each: (test: Test) => Part, any: (parts: Part[]) => Part): Part[] =>
  when.map((part) => ("field" in part ? each(part) : any(part.map(each))));

// ── This engine ─────────────────────────────────────────────────────────────────────────────────────────────────────

export function pactText({ rules }: Workload): { readonly pact: string; readonly catalogue: string } {
  const value = ({ value: given, operator }: Test) =>
    operator === "in" ? `[${(given as readonly string[]).join(", ")}]` : operator === "starts with" ? JSON.stringify(given) : String(given);
  const test = (each: Test) => `${each.field} ${each.operator} ${value(each)}`;
  const clauses = rules.map(
    ({ name, kind, action, when }) =>
      `  ${kind} ${name}: ${action} when ${all(when, test, (parts) => `(${parts.join(" or ")})`).join(" and ")}`,
  );
  const properties = Object.fromEntries(
    Object.entries(fields).map(([name, type]) => [
      name,
      typeof type === "string" ? { type: type === "text" ? "string" : type } : { type: "string", enum: type },
    ]),
  );
  const tools = [...new Set(rules.map(({ action }) => action))].map((name) => ({
    name,
    inputSchema: { type: "object", properties, required: Object.keys(properties) },
  }));
  return {
    pact: `pact bench {\n  version 1.0.0\n  tools from "./tools.json"\n${clauses.join("\n")}\n}\n`,
    catalogue: JSON.stringify({ tools }),
  };
}

async function compiled(workload: Workload) {
  const { analyze, CompiledPact } = await import("../../engine/index.ts");
  const { parse } = await import("../../grammar/index.ts");
  const { pact, catalogue } = pactText(workload);
  const { model, diagnostics } = analyze(parse(pact), { read: () => ({ text: catalogue }), exists: () => true });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  return new CompiledPact(model);
}

const ours: Candidate = {
  name: "pact",
  note: "basis, three truth values, exact decimals, schema of the arguments; requests as `toRawObject` reads them",
  async prepare(workload) {
    const { toRawObject } = await import("../../engine/index.ts");
    const pact = await compiled(workload);
    const session = pact.session();
    const requests = workload.requests.map(({ action, args }) => ({ action, args: toRawObject(args)!, nowMs: 0 }));
    return (i) => pact.decide(requests[i]!, session).effect === "allow";
  },
};

const oursPlain: Candidate = {
  name: "pact, plain objects",
  note: "the same with every request copied and checked from a host's plain object first",
  async prepare(workload) {
    const pact = await compiled(workload);
    const session = pact.session();
    const requests = workload.requests.map(({ action, args }) => ({ action, args, nowMs: 0 }));
    return (i) => pact.decide(requests[i]!, session).effect === "allow";
  },
};

// ── Other engines ───────────────────────────────────────────────────────────────────────────────────────────────────

const cedar: Candidate = {
  name: "cedar-wasm",
  note: "stateful API, policies parsed once; two truth values, four decimals",
  async prepare({ rules, requests }) {
    const { createRequire } = await import("node:module");
    const wasm = createRequire(import.meta.url)("@cedar-policy/cedar-wasm/nodejs") as typeof import("@cedar-policy/cedar-wasm/nodejs");
    const decimal = (value: number) => `decimal("${value.toFixed(4)}")`;
    const test = ({ field, operator, value }: Test): string => {
      const left = `context.${field}`;
      if (operator === "in") return `${JSON.stringify(value)}.contains(${left})`;
      if (operator === "starts with") return `${left} like "${value}*"`;
      if (operator === "is" || operator === "is not") return `${left} ${operator === "is" ? "==" : "!="} ${JSON.stringify(value)}`;
      if (field !== "amount") return `${left} ${operator} ${value}`;
      const method = { "<": "lessThan", "<=": "lessThanOrEqual", ">": "greaterThan", ">=": "greaterThanOrEqual" }[operator];
      return `${left}.${method}(${decimal(Number(value))})`;
    };
    const policies = rules.map(
      ({ name, kind, action, when }) =>
        `@id("${name}") ${kind === "may" ? "permit" : "forbid"}(principal, action == Action::"${action}", resource) when { ${all(when, test, (parts) => `(${parts.join(" || ")})`).join(" && ")} };`,
    );
    const parsed = wasm.preparsePolicySet("bench", { staticPolicies: policies.join("\n") });
    if (parsed.type !== "success") throw new Error(JSON.stringify(parsed));
    const calls = requests.map(({ action, args }) => ({
      principal: { type: "Agent", id: "a" },
      action: { type: "Action", id: action },
      resource: { type: "Desk", id: "d" },
      context: { ...args, amount: { __extn: { fn: "decimal", arg: Number(args.amount).toFixed(4) } } },
      preparsedPolicySetId: "bench",
      validateRequest: false,
      entities: [],
    }));
    return (i) => {
      const answer = wasm.statefulIsAuthorized(calls[i]! as Parameters<typeof wasm.statefulIsAuthorized>[0]);
      if (answer.type !== "success") throw new Error(JSON.stringify(answer));
      return answer.response.decision === "allow";
    };
  },
};

const expression = ({ field, operator, value }: Test, root: string): string => {
  const left = `${root}.${field}`;
  if (operator === "in") return `(${(value as readonly string[]).map((each) => `${left} == ${JSON.stringify(each)}`).join(" || ")})`;
  if (operator === "starts with") return `startsWith(${left}, ${JSON.stringify(value)})`;
  return `${left} ${operator === "is" ? "==" : operator === "is not" ? "!=" : operator} ${JSON.stringify(value)}`;
};

const casbin: Candidate = {
  name: "casbin",
  note: "enforceSync with one ABAC rule a policy line; two truth values, doubles",
  async prepare({ rules, requests }) {
    const { newEnforcer, newModelFromString } = await import("casbin");
    const model = newModelFromString(
      "[request_definition]\nr = act, args\n[policy_definition]\np = act, rule, eft\n[policy_effect]\ne = some(where (p.eft == allow)) && !some(where (p.eft == deny))\n[matchers]\nm = r.act == p.act && eval(p.rule)\n",
    );
    const enforcer = await newEnforcer(model);
    await enforcer.addFunction("startsWith", (text: string, prefix: string) => text.startsWith(prefix));
    for (const { kind, action, when } of rules) {
      const rule = all(
        when,
        (test) => expression(test, "r.args"),
        (parts) => `(${parts.join(" || ")})`,
      ).join(" && ");
      await enforcer.addPolicy(action, rule, kind === "may" ? "allow" : "deny");
    }
    return (i) => enforcer.enforceSync(requests[i]!.action, requests[i]!.args);
  },
};

const jsonRules: Candidate = {
  name: "json-rules-engine",
  note: "one rule for each; asynchronous by design; two truth values, doubles",
  async prepare({ rules, requests }) {
    const { Engine } = await import("json-rules-engine");
    const engine = new Engine([], { allowUndefinedFacts: true });
    engine.addOperator("startsWith", (text: string, prefix: string) => text.startsWith(prefix));
    const operators = {
      is: "equal",
      "is not": "notEqual",
      "<": "lessThan",
      "<=": "lessThanInclusive",
      ">": "greaterThan",
      ">=": "greaterThanInclusive",
      "starts with": "startsWith",
      in: "in",
    };
    type Conditions = { fact: string; operator: string; value: unknown } | { any: Conditions[] };
    for (const { name, kind, action, when } of rules) {
      const tests = all<Conditions>(
        when,
        ({ field, operator, value }) => ({ fact: field, operator: operators[operator], value }),
        (any) => ({ any }),
      );
      engine.addRule({
        conditions: { all: [{ fact: "action", operator: "equal", value: action }, ...tests] } as never,
        event: { type: kind, params: { name } },
      });
    }
    return async (i) => {
      const { events } = await engine.run({ action: requests[i]!.action, ...requests[i]!.args });
      return events.some(({ type }) => type === "may") && !events.some(({ type }) => type === "never");
    };
  },
};

// ── Limits: what a machine or a person could write for just these rules ─────────────────────────────────────────────

const generated: Candidate = {
  name: "generated code",
  note: "a limit: `new Function` for just these rules, with the same basis and three truth values, doubles, no schema",
  async prepare(workload) {
    const decide = generate(workload);
    return (i) => decide(workload.requests[i]!).effect === "allow";
  },
};

interface Generated {
  readonly effect: string;
  readonly reason: string;
  readonly basis: readonly string[];
  readonly unknown: readonly string[];
}

function generate({ rules, actions }: Workload): (request: BenchRequest) => Generated {
  const test = ({ field, operator, value }: Test): string => {
    const left = `a.${field}`;
    const text =
      operator === "in"
        ? `(${(value as readonly string[]).map((each) => `${left} === ${JSON.stringify(each)}`).join(" || ")})`
        : operator === "starts with"
          ? `${left}.startsWith(${JSON.stringify(value)})`
          : `${left} ${operator === "is" ? "===" : operator === "is not" ? "!==" : operator} ${JSON.stringify(value)}`;
    return `(${left} === undefined ? undefined : ${text})`;
  };
  const any = (parts: string[]) => `or(${parts.join(", ")})`;
  const cases = actions.map((action) => {
    const mine = rules.filter((rule) => rule.action === action);
    const lines = mine.map(({ name, when }, i) => {
      const parts = all(when, test, any);
      const and = parts.slice(1).reduce((left, right) => `and(${left}, ${right})`, parts[0]!);
      return `const t${i} = ${and}; if (t${i} === undefined) unknown.push(${JSON.stringify(name)});`;
    });
    const push = (kind: string, truth: string, list: string) =>
      mine
        .map(({ name, kind: each }, i) => (each === kind ? `if (t${i} === ${truth}) ${list}.push(${JSON.stringify(name)});` : ""))
        .join(" ");
    return `case ${JSON.stringify(action)}: {
      ${lines.join("\n      ")}
      ${push("never", "true", "basis")} if (basis.length > 0) return { effect: "deny", reason: "prohibited", basis, unknown };
      ${push("never", "undefined", "basis")} if (basis.length > 0) return { effect: "deny", reason: "indeterminate", basis, unknown };
      ${push("may", "true", "basis")} if (basis.length > 0) return { effect: "allow", reason: "allowed", basis, unknown };
      return { effect: "deny", reason: "out_of_scope", basis, unknown };
    }`;
  });
  const source = `
    const and = (x, y) => x === false || y === false ? false : x === undefined || y === undefined ? undefined : true;
    const or = (x, y) => x === true || y === true ? true : x === undefined || y === undefined ? undefined : false;
    return (request) => { const a = request.args, basis = [], unknown = [];
      switch (request.action) { ${cases.join("\n")} default: return { effect: "deny", reason: "out_of_scope", basis, unknown }; } };`;
  return new Function(source)() as (request: BenchRequest) => Generated;
}

const handwritten: Candidate = {
  name: "hand-written code",
  note: "a limit: plain functions by action, two truth values, doubles, no basis",
  async prepare({ rules, requests }) {
    const part = ({ field, operator, value }: Test): ((args: BenchRequest["args"]) => boolean) => {
      const bound = value as number;
      switch (operator) {
        case "in":
          return (args) => (value as readonly string[]).includes(args[field] as string);
        case "starts with":
          return (args) => (args[field] as string).startsWith(value as string);
        case "is":
          return (args) => args[field] === value;
        case "is not":
          return (args) => args[field] !== value;
        case "<":
          return (args) => (args[field] as number) < bound;
        case "<=":
          return (args) => (args[field] as number) <= bound;
        case ">":
          return (args) => (args[field] as number) > bound;
        default:
          return (args) => (args[field] as number) >= bound;
      }
    };
    const byAction = new Map<
      string,
      { never: ((args: BenchRequest["args"]) => boolean)[]; may: ((args: BenchRequest["args"]) => boolean)[] }
    >();
    for (const { kind, action, when } of rules) {
      const parts = all(when, part, (any) => (args) => any.some((each) => each(args)));
      const entry = byAction.get(action) ?? { never: [], may: [] };
      entry[kind].push((args) => parts.every((each) => each(args)));
      byAction.set(action, entry);
    }
    return (i) => {
      const { action, args } = requests[i]!;
      const entry = byAction.get(action);
      return entry !== undefined && !entry.never.some((rule) => rule(args)) && entry.may.some((rule) => rule(args));
    };
  },
};

export const candidates: readonly Candidate[] = [ours, oursPlain, cedar, casbin, jsonRules, generated, handwritten];
