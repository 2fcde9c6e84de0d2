// Hover: what stands here, in plain English; of a clause also what it does at each boundary.
import type { Hover, Position, Range } from "vscode-languageserver-types";
import { appliesAt, type Boundary, boundariesOf, comparisonsIn } from "../../engine/boundaries/index.ts";
import { type Clause, CompiledPact, type FileReference, type Model, runTest } from "../../engine/index.ts";
import { keywordOf, show, type TestMember } from "../../grammar/index.ts";
import { tokenAt } from "./assist-at.ts";
import { referenceAt } from "./definition.ts";
import { describe, describeKeyword, listed } from "./describe.ts";
import { clauseOf } from "./occurrences.ts";
import { once } from "./once.ts";
import { memberAt } from "./places.ts";
import { code, covers, rangeOf, type Snapshot } from "./snapshot.ts";
import { mentionAt } from "./symbols.ts";
import { durationWords, durationWordsOfOne } from "./words.ts";

export function hover(snapshot: Snapshot, position: Position): Hover | undefined {
  const file = referenceAt(snapshot, position);
  if (file) return hovered(fileInWords(file, snapshot), rangeOf(snapshot, file));
  return named(snapshot, position) ?? compared(snapshot, position) ?? word(snapshot, position);
}

const hovered = (value: string, range: Range): Hover => ({ contents: { kind: "markdown", value }, range });

function named(snapshot: Snapshot, position: Position): Hover | undefined {
  const mention = mentionAt(snapshot, position);
  if (!mention) return undefined;
  const { model } = snapshot.analysis;
  const { occurrence, member } = mention;
  const text = describe(occurrence, model);
  if (!text) return undefined;
  if (member.kind === "test" && occurrence.role === "test") return hovered(testInWords(member, text, model), rangeOf(snapshot, occurrence));
  const clause =
    occurrence.role !== "clause"
      ? undefined
      : occurrence.declares
        ? clauseOf(member, model)
        : model.clauses.find(({ name }) => name === occurrence.name);
  return hovered([text, ...(clause ? boundariesInWords(clause, model) : [])].join("\n\n"), rangeOf(snapshot, occurrence));
}

const compiled = new WeakMap<Model, CompiledPact>();

/** What is decided in a test, and whether that is what it expects. */
function testInWords(test: TestMember, text: string, model: Model): string {
  const { passed, actual, expected } = runTest(
    test,
    once(compiled, model, () => new CompiledPact(model)),
  );
  const verdict = passed ? `It passes: ${actual}.` : `**It fails**: expected ${expected}, got ${actual}.`;
  return [text, model.documentation(test), verdict].filter(Boolean).join("\n\n");
}

// ── Boundaries ──────────────────────────────────────────────────────────────────────────────────────────────────────

const most = 4;

/** A table for each value the clause compares with constants. */
function boundariesInWords(clause: Clause, model: Model): string[] {
  return boundariesOf(clause.member.conditions, clause.actions, model)
    .slice(0, most)
    .map((boundary) => table(boundary, clause, model));
}

function table(boundary: Boundary, { member }: Clause, model: Model): string {
  const rows = boundary.points.map((point) => {
    const applies = appliesAt(member.conditions, boundary, point, model);
    return `| ${point.label} | ${outcomes[member.kind][applies === undefined ? "open" : applies ? "yes" : "no"]} |`;
  });
  return [`| ${code(boundary.text).replaceAll("|", "\\|")} | this clause |`, "|---|---|", ...rows].join("\n");
}

const outcomes = {
  may: { yes: "allows", no: "does not allow", open: "allows, if the rest holds" },
  never: { yes: "denies", no: "does not prohibit", open: "denies, if the rest holds" },
  escalate: { yes: "asks a person", no: "does not ask", open: "asks a person, if the rest holds" },
};

/** On a comparison with a constant: what the clause does around it. */
function compared(snapshot: Snapshot, position: Position): Hover | undefined {
  const member = memberAt(snapshot, position);
  const clause = member && clauseOf(member, snapshot.analysis.model);
  if (!clause) return undefined;
  const offset = snapshot.offsetAt(position);
  const node = comparisonsIn(clause.member.conditions).find((each) => covers(each, offset));
  const texts = node ? [show.value(node.left), show.value(node.right)] : [];
  const boundary = boundariesOf(clause.member.conditions, clause.actions, snapshot.analysis.model).find(({ text }) => texts.includes(text));
  return node && boundary ? hovered(table(boundary, clause, snapshot.analysis.model), rangeOf(snapshot, node)) : undefined;
}

// ── Words and files ─────────────────────────────────────────────────────────────────────────────────────────────────

function word(snapshot: Snapshot, position: Position): Hover | undefined {
  const found = tokenAt(snapshot, position);
  if (!found) return undefined;
  const { token, range } = found;
  const text = describeKeyword(keywordOf(token.tokenType) ?? token.image) ?? unitInWords(token.image);
  return text ? hovered(text, range) : undefined;
}

const seconds: Readonly<Record<string, string>> = { week: "7 days", month: "30 days", year: "365 days", ms: "a thousandth of a second" };

function unitInWords(image: string): string | undefined {
  if (/^[A-Z]{3}$/.test(image)) return `**${image}**: an amount in this currency. Currencies never convert silently.`;
  if (![...durationWords, ...durationWordsOfOne, "s"].includes(image)) return undefined;
  const fixed = seconds[image] ?? seconds[image.replace(/s$/, "")];
  return `**${image}**: a unit of time${fixed ? `; one is ${fixed}` : ""}.`;
}

function fileInWords({ role, path }: FileReference, snapshot: Snapshot): string {
  const whats: Record<FileReference["role"], string> = {
    charter: "the charter above this one",
    catalogue: "the tool catalogue",
    prompt: "the agent's instructions",
    recordings: "recorded runs",
    cases: "cases of a suite",
    baseline: "the recorded behaviour everything is held against",
  };
  const text = path.includes("*") ? undefined : snapshot.read(path);
  const missing = text === undefined && !path.includes("*") ? "\n\nIt cannot be read." : "";
  return `${code(path)}: ${whats[role]}${missing}${text === undefined ? "" : contents(role, text, snapshot.analysis.model)}`;
}

function contents(role: FileReference["role"], text: string, model: Model): string {
  if (role === "catalogue") return `\n\n${model.catalogue.size} tools: ${listed([...model.catalogue.keys()].map(code), 12)}`;
  if (role === "charter") {
    const inherited = model.clauses.filter(({ from }) => from === "charter").map(({ name, member }) => `${member.kind} ${code(name)}`);
    return inherited.length > 0 ? `\n\nFrom it: ${listed(inherited, 12)}` : "";
  }
  if (role === "prompt") return `\n\n${text.split("\n", 4).join("\n").slice(0, 400)}`;
  return "";
}
