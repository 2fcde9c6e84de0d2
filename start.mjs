// `npm start` on a bare clone: builds, replays recorded runs in the terminal, and opens samples/ in VS Code.
// Desktop VS Code where there is one and a display; else the VS Code server, for any browser, until Ctrl-C.
// `npm start -- --check` does the same and then proves, in a headless browser, that the extension is at work.
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, rmSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { installDependencies, root, run } from "./test/bootstrap.mjs";

/** What only our extension draws: the code lenses over a pact's clauses and tests. */
const LENS = /Replay|Run test|true|false|runs/;
/** Recorded runs of an airline's agent, kept beside the repository: too large to be part of it. */
const AIRLINE_RUNS = path.resolve(root, "../shared/data/tau-bench/gpt-4o-airline.json");
/** The recording carries no times of its own; its policy states this one. */
const AIRLINE_NOW = "2024-05-15T15:00:00-05:00";

/** Runs of a bank's assistant with and without prompt injection, one folder for each agent. */
const BANKING_RUNS = path.resolve(root, "../shared/data/agentdojo/runs");

const samples = path.join(root, "samples");
const checking = process.argv.includes("--check");

/** Puts a recording, when it is there, where a sample looks for it (git ignores that folder). */
const place = (recording, sample) => {
  const target = path.join(samples, sample, "runs", path.basename(recording));
  if (existsSync(target)) return true;
  if (!existsSync(recording) || !existsSync(path.join(samples, sample))) return false;
  mkdirSync(path.dirname(target), { recursive: true });
  rmSync(target, { force: true }); // a link that leads nowhere
  try {
    symlinkSync(recording, target, statSync(recording).isDirectory() ? "junction" : "file");
  } catch {
    cpSync(recording, target, { recursive: true });
  }
  return true;
};

/** Replays recorded runs in the terminal; returns the pact's path below samples/. */
const replay = async () => {
  const airline = place(AIRLINE_RUNS, "airline");
  if (existsSync(BANKING_RUNS)) for (const agent of readdirSync(BANKING_RUNS)) place(path.join(BANKING_RUNS, agent), "banking");
  const pact = airline ? "airline/airline.pact" : "returns-desk/returns-desk.pact";
  const traces = airline ? "airline/runs/gpt-4o-airline.json" : "returns-desk/sessions.jsonl";
  const args = ["replay", `samples/${pact}`, `samples/${traces}`, ...(airline ? ["--now", AIRLINE_NOW] : [])];
  console.log(`\n$ pact ${args.join(" ")}\n`);
  const code = await run("node", ["dist/cli.cjs", ...args]);
  // 1 says that the runs broke the pact, which is what a replay is for; anything above, that it could not be done.
  if (code > 1) throw new Error(`the replay ended with exit code ${code}`);
  return pact;
};

/** Opens the desktop VS Code, if it can: false when there is none, or nothing to show it on. */
const openDesktop = () => {
  const hasDisplay = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
  if (!hasDisplay || checking) return false;
  const options = { stdio: "ignore", shell: process.platform === "win32" };
  if (spawnSync("code", ["--version"], options).status !== 0) return false;
  console.log("\nopening samples/ in VS Code");
  return spawnSync("code", ["--new-window", `--extensionDevelopmentPath=${root}`, samples], options).status === 0;
};

/** Opens the page as a person would, and waits for a code lens of ours. */
const check = async (address, origin, pact) => {
  const { openBrowser, quickOpen, screenshot, waitForWorkbench } = await import("./test/vscode/host/host.mjs");
  const { browser, page } = await openBrowser(origin);
  try {
    await page.goto(address);
    await waitForWorkbench(page);
    const trust = page.locator(".monaco-dialog-box .monaco-button", { hasText: "Yes, I trust the authors" });
    const asked = await trust.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    );
    if (asked) await trust.click();
    console.log(asked ? "trusted the authors of samples/" : "VS Code did not ask for trust");
    await quickOpen(page, pact);
    // The first clauses stand below the heads of a pact: page down until a lens is in sight.
    const lens = page.locator(".codelens-decoration:visible", { hasText: LENS }).first();
    const inSight = () =>
      lens.waitFor({ timeout: 6_000 }).then(
        () => true,
        () => false,
      );
    for (let pages = 0; !(await inSight()); pages++) {
      if (pages === 10) throw new Error("no code lens of the extension came up");
      await page.locator(".monaco-editor textarea, .monaco-editor .native-edit-context").first().press("PageDown");
    }
    console.log(`code lens: ${(await lens.textContent()).trim()}`);
  } finally {
    await screenshot(page, "start-check").catch(() => {});
    await browser.close();
  }
};

const main = async () => {
  if ((await installDependencies()) !== 0) throw new Error("npm ci failed");
  if ((await run("node", ["esbuild.mjs"])) !== 0) throw new Error("the build failed");
  const pact = await replay();
  if (openDesktop()) return;
  // Imported late: on a machine with a desktop VS Code none of it is needed.
  const { startServer } = await import("./test/vscode/host/server.mjs");
  // The page asks for trust at once, as the desktop does: replaying runs needs it, and a banner is easily overlooked.
  const server = await startServer({ trust: true, settings: { "security.workspace.trust.startupPrompt": "always" } });
  const address = `${server.origin}/?folder=${encodeURIComponent(samples)}`;
  console.log(`\nVS Code with this extension: ${address}`);
  if (checking) {
    try {
      await check(address, server.origin, pact);
    } finally {
      await server.stop();
    }
    console.log("check passed");
    return;
  }
  console.log("Ctrl-C ends it.");
  const code = await server.exited; // the server's own handlers see to Ctrl-C
  throw new Error(`the VS Code server ended by itself (${code})\n${server.log()}`);
};

try {
  await main();
  process.exit(0);
} catch (error) {
  console.log(`\n${checking ? "check failed: " : ""}${error.message}`);
  process.exit(1);
}
