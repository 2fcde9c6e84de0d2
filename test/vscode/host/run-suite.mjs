// Runs dist/test/suite.cjs (mocha) inside VS Code's extension host, by the same `run()` contract as @vscode/test-electron.
// node run-suite.mjs [--workspace DIR] [--result FILE] [--timeout SECONDS]; exit code 0 only for a suite that passed.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { format, parseArgs } from "node:util";
import { root, startHost } from "./host.mjs";

const { values } = parseArgs({
  options: {
    workspace: { type: "string", default: path.join(root, "samples") },
    result: { type: "string" },
    timeout: { type: "string", default: "180" },
  },
});

// The payload that names the suite is heeded only with the smoke test driver, which `dev` turns on.
const host = await startHost({ workspace: values.workspace, extension: "dev" });
const lines = [];
let code = "none";
let result;
try {
  const ended = new Promise((done) => {
    host.page.exposeFunction("codeAutomationExit", done);
  });
  // The extension host's console arrives here: the spec report, and much that only helps when something broke.
  await host.page.exposeFunction("codeAutomationLog", (_type, args) => {
    const line = format(...args);
    lines.push(line);
    if (process.env.PACT_VERBOSE || /^\s/.test(line) || line === "") console.log(line);
  });
  await host.open(
    ["extensionDevelopmentPath", host.remote + root],
    ["extensionTestsPath", `${host.remote}${root}/dist/test/suite.cjs`],
    ["skipWelcome", "true"],
  );
  code = await Promise.race([ended, sleep(Number(values.timeout) * 1000, "timeout", { ref: false })]);
  // An extension host that was killed also reports 0: only the file the suite wrote is believed.
  result = host.result();
  if (!result) console.log(lines.slice(-20).join("\n"), "\n", host.log());
} finally {
  await host.stop();
}
if (result && values.result) writeFileSync(values.result, JSON.stringify(result));
if (!result) console.log(`the suite wrote no result (extension host: ${code})`);
process.exit(code === 0 && result?.failures === 0 && result.passes > 0 ? 0 : 1);
