// What somebody does whose agent may have changed: reads the lens, looks at the drift view, goes from a break to its step and its clause, sees
// that another evaluation is due, and blesses a run. The screenshots are build output, to be looked at.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { editing } from "../host/editing.mjs";
import { quickOpen, root, runCommand, screenshot, screenshotInThemes, startHost } from "../host/host.mjs";
import { assertTitleStands, inNarrowWindow } from "./narrow.mjs";

const textOf = (locator) => locator.textContent().then((text) => text.replace(/\s+/g, " ").trim());

/** The program as it is built; 2 says that it could not be run. */
const pactIn = (cwd, config, ...args) => {
  const env = { ...process.env, NO_COLOR: "1", XDG_CONFIG_HOME: config };
  const { status, stderr } = spawnSync(process.execPath, [path.join(root, "dist/cli.cjs"), ...args], { cwd, encoding: "utf8", env });
  assert.notEqual(status, 2, stderr);
};
const playedBy = (agent) => ["eval", "returns-desk.pact", "regression", "--agent", `node ./agents/${agent}.mjs`];

/** The frame of a page of ours, once it holds what is looked for. */
const frameWith = async (page, until, selector) => {
  let found;
  await until(selector, async () => {
    for (const frame of page.frames())
      if (
        await frame
          .locator(selector)
          .count()
          .catch(() => 0)
      )
        found = frame;
    return found !== undefined;
  });
  return found;
};
const viewTelling = async (page, until, verdict) => {
  const frame = await frameWith(page, until, "pact-drift main.drift");
  await until(`the verdict \`${verdict}\``, async () => {
    const isBusy = (await frame.locator("main").getAttribute("aria-busy")) === "true";
    return !isBusy && (await textOf(frame.locator("h1 .verdict")).catch(() => "")).includes(verdict);
  });
  return frame;
};

describe("drift in the window", () => {
  let host, page, fixture, config, until, goTo, lensAbove, trace, visibleText;
  const pact = (cwd, ...args) => pactIn(cwd, config, ...args);
  const view = () => frameWith(page, until, "pact-drift main.drift");
  const told = (verdict) => viewTelling(page, until, verdict);
  before(async function () {
    this.timeout(180_000);
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-ui-"));
    cpSync(path.join(root, "samples/returns-desk"), fixture, { recursive: true, filter: (file) => path.basename(file) !== ".pact" });
    config = mkdtempSync(path.join(os.tmpdir(), "pact-keys-"));
    pact(fixture, ...playedBy("careless"), "--trials", "2");
    pact(fixture, ...playedBy("careful"), "--trials", "1", "--out", "careful");
    // What was recorded against the pact comes first: its interactions are over once the rest is on record, whatever the clock says.
    const lines = readFileSync(path.join(fixture, "sessions.jsonl"), "utf8").trim().split("\n");
    pact(fixture, "evidence", "init", "evidence/desk", "--name", "shop.example/desk");
    for (const [day, some] of [
      ["10", lines.slice(50)],
      ["20", lines.slice(0, 5)],
    ]) {
      writeFileSync(path.join(fixture, "some.jsonl"), `${some.join("\n")}\n`);
      pact(fixture, "replay", "returns-desk.pact", "some.jsonl", "--evidence", "evidence/desk", "--now", `2026-12-${day}T10:00:00Z`);
    }
    rmSync(path.join(fixture, "some.jsonl"));
    // Who blesses is whom git knows.
    const env = { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "user.name", GIT_CONFIG_VALUE_0: "operations", XDG_CONFIG_HOME: config };
    host = await startHost({ workspace: fixture, settings: { "files.autoSave": "off", "remote.autoForwardPorts": false }, env });
    page = host.page;
    ({ until, goTo, lensAbove, trace, visibleText } = editing(page));
    await host.openWorkbench();
    await quickOpen(page, "returns-desk.pact");
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await screenshot(page, `drift-failed-${this.currentTest.title.slice(0, 12).replaceAll(" ", "-")}`);
  });
  after(async () => {
    await host?.stop();
    for (const folder of [fixture, config]) rmSync(folder, { recursive: true, force: true });
  });

  const inThemes = (name) => screenshotInThemes(host, name);
  /** Names the file that a dialog to save asks for, as it is proposed. */
  const saveAsProposed = async (pattern) => {
    const input = page.locator(".quick-input-widget:visible .quick-input-box input");
    await input.waitFor({ timeout: 20_000 });
    await until("the name of the file", async () => pattern.test(await input.inputValue()));
    const file = await input.inputValue();
    await page.waitForTimeout(500);
    await page.keyboard.press("Enter");
    return file;
  };

  it("is said by the lens above `drift`, and shown with what moved beyond the agent's own noise", async function () {
    this.timeout(120_000);
    await goTo("drift {");
    // Nobody has asked: a run that is newer than what is known is compared behind the scenes.
    await lensAbove("drift {", "drifted, ");
    await (await lensAbove("drift {", "drifted, ")).click();
    // It may take long elsewhere, and can be given up.
    const begun = await frameWith(page, until, "pact-drift main[aria-busy=true] vscode-button");
    await begun.locator("vscode-button", { hasText: "Cancel" }).click();
    assert.match(await textOf(begun.locator("main")), /The comparison was cancelled/);
    await begun.locator("vscode-button", { hasText: "Compare Again" }).click();
    const frame = await told("drifted");
    const head = await textOf(frame.locator(".head"));
    assert.match(head, /The agent behaves otherwise than it was blessed to\. \d+ signals drifted: scope_violation_rate, unescalated_rate/);
    assert.match(
      head,
      /file ?regression\.json.*by customer-operations@shop\.example.*model ?example-model-2026-10.*agent ?node \.\/agents\/careful\.mjs/,
    );
    assert.match(head, /run ?regression-001.*agent ?node \.\/agents\/careless\.mjs/);
    assert.match(head, /120 cases compared, each with itself.*the agent was command node \.\/agents\/careful\.mjs and is/);
    const row = (signal) => frame.locator(`tr[data-signal=${signal}]`);
    assert.match(
      await textOf(row("scope_violation_rate")),
      /drifted ?p < 0\.0001 scope_violation_rate ?safety; conditional test of tables by case, exact ?0\.0% ?28\.3%.*\+28\.3 points ?\+21\.3 to \+35\.8/,
    );
    assert.match(await textOf(row("failure_rate")), /no drift seen/);
    assert.match(
      await row("handoff_rate").locator("svg").getAttribute("aria-label"),
      /^baseline 7\.1% \(.*\); now 0\.0% .*would not have been noticed$/,
    );
    assert.match(await row("tool_calls").locator("svg").getAttribute("aria-label"), /^apart by 0\.047; by chance up to 0\.00\d$/);
    assert.match(await textOf(frame.locator("details.silent")), /attack_success_rate ?neither run tells it/);
    await inThemes("drift-1-signals");
    await inNarrowWindow(page, async () => {
      await assertTitleStands(frame);
      await screenshot(page, "drift-1-narrow");
      const signals = frame.locator("[role=region][aria-label^='Signals,']");
      await signals.focus();
      for (let i = 0; i < 40; i++) await page.keyboard.press("ArrowRight");
      await until("the last column", async () =>
        signals.evaluate((e) => e.scrollLeft > 0 && e.scrollLeft + e.clientWidth > e.scrollWidth - 2),
      );
      await screenshot(page, "drift-1-narrow-end");
      assert.ok(
        await frame.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth),
        "only the signals are wider than the page",
      );
    });
  });

  it("draws both sides of what lies behind, each with its numbers in a table, by key, and as a file", async function () {
    this.timeout(60_000);
    const frame = await view();
    const titles = await frame.locator("figure.chart figcaption strong").allTextContents();
    assert.deepEqual(titles, ["Tool calls in a run", "Calls in a run", "How runs ended", "Calibration"]);
    await frame.locator("figure.chart").first().scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await inThemes("drift-2-charts");
    const endings = frame.locator("figure.chart", { hasText: "How runs ended" });
    await endings.locator("summary").focus();
    await page.keyboard.press("Enter");
    await until("the table", async () => endings.locator("tbody tr").first().isVisible());
    const cells = await endings.locator("tbody td").allTextContents();
    const sum = (at) => cells.filter((_, i) => i % 2 === at).reduce((total, each) => total + Number.parseFloat(each), 0);
    for (const side of [0, 1]) assert.ok(Math.abs(sum(side) - 100) < 1, "each run ended in one way");
    const calibration = frame.locator("figure.chart", { hasText: "Calibration" });
    assert.ok((await calibration.locator("circle.dot").count()) >= 4);
    const cut = await frame.locator("svg.chart text").evaluateAll((texts) =>
      texts
        .filter((text) => {
          const [own, chart] = [text, text.closest("svg")].map((each) => each.getBoundingClientRect());
          return own.left < chart.left || own.right > chart.right;
        })
        .map(({ textContent }) => textContent),
    );
    assert.deepEqual(cut, []);
    await endings.locator("button", { hasText: "Save as SVG" }).focus();
    await page.keyboard.press("Enter");
    const one = await saveAsProposed(/how-runs-ended\.svg$/);
    await until("the file", () => existsSync(one));
    assert.match(readFileSync(one, "utf8"), /^<svg [^>]*>[\s\S]*>How runs ended<[\s\S]*>baseline<[\s\S]*<rect [^>]*fill="rgb\(/);
    await frame.locator("main > button", { hasText: "Save as SVG" }).click();
    const all = await saveAsProposed(/signals-baseline-and-now\.svg$/);
    await until("the file", () => existsSync(all));
    const saved = readFileSync(all, "utf8");
    assert.match(saved, />scope_violation_rate<[\s\S]*>brier_score</);
    assert.doesNotMatch(saved, /class=|var\(|<!--/);
    for (const file of [one, all]) cpSync(file, path.join(root, "out/screenshots", `drift-${path.basename(file)}`));
  });

  it("leads from a break to its step in the trace and its clause, and from a tool to its catalogue", async function () {
    this.timeout(90_000);
    const frame = await view();
    const breaks = frame.locator("table[aria-label='Broken now and never before']");
    await breaks.scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await inThemes("drift-3-movers");
    const foreign = breaks.locator("tr", { hasText: "foreign_orders" }).first();
    const name = await textOf(foreign.locator("button").first());
    await foreign.locator("button").first().focus();
    await page.keyboard.press("Enter");
    const opened = await trace();
    await until("the case", async () => (await textOf(opened.locator("main#app"))).includes(name));
    await until("the step", async () => /foreign_orders/.test(await textOf(opened.locator("main#app"))));
    await screenshot(page, "drift-4-step");
    await foreign.locator("button", { hasText: "foreign_orders" }).click();
    await until("the clause", async () => (await visibleText()).includes("never foreign_orders"));
    await frame.locator("table[aria-label='Tools that moved most'] button", { hasText: "process_return" }).click();
    await page.locator(".tab.active", { hasText: "tools.json" }).waitFor({ timeout: 20_000 });
    await runCommand(page, "View: Close All Editors");
  });

  it("is said by the lenses: above `drift` the verdict, above a clause that it has moved", async function () {
    this.timeout(60_000);
    await quickOpen(page, "returns-desk.pact");
    await goTo("drift {");
    await lensAbove("drift {", "drifted, ");
    await goTo("never foreign_orders");
    await lensAbove("never foreign_orders", "moved: broken in 0.0% → ");
    await screenshot(page, "drift-5-lenses");
  });

  it("is a step away from the results of a run", async function () {
    this.timeout(60_000);
    await runCommand(page, "View: Close All Editors");
    await quickOpen(page, "returns-desk.pact");
    await runCommand(page, "Pact: Open Results…");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "regression-001" }).first().click();
    const results = await frameWith(page, until, "pact-results h1");
    await results.locator("vscode-button", { hasText: "Compare With the Baseline" }).click();
    const frame = await told("drifted");
    assert.match(await textOf(frame.locator(".sides")), /run ?regression-001/);
    await runCommand(page, "View: Close All Editors");
  });

  it("warns where another evaluation is due, once that is saved, and offers it", async function () {
    this.timeout(90_000);
    await quickOpen(page, "prompt.md");
    await page.keyboard.press("Control+End");
    await page.keyboard.type("\nBe brief.\n");
    await page.keyboard.press("Control+S");
    await quickOpen(page, "returns-desk.pact");
    await goTo("drift {");
    await lensAbove("drift {", "due: the prompt is another");
    const squiggle = page.locator(".squiggly-info").first();
    await squiggle.waitFor({ timeout: 20_000 });
    await goTo("drift {");
    await page.keyboard.press("Control+.");
    const actions = page.locator(".action-widget:visible");
    await actions.waitFor({ timeout: 20_000 });
    assert.match(await textOf(actions), /Run the evaluation `regression` again.*Show drift/);
    await screenshot(page, "drift-6-due");
    await page.keyboard.press("Escape");
  });

  it("blesses a run with a reason, and is silent about it from then on", async function () {
    this.timeout(90_000);
    await runCommand(page, "Pact: Show Drift");
    const frame = await told("drifted");
    await frame.locator("vscode-button", { hasText: "Bless This Run…" }).click();
    const file = await saveAsProposed(/baselines\/regression\.json$/);
    const asks = page.locator(".quick-input-widget:visible", { hasText: "already exists" });
    await asks.waitFor({ timeout: 20_000 });
    await asks.locator(".monaco-button", { hasText: "OK" }).click();
    const why = page.locator(".quick-input-widget:visible", { hasText: "Why should the agent behave as in this run?" });
    await why.waitFor({ timeout: 20_000 });
    await page.keyboard.type("the desk is to be quick");
    await screenshot(page, "drift-7-why");
    await page.keyboard.press("Enter");
    await page.locator(".notifications-toasts", { hasText: "regression-001 is blessed in regression.json" }).waitFor({ timeout: 20_000 });
    const { blessed, agent } = JSON.parse(readFileSync(file, "utf8"));
    assert.match(blessed.by, /^operations/);
    assert.deepEqual([blessed.because, agent.target], ["the desk is to be quick", "node ./agents/careless.mjs"]);
    await told("no drift seen");
    assert.match(await textOf(frame.locator(".notes")), /this is the run that was blessed/);
    assert.match(await textOf(frame.locator(".head .notice")), /The run is older than what there is: the prompt is another/);
    await inThemes("drift-8-blessed");
  });

  it("says what to click where there is no run, and offers nothing else", async function () {
    this.timeout(60_000);
    const [runs, aside] = [".pact/runs", ".pact/aside"].map((each) => path.join(host.workspace, each));
    renameSync(runs, aside);
    await runCommand(page, "View: Close All Editors");
    await quickOpen(page, "returns-desk.pact");
    await runCommand(page, "Pact: Show Drift");
    const frame = await view();
    await until("what is lacking", async () =>
      /no run of regression is here that went to its end\. Run the Evaluation Again makes one/.test(
        await textOf(frame.locator("[role=alert]")).catch(() => ""),
      ),
    );
    assert.deepEqual(await frame.locator("vscode-button").allTextContents(), ["Run the Evaluation Again"]);
    await inThemes("drift-12-no-run");
    renameSync(aside, runs);
  });

  it("says what is lacking where there is no baseline, and what to do", async function () {
    this.timeout(60_000);
    rmSync(path.join(host.workspace, "baselines"), { recursive: true });
    await runCommand(page, "View: Close All Editors");
    await quickOpen(page, "returns-desk.pact");
    await runCommand(page, "Pact: Show Drift");
    const frame = await view();
    await until("what is lacking", async () =>
      /regression\.json.*pact baseline bless RUN/.test(await textOf(frame.locator("[role=alert]")).catch(() => "")),
    );
    assert.match(await textOf(frame.locator(".acts")), /Compare Again.*Choose Baseline….*Bless This Run….*Run the Evaluation Again/);
    await inThemes("drift-9-none");
  });

  it("in the evidence view, how near what is watched is to an alarm; looking moves no watch", async function () {
    this.timeout(90_000);
    const because = ["--because", "as it was", "--by", "me", "--per-day", "20"];
    pact(host.workspace, "baseline", "bless", "careful", "--as", "baselines/regression.json", ...because);
    await runCommand(page, "Pact: Open Evidence Log…");
    const log = page.locator(".quick-input-list .monaco-list-row", { hasText: "desk" }).first();
    await log.waitFor({ timeout: 20_000 });
    await log.click();
    const frame = await frameWith(page, until, "pact-evidence #tab-time");
    await frame.locator("#tab-time").click();
    const stream = frame.locator("section.stream");
    await stream.waitFor({ timeout: 30_000 });
    assert.match(await textOf(stream), /Watched by returns-desk\.pact.*an alarm is at 100% and begins anew, falsely at most once in/);
    assert.match(
      await textOf(stream.locator(".watched")),
      /▲ \d+ alarms?.*scope_violation_rate has risen \(entry \d+, after \d+ interactions?\)/,
    );
    await stream.locator("summary").focus();
    await page.keyboard.press("Enter");
    await until("the table", async () => stream.locator("tbody tr").first().isVisible());
    assert.ok((await stream.locator("tbody tr").count()) > (await stream.locator("rect.bar").count()) / 2);
    await stream.scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await inThemes("drift-10-stream");
    assert.ok(!existsSync(path.join(host.workspace, ".pact/streams")));
  });
});

describe("drift in a workspace that is not trusted", () => {
  let host, fixture, config;
  before(async function () {
    this.timeout(120_000);
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-ui-"));
    config = mkdtempSync(path.join(os.tmpdir(), "pact-keys-"));
    cpSync(path.join(root, "samples/returns-desk"), fixture, { recursive: true, filter: (file) => path.basename(file) !== ".pact" });
    pactIn(fixture, config, ...playedBy("careless"), "--trials", "1");
    const settings = { "files.autoSave": "off", "remote.autoForwardPorts": false, "security.workspace.trust.banner": "never" };
    host = await startHost({ workspace: fixture, settings, trust: true });
    await host.openWorkbench();
  });
  after(async () => {
    await host?.stop();
    for (const folder of [fixture, config]) rmSync(folder, { recursive: true, force: true });
  });

  it("is compared and shown, and neither runs nor writes anything", async function () {
    this.timeout(90_000);
    const { page } = host;
    const { until } = editing(page);
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).first().waitFor({ timeout: 30_000 });
    await quickOpen(page, "returns-desk.pact");
    await runCommand(page, "Pact: Show Drift");
    const frame = await viewTelling(page, until, "drifted");
    for (const [button, said] of [
      ["Run the Evaluation Again", "trust this workspace first"],
      ["Bless This Run…", "This writes a baseline: trust this workspace first"],
    ]) {
      await frame.locator("vscode-button", { hasText: button }).click();
      await page.locator(".notifications-toasts", { hasText: said }).waitFor({ timeout: 20_000 });
    }
    await screenshot(page, "drift-11-restricted");
  });
});
