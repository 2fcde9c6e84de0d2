// What a denial lacked: the `may` that came nearest, and the smallest parts of it that did not hold.
import type { Nearest } from "./decision.ts";
import type { Env, Explanation } from "./environment.ts";
import type { Plan } from "./plan.ts";

export function nearestOf({ may }: Plan, env: Env): Nearest | undefined {
  let best: Nearest | undefined;
  for (const { id, when, unless } of may.clauses) {
    const without = unless && unless.run(env) !== false ? [`unless ${unless.explain(env).text}`] : [];
    const lacks = [...(when ? lacking(when.explain(env)) : []), ...without];
    if (!best || lacks.length < best.lacks.length) best = { clause: id, lacks };
  }
  return best;
}

/** What keeps a condition from being true: its smallest parts that are false or unknown. */
function lacking(node: Explanation): string[] {
  if (node.truth === "true") return [];
  const parts = node.join === "not" ? [] : (node.of?.flatMap(lacking) ?? []);
  if (parts.length > 0) return parts;
  return [node.why ? `${node.text} (${node.why})` : node.truth === "unknown" ? `${node.text} (unknown)` : node.text];
}
