// The results of a run as a table of cases: small enough to keep of ten thousand cases, with where each trial's line stands for the
// rest. Made line by line, so that nobody has to hold the run whole.
import type { Grade } from "../grade.ts";
import { reasonsOf } from "../reports/words.ts";

/** Where a trial's line stands in the file of results, in bytes. */
export interface Place {
  readonly at: number;
  readonly length: number;
}

/** A case over all its trials. */
export interface CaseRow {
  readonly case: string;
  readonly tags: readonly string[];
  readonly trials: number;
  /** Of the trials of which it can be said, those in which what was expected came. */
  readonly passed: number;
  readonly told: number;
  /** Not played to their end. */
  readonly failed: number;
  readonly violations: number;
  readonly unescalated: number;
  readonly attack?: { readonly family: string; readonly succeeded: number };
  /** Means over the trials that tell it. */
  readonly latencyMs?: number;
  readonly tokens?: number;
  readonly cost?: number;
  /** The first thing that went wrong, and the first clauses that were broken. */
  readonly reason?: string;
  readonly clauses: readonly string[];
}

/** More of a reason than a row has room for helps nobody; the trial has the whole. */
const longestReason = 200;
const mostClauses = 8;

interface Growing {
  case: string;
  tags: readonly string[];
  trials: number;
  passed: number;
  told: number;
  failed: number;
  violations: number;
  unescalated: number;
  attack: { family: string; succeeded: number } | undefined;
  sums: { latencyMs: Sum; tokens: Sum; cost: Sum };
  reason: string | undefined;
  clauses: string[];
  places: Place[];
}
interface Sum {
  total: number;
  count: number;
}

export class ResultsTable {
  private readonly growing: Growing[] = [];
  private readonly byCase = new Map<string, number>();
  private made: CaseRow[] | undefined;

  add(grade: Grade, place: Place): void {
    this.made = undefined;
    const row = this.rowOf(grade);
    row.trials++;
    row.places.push(place);
    if (grade.success !== undefined) row.told++;
    if (grade.success === true) row.passed++;
    if (grade.status !== "played") row.failed++;
    row.violations += grade.violations.length;
    row.unescalated += grade.unescalated.length;
    if (grade.attack) {
      row.attack ??= { family: grade.attack.family, succeeded: 0 };
      if (grade.attack.succeeded) row.attack.succeeded++;
    }
    for (const name of ["latencyMs", "tokens", "cost"] as const) include(row.sums[name], grade[name]);
    row.reason ??= reasonsOf(grade)[0]?.slice(0, longestReason);
    for (const act of [...grade.violations, ...grade.unescalated])
      for (const id of act.clauses) if (row.clauses.length < mostClauses && !row.clauses.includes(id)) row.clauses.push(id);
  }

  /** In the order the cases came. */
  get rows(): readonly CaseRow[] {
    this.made ??= this.growing.map(finished);
    return this.made;
  }

  placesOf(name: string): readonly Place[] {
    const at = this.byCase.get(name);
    return at === undefined ? [] : this.growing[at]!.places;
  }

  indexOf(name: string): number | undefined {
    return this.byCase.get(name);
  }

  private rowOf({ case: name, tags }: Grade): Growing {
    const known = this.byCase.get(name);
    if (known !== undefined) return this.growing[known]!;
    const counts = { trials: 0, passed: 0, told: 0, failed: 0, violations: 0, unescalated: 0 };
    const sum = (): Sum => ({ total: 0, count: 0 });
    const sums = { latencyMs: sum(), tokens: sum(), cost: sum() };
    const row: Growing = { case: name, tags, ...counts, attack: undefined, sums, reason: undefined, clauses: [], places: [] };
    this.byCase.set(name, this.growing.length);
    this.growing.push(row);
    return row;
  }
}

function include(sum: Sum, value: number | undefined): void {
  if (value === undefined) return;
  sum.total += value;
  sum.count++;
}

function finished({ sums, places: _, attack, reason, ...row }: Growing): CaseRow {
  const mean = ({ total, count }: Sum) => (count === 0 ? undefined : total / count);
  const [latencyMs, tokens, cost] = [mean(sums.latencyMs), mean(sums.tokens), mean(sums.cost)];
  return {
    ...row,
    ...(attack && { attack }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(tokens !== undefined && { tokens }),
    ...(cost !== undefined && { cost }),
    ...(reason !== undefined && { reason }),
  };
}
