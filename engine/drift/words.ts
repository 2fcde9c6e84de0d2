// What a comparison came to in words: the same on a terminal and on a page.
import { words } from "../evaluation/index.ts";
import type { DriftReport, DriftVerdict, Signal } from "./compare.ts";
import type { Unit } from "./signals.ts";

const { plural, said: saidIn } = words;

export const verdictSaid: Readonly<Record<DriftVerdict, string>> = {
  drifted: "The agent behaves otherwise than it was blessed to",
  "no drift seen": "No drift seen",
  "cannot tell": "Nothing can be told",
};

const units = { share: "share", calls: "count", tokens: "tokens", cost: "cost", ms: "ms", score: "score", bits: "score" } as const;
export const said = (value: number | undefined, unit: Unit): string => saidIn(value, units[unit]);

/** With its sign; shares in points. */
function signed(value: number, unit: Unit): string {
  const amount = unit === "share" ? `${(Math.abs(value) * 100).toFixed(1)} points` : said(Math.abs(value), unit);
  // What is shown as nothing has no sign.
  return /[1-9]/.test(amount) ? `${value < 0 ? "−" : "+"}${amount}` : amount;
}

export function differenceSaid({ difference, interval, noise, unit }: Signal): string {
  if (difference === undefined) return "–";
  if (noise !== undefined)
    return `${said(difference, unit === "ms" ? "score" : unit)} (noise up to ${said(noise, unit === "ms" ? "score" : unit)})`;
  const range = interval ? ` [${signed(interval.lower, unit)}, ${signed(interval.upper, unit)}]` : "";
  return `${signed(difference, unit)}${range}`;
}

/** What could have been seen four times in five. */
export function detectableSaid({ detectable, unit, noise }: Signal): string {
  if (detectable === undefined) return "–";
  if (unit === "share") return `${(detectable * 100).toFixed(1)} points`;
  if (unit === "bits") return `in ${(detectable * 100).toFixed(0)}% of runs`;
  if (unit === "score") return detectable.toFixed(3);
  return `${noise === undefined ? "" : "all "}+${(detectable * 100).toFixed(0)}%`;
}

export const pSaid = (p: number | undefined): string => (p === undefined ? "–" : p < 0.0001 ? "< 0.0001" : p.toFixed(4));

/** Signals that not every case tells in both runs: their means are of the others. */
function fewer(signals: readonly Signal[], compared: number): string[] {
  const those = signals.filter(({ cases, p }) => p !== undefined && cases < compared);
  return those.length === 0
    ? []
    : [`not told by every case in both runs: ${those.map(({ signal, cases }) => `${signal} (${cases} cases)`).join(", ")}`];
}

/** What somebody has to know before they read the verdict. */
export function notesOn({ cases, changed, paired, baseline, now, signals }: DriftReport): string[] {
  const { compared, onlyBefore, onlyNow, differing } = cases;
  const some = (names: readonly string[], what: string) =>
    names.length === 0 ? [] : [`${plural(names.length, "case")} ${what}: ${names.slice(0, 3).join(", ")}${names.length > 3 ? ", …" : ""}`];
  return [
    ...(baseline.began === now.began ? ["this is the run that was blessed: evaluate again to learn anything"] : []),
    paired ? `${plural(compared, "case")} compared, each with itself` : "no case is in both runs: two samples of other cases are compared",
    ...(paired ? some(onlyBefore, "of the baseline not in this run, and left out") : []),
    ...(paired ? some(onlyNow, "not in the baseline, and left out") : []),
    ...some(differing, "of the same name ask for something else now, and are left out"),
    ...(baseline.pact.hash !== now.pact.hash && baseline.rules === now.rules
      ? [`the pact's text is another (${baseline.pact.version} → ${now.pact.version}), and decides the same`]
      : []),
    ...changed.map(({ message }) => message),
    ...(baseline.agent.target === now.agent.target && baseline.agent.adapter === now.agent.adapter
      ? []
      : [`the agent was \`${baseline.agent.adapter} ${baseline.agent.target}\` and is \`${now.agent.adapter} ${now.agent.target}\``]),
    ...fewer(signals, compared),
  ];
}
