// `pact replay --diff`: recorded sessions through a pact as it was and as it is, and every decision that flips.
import { readFileSync } from "node:fs";
import { type CompiledPact, checkErrors, type DiffEvent, type FlipEvent, type Judge, replayDiff, type Verdict } from "../engine/index.ts";
import { JudgeProcesses, loadText } from "../engine/node/index.ts";
import { compile, compileFile } from "./load.ts";
import { colour, exit, Lines, printable, table, write } from "./output.ts";
import { readTraces, type TraceArguments } from "./traces.ts";

export interface DiffArguments extends TraceArguments {
  readonly json: boolean;
  readonly diff: string;
}

export async function diff(file: string, traces: readonly string[], options: DiffArguments): Promise<number> {
  const fromInput = options.diff === "-";
  const { pact } = compileFile(file);
  const old = fromInput
    ? compile(loadText(readFileSync(0, "utf8"), file, checkErrors), `${file} as it was`)
    : compileFile(options.diff).pact;
  const { sessions, given, complete } = readTraces(traces, options);
  const judges = new JudgeProcesses(pact.model, file);
  const oldJudges = new JudgeProcesses(old.model, fromInput ? file : options.diff);
  const oldJudge: Judge = (question) => (isSameJudge(question.judge, old, pact) ? judges : oldJudges).ask(question);
  const lines = new Lines();
  const flips: FlipEvent[] = [];
  let summary: DiffEvent | undefined;
  try {
    for await (const event of replayDiff(old, pact, sessions, { ...given, judge: judges.ask, oldJudge })) {
      if (options.json) lines.add(event);
      else if (event.event === "flip") flips.push(event);
      if (event.event === "diff") summary = event;
    }
  } finally {
    judges.stop();
    oldJudges.stop();
  }
  lines.flush();
  if (!options.json) write(describe(summary!, flips));
  if (!complete) return exit.unrunnable;
  return summary!.flips > 0 ? exit.fails : exit.holds;
}

/** One that has not changed is asked once, so that no decision flips because it answers otherwise the second time. */
function isSameJudge(name: string, old: CompiledPact, pact: CompiledPact): boolean {
  const [was, is] = [old.model.judges.get(name), pact.model.judges.get(name)];
  return was?.command.value === is?.command.value && was?.version?.value === is?.version?.value;
}

// ── For a person ────────────────────────────────────────────────────────────────────────────────────────────────────

const number = (value: number): string => value.toLocaleString("en-US");

function describe({ old, new: now, decisions, flips, widened, narrowed, reasons }: DiffEvent, changes: readonly FlipEvent[]): string {
  const kinds = flips > 0 ? `: ${number(widened)} widened, ${number(narrowed)} narrowed` : "";
  const others = reasons > 0 ? `; ${number(reasons)} more ${reasons === 1 ? "keeps its" : "keep their"} effect for another reason` : "";
  const lines = [
    `flips ${number(flips)} of ${number(decisions)} recorded decisions${kinds}${others}`,
    colour.dim(`${old.id} ${old.version} (${old.hash.slice(0, 8)}) → ${now.id} ${now.version} (${now.hash.slice(0, 8)})`),
    ...section("widened", changes),
    ...section("narrowed", changes),
    ...section("reason", changes),
  ];
  return `${lines.join("\n")}\n`;
}

const titles = { widened: colour.red("widened"), narrowed: colour.yellow("narrowed"), reason: "for another reason" };

/** What is newly allowed comes first: it is what nobody may have meant. */
function section(change: FlipEvent["change"], changes: readonly FlipEvent[]): string[] {
  const rows = changes
    .filter((each) => each.change === change)
    .sort((a, b) => Number(b.new.effect === "allow") - Number(a.new.effect === "allow"))
    .map((each) => [`  ${each.session}`, `step ${each.step}`, each.action, `${words(each.old)} → ${words(each.new)}`]);
  return rows.length > 0 ? ["", titles[change], printable(table(rows))] : [];
}

/** As a test says it: `allow by small_returns`, `deny as out_of_scope`. */
function words({ effect, reason, basis }: Verdict): string {
  const names = basis.map((id) => id.slice(id.indexOf("#") + 1));
  return names.length > 0 ? `${effect} by ${names.join(", ")}` : `${effect} as ${reason}`;
}
