// A tool that changes the world, allowed always and guarded by nothing.
import type { Action } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import { expandActions, type Model } from "../analysis/model.ts";
import { startWithDoc } from "./parts.ts";
import type { Finding, Rule } from "./rule.ts";

const bare = { "tools.json": JSON.stringify({ tools: [{ name: "get_order" }] }) };

export const destructiveToolWithoutCondition: Rule = {
  code: "PACT3012",
  name: "destructive-tool-without-condition",
  severity: "warning",
  summary: "a destructive tool that is always allowed, and that no `never` and no `escalate` speaks of",
  why:
    "Whatever the agent is talked into, this tool does it. Say when it is allowed (`when …`), when never, or when a person decides. A tool without an " +
    "annotation in the catalogue counts as destructive; `refine NAME: read-only` says that it is not. Of tools that are called as if they only read " +
    "(`get_…`, `search_…`) it is said as information.",
  bad: [
    { pact: "may refund: issue_refund" },
    { pact: "group writes: issue_*\nmay refund: writes" },
    { pact: "/// Reads one order.\nmay look: get_order", files: bare },
  ],
  good: [
    { pact: "may refund: issue_refund when amount < 50" },
    { pact: 'may refund: issue_refund\nnever large: issue_refund when amount > 50 because "Large refunds are the desk\'s."' },
    { pact: 'may refund: issue_refund\nescalate large: issue_refund when amount > 50 to "desk" within 1 hour else deny' },
    { pact: "refine issue_refund: read-only\nmay refund: issue_refund" },
  ],
  about: ["may", "never", "escalate"],
  needs: "no error",
  *pact({ parsed, analysis: { model } }) {
    let guarded: ReadonlySet<string> | undefined;
    for (const member of parsed.tree.members) {
      if (member.kind !== "may" || member.conditions.when || member.conditions.unless) continue;
      for (const action of member.actions) {
        const tools = destructive(action, model);
        if (tools.length > 0) guarded ??= guards(model);
        const open = tools.filter((tool) => !guarded!.has(tool));
        if (open.length > 0) yield finding(action, open, startWithDoc(member, parsed));
      }
    }
  },
};

/** `*` and `any … tool` are a finding of their own. */
function destructive(action: Action, model: Model): string[] {
  if (action.kind === "any-tool" || (action.kind === "pattern" && /^\*+$/.test(action.text))) return [];
  return [...expandActions([action], model)].filter((name) => name !== model.handoffTool && model.catalogue.get(name)?.destructive);
}

function guards({ clauses }: Model): ReadonlySet<string> {
  return new Set(clauses.flatMap(({ member, actions }) => (member.kind === "may" ? [] : [...actions])));
}

/** Verbs of tools that mostly read: there the catalogue rather lacks an annotation than the clause a condition. */
const reading = /^(?:get|list|search|find|read|fetch|look_?up|query|show|view|describe|count|check|calculate)(?![a-z])/;

function finding(at: Action, tools: readonly string[], start: number): Finding {
  if (!tools.every((tool) => reading.test(tool)))
    return { at, message: `${named(tools)} always allowed, and no \`never\` and no \`escalate\` speaks of ${it(tools)}; say when` };
  const claim = `refine ${show.actions([at])}: read-only`;
  const message = `the catalogue does not say that ${list(tools)} only ${tools.length === 1 ? "reads" : "read"}, so that ${it(tools)} ${tools.length === 1 ? "counts" : "count"} as destructive; annotate, or \`refine\``;
  return {
    at,
    message,
    severity: "information",
    fixes: [{ title: `Add \`${claim}\``, edits: [{ start, end: start, text: `${claim}\n  ` }] }],
  };
}

const it = (tools: readonly string[]) => (tools.length === 1 ? "it" : "them");
const list = (tools: readonly string[]): string =>
  tools
    .slice(0, 4)
    .map((tool) => `\`${tool}\``)
    .join(", ") + (tools.length > 4 ? ` and ${tools.length - 4} more` : "");
const named = (tools: readonly string[]): string => `${list(tools)} ${tools.length === 1 ? "is" : "are"} destructive and`;
