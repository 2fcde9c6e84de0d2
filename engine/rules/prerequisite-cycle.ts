// Tools that wait for each other.
import type { Past } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import { askedBy, expander } from "./parts.ts";
import type { Rule } from "./rule.ts";

export const prerequisiteCycle: Rule = {
  code: "PACT3018",
  name: "prerequisite-cycle",
  severity: "warning",
  summary: "tools each of which is allowed only after another of them",
  why: "Where `a` is allowed only after `b`, and `b` only after `a`, neither can ever be the first. Allow one of them without the other.",
  bad: [
    { pact: "may look: get_order when after search_orders\nmay find: search_orders when after get_order" },
    { pact: "may small: issue_refund when after issue_refund same order_id and amount < 50" },
  ],
  good: [
    { pact: "may look: get_order when after search_orders\nmay find: search_orders" },
    {
      pact: "may look: get_order when after search_orders\nmay find: search_orders when after get_order\nmay first: search_orders when query comes from user",
    },
  ],
  about: ["may", "never", "escalate"],
  needs: "no error",
  *pact({ analysis: { model } }) {
    const waiting = waitingTools(model);
    const told = new Set<string>();
    for (const tool of waiting.keys()) {
      const cycle = cycleFrom(tool, waiting);
      if (cycle.some(({ tool }) => told.has(tool))) continue;
      for (const { tool } of cycle) told.add(tool);
      const links = cycle.map(({ tool, for: next }) => `\`${tool}\` only after \`${next}\``).join(", ");
      yield { at: cycle[0]!.past.tool, message: `allowed is ${links}: none of them can ever happen; allow one without the other` };
    }
  },
};

interface Demand {
  readonly past: Past;
  readonly tools: readonly string[];
}

/** The tools that can never be the first, each with what its first `may` waits for in vain. */
function waitingTools(model: Model): Map<string, Demand> {
  const ways = waysOf(model);
  const open = new Map([...ways].filter(([, each]) => each.every((demands) => demands.length > 0)));
  const inVain = ({ tools }: Demand) => tools.length > 0 && tools.every((tool) => open.has(tool));
  for (let before = -1; before !== open.size; ) {
    before = open.size;
    for (const [tool, each] of open) if (each.some((demands) => !demands.some(inVain))) open.delete(tool);
  }
  return new Map([...open].map(([tool, [first]]) => [tool, first!.find(inVain)!]));
}

/** By tool: what each clause that may allow it demands. What a person grants demands nothing. */
function waysOf(model: Model): Map<string, Demand[][]> {
  const ways = new Map<string, Demand[][]>();
  if (!model.clauses.some(({ member }) => member.kind === "may" && askedBy(member).demands.length > 0)) return ways;
  const actionsOf = expander(model);
  for (const { member, actions } of model.clauses) {
    if (member.kind === "never" || (member.kind === "escalate" && member.actions.length === 0)) continue;
    const demands = member.kind === "may" ? askedBy(member).demands.map((past) => ({ past, tools: actionsOf(past.tool) })) : [];
    for (const action of actions) {
      const each = ways.get(action);
      if (each) each.push(demands);
      else ways.set(action, [demands]);
    }
  }
  if (model.handoffTool) ways.delete(model.handoffTool); // always allowed
  return ways;
}

function cycleFrom(start: string, waiting: ReadonlyMap<string, Demand>) {
  const path: { readonly tool: string; readonly for: string; readonly past: Past }[] = [];
  for (let tool = start; ; tool = path.at(-1)!.for) {
    const again = path.findIndex((step) => step.tool === tool);
    if (again >= 0) return path.slice(again);
    const { past, tools } = waiting.get(tool)!;
    path.push({ tool, for: tools[0]!, past });
  }
}
