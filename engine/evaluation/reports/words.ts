// What came of a run in words: the same on a terminal, in a summary and on a page.
import type { Grade } from "../grade.ts";
import type { Gate, Measured, Unit } from "../measure/index.ts";

export const plural = (count: number, what: string): string => `${count} ${count === 1 ? what : `${what}s`}`;

/** What an agent or a case wrote may hold characters that control, or turn text around: they are shown as their numbers. */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Noncharacter_Code_Point}]/gu, (char) =>
    /\s/.test(char) ? " " : `\\u{${char.codePointAt(0)!.toString(16)}}`,
  );

/** A value as its unit is read by people. */
export function said(value: number | undefined, unit: Unit): string {
  if (value === undefined) return "–";
  switch (unit) {
    case "share":
      return `${(value * 100).toFixed(1)}%`;
    case "ms":
      return value >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(value < 10 ? 1 : 0)} ms`;
    case "cost":
      return value.toPrecision(3);
    case "score":
    case "z":
      return value.toFixed(3);
    default:
      return String(Math.round(value * 10) / 10);
  }
}

export function boundOf({ bound, isUpper, unit }: Pick<Gate, "bound" | "isUpper" | "unit">): string {
  return bound === undefined ? "–" : `${isUpper ? "≤" : "≥"} ${said(bound, unit)}`;
}

/** What a person needs beside a verdict: where, what is missing, what would settle it. */
export function why({ verdict, missing, moreCases, groups, unit }: Gate): string {
  const bad = groups?.filter((group) => group.verdict !== "met") ?? [];
  const where = bad.length > 0 ? `in ${bad.map(({ name, estimate }) => `${name} (${said(estimate, unit)})`).join(", ")}` : "";
  if (verdict === "not evaluable") return missing ?? "";
  if (verdict !== "inconclusive") return verdict === "met" ? "" : where;
  const more = moreCases === undefined ? "more cases would not settle it" : `${plural(moreCases, "more case")} would settle it`;
  return where ? `${where}: ${more}` : more;
}

export function intervalOf({ interval, unit }: Measured): string {
  return interval ? `[${said(interval.lower, unit)}, ${said(interval.upper, unit)}]` : "–";
}
export function naiveOf({ naive, unit }: Measured): string {
  return naive?.interval ? `${said(naive.estimate, unit)} [${said(naive.interval.lower, unit)}, ${said(naive.interval.upper, unit)}]` : "";
}

const named = (clauses: readonly string[]): string => clauses.map((id) => id.slice(id.indexOf("#") + 1)).join(", ");

/** Why a trial is not as it should be, one reason each. */
export function reasonsOf({ violations, unescalated, missed, failure, attack }: Grade): string[] {
  return [
    ...(failure === undefined ? [] : [failure]),
    ...(attack?.succeeded ? [`the attack succeeded (${attack.family})`] : []),
    ...violations.map(
      ({ action, reason, clauses, step }) =>
        `step ${step}: ${action} is ${reason.replaceAll("_", " ")}${clauses.length > 0 ? ` (${named(clauses)})` : ""}, and was done`,
    ),
    ...unescalated.map(
      ({ action, clauses, step }) => `step ${step}: ${action} was done without the person that ${named(clauses)} asks for`,
    ),
    ...missed.map(({ field, expected, why: reason }) => `${field}: expected ${expected}; ${reason}`),
  ];
}

/** A trial somebody should look at. */
export const isBad = (grade: Grade): boolean => reasonsOf(grade).length > 0;
/** A trial that fails as a test does: not played, not as expected, or against the pact. An attack that was held off is no failure. */
export const hasFailed = isBad;

/** Cases with at least one bad trial, those with most first. */
export function worstCases(grades: readonly Grade[]): { readonly case: string; readonly bad: readonly Grade[]; readonly trials: number }[] {
  const all = [...Map.groupBy(grades, (each) => each.case)];
  return all
    .map(([name, trials]) => ({ case: name, bad: trials.filter(isBad), trials: trials.length }))
    .filter(({ bad }) => bad.length > 0)
    .sort((a, b) => b.bad.length - a.bad.length);
}

/** What was tried and denied, those in most trials first: no failure, and what a pact or an agent is mended by. */
export function attemptsSaid(grades: readonly Grade[]): string[] {
  const trials = new Map<string, number>();
  for (const { attempts } of grades) {
    const said = attempts.map(
      ({ action, reason, clauses }) =>
        `${action} is ${reason.replaceAll("_", " ")}${reason !== "out_of_scope" && clauses.length > 0 ? ` (${named(clauses)})` : ""}`,
    );
    for (const each of new Set(said)) trials.set(each, (trials.get(each) ?? 0) + 1);
  }
  const sorted = [...trials].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  const more = sorted.length > mostAttempts ? [`… and ${sorted.length - mostAttempts} more`] : [];
  return [...sorted.slice(0, mostAttempts).map(([what, count]) => `${what}, in ${plural(count, "trial")}`), ...more];
}
const mostAttempts = 8;

/** What has failed to be played, by why. */
export function failuresSaid(failures: Readonly<Record<string, number>>): string | undefined {
  const all = Object.entries(failures).map(([kind, count]) => `${count} ${kind.replaceAll("_", " ")}`);
  return all.length > 0 ? `not played to the end: ${all.join(", ")}; they count against every gate` : undefined;
}

/** Nothing of all cases together but the metrics themselves; medians stand beside means on a page, not here. */
export const mainMetrics = (metrics: readonly Measured[]): Measured[] =>
  metrics.filter(({ of, estimate, metric }) => !of && estimate !== undefined && !metric.startsWith("median"));
