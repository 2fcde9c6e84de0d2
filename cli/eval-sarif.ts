// What was done against a pact as SARIF 2.1.0: one result for each clause that was broken, at the clause, under the identity that all
// else calls it by; and one for each requirement that does not hold, at its suite.
import { type Act, type Grade, type Told, words } from "../engine/evaluation/index.ts";
import { type Clause, digest } from "../engine/index.ts";
import type { LoadedPact } from "../engine/node/index.ts";
import type { Span } from "../grammar/index.ts";
import { placesOf } from "./places.ts";
import { regionOf, root, sarifLog, uriOf } from "./sarif.ts";

export function runsAsSarif(all: readonly Told[], loaded: LoadedPact): string {
  const results = all.flatMap((told) => [...brokenClauses(told, loaded), ...openGates(told, loaded)]);
  const ids = [...new Set(results.map(({ ruleId }) => ruleId))];
  const rules = ids.map((id) => ({ id, name: id.slice(id.indexOf("#") + 1), shortDescription: { text: described(id, loaded) } }));
  return sarifLog({ rules, results: results.map((result) => ({ ...result, ruleIndex: ids.indexOf(result.ruleId) })) });
}

function described(id: string, { analysis }: LoadedPact): string {
  const clause = analysis.model.clauses.find((each) => each.id === id);
  if (!clause) return `the requirements of ${id}`;
  const { member } = clause;
  return "because" in member && member.because ? member.because.value : `${member.kind} ${clause.name}`;
}

// ── Clauses ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Broken {
  readonly grade: Grade;
  readonly act: Act;
}

function brokenClauses({ grades }: Told, loaded: LoadedPact) {
  const byClause = new Map<string, Broken[]>();
  for (const grade of grades)
    for (const act of [...grade.violations, ...grade.unescalated])
      for (const id of act.clauses) byClause.set(id, [...(byClause.get(id) ?? []), { grade, act }]);
  return [...byClause].map(([id, broken]) => {
    const clause = loaded.analysis.model.clauses.find((each) => each.id === id);
    const cases = new Set(broken.map(({ grade }) => grade.case)).size;
    const [{ grade, act }] = broken as [Broken, ...Broken[]];
    const first = `first in ${grade.case}, step ${act.step}: ${act.action} is ${act.reason.replaceAll("_", " ")}`;
    return resultOf(
      id,
      "error",
      `broken ${words.plural(broken.length, "time")} in ${words.plural(cases, "case")}; ${first}`,
      placeOf(clause, loaded),
      loaded,
    );
  });
}

/** A charter's clause is shown where the pact names the charter. */
function placeOf(clause: Clause | undefined, { parsed }: LoadedPact): Span {
  if (clause && clause.from === "pact") return clause.member;
  return parsed.tree.under ?? parsed.tree.name;
}

// ── Requirements ────────────────────────────────────────────────────────────────────────────────────────────────────

function openGates({ report }: Told, loaded: LoadedPact) {
  const suite = loaded.parsed.tree.members.find((member) => member.kind === "suite" && report.suite.endsWith(`#${member.name.text}`));
  return report.gates
    .filter(({ verdict }) => verdict !== "met")
    .map((gate) => {
      const message = `${gate.requirement} is ${gate.verdict}: ${words.said(gate.estimate, gate.unit)}, at 95% ${words.boundOf(gate)}${words.why(gate) ? `; ${words.why(gate)}` : ""}`;
      return resultOf(
        report.suite,
        gate.verdict === "not met" ? "error" : "warning",
        message,
        suite ?? loaded.parsed.tree.name,
        loaded,
        gate.requirement,
      );
    });
}

function resultOf(ruleId: string, level: "error" | "warning", text: string, span: Span, { file, text: source }: LoadedPact, what = "") {
  const artifactLocation = { uri: uriOf(file), uriBaseId: root };
  return {
    ruleId,
    level,
    message: { text },
    locations: [{ physicalLocation: { artifactLocation, region: regionOf(placesOf(source).range(span)) } }],
    partialFingerprints: { "pactRun/v1": digest([ruleId, what].join("\n")) },
  };
}
