// Two runs of an evaluation side by side: each metric with how sure its difference is, and the cases that got worse, then those that got
// better.
import { html, nothing, type TemplateResult } from "lit";
import type { Column, Source } from "../shared/grid.ts";
import { scrolling } from "../shared/scrolling.ts";
import { plural, ticked, whole } from "../shared/words.ts";
import { trialsOf } from "./cases.ts";
import { ask } from "./host.ts";
import type { CaseChange, CaseRow, Comparison, MetricChange, Overview } from "./messages.ts";
import { intervalPicture } from "./pictures.ts";
import { intervalSaid, said, signed } from "./words.ts";

export function comparisonHead(comparison: Comparison, now: Overview, before: Overview, choose: () => void): TemplateResult {
  const { worse, better, same, onlyNow, onlyBefore } = comparison;
  const told = [
    `${plural(worse, "case")} worse`,
    `${whole(better)} better`,
    `${whole(same)} the same`,
    ...(onlyNow > 0 ? [`${whole(onlyNow)} only in this run`] : []),
    ...(onlyBefore > 0 ? [`${whole(onlyBefore)} only in the other`] : []),
  ];
  return html`
    <div class="sides">
      <p><strong>This run:</strong> ${side(now)}</p>
      <p><strong>Compared with:</strong> ${side(before)} <vscode-button secondary @click=${choose}>Another run…</vscode-button></p>
    </div>
    <p class="told" role="status">${told.join(", ")}.</p>`;
}

/** What differs beyond noise is seen; the rest is folded. */
export function metricDifferences({ metrics }: Comparison): TemplateResult {
  const beyond = metrics.filter(isBeyond);
  const rest = metrics.filter((each) => !isBeyond(each));
  return html`
    ${beyond.length > 0 ? differences(beyond, "Metrics that differ beyond noise") : html`<h2>No metric differs beyond noise</h2>`}
    ${rest.length > 0 ? html`<details><summary>${plural(rest.length, "metric")} that may differ by chance</summary>${differences(rest, "Within noise, or not to be said")}</details>` : nothing}`;
}

function differences(metrics: readonly MetricChange[], caption: string): TemplateResult {
  const table = html`<table class="metrics">
    <caption>${caption}</caption>
    <thead><tr><th scope="col">metric</th>${["before", "now", "difference", "95% interval"].map((name) => html`<th scope="col" class="number">${name}</th>`)}<th scope="col"></th></tr></thead>
    <tbody>${metrics.map(metricRow)}</tbody>
  </table>`;
  return scrolling(caption, table);
}

const side = ({ folder, agent, pact, began }: Overview): string =>
  `${folder.split(/[\\/]/).at(-1)} · ${agent.target} · ${pact.version} · ${began.replace("T", " ").slice(0, 16)}`;

const isBeyond = ({ interval }: MetricChange): boolean => interval !== undefined && (interval.lower > 0 || interval.upper < 0);

function metricRow(change: MetricChange): TemplateResult {
  const { metric, unit, now, before, difference, interval } = change;
  return html`<tr>
    <th scope="row"><code>${metric}</code></th>
    <td class="number">${said(before, unit)}</td>
    <td class="number">${said(now, unit)}</td>
    <td class="number">${difference === undefined ? "–" : signed(difference, unit)}</td>
    <td class="number">${intervalSaid(interval, unit)}</td>
    <td>${intervalPicture({ unit, estimate: difference, interval, isDifference: true })}</td>
  </tr>`;
}

const both = (before: unknown, now: unknown): TemplateResult => (before === now ? html`${now}` : html`${before} → <strong>${now}</strong>`);
const passedOf = ({ passed, told }: CaseRow): string => (told === 0 ? "–" : `${passed} of ${told}`);
const passedChange = ({ now, before }: CaseChange): TemplateResult =>
  now.told === before.told && now.told > 0
    ? html`${both(before.passed, now.passed)} of ${now.told}`
    : both(passedOf(before), passedOf(now));
const broken = ({ violations, unescalated }: CaseRow): number => violations + unescalated;

export function changeColumns(hasAttacks: boolean): Column<CaseChange>[] {
  return [
    { name: "case", title: "case", kind: "name", cell: ({ now }) => now.case },
    {
      name: "change",
      title: "change",
      cell: ({ change }) =>
        html`<span class=${change === "worse" ? "bad" : "good"}><span aria-hidden="true">${change === "worse" ? "▼" : "▲"}</span> ${change}</span>`,
    },
    { name: "passed", title: "passed", kind: "number", cell: passedChange },
    { name: "violations", title: "broken", kind: "number", cell: ({ now, before }) => both(broken(before), broken(now)) },
    ...(hasAttacks
      ? [
          {
            name: "attack",
            title: "attacks through",
            kind: "number" as const,
            cell: ({ now, before }: CaseChange) => both(before.attack?.succeeded ?? "–", now.attack?.succeeded ?? "–"),
          },
        ]
      : []),
    {
      name: "reason",
      title: "first reason",
      kind: "wide",
      cell: ({ now, before }) =>
        now.reason ? ticked(now.reason) : before.reason ? html`<small>before:</small> ${ticked(before.reason)}` : nothing,
    },
  ];
}

export const changesOf = (total: number): Source<CaseChange> => ({
  total,
  page: async (from, count) => (await ask({ ask: "changes", from, count }, "changes")).rows,
  below: ({ now }) => trialsOf(now.case),
  classOf: ({ change }) => (change === "worse" ? "wrong" : ""),
});
