// A baseline that cannot be relied on, or is of another agent than the pact now has.
import { decidingHash } from "../analysis/deciding.ts";
import { type FileReference, isSettled } from "../analysis/model.ts";
import { rememberedText } from "../analysis/remembered.ts";
import { digest } from "../analysis/sources.ts";
import { type Baseline, readBaseline } from "../drift/baseline.ts";
import { changesSince } from "../drift/changes.ts";
import type { Rule, RuleContext } from "./rule.ts";

export const staleBaseline: Rule = {
  code: "PACT4004",
  name: "stale-baseline",
  severity: "warning",
  summary: "a baseline that cannot be relied on, or is of another agent than the pact now has",
  why:
    "Drift says whether the agent behaves as it was blessed to. A baseline that was edited by hand says nothing; one that was made with another pact, model, prompt or " +
    "catalogue is compared as far as it goes, until somebody evaluates again (`pact eval`) and blesses the run (`pact baseline bless`). Whether cases have changed is " +
    "for `pact due` to say.",
  bad: [{ pact: 'drift { baseline "./baseline.json" }', files: { "baseline.json": '{ "form": 1 }' } }],
  good: [{ pact: "drift { watch tool_calls }" }],
  *pact(context) {
    const { analysis, files } = context;
    const reference = analysis.model.references.find(({ role }) => role === "baseline");
    const file = reference && files.read(reference.path);
    if (!file || "problem" in file) return;
    const baseline = baselines(file.text);
    if ("problem" in baseline) return yield { at: reference, message: `\`${reference.path}\` cannot be relied on: ${baseline.problem}` };
    // What is half written has not changed yet.
    if (!isSettled(analysis)) return;
    const changes = saidOf(baseline, context);
    if (changes.length > 0)
      yield {
        at: reference,
        severity: "information",
        message: `\`${reference.path}\` is of another agent: ${changes.join("; ")}; evaluate again, and bless the run`,
      };
  },
};

const baselines = rememberedText(readBaseline);
const digestOf = rememberedText((text) => digest(`${text}\n`));

function saidOf(baseline: Baseline, { analysis, files }: RuleContext): string[] {
  const { model } = analysis;
  if (baseline.pact.id !== model.id) return [`of the pact \`${baseline.pact.id}\``];
  const { id, version } = model;
  const named = (role: FileReference["role"]): string | null => {
    const path = model.references.find((each) => each.role === role)?.path;
    const read = path === undefined ? undefined : files.read(path);
    return read && "text" in read ? digestOf(read.text) : null;
  };
  const agent = model.tree.members.find((member) => member.kind === "agent");
  const rules = model.clauses.length > mostClauses ? baseline.rules : decidingHash(model);
  const current = {
    pact: { id, version, hash: "" },
    rules,
    catalogue: named("catalogue"),
    prompt: named("prompt"),
    model: agent?.model?.value ?? null,
  };
  return changesSince(baseline, current).map(({ message }) => message);
}

/** All of what decides is printed after every edit: of a pact as large as this nothing is said of it here. */
const mostClauses = 300;
