// `pact test`: the `test` members of every pact below the paths.
import { type CompiledPact, discover, runTest, type TestEvent } from "../engine/index.ts";
import { findPacts, loadPact } from "../engine/node/index.ts";
import { compileFile } from "./load.ts";
import { colour, exit, Lines, printable, Unrunnable, write } from "./output.ts";

export function test(paths: readonly string[], { json, filter, list }: { json: boolean; filter?: string; list: boolean }): number {
  const { files, problems } = findPacts(paths.length > 0 ? paths : ["."]);
  if (problems.length > 0) throw new Unrunnable(problems.join("; "));
  const lines = new Lines();
  const counts = { passed: 0, failed: 0 };
  for (const file of files) {
    const loaded = loadPact(file);
    if ("problem" in loaded) throw new Unrunnable(`${file}: ${loaded.problem}`);
    if (loaded.parsed.tree.kind === "charter") continue;
    const pact: CompiledPact = compileFile(file).pact;
    const runnables = discover(pact.model).filter(({ kind }) => kind === "test");
    for (const { id, name } of runnables) {
      if (filter !== undefined && !name.includes(filter)) continue;
      if (list) {
        write(`${id}\n`);
        continue;
      }
      if (json) lines.add({ event: "started", id, file } satisfies TestEvent);
      const { passed, message } = runTest(pact.model.tests.find((each) => each.name.text === name)!, pact);
      counts[passed ? "passed" : "failed"]++;
      if (json) lines.add({ event: passed ? "passed" : "failed", id, file, ...(message && { message }) } satisfies TestEvent);
      else write(passed ? `${colour.green("✓")} ${id}\n` : `${colour.red("✗")} ${id}\n    ${printable(message)}\n`);
    }
  }
  lines.flush();
  if (!json && !list) write(`${counts.passed} passed, ${counts.failed} failed\n`);
  return counts.failed > 0 ? exit.fails : exit.holds;
}
