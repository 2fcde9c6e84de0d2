// A file of recordings or cases that is not what its name in the pact promises.
import type { FileReference } from "../analysis/model.ts";
import type { FileHead } from "../analysis/sources.ts";
import { parseJson } from "../trace/collect.ts";
import { readTrace } from "../trace/read.ts";
import { rememberedText } from "./memory.ts";
import type { Rule } from "./rule.ts";

const suite = (files: string) => `evaluate recorded {\n  agent recorded "./${files}"\n}`;
const session = '{"id":"s1","messages":[]}\n';

export const malformedData: Rule = {
  code: "PACT3036",
  name: "malformed-data",
  severity: "warning",
  summary: "recordings or cases that cannot be read",
  why:
    "An evaluation or a replay of a file that is cut short, or of another form, measures nothing, or only a part. Recordings are OpenAI chat messages, tau-bench runs, " +
    "an AgentDojo run or one JSON session a line; cases are one JSON object a line. Of a large file only the beginning is looked at here; files named by a pattern " +
    "are looked at when they are run.",
  bad: [
    { pact: suite("cut.jsonl"), files: { "cut.jsonl": `${session}{"id":"s2","ev` } },
    { pact: suite("notes.txt"), files: { "notes.txt": "Customer called, was angry." } },
    {
      pact: 'evaluate small {\n  agent command "node agent.mjs"\n  cases "./cases.jsonl"\n}',
      files: { "cases.jsonl": '{"id":"one"}\n["two"]\n' },
    },
  ],
  good: [{ pact: suite("runs.jsonl"), files: { "runs.jsonl": session } }],
  *pact({ analysis: { model }, files }) {
    for (const reference of model.references) {
      const check = checks[reference.role];
      if (!check || /[*?[{]/.test(reference.path)) continue;
      const head = files.head?.(reference.path);
      if (!head || "problem" in head) continue;
      const wrong = check(head);
      if (wrong) yield { at: reference, message: `\`${reference.path}\` cannot be read in full: ${wrong}` };
    }
  },
};

/** What is wrong with a text, or with as much of it as is there. */
type Judge = (text: string, isWhole: boolean) => string | undefined;
type Head = Exclude<FileHead, { readonly problem: string }>;

function judgedBy(judge: Judge): (head: Head) => string | undefined {
  const whole = rememberedText((text) => judge(text, true));
  const beginning = rememberedText((text) => judge(text.slice(0, text.lastIndexOf("\n") + 1), false));
  return ({ text, isWhole }) => (isWhole ? whole(text) : beginning(text));
}

const checks: Partial<Record<FileReference["role"], (head: Head) => string | undefined>> = {
  recordings: judgedBy(recordingsProblem),
  cases: judgedBy(casesProblem),
};

function recordingsProblem(text: string, isWhole: boolean): string | undefined {
  // The beginning of an array, or of one large object, is no JSON.
  if (!isWhole && (text.trimStart().startsWith("[") || "problem" in parseJson(text.trimStart().split("\n", 1)[0]!))) return undefined;
  const [problem] = readTrace(text).problems;
  if (problem && isOneValue(text)) return oneValue;
  return problem && `${problem.place}: ${problem.message}`;
}

/** A session or a case, printed over several lines. */
const isOneValue = (text: string): boolean =>
  text.trim().includes("\n") && text.trimStart().startsWith("{") && !("problem" in parseJson(text));
const oneValue = "it is one JSON object over several lines; write one object a line";

function casesProblem(text: string): string | undefined {
  if (isOneValue(text)) return oneValue;
  for (const [i, line] of text.split("\n").entries()) {
    if (!line.trim()) continue;
    const read = parseJson(line);
    if ("problem" in read) return `line ${i + 1}: ${read.problem}`;
    const { value } = read;
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `line ${i + 1}: a case is a JSON object`;
  }
  return undefined;
}
