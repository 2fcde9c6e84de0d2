// What a comparison came to in a sentence, and what was compared with what.
import { html, nothing, type TemplateResult } from "lit";
import { plural, shortName, ticked, visible } from "../shared/words.ts";
import type { About, Report, Verdict } from "./messages.ts";
import { dated, fileName, verdictShown } from "./words.ts";

const sentences: Readonly<Record<Verdict, string>> = {
  drifted: "The agent behaves otherwise than it was blessed to.",
  "no drift seen": "No drift seen.",
  "cannot tell": "Nothing can be told.",
};

export function head(report: Report, tools: TemplateResult): TemplateResult {
  const { verdict, baseline, now, blessed, against, run, notes, outdated, signals } = report;
  const counted = (of: Verdict) => signals.filter((each) => each.verdict === of).length;
  const drifted = signals.filter((each) => each.verdict === "drifted").map(({ signal }) => signal);
  const told = [
    verdict === "drifted" ? `${plural(drifted.length, "signal")} drifted: ${drifted.join(", ")}` : "",
    counted("no drift seen") > 0 ? `${counted("no drift seen")} without drift` : "",
    counted("cannot tell") > 0 ? `${counted("cannot tell")} cannot be told` : "",
  ];
  return html`<header class="head">
    <h1>${shortName(now.suite)}: drift ${verdictShown(verdict)}</h1>
    ${tools}
    <p class="sentence"><strong>${sentences[verdict]}</strong> ${told.filter(Boolean).join("; ")}.</p>
    <div class="sides">
      ${side("Baseline", baseline, [
        ["file", fileName(against)],
        ["blessed", `${dated(blessed.at)} by ${blessed.by}`],
        ["because", blessed.because || "no reason was given"],
      ])}
      ${side("Now", now, [["run", fileName(run)]])}
    </div>
    <ul class="notes">${notes.map((note) => html`<li>${ticked(visible(note))}</li>`)}</ul>
    ${outdated.map((message) => html`<p class="notice">The run is older than what there is: ${visible(message)}. Evaluate again.</p>`)}
  </header>`;
}

function side(title: string, { began, model, agent, pact, trials }: About, own: readonly (readonly [string, string])[]): TemplateResult {
  const facts: readonly (readonly [string, string | undefined])[] = [
    ...own,
    ["begun", dated(began)],
    ["model", model ?? "not named"],
    ["agent", agent.target],
    ["pact", `${pact.id} ${pact.version} (${pact.hash.slice(0, 8)})`],
    ["trials", `up to ${trials} each`],
  ];
  return html`<section aria-label=${title}><h2>${title}</h2>
    <dl>${facts.map(([name, value]) => (value === undefined ? nothing : html`<div><dt>${name}</dt><dd>${visible(value)}</dd></div>`))}</dl></section>`;
}
