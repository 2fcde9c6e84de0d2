// A file of recordings or cases that is not what its name in the pact promises.
import type { Pact } from "../../grammar/index.ts";
import type { FileReference, Model } from "../analysis/model.ts";
import { rememberedText } from "../analysis/remembered.ts";
import type { FileHead } from "../analysis/sources.ts";
import type { CaseWords } from "../evaluation/case-words.ts";
import { caseWordsOf } from "../evaluation/plan.ts";
import { readCases } from "../evaluation/read-cases.ts";
import { parseJson } from "../trace/collect.ts";
import { isOtlp } from "../trace/otlp.ts";
import { readTrace } from "../trace/read.ts";
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
    "an AgentDojo run, OpenTelemetry spans as OTLP JSON or one JSON session a line; cases are one JSON object a line. Of a large file only the beginning is looked at " +
    "here; files named by a pattern are looked at when they are run.",
  bad: [
    { pact: suite("cut.jsonl"), files: { "cut.jsonl": `${session}{"id":"s2","ev` } },
    { pact: suite("notes.txt"), files: { "notes.txt": "Customer called, was angry." } },
    {
      pact: 'evaluate small {\n  agent command "node agent.mjs"\n  cases "./cases.jsonl"\n}',
      files: { "cases.jsonl": '{"id":"one","input":"Hello."}\n{"id":"two","input":"Hello.","expect":{"action":[]}}\n' },
    },
  ],
  good: [{ pact: suite("runs.jsonl"), files: { "runs.jsonl": session } }],
  *pact({ parsed, analysis: { model }, files }) {
    for (const reference of model.references) {
      const check = checks[reference.role];
      if (!check || /[*?[{]/.test(reference.path)) continue;
      const head = files.head?.(reference.path);
      if (!head || "problem" in head) continue;
      const wrong = check(head, wordsOf(parsed.tree, model));
      if (wrong) yield { at: reference, message: `\`${reference.path}\` cannot be read in full: ${wrong}` };
    }
  },
};

type Head = Exclude<FileHead, { readonly problem: string }>;

const recordings = {
  whole: rememberedText((text) => recordingsProblem(text, true)),
  beginning: rememberedText((text) => recordingsProblem(text, false)),
};

const wholeLines = (text: string): string => text.slice(0, text.lastIndexOf("\n") + 1);

/** What is wrong with a file, or with as much of it as is there. */
const checks: Partial<Record<FileReference["role"], (head: Head, words: CaseWords) => string | undefined>> = {
  recordings: ({ text, isWhole }) => (isWhole ? recordings.whole(text) : recordings.beginning(wholeLines(text))),
  cases: ({ text, isWhole }, words) => casesProblem(isWhole ? text : wholeLines(text), words),
};

function recordingsProblem(text: string, isWhole: boolean): string | undefined {
  // The beginning of an array, or of one large object, is no JSON.
  if (!isWhole && (text.trimStart().startsWith("[") || "problem" in parseJson(text.trimStart().split("\n", 1)[0]!))) return undefined;
  const { problems } = readTrace(text);
  if (problems.length > 0 && isOneValue(text) && !isOtlp(text)) return oneValue;
  return firstOf(problems.map(({ place, message }) => `${place}: ${message}`));
}

const firstOf = ([first, ...others]: readonly string[]): string | undefined =>
  first !== undefined && others.length > 0 ? `${first}; and ${others.length} more` : first;

/** A session or a case, printed over several lines. */
const isOneValue = rememberedText(
  (text): boolean => text.trim().includes("\n") && text.trimStart().startsWith("{") && !("problem" in parseJson(text)),
);
const oneValue = "it is one JSON object over several lines; write one object a line";

const anything: ReadonlySet<string> = { has: () => true, size: 0 } as unknown as ReadonlySet<string>;

/** What a case may name. Without a catalogue nobody knows the tools; a clause too damaged to be read is there all the same. */
function wordsOf({ members }: Pact, model: Model): CaseWords {
  const words = caseWordsOf(model);
  const broken = members.flatMap((member) => (member.kind === "broken" && member.name ? [member.name.text] : []));
  return {
    ...words,
    ...(!model.catalogueKnown && { tools: anything }),
    ...(broken.length > 0 && {
      clauses: new Set([...words.clauses, ...broken]),
      escalations: new Set([...words.escalations, ...broken]),
    }),
  };
}

function casesProblem(text: string, words: CaseWords): string | undefined {
  if (isOneValue(text)) return oneValue;
  const { problems } = readCases(text, "", words);
  return firstOf(problems.map(({ line, field, message }) => `line ${line}: ${field ? `\`${field}\`: ` : ""}${message}`));
}
