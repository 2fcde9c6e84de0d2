// `pact test`: the `test` members of every pact below the paths, and what they try of its clauses.
import {
  type CompiledPact,
  type CoverageEvent,
  coverage,
  discover,
  type EvidenceEvent,
  runTest,
  type TestEvent,
  type TestResult,
  type Tried,
} from "../engine/index.ts";
import { findPacts, loadPact } from "../engine/node/index.ts";
import { compileFile, openLog } from "./load.ts";
import { colour, exit, Lines, printable, table, Unrunnable, write } from "./output.ts";

export interface TestArguments {
  readonly json: boolean;
  readonly filter?: string;
  readonly list: boolean;
  readonly coverage: boolean;
  /** The log every decision goes on record in. */
  readonly evidence?: string;
}

export async function test(paths: readonly string[], options: TestArguments): Promise<number> {
  const { json, list } = options;
  const { files, problems } = findPacts(paths.length > 0 ? paths : ["."]);
  if (problems.length > 0) throw new Unrunnable(problems.join("; "));
  const lines = new Lines();
  const counts = { passed: 0, failed: 0 };
  const log = await openLog(options.evidence);
  for (const file of files) {
    const loaded = loadPact(file);
    if ("problem" in loaded) throw new Unrunnable(`${file}: ${loaded.problem}`);
    if (loaded.parsed.tree.kind === "charter") continue;
    const { pact } = compileFile(file);
    const tried = run(pact, file, options, { lines, counts });
    for (const { id, result } of tried) await log?.recordTest(pact, id, result);
    if (!options.coverage || list) continue;
    const event: CoverageEvent = { event: "coverage", file, pact: pact.identity, ...coverage(pact.model, tried) };
    if (json) lines.add(event);
    else write(describe(event));
  }
  const checkpoint = await log?.close();
  if (json && checkpoint !== undefined) lines.add({ event: "evidence", checkpoint } satisfies EvidenceEvent);
  lines.flush();
  if (options.filter !== undefined && !list && counts.passed + counts.failed === 0)
    throw new Unrunnable(`no test has \`${options.filter}\` in its name`);
  if (!json && !list) write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed > 0 ? exit.fails : exit.holds;
}

type TriedHere = Tried & { readonly result: TestResult };
interface Results {
  readonly lines: Lines;
  readonly counts: { passed: number; failed: number };
}

function run(pact: CompiledPact, file: string, { json, filter, list }: TestArguments, { lines, counts }: Results): TriedHere[] {
  const tried: TriedHere[] = [];
  // What is listed is what stands in an editor's test tree, whichever command runs it.
  for (const { id, name, kind } of discover(pact.model)) {
    if (filter !== undefined && !name.includes(filter)) continue;
    if (list) write(`${id}\n`);
    if (list || kind !== "test") continue;
    if (json) lines.add({ event: "started", id, file } satisfies TestEvent);
    const member = pact.model.tests.find((each) => each.name.text === name)!;
    const result = runTest(member, pact);
    const { passed, message, expected, actual } = result;
    tried.push({ id, action: member.call.tool.text, result });
    counts[passed ? "passed" : "failed"]++;
    if (json)
      lines.add((passed ? { event: "passed", id, file } : { event: "failed", id, file, message, expected, actual }) satisfies TestEvent);
    else write(passed ? `${colour.green("✓")} ${id}\n` : `${colour.red("✗")} ${id}\n    ${printable(message)}\n`);
  }
  return tried;
}

function describe({ file, clauses }: CoverageEvent): string {
  const covered = clauses.filter(({ missing }) => missing.length === 0).length;
  const rows = clauses.map((row) => [row.name, row.kind, row.true, row.false, row.unknown, lacking(row)]);
  const title = `${printable(file)}: ${covered} of ${clauses.length} clauses are covered fully`;
  return `\n${colour.bold(title)}\n\n${table([["clause", "", "true", "false", "unknown", "no test sees it"], ...rows])}\n\n`;
}

const lacking = ({ true: yes, false: no, unknown, missing }: CoverageEvent["clauses"][number]): string =>
  yes + no + unknown === 0 ? "at all" : missing.join(", ");
