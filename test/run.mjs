// `npm test` on a bare clone: installs, type-checks, lints, builds, and runs every suite, also those inside VS Code.
// Each step has a heading; one that fails does not stop the later ones that still make sense.
// The last line alone is the sum over all suites, where a failed step counts as one failure: "N passed, N failed".
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { installDependencies, root, run } from "./bootstrap.mjs";

const total = { passed: 0, failed: 0 };
const failedSteps = [];
const results = mkdtempSync(path.join(os.tmpdir(), "pact-results-"));
process.on("exit", () => rmSync(results, { recursive: true, force: true }));

const heading = (title) => console.log(`\n== ${title}`);
const fail = (title, count, reason) => {
  total.failed += count;
  failedSteps.push(`${title}: ${reason}`);
};

/** A step without tests of its own: anything but exit code 0 is one failure. */
const check = async (title, command, args, options) => {
  heading(title);
  const code = await run(command, args, options);
  if (code !== 0) fail(title, 1, `exit code ${code}`);
  return code === 0;
};

/** A step that runs tests. Only the counts in its result file are believed; without one, the suite crashed. */
const suite = async (title, args, { result, ...options }) => {
  heading(title);
  const code = await run("node", args, options);
  let counts;
  try {
    counts = JSON.parse(readFileSync(result, "utf8"));
  } catch {
    return fail(title, 1, `no result (exit code ${code})`);
  }
  total.passed += counts.passes;
  if (counts.failures > 0) return fail(title, counts.failures, `${counts.failures} failed`);
  if (counts.passes === 0) return fail(title, 1, "no test ran");
  if (code !== 0) fail(title, 1, `every test passed, but the exit code is ${code}`);
};

const mocha = (title, files, { name, args = [], minutes }) => {
  const result = path.join(results, `${name}.json`);
  if (files.length === 0) {
    heading(title);
    return fail(title, 1, "no test files");
  }
  const command = ["node_modules/mocha/bin/mocha.js", "--reporter", "test/reporter.mjs", ...args, ...files];
  // Many tests start the command line from its sources: types are stripped from each of them once.
  return suite(title, command, { result, minutes, env: { MOCHA_RESULT: result, NODE_COMPILE_CACHE: path.join(results, "compiled") } });
};

/** The files below `folder` whose name ends in `ending`, without those in `skip`. */
const filesBelow = (folder, ending, skip) =>
  readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => path.relative(root, path.join(entry.parentPath ?? entry.path, entry.name)))
    .filter((file) => !(skip && file.startsWith(skip + path.sep)))
    .sort();

const finish = () => {
  if (failedSteps.length > 0) console.log(`\nfailed:\n${failedSteps.map((step) => `  ${step}`).join("\n")}`);
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
  process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
};

const main = async () => {
  heading("dependencies");
  const installed = await installDependencies();
  if (installed !== 0) return fail("dependencies", 1, `npm ci ended with ${installed}`);
  await check("types", "tsc", ["-b"]);
  await check("lint and format", "biome", ["ci"]);
  const built = await check("bundles", "node", ["esbuild.mjs", "--tests"]);
  await mocha("unit tests", filesBelow("test", ".test.ts", path.join("test", "vscode")), {
    name: "unit",
    args: ["--timeout", "60000"],
    minutes: 14,
  });

  const ready = await check("VS Code", "node", ["test/vscode/host/setup.mjs"], { minutes: 8 });
  if (!ready) return;
  const inHost = path.join(results, "in-host.json");
  if (built && existsSync(path.join(root, "dist/test/suite.cjs"))) {
    await suite("tests inside VS Code", ["test/vscode/host/run-suite.mjs", "--result", inHost], { result: inHost, minutes: 5 });
  } else {
    fail("tests inside VS Code", 1, "the bundle is missing");
  }
  const windowTests = filesBelow("test/vscode/ui", ".test.mjs");
  await mocha("tests in the VS Code window", windowTests, { name: "window", args: ["--timeout", "90000"], minutes: 11 });
};

try {
  await main();
} catch (error) {
  fail("test run", 1, error.stack ?? String(error));
}
finish();
