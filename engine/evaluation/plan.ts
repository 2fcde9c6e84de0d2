// What a suite of a pact asks for, put together from its items: which agent plays which cases how often, and what is required.
import type { Requirement, SuiteMember } from "../../grammar/index.ts";
import { clauseId, type Model, parametersOf } from "../analysis/model.ts";
import type { CaseWords } from "./case-words.ts";

export interface Suite {
  /** `pact@version#name`. */
  readonly id: string;
  readonly name: string;
  readonly sort: SuiteMember["sort"];
  readonly agent: { readonly adapter: string; readonly target: string } | undefined;
  /** Paths and patterns of paths, relative to the pact. */
  readonly cases: readonly string[];
  readonly trials: number;
  readonly requirements: readonly Requirement[];
  readonly generate: { readonly families: readonly string[]; readonly seed: number } | undefined;
  readonly start: number;
  readonly end: number;
}

/** In the order of the text; a charter has none. */
export function suitesOf(model: Model): Suite[] {
  if (model.tree.kind === "charter") return [];
  return model.tree.members.flatMap((member) =>
    member.kind === "suite" && !member.broken && member.name.text ? [toSuite(member, model)] : [],
  );
}

function toSuite({ name, sort, items, start, end }: SuiteMember, model: Model): Suite {
  const all = <Kind extends (typeof items)[number]["kind"]>(kind: Kind) =>
    items.filter((item): item is Extract<(typeof items)[number], { kind: Kind }> => item.kind === kind);
  const [agent] = all("suite-agent");
  const generate = all("suite-generate");
  const seed = generate.find((item) => item.seed !== undefined)?.seed;
  return {
    id: clauseId(model.id, model.version, name.text),
    name: name.text,
    sort,
    agent: agent && { adapter: agent.adapter.text, target: agent.target.value },
    cases: all("suite-cases").flatMap(({ files }) => files.map(({ value }) => value)),
    trials: Number(all("suite-trials")[0]?.count.replaceAll("_", "") ?? 1),
    requirements: all("suite-require").flatMap(({ requirements }) => requirements),
    generate:
      generate.length > 0
        ? { families: [...new Set(generate.flatMap(({ families }) => families.map(({ text }) => text)))], seed: Number(seed ?? 0) }
        : undefined,
    start,
    end,
  };
}

/** What a case of this pact may name. */
export function caseWordsOf(model: Model): CaseWords {
  return {
    tools: new Set(model.catalogue.keys()),
    clauses: new Set([...model.clauses.map(({ name }) => name), ...model.limits.map(({ name }) => name)]),
    escalations: new Set(model.clauses.filter(({ member }) => member.kind === "escalate").map(({ name }) => name)),
    judges: new Set(model.judges.keys()),
    argumentsOf: (tool) => argumentsOf(tool, model),
    facts: new Map([...model.facts].map(([name, { type }]) => [name, type])),
    principal: model.principal,
    timezone: model.timezone,
  };
}

/** A schema that lists nothing and forbids nothing says nothing of names. */
function argumentsOf(tool: string, { catalogue }: Model): Iterable<string> | undefined {
  const parameters = parametersOf(tool, catalogue);
  return parameters && (parameters.size > 0 || catalogue.get(tool)?.closed) ? parameters.keys() : undefined;
}

/** One seed for each trial of each case, the same at every run: FNV-1a, 32 bits (draft-eastlake-fnv). */
export function seedOf(seed: number, caseId: string, trial: number): number {
  let hash = 0x811c9dc5;
  for (const char of `${seed} ${trial} ${caseId}`) hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193);
  return hash >>> 0;
}
