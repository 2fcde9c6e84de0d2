// What `pact test --coverage` says, as VS Code draws it: a clause is a statement, and what its condition can be are its
// branches. A limit is one too: passed, and not.
import * as vscode from "vscode";
import type { CoverageEvent, CoverageRow } from "../engine/index.ts";

interface Report {
  readonly event: CoverageEvent;
  /** Where the clauses stand in the pact itself; a charter's are covered under each of its pacts, and drawn in none. */
  readonly places: ReadonlyMap<string, vscode.Range>;
  readonly tests: readonly vscode.TestItem[];
}

export class CoverageReports {
  private readonly reports = new WeakMap<vscode.FileCoverage, Report>();

  /** Counts only what the tests that were asked for have tried. */
  file(uri: vscode.Uri, report: Report): vscode.FileCoverage {
    const counts = vscode.FileCoverage.fromDetails(uri, details(report, report.tests));
    const file = new vscode.FileCoverage(uri, counts.statementCoverage, counts.branchCoverage, undefined, [...report.tests]);
    this.reports.set(file, report);
    return file;
  }

  details(file: vscode.FileCoverage, test?: vscode.TestItem): vscode.StatementCoverage[] {
    const report = this.reports.get(file);
    return report ? details(report, test ? [test] : report.tests) : [];
  }
}

function details({ event, places }: Report, tests: readonly vscode.TestItem[]): vscode.StatementCoverage[] {
  const ids = new Set(tests.map(({ id }) => id));
  const tried = event.tests.filter(({ test }) => ids.has(test)).map(({ clauses }) => clauses);
  return event.clauses.flatMap((row) => {
    const place = places.get(row.clause);
    if (!place) return [];
    const seen = tried.flatMap((clauses) => clauses[row.clause] ?? []);
    const branches = row.needed.map((truth) => {
      const times = seen.filter((each) => each === truth).length;
      // Without a place of its own it is marked where the clause ends.
      return new vscode.BranchCoverage(times, undefined, branchName(row, truth));
    });
    return [new vscode.StatementCoverage(seen.length, place, branches)];
  });
}

const branchName = ({ kind }: CoverageRow, truth: string): string =>
  kind !== "limit" ? truth : truth === "true" ? "passed" : "not passed";
