// A pact as Cedar policies and a Cedar schema (cedarpolicy.com). One rule stands over all of it: Cedar never allows what the
// pact denies or escalates. What Cedar cannot say counts as unknown there, as it does here, and is listed.
import type { Model } from "../analysis/model.ts";
import { clauseSaid, limitSaid, type Said, withoutDenied } from "./cedar-clauses.ts";
import { entity } from "./cedar-expression.ts";
import { type Listed, type Policy, policyText } from "./cedar-policy.ts";
import { schemaText } from "./cedar-schema.ts";
import { standingSaid } from "./cedar-standing.ts";

export interface CedarExport {
  /** Begins with how a request is put to Cedar. */
  readonly policies: string;
  readonly schema: string;
  /** In the order of the pact; empty where Cedar allows exactly what the pact allows. */
  readonly listed: readonly Listed[];
}

export function exportCedar(model: Model): CedarExport {
  const said = saidOf(model);
  const policies = said.flatMap((each) => each.policies);
  const permitted = new Set(policies.flatMap(({ effect, actions }) => (effect === "permit" ? (actions ?? []) : [])));
  const standing = standingSaid(model, permitted);
  const listed = [...said.flatMap((each) => each.listed), ...standing.listed];
  const texts = unique([...policies, ...standing.policies]).map((policy) => policyText(policy, model));
  return { policies: `${[head(model, listed.length), ...texts].join("\n\n")}\n`, schema: schemaText(model), listed };
}

function saidOf(model: Model): Said[] {
  const clauses = model.clauses.map((clause) => ({ clause, said: clauseSaid(clause, model) }));
  const limits = model.limits.map((limit) => ({ clause: limit, said: limitSaid(limit, model) }));
  const deniedBy = new Map<string, string[]>();
  for (const { clause, said } of [...clauses, ...limits])
    for (const action of said.denied) deniedBy.set(action, [...(deniedBy.get(action) ?? []), clause.name]);
  return [
    ...clauses.map(({ clause, said }) => (clause.member.kind === "may" ? withoutDenied(clause, said, deniedBy) : said)),
    ...limits.map(({ said }) => said),
  ];
}

/** Cedar wants every id once; names in back-quotes could make two of ours the same. */
function unique(policies: readonly Policy[]): Policy[] {
  const seen = new Set<string>();
  return policies.map((policy) => {
    let { id } = policy;
    while (seen.has(id)) id += "'";
    seen.add(id);
    return { ...policy, id };
  });
}

function head(model: Model, listed: number): string {
  const { id, version, hash, agent } = model;
  return [
    `Cedar policies of ${id}@${version}, exported; change the pact, not this file.`,
    `Content hash of the pact: ${hash()}`,
    "",
    "Cedar never allows what the pact denies or escalates. It may deny more: what it cannot say counts as unknown,",
    listed === 0
      ? "but nothing of this pact is so."
      : `and ${listed === 1 ? "one thing is" : `${listed} things are`} so; each is marked below as stricter, or left out.`,
    "",
    "A request is put like this, and validated against the schema (`validateRequest`); without validation a value of the",
    "wrong type would make policies err, and Cedar skips a policy that errs, also one that forbids.",
    `  principal  ${entity("Agent", agent ?? id)}, also where a delegate acts for it`,
    '  action     Action::"TOOL", Action::"respond", or Action::"handoff" for any way of handing over',
    `  resource   ${entity("Pact", id)}`,
    "  context    .args       every argument of the call; one that is null is left out",
    "             .facts      what the host knows; a fact that is missing, or no value of its type, is left out",
    "             .principal  whom the agent acts for, field by field; .user, .team, .session likewise, as texts",
    "             .via        the agents through which authority came, where there are any",
    "             .now        milliseconds since 1970 UTC, where somebody knows",
    "             .state      { suspended, unrecordable, repeated }: whether the pact is suspended, the action cannot be",
    "                         recorded, the same call before ended nobody knows how; what is not said counts as true",
    "Numbers and amounts are decimals with at most four digits behind the point, integers are Long. A number that does not",
    "fit is never rounded or left out: the call is denied without asking Cedar.",
  ]
    .map((line) => (line === "" ? "//" : `// ${line.replace(/\p{Cc}/gu, " ")}`))
    .join("\n");
}
