// The files of cases a suite names: patterns spread out, every case read, ids told apart.
import path from "node:path";
import { type Case, type CaseProblem, type CaseWords, readCases } from "../../evaluation/index.ts";
import { readText } from "../files.ts";

export interface LoadedCases {
  readonly cases: readonly Case[];
  readonly problems: readonly CaseProblem[];
}

/** `patterns` relative to `folder`. Nothing found is a problem: an evaluation of no case must not look like one that held. */
export async function loadCases(patterns: readonly string[], folder: string, words: CaseWords): Promise<LoadedCases> {
  const problems: CaseProblem[] = [];
  const cases: Case[] = [];
  const first = new Map<string, string>();
  const wrong = (file: string, message: string, line = 1): CaseProblem => ({ file, line, field: "", message });
  for (const pattern of patterns) {
    const files = await filesOf(pattern, folder);
    if (files.length === 0) problems.push(wrong(pattern, "no file has this name"));
    for (const file of files) {
      const read = readText(path.resolve(folder, file));
      if ("problem" in read) {
        problems.push(wrong(file, read.problem, read.line));
        continue;
      }
      const { value, lines, problems: unreadable } = readCases(read.text, file, words);
      const found = [...unreadable];
      if (value.length === 0 && found.length === 0) found.push(wrong(file, "this file holds no case; write one JSON object a line"));
      for (const [i, each] of value.entries()) {
        const earlier = first.get(each.id);
        if (earlier === undefined) cases.push(each);
        else found.push(wrong(file, `the case \`${each.id}\` stands in ${earlier} already; give it another id`, lines[i]));
        first.set(each.id, earlier ?? `${file}:${lines[i]}`);
      }
      for (const each of found.sort((a, b) => a.line - b.line)) problems.push(each);
    }
  }
  return { cases, problems };
}

/** Most names are no patterns, and need nobody to spread them out. */
async function filesOf(pattern: string, folder: string): Promise<readonly string[]> {
  if (!/[*?[\]{}()!+@]/.test(pattern)) return [pattern];
  const { globSync, isDynamicPattern } = await import("tinyglobby");
  if (!isDynamicPattern(pattern)) return [pattern];
  return globSync(pattern, { cwd: folder, dot: false, expandDirectories: false }).sort();
}
