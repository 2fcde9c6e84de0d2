// The suite that runs inside VS Code's extension host: bundled to dist/test/suite.cjs, whose `run()` VS Code calls.
// A new test file is added to `files`. The counts go to the file named in VSCODE_SUITE_RESULT, for test/run.mjs to sum.
import { writeFileSync } from "node:fs";

// Named by a variable, so that mocha stays out of the bundle: it finds files of its own by their path at run time.
const library = "mocha";
// Imported late, one by one: each file calls `suite` and `test`, which exist only once mocha has put them in place.
const files = [
  () => import("./smoke.test.ts"),
  () => import("./language.test.ts"),
  () => import("./results.test.ts"),
  () => import("./server.test.ts"),
];

/** What test/run.mjs reads; `tests` names each failure, for a reader of the file. */
interface Result {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
  readonly tests: readonly { readonly title: string; readonly error: string }[];
}

/** Called by VS Code; a rejected promise makes its extension host exit with 1. */
export async function run(): Promise<void> {
  const { default: Mocha } = (await import(library)) as { default: typeof import("mocha") };
  const mocha = new Mocha({ ui: "tdd", reporter: "spec", color: false, timeout: 30_000 });
  mocha.suite.emit("pre-require", globalThis, "", mocha);
  for (const load of files) await load();
  const tests: { title: string; error: string }[] = [];
  const result = await new Promise<Result>((done) => {
    const runner = mocha.run(() => {
      const { passes = 0, failures = 0, pending = 0 } = runner.stats ?? {};
      done({ passes, failures, pending, tests });
    });
    runner.on("fail", (test, error: Error) => tests.push({ title: test.fullTitle(), error: error.stack ?? String(error) }));
  });
  const file = process.env.VSCODE_SUITE_RESULT;
  if (file) writeFileSync(file, JSON.stringify(result));
  if (result.failures > 0 || result.passes === 0) throw new Error(`${result.failures} failed, ${result.passes} passed`);
}
