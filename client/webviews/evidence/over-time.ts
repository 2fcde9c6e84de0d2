// A log at a glance: volume, speed, what came of it and at what cost, over time; and by person, team and action.
import { html, nothing, type TemplateResult } from "lit";
import { type Line, type TimeChart, type Tone, timeChart } from "../shared/chart.ts";
import { plural, visible, whole } from "../shared/words.ts";
import type { Filter, Named, Numbers, Series, Share } from "./messages.ts";
import { when } from "./words.ts";

export interface Acts {
  save(name: string, svg: string): void;
  /** The entries that are like this. */
  look(filter: Filter): void;
}

const share = (value: number): string => `${Number((value * 100).toPrecision(3))} %`;
const count = (value: number): string => whole(Number(value.toPrecision(6)));
const ms = (value: number): string =>
  value >= 10_000 ? `${Number((value / 1000).toPrecision(3))} s` : `${Number(value.toPrecision(3))} ms`;
const amount = (value: number): string => value.toLocaleString("en-US", { maximumSignificantDigits: 4 });

/** `unreadable`: how many entries of the log cannot be read. They may be like what was asked for, and are in no chart. */
export function overTime(series: Series, unreadable: number, { save, look }: Acts): TemplateResult {
  const { from, to, entries, sessions } = series;
  if (from === undefined || to === undefined)
    return html`<p class="empty" role="status">${unreadable === 0 ? "No entry is like that." : `No entry that can be read is like that. ${unread(unreadable)}.`}</p>`;
  return html`<p class="count" role="status">${plural(entries, "action")} of ${plural(sessions, "session")}, ${when(new Date(from).toISOString())} to ${when(new Date(to).toISOString())} UTC, each point ${lasting(series.stretchMs)}${unreadable === 0 ? nothing : `; ${unread(unreadable)}`}</p>
    <div class="charts">${chartsOf({ ...series, from }).map((chart) => timeChart(chart, save))}</div>
    ${shares("By action", "action", series.byAction, (action) => look({ action }))}
    ${shares("By person", "person", series.byPerson, (person) => look({ person }))}
    ${shares("By team", "team", series.byTeam)}`;
}

const unread = (count: number): string => `${whole(count)} cannot be read, and may be like it`;

function chartsOf(series: Series & { readonly from: number }): TimeChart[] {
  const { from, stretchMs } = series;
  const base = { from, stretchMs };
  /** Where there is more than one to tell apart. */
  const used = (what: string, people: readonly Named[], teams: readonly Named[], said: (value: number) => string): TimeChart[] =>
    (
      [
        [`${what} by person`, people],
        [`${what} by team`, teams],
      ] as const
    ).flatMap(([title, all]) => (all.length > 1 ? { ...base, title, isCounted: true, said, lines: named(all, {}) } : []));
  const has = (numbers: Numbers): boolean => numbers.some((value) => typeof value === "number" && value > 0);
  return [
    { ...base, title: "Actions by decision", isCounted: true, said: count, lines: named(series.decisions) },
    {
      ...base,
      title: "Violations, escalations, handoffs",
      note: "share of the actions: done though it was denied or nobody approved it; put to a person; handed over",
      said: share,
      atLeast: 0.01,
      lines: [
        line("violations", series.violationRate, "bad"),
        line("escalations", series.escalationRate, "open"),
        line("handoffs", series.handoffRate, "handed"),
      ],
    },
    { ...base, title: "Outcomes", isCounted: true, said: count, lines: named(series.outcomes) },
    { ...base, title: "Actions by name", isCounted: true, said: count, lines: named(series.actions, {}) },
    ...(has(series.latency.p95)
      ? [{ ...base, title: "Latency", said: ms, lines: [line("half below", series.latency.p50), line("95 % below", series.latency.p95)] }]
      : []),
    ...(has(series.tokens) ? [{ ...base, title: "Tokens", said: count, lines: [line("tokens", series.tokens)] }] : []),
    ...used("Tokens", series.tokensByPerson, series.tokensByTeam, count),
    ...(has(series.cost) ? [{ ...base, title: "Cost", said: amount, lines: [line("cost", series.cost)] }] : []),
    ...used("Cost", series.costByPerson, series.costByTeam, amount),
  ];
}

const tones: Readonly<Record<string, Tone>> = {
  allow: "good",
  deny: "bad",
  escalate: "open",
  executed: "good",
  denied: "bad",
  escalated: "open",
  failed: "handed",
};
const line = (name: string, values: Numbers, tone?: Tone): Line => ({ name, tone, values: values.map((value) => value ?? undefined) });
const named = (all: readonly Named[], toned = tones): Line[] =>
  all.map(({ name, counts }) => ({ name: name ?? "others", tone: name === undefined ? undefined : toned[name], values: counts }));

function lasting(stretchMs: number): string {
  for (const [unit, length] of [
    ["day", 86_400_000],
    ["hour", 3_600_000],
    ["minute", 60_000],
    ["second", 1000],
  ] as const)
    if (stretchMs >= length) return `${Number((stretchMs / length).toPrecision(2))} ${stretchMs === length ? unit : `${unit}s`}`;
  return `${Number(stretchMs.toPrecision(2))} ms`;
}

function shares(title: string, what: string, all: readonly Share[], look?: (name: string) => void): unknown {
  if (all.length === 0) return nothing;
  const has = (of: (one: Share) => number | undefined): boolean => all.some((one) => (of(one) ?? 0) > 0);
  const [tokens, cost, latency] = [has((one) => one.tokens), has((one) => one.cost), has((one) => one.latency)];
  const head = (text: string) => html`<th scope="col" class="number">${text}</th>`;
  const cell = (text: string, kind = "") => html`<td class="number ${kind}">${text}</td>`;
  return html`<table class="shares">
    <caption>${title}${all.length === 20 ? html` <small>the twenty with the most actions</small>` : nothing}</caption>
    <thead><tr><th scope="col">${what}</th>${head("actions")}${head("violations")}${latency ? head("half below") : nothing}${tokens ? head("tokens") : nothing}${cost ? head("cost") : nothing}</tr></thead>
    <tbody>${all.map(
      (one) => html`<tr>
        <th scope="row">${look ? html`<button class="link" @click=${() => look(one.name)}>${visible(one.name)}</button>` : visible(one.name)}</th>
        ${cell(whole(one.entries))}${cell(whole(one.violations), one.violations > 0 ? "bad" : "")}
        ${latency ? cell(one.latency === undefined ? "—" : ms(one.latency)) : nothing}${tokens ? cell(count(one.tokens)) : nothing}${cost ? cell(amount(one.cost)) : nothing}
      </tr>`,
    )}</tbody>
  </table>`;
}
