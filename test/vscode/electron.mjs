// `npm run test:electron`: the in-host suite in a desktop VS Code, where one can be downloaded (not part of `npm test`).
// Exit codes: 0 passed, 1 failed, 3 not run because there is no desktop VS Code or no display to run it on.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { installDependencies, root, run } from "../bootstrap.mjs";

const NOT_RUN = 3;
const skip = (reason) => {
  console.log(`not run: ${reason}`);
  process.exit(NOT_RUN);
};

if ((await installDependencies()) !== 0) process.exit(1);
if ((await run("node", ["esbuild.mjs", "--tests"])) !== 0) process.exit(1);

const { downloadAndUnzipVSCode, runTests, SilentReporter } = await import("@vscode/test-electron");
const version = process.env.VSCODE_VERSION ?? "stable";
let executable = process.env.VSCODE_EXECUTABLE;
try {
  executable ??= await downloadAndUnzipVSCode({ version, cachePath: path.join(root, ".vscode-test"), reporter: new SilentReporter() });
} catch (error) {
  skip(`desktop VS Code (${version}) cannot be downloaded here: ${error.message}`);
}

// A window needs a display; on a machine without one, xvfb-run gives it one for the length of this script.
if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  const xvfb = spawnSync("xvfb-run", ["-a", process.execPath, import.meta.filename], {
    stdio: "inherit",
    env: { ...process.env, VSCODE_EXECUTABLE: executable },
  });
  if (xvfb.error) skip("there is no display, and xvfb-run is not installed");
  process.exit(xvfb.status ?? 1);
}

const tmp = mkdtempSync(path.join(os.tmpdir(), "pact-electron-"));
const result = path.join(tmp, "result.json");
const workspace = existsSync(path.join(root, "samples")) ? path.join(root, "samples") : path.join(tmp, "workspace");
mkdirSync(workspace, { recursive: true });
let counts;
try {
  await runTests({
    vscodeExecutablePath: executable,
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(root, "dist/test/suite.cjs"),
    extensionTestsEnv: { VSCODE_SUITE_RESULT: result },
    launchArgs: [workspace, "--disable-workspace-trust", "--disable-extensions", "--user-data-dir", path.join(tmp, "user")],
  });
} catch (error) {
  console.log(String(error));
}
try {
  counts = JSON.parse(readFileSync(result, "utf8"));
} catch {} // the suite never got that far
rmSync(tmp, { recursive: true, force: true });
console.log(`\n${counts?.passes ?? 0} passed, ${counts ? counts.failures : 1} failed`);
process.exit(counts?.failures === 0 && counts.passes > 0 ? 0 : 1);
