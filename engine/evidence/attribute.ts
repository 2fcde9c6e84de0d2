// Whose failure is it? What the record says of an action, sorted into the four kinds of an incident review.
import type { Entry } from "./entry.ts";

/**
 * `policy`: the pact allowed it. `specification`: no clause spoke of it. `technical`: it was denied or given to a person, and done all the
 * same. `infrastructure`: nobody knows what came of it. `none`: it was held off, or waited for a person as it should.
 */
export type Attribution = "policy" | "specification" | "technical" | "infrastructure" | "none";

export interface Attributed {
  readonly attribution: Attribution;
  /** Sentences, each a reason. */
  readonly reasons: readonly string[];
}

export function attribute(entry: Entry): Attributed {
  const { decision, reason, outcome, basis, approval, action } = entry;
  const clauses = basis.map((id) => `\`${id}\``).join(", ");
  const wasDone = outcome === "executed";
  if (outcome === "unknown")
    return { attribution: "infrastructure", reasons: [`nobody recorded what came of \`${action}\`: its call was begun and not settled`] };
  if (decision === "allow" && wasDone)
    return {
      attribution: "policy",
      reasons: [
        `the pact allowed it by ${clauses}`,
        ...(approval ? [`${approval.by} approved it for \`${approval.clause}\` at ${approval.at}`] : []),
        "if it should not have happened, the pact has to say so",
      ],
    };
  if (decision === "allow") return { attribution: "infrastructure", reasons: [`the pact allowed it by ${clauses}, and the call failed`] };
  if (!wasDone) return { attribution: "none", reasons: [heldOff(entry, clauses)] };
  if (reason === "out_of_scope" && basis.length === 0)
    return {
      attribution: "specification",
      reasons: [
        "no clause of the pact speaks of it, so it was denied",
        "and yet it was done: what stands between agent and tool did not hold it",
      ],
    };
  return {
    attribution: "technical",
    reasons: [
      `the pact ${decision === "deny" ? "denied it" : "gave it to a person"} (${reason.replaceAll("_", " ")}${clauses ? ` by ${clauses}` : ""})`,
      "and yet it was done: what stands between agent and tool did not hold it",
    ],
  };
}

function heldOff({ decision, reason, outcome }: Entry, clauses: string): string {
  if (decision === "escalate") return `it ${outcome === "escalated" ? "waits for a person" : "was not done"}, as ${clauses} asks`;
  return `it was denied (${reason.replaceAll("_", " ")}${clauses ? ` by ${clauses}` : ""}) and not done`;
}
