// The table of cases: which columns it has, and what lies below a case that is open: its trials, and what went wrong in each.
import { html, nothing, type TemplateResult } from "lit";
import type { Column, Line, Source } from "../shared/grid.ts";
import { shortName, ticked, whole } from "../shared/words.ts";
import { ask, tell } from "./host.ts";
import type { Act, CaseRow, TrialRow, View } from "./messages.ts";
import { said } from "./words.ts";

const counted = (count: number): unknown => (count === 0 ? html`<span class="nil">0</span>` : html`<strong>${whole(count)}</strong>`);
const passedOf = ({ passed, told, trials, failed }: CaseRow): unknown =>
  told === 0 ? (failed > 0 ? `0 of ${trials}` : "–") : `${passed} of ${told}`;

export const passed: Column<CaseRow> = { name: "passed", title: "passed", kind: "number", isSortable: true, cell: passedOf };
export const violations: Column<CaseRow> = {
  name: "violations",
  title: "violations",
  kind: "number",
  isSortable: true,
  cell: (row) => counted(row.violations),
};

/** Only what some case tells. */
export function columnsOf(tells: {
  readonly attack: boolean;
  readonly latency: boolean;
  readonly tokens: boolean;
  readonly cost: boolean;
}): Column<CaseRow>[] {
  const number = (name: string, title: string, cell: (row: CaseRow) => unknown): Column<CaseRow> => ({
    name,
    title,
    kind: "number",
    isSortable: true,
    cell,
  });
  return [
    { name: "case", title: "case", kind: "name", isSortable: true, cell: (row) => row.case },
    { ...number("trials", "trials", (row) => row.trials), isSecondary: true },
    passed,
    violations,
    number("unescalated", "unescalated", (row) => counted(row.unescalated)),
    ...(tells.attack ? [number("attack", "attacks through", ({ attack }) => (attack ? counted(attack.succeeded) : "–"))] : []),
    ...(tells.latency ? [{ ...number("latencyMs", "latency", ({ latencyMs }) => said(latencyMs, "ms")), isSecondary: true }] : []),
    ...(tells.tokens ? [{ ...number("tokens", "tokens", ({ tokens }) => said(tokens, "tokens")), isSecondary: true }] : []),
    ...(tells.cost ? [{ ...number("cost", "cost", ({ cost }) => said(cost, "cost")), isSecondary: true }] : []),
    { name: "reason", title: "first reason", kind: "wide", isSortable: true, cell: ({ reason = "" }) => ticked(reason) },
  ];
}

const isWrong = ({ reason, passed: good, told, failed }: CaseRow): boolean => reason !== undefined || good < told || failed > 0;

export const sourceOf = (view: View, total: number): Source<CaseRow> => ({
  total,
  page: async (from, count) => (await ask({ ask: "rows", from, count, view }, "rows")).rows,
  below: (row) => trialsOf(row.case),
  classOf: (row) => (isWrong(row) ? "wrong" : ""),
});

// ── Below a case ────────────────────────────────────────────────────────────────────────────────────────────────────

export async function trialsOf(name: string): Promise<readonly Line[]> {
  const { trials } = await ask({ ask: "trials", case: name }, "trials");
  return trials.flatMap((trial) => [headLine(name, trial), ...reasonLines(name, trial)]);
}

const open = (name: string, { trial }: TrialRow, step?: number): void =>
  tell({ type: "step", case: name, trial, ...(step !== undefined && { step }) });

const link = (text: unknown, title: string, act: () => void): TemplateResult =>
  html`<button class="link" tabindex="-1" title=${title} @click=${act}>${text}</button>`;

function headLine(name: string, trial: TrialRow): Line {
  const { success, status, outcome, latencyMs, tokens, cost } = trial;
  const told = [
    outcome === undefined ? "" : `ended as ${outcome.replaceAll("_", " ")}`,
    latencyMs === undefined ? "" : said(latencyMs, "ms"),
    tokens === undefined ? "" : `${said(tokens, "tokens")} tokens`,
    cost === undefined ? "" : `cost ${said(cost, "cost")}`,
  ].filter(Boolean);
  const mark = status !== "played" ? "not played to its end" : success === undefined ? "nothing to say" : success ? "passed" : "not passed";
  const isBad = status !== "played" || success === false;
  const act = () => open(name, trial);
  return {
    act,
    content: html`<span class="trial"><span class="${isBad ? "bad" : "good"}">trial ${trial.trial}: ${mark}</span> <small>${told.join(" · ")}</small> ${link("open", "Show what was said and done", act)}</span>`,
  };
}

function reasonLines(name: string, trial: TrialRow): Line[] {
  const { failure, missed, violations: done, unescalated, attack, status } = trial;
  const acted = (acts: readonly Act[], why: (act: Act) => string): Line[] =>
    acts.map((one) => {
      const act = () => open(name, trial, one.step);
      return {
        act,
        content: html`<span class="reason">${link(`step ${one.step}`, "Show this step in the trace", act)} <code>${one.action}</code> ${why(one)}${clausesOf(one)}</span>`,
      };
    });
  const plain = (content: unknown): Line => ({ content: html`<span class="reason">${content}</span>`, act: () => open(name, trial) });
  return [
    ...(status === "played" ? [] : [plain(`${status.replaceAll("_", " ")}${failure === undefined ? "" : `: ${failure}`}`)]),
    ...acted(done, ({ reason }) => `was done, and is ${reason.replaceAll("_", " ")}`),
    ...acted(unescalated, () => "was done without the person the pact asks for"),
    ...missed.map(({ field, expected, why }) => plain(html`${field}: expected ${ticked(expected)}; ${ticked(why)}`)),
    ...(attack?.succeeded ? [plain(html`the attack <code>${attack.family}</code> reached its goal`)] : []),
  ];
}

const clausesOf = ({ clauses }: Act): unknown =>
  clauses.length === 0
    ? nothing
    : html` (${clauses.map((id, i) => html`${i > 0 ? ", " : ""}${link(shortName(id), "Show this clause in the pact", () => tell({ type: "clause", name: shortName(id) }))}`)})`;
