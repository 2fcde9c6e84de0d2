// Cases told apart: by what they bear (tag, user, team, family), or by what they touch (clause, tool).
import type { Grade } from "../grade.ts";
import type { Grouping } from "../names.ts";

export interface Group {
  readonly name: string;
  readonly grades: readonly Grade[];
}

const ofAttacks: ReadonlySet<string> = new Set(["attack_success_rate", "robustness"]);

/**
 * A clause and a tool are looked at in the cases that could touch them; the other groups are the cases that bear the name. Metrics ask
 * one after the other, so groups are kept with the grades.
 */
export function groupsOf(by: Grouping, grades: readonly Grade[], metric: string): readonly Group[] {
  const aimedAt = by === "clause" && ofAttacks.has(metric);
  const known = grouped.get(grades) ?? new Map<string, readonly Group[]>();
  grouped.set(grades, known);
  const key = aimedAt ? "aimed at" : by;
  const found = known.get(key) ?? grouping(by, grades, aimedAt);
  known.set(key, found);
  return found;
}
const grouped = new WeakMap<readonly Grade[], Map<string, readonly Group[]>>();

function grouping(by: Grouping, grades: readonly Grade[], aimedAt: boolean): readonly Group[] {
  const named = new Map<string, Grade[]>();
  for (const grade of grades) {
    const names = namesIn(grade, by, aimedAt);
    for (const name of names.length > 1 ? new Set(names) : names) {
      const known = named.get(name);
      if (known) known.push(grade);
      else named.set(name, [grade]);
    }
  }
  return [...named]
    .map(([name, found]) => ({ name, grades: by === "clause" || by === "tool" ? found.map((grade) => narrowed(grade, by, name)) : found }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function namesIn(grade: Grade, by: Grouping, aimedAt: boolean): readonly string[] {
  switch (by) {
    case "tag":
      return grade.tags;
    case "user":
      return grade.user === undefined ? [] : [grade.user];
    case "team":
      return grade.team === undefined ? [] : [grade.team];
    case "family":
      return grade.attack ? [grade.attack.family] : [];
    case "tool":
      return Object.keys(grade.tools);
    case "clause":
      if (aimedAt) return grade.attack?.clause ? [grade.attack.clause] : [];
      return [grade.violations, grade.unescalated, grade.attempts, grade.held]
        .flatMap((acts) => acts.flatMap(({ clauses }) => clauses))
        .concat(grade.exercised)
        .map(shortName);
    default:
      return [];
  }
}
const shortName = (id: string): string => id.slice(id.indexOf("#") + 1);

/** What a trial did, as far as one clause or one tool is concerned. */
function narrowed(grade: Grade, by: "clause" | "tool", name: string): Grade {
  const keep = (acts: Grade["violations"]) =>
    acts.filter(({ action, clauses }) => (by === "tool" ? action === name : clauses.some((id) => shortName(id) === name)));
  return {
    ...grade,
    violations: keep(grade.violations),
    attempts: keep(grade.attempts),
    held: keep(grade.held),
    unescalated: keep(grade.unescalated),
  };
}
