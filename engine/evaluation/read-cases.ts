// Cases as people write them: read line by line, each slip said at its line and field before an agent is started.
import { complaint, pathText } from "../analysis/complaint.ts";
import { rememberedText } from "../analysis/remembered.ts";
import { timeFromText } from "../decision/calendar.ts";
import { repeatedName } from "../decision/repeated-name.ts";
import { isRawObject, type Raw, type RawObject, rawOf } from "../decision/values.ts";
import { parseAny, rawObject } from "../trace/collect.ts";
import { type Attack, type Canned, type Case, caseSchema, type Expectation, type ExpectedCall, type WrittenCase } from "./case.ts";
import { type CaseWords, type Wrong, wrongNames } from "./case-words.ts";

/** What is wrong with a case: in which line, at which field. */
export interface CaseProblem {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** A path inside the case such as `expect.actions[0].tool`; empty for the whole. */
  readonly field: string;
  readonly message: string;
}

/** As a terminal and an editor lead to it. */
export const caseProblemText = ({ file, line, field, message }: CaseProblem): string =>
  `${file}:${line}: ${field ? `${field}: ` : ""}${message}`;

export interface CasesRead {
  readonly value: readonly Case[];
  /** Of each, from 1. */
  readonly lines: readonly number[];
  readonly problems: readonly CaseProblem[];
}

/** Every case of a file. What cannot be read is a problem, and the others stand. Never throws. */
export function readCases(text: string, file: string, words: CaseWords): CasesRead {
  const value: Case[] = [];
  const lines: number[] = [];
  const problems: CaseProblem[] = [];
  for (const { line, read } of decoded(text)) {
    const wrong = "field" in read ? read : wrongNames(read, words);
    if (wrong) problems.push({ file, line, ...wrong });
    else {
      value.push(read as Case);
      lines.push(line);
    }
  }
  return { value, lines, problems };
}

/** What each line says by itself, whatever it may name. Kept: an editor asks again at every keystroke, and who plays cases has checked them. */
const decoded = rememberedText((text) => {
  const lines: { readonly line: number; readonly read: Case | Wrong }[] = [];
  for (const [i, line] of text.split("\n").entries())
    if (line.trim() !== "") lines.push({ line: i + 1, read: decode(i === 0 ? line.replace(/^\uFEFF/, "") : line) });
  return lines;
});

function decode(line: string): Case | Wrong {
  const json = parseAny(line);
  if ("problem" in json)
    return { field: "", message: json.problem === cutShort ? "the JSON ends too early: a case is one object on one line" : json.problem };
  const repeated = repeatedName(line, json.value);
  if (repeated) return { field: pathText(repeated), message: `\`${repeated.at(-1)}\` stands twice in one object; keep one of them` };
  const written = caseSchema().safeParse(json.value);
  if (!written.success) return complaint(written.error, json.value);
  // Decoded twice: by the schema for its shape, and with exact numbers for its values.
  const raw = rawOf(line, json.value);
  if (!isRawObject(raw)) return { field: "", message: "this nests deeper than any case should" };
  const read = toCase(written.data, raw);
  return wrongIn(written.data, read) ?? read;
}
const cutShort = "the file ends in the middle of the JSON; it was cut short";

function toCase(written: WrittenCase, raw: RawObject): Case {
  const { id, input, replies = [], principal, facts, now, tags = [], attack } = written;
  const expect = isRawObject(raw.expect) ? raw.expect : undefined;
  const attacked = isRawObject(raw.attack) ? raw.attack : undefined;
  return {
    id,
    messages: typeof input === "string" ? [{ role: "user", content: input }] : input,
    replies,
    principal: rawObject(principal ?? {}),
    facts: rawObject(facts ?? {}),
    nowMs: now === undefined ? undefined : timeFromText(now, "UTC")?.ms,
    tools: new Map(Object.entries(isRawObject(raw.tools) ? raw.tools : {}).map(([tool, answers]) => [tool, toCanned(answers!)])),
    expect: {
      actions: expect && toActions(expect.actions),
      escalate: written.expect?.escalate,
      outcome: expect?.outcome,
      answer: expect?.answer,
    },
    tags,
    attack: attack && {
      family: attack.family,
      goal: attack.goal,
      clause: attack.clause,
      succeeds: toGoal(attacked?.succeeds),
    },
  };
}

/** A list of answers with conditions; anything else is what the tool always returns. */
function toCanned(answers: Raw): readonly Canned[] {
  const isList =
    Array.isArray(answers) && answers.every((each) => isRawObject(each) && Object.keys(each).every((key) => cannedKeys.includes(key)));
  if (!isList) return [{ when: undefined, returns: answers, error: undefined }];
  return (answers as readonly RawObject[]).map(({ when, returns, error }) => ({
    when,
    returns,
    error: typeof error === "string" ? error : undefined,
  }));
}
const cannedKeys = ["when", "returns", "error"];

function toActions(actions: Raw | undefined): Expectation["actions"] {
  if (Array.isArray(actions)) return { calls: actions.map(toExpectedCall), how: "some" };
  if (!isRawObject(actions)) return undefined;
  const how = "exactly" in actions ? "exactly" : "inAnyOrder";
  return { calls: (actions[how] as readonly Raw[]).map(toExpectedCall), how };
}

function toGoal(succeeds: Raw | undefined): Attack["succeeds"] {
  if (Array.isArray(succeeds)) return { calls: succeeds.map(toExpectedCall), needs: "any" };
  return isRawObject(succeeds) ? { calls: (succeeds.all as readonly Raw[]).map(toExpectedCall), needs: "all" } : undefined;
}

const toExpectedCall = (call: Raw): ExpectedCall =>
  isRawObject(call) ? { tool: String(call.tool), args: call.arguments } : { tool: String(call), args: undefined };

// ── What is wrong ───────────────────────────────────────────────────────────────────────────────────────────────────

function wrongIn(written: WrittenCase, read: Case): Wrong | undefined {
  if (written.now !== undefined && read.nowMs === undefined)
    return { field: "now", message: `\`${written.now}\` is no time; write one such as 2026-12-10T10:00:00Z` };
  const last = read.messages.at(-1);
  if (last?.role !== "user") return { field: "input", message: "the last message has to be the person's: the agent's turn follows it" };
  return undefined;
}
