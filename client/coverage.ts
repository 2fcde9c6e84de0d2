// What `pact test --coverage` says, as VS Code draws it: a clause is a statement, and what its condition can be are its
// branches. A limit is one too: passed, and not. An evaluation says in how many trials a clause's condition was true.
import * as vscode from "vscode";
import type { CoverageEvent, CoverageRow } from "../engine/index.ts";
import type { Exercised } from "./evaluations.ts";

interface Report {
  /** Where the clauses stand in the pact itself; a charter's are covered under each of its pacts, and drawn in none. */
  readonly clauses: ReadonlyMap<string, vscode.Range>;
  readonly event: CoverageEvent | undefined;
  /** By the evaluation that was run. */
  readonly exercised: ReadonlyMap<string, Exercised>;
  readonly items: readonly vscode.TestItem[];
}

export class CoverageReports {
  private readonly reports = new WeakMap<vscode.FileCoverage, Report>();

  /** Counts only what was asked for has tried. */
  file(uri: vscode.Uri, report: Report): vscode.FileCoverage {
    const counts = vscode.FileCoverage.fromDetails(uri, details(report, report.items));
    const file = new vscode.FileCoverage(uri, counts.statementCoverage, counts.branchCoverage, undefined, [...report.items]);
    this.reports.set(file, report);
    return file;
  }

  details(file: vscode.FileCoverage, test?: vscode.TestItem): vscode.StatementCoverage[] {
    const report = this.reports.get(file);
    return report ? details(report, test ? [test] : report.items) : [];
  }
}

function details({ event, exercised, clauses }: Report, items: readonly vscode.TestItem[]): vscode.StatementCoverage[] {
  const ids = new Set(items.map(({ id }) => id));
  const tried = (event?.tests ?? []).filter(({ test }) => ids.has(test)).map((test) => test.clauses);
  const played = [...exercised].filter(([suite]) => ids.has(suite)).map(([, counts]) => counts);
  const rows = new Map(event?.clauses.map((row) => [row.clause, row]));
  return [...clauses].map(([clause, place]) => {
    const seen = tried.flatMap((test) => test[clause] ?? []);
    const trials = played.reduce((sum, counts) => sum + (counts.get(clause) ?? 0), 0);
    const row = rows.get(clause);
    const branches = row?.needed.map((truth) => {
      const times = seen.filter((each) => each === truth).length + (truth === "true" ? trials : 0);
      // Without a place of its own it is marked where the clause ends.
      return new vscode.BranchCoverage(times, undefined, branchName(row, truth));
    });
    return new vscode.StatementCoverage(seen.length + trials, place, branches ?? []);
  });
}

const branchName = ({ kind }: CoverageRow, truth: string): string =>
  kind !== "limit" ? truth : truth === "true" ? "passed" : "not passed";
