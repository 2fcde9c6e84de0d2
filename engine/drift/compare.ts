// Now against a baseline, signal by signal: what moved, how sure that is after correction for all that was looked at, and what could not have
// been seen. Hard safety signals are corrected by Holm at 5 %, the rest by Benjamini and Hochberg at 5 %; only what is left alarms.
import { benjaminiHochberg, holm, usualPermutations } from "../metrics/index.ts";
import { align } from "./align.ts";
import { type Change, changesSince } from "./changes.ts";
import { type Break, breaksIn, type CaseMover, type ClauseMover, caseMovers, clauseMovers, type ToolMover, toolMovers } from "./movers.ts";
import type { Sides } from "./sides.ts";
import { type SignalKind, signals, type Unit } from "./signals.ts";
import type { Snapshot } from "./snapshot.ts";
import { type Spread, spreadOf } from "./spread.ts";
import { type Tested, testSignal } from "./tested.ts";

export type DriftVerdict = "drifted" | "no drift seen" | "cannot tell";

export interface Signal extends Omit<Tested, "detectable" | "test" | "exact" | "p" | "cases">, Spread {
  readonly signal: string;
  readonly family: SignalKind["family"];
  readonly unit: Unit;
  readonly verdict: DriftVerdict;
  readonly cases: number;
  readonly test?: string;
  readonly exact?: boolean;
  readonly p?: number;
  /** Corrected for the signals of its family; at most 5 % is an alarm. */
  readonly adjusted?: number;
  /**
   * The least change that would have been seen four times in five: of a share by so much, of an amount by this part of itself, of a
   * distribution in this share of runs. Absent where none would, however large.
   */
  readonly detectable?: number;
  /** The way `detectable` was measured; absent where it is either way. */
  readonly towards?: "up" | "down";
  /** Why it cannot be told. */
  readonly missing?: string;
}

export interface DriftReport {
  readonly verdict: DriftVerdict;
  readonly baseline: About;
  readonly now: About;
  /** The same cases, or samples of others. */
  readonly paired: boolean;
  readonly cases: {
    readonly compared: number;
    readonly onlyBefore: readonly string[];
    readonly onlyNow: readonly string[];
    readonly differing: readonly string[];
  };
  /** What is not as it was when the baseline was blessed. */
  readonly changed: readonly Change[];
  readonly signals: readonly Signal[];
  readonly tools: readonly ToolMover[];
  readonly clauses: readonly ClauseMover[];
  readonly moved: readonly CaseMover[];
  readonly breaks: readonly Break[];
  readonly seed: number;
  readonly permutations: number;
}
export type About = Omit<Snapshot, "cases">;

export interface DriftOptions {
  /** Words of the pact's `watch`; where it says none, all but latency. Safety is always watched. */
  readonly watch?: readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly permutations?: number | undefined;
  /** The two may have no case in common: they are compared as samples of other cases. */
  readonly otherCases?: boolean | undefined;
  /** The names of the clauses that speak of a tool. */
  readonly clausesOf?: (tool: string) => readonly string[];
  /** What could have been seen is worked out; it takes most of the time, and no alarm depends on it. */
  readonly detectable?: boolean;
}

export const alarmLevel = 0.05;

/** Says why the two cannot be compared, rather than compare what is not alike. */
export function compare(baseline: Snapshot, now: Snapshot, options: DriftOptions = {}): DriftReport | { readonly problem: string } {
  const problem = unlike(baseline, now);
  if (problem !== undefined) return { problem };
  const { seed = 1, permutations = usualPermutations, otherCases = false, clausesOf = () => [] } = options;
  const { pairs, onlyBefore, onlyNow, differing } = align(baseline, now);
  if (pairs.length === 0 && !otherCases)
    return {
      problem: `no case of the baseline is in this run${differing.length > 0 ? ` (${differing.length} of the same name ask for something else)` : ""}; evaluate its cases, bless this run, or compare them as samples with --other-cases`,
    };
  const trials = ({ cases }: Snapshot) => cases.map((row) => row.trials);
  const sides: Sides = pairs.length > 0 ? { paired: true, pairs } : { paired: false, before: trials(baseline), now: trials(now) };
  const changed = changesSince(baseline, now);
  const tested = watchedBy(options.watch).map((signal) => ({
    signal,
    tested: sameJudge(signal, changed) ?? testSignal(signal, sides, { seed: seedFor(signal, seed), permutations }),
    spread: spreadOf(signal, sides),
  }));
  const told = (["safety", "watched"] as const).flatMap((family) =>
    correctedIn(
      tested.filter(({ signal }) => signal.family === family),
      family === "safety" ? holm : benjaminiHochberg,
      options.detectable ?? true,
    ),
  );
  return {
    verdict: worstOf(told),
    baseline: aboutOf(baseline),
    now: aboutOf(now),
    paired: sides.paired,
    cases: { compared: sides.paired ? pairs.length : Math.min(sides.before.length, sides.now.length), onlyBefore, onlyNow, differing },
    changed,
    signals: told,
    tools: toolMovers(sides, clausesOf),
    clauses: clauseMovers(sides),
    moved: caseMovers(pairs),
    breaks: breaksIn(pairs),
    seed,
    permutations,
  };
}

function unlike(baseline: Snapshot, now: Snapshot): string | undefined {
  const suite = ({ suite: id }: Snapshot) => id.slice(id.indexOf("#") + 1);
  if (baseline.pact.id !== now.pact.id) return `the baseline is of the pact \`${baseline.pact.id}\`, and the run of \`${now.pact.id}\``;
  if (suite(baseline) !== suite(now)) return `the baseline is of the evaluation \`${suite(baseline)}\`, and the run of \`${suite(now)}\``;
  if (baseline.cases.length === 0) return "the baseline has no case";
  if (now.cases.length === 0) return "the run has no trial: it was cut off before the first was over";
  return undefined;
}

const aboutOf = ({ cases: _, ...about }: Snapshot): About => {
  const { suite, pact, rules, catalogue, prompt, model, agent, trials, seed, began } = about;
  return { suite, pact, rules, catalogue, prompt, model, agent, trials, seed, began };
};

const watchedBy = (watch: readonly string[] | undefined): readonly SignalKind[] =>
  signals.filter(({ word, isOnDemand }) => (watch === undefined ? !isOnDemand : word === undefined || watch.includes(word)));

/** Each draws for itself: what else is watched changes no p-value. */
const seedFor = ({ name }: SignalKind, seed: number): number => seed * 64 + signals.findIndex((each) => each.name === name);

function sameJudge({ isRaw }: SignalKind, changed: readonly Change[]): { readonly missing: string } | undefined {
  if (isRaw || !changed.some(({ what }) => what === "pact")) return undefined;
  return { missing: "the pact decides otherwise than when the baseline was blessed: evaluate again and bless anew" };
}

type TestedSignal = { readonly signal: SignalKind; readonly tested: Tested | { readonly missing: string }; readonly spread: Spread };

function correctedIn(all: readonly TestedSignal[], correct: (p: readonly number[]) => number[], asks: boolean): Signal[] {
  const told = all.flatMap(({ tested }) => ("missing" in tested ? [] : [tested]));
  const adjusted = correct(told.map(({ p }) => p));
  return all.map(({ signal, tested, spread }) => {
    const { name, family, unit } = signal;
    if ("missing" in tested) return { signal: name, family, unit, verdict: "cannot tell", cases: 0, missing: tested.missing };
    const at = adjusted[told.indexOf(tested)]!;
    const { detectable: detect, ...rest } = tested;
    // As if it were the only one that changed: the level that both corrections then ask of it.
    const detectable = asks ? detect(alarmLevel / told.length) : undefined;
    const isBlind = asks && detectable === undefined;
    return {
      signal: name,
      family,
      unit,
      verdict: at <= alarmLevel ? "drifted" : isBlind ? "cannot tell" : "no drift seen",
      ...rest,
      ...spread,
      adjusted: at,
      ...(detectable !== undefined && { detectable, ...towardsOf(signal) }),
      ...(at > alarmLevel && isBlind && { missing: "these cases would show no change of any size four times in five; add cases" }),
    };
  });
}

/** Of shares a change for the worse is put in, of amounts a growth. */
function towardsOf(signal: SignalKind): Pick<Signal, "towards"> {
  if (signal.sort === "yes-no") return { towards: signal.worse };
  return signal.sort === "amount" ? { towards: "up" } : {};
}

function worstOf(told: readonly Signal[]): DriftVerdict {
  const has = (verdict: DriftVerdict) => told.some((each) => each.verdict === verdict);
  return has("drifted") ? "drifted" : has("no drift seen") ? "no drift seen" : "cannot tell";
}
