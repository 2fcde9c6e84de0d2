// What an engineer does with evaluations in the window: runs one from its lens, sees which cases went wrong, opens the results, filters
// and opens a case by key, goes to the step in the trace, compares two runs. The screenshots are build output, to be looked at.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { editing } from "../host/editing.mjs";
import { quickOpen, root, runCommand, screenshot, screenshotInThemes, startHost } from "../host/host.mjs";
import { hostile, writeLargeRun } from "../host/large-run.mjs";
import { assertTitleStands, cutIn, inNarrowWindow } from "./narrow.mjs";

describe("an evaluation in the window", () => {
  let host, page, fixture;
  let until, goTo, lensAbove, trace;
  before(async function () {
    this.timeout(120_000);
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-ui-"));
    cpSync(path.join(root, "samples/returns-desk"), fixture, { recursive: true, filter: (file) => path.basename(file) !== ".pact" });
    for (const [name, worse] of [
      ["large-001", 1],
      ["large-002", 0],
    ]) {
      const run = path.join(fixture, ".pact/runs", name);
      writeLargeRun(run, { suite: "returns_desk@2.1.0#adversarial", worse });
      const { stdout } = spawnSync(process.execPath, [path.join(root, "dist/cli.cjs"), "results", run, "--json"], {
        encoding: "utf8",
        maxBuffer: 1e8,
      });
      const { id, ...report } = JSON.parse(stdout);
      writeFileSync(path.join(run, "report.json"), JSON.stringify({ suite: id, ...report }));
    }
    // An attacked agent that gives way, as it was left by a shell.
    const attacked = ["eval", path.join(fixture, "returns-desk.pact"), "adversarial", "--agent", "node ./agents/careless.mjs"];
    spawnSync(process.execPath, [path.join(root, "dist/cli.cjs"), ...attacked], { encoding: "utf8" });
    host = await startHost({ workspace: fixture, settings: { "files.autoSave": "off", "remote.autoForwardPorts": false } });
    page = host.page;
    ({ until, goTo, lensAbove, trace } = editing(page));
    await host.openWorkbench();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await screenshot(page, `evaluate-failed-${this.currentTest.title.slice(0, 12).replaceAll(" ", "-")}`);
  });
  after(async () => {
    await host?.stop();
    rmSync(fixture, { recursive: true, force: true });
  });

  const pact = () => path.join(host.workspace, "returns-desk.pact");
  const resultsNow = async (name) => {
    for (const frame of page.frames()) {
      const there = await frame
        .locator("pact-results h1", { hasText: name })
        .count()
        .catch(() => 0);
      if (there) return frame;
    }
    return undefined;
  };
  const results = async (name) => {
    let found;
    await until("the results view", async () => {
      found = await resultsNow(name);
      return found !== undefined;
    });
    return found;
  };
  /** A lens that is drawn anew just then swallows a click: as a person would, it is clicked again until something comes of it. */
  const clickLens = async (line, text, happened) => {
    await until(`what the lens ${text} does`, async () => {
      await (await lensAbove(line, text)).click();
      for (let waited = 0; waited < 6000; waited += 200) {
        if (await happened()) return true;
        await page.waitForTimeout(200);
      }
      return false;
    });
  };
  const inThemes = (name) => screenshotInThemes(host, name);
  /** A page that takes the keys late closes a question: as a person would, it is asked for again. */
  const pickRun = async (ask, text) => {
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first();
    await until(`the choice of ${text}`, async () => {
      if (!(await row.isVisible())) await ask();
      await row.waitFor({ timeout: 5000 }).catch(() => {});
      await page.waitForTimeout(300);
      return row.click({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
  };
  const focused = (frame) => frame.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, " ").trim() ?? "");

  it("runs from the lens above it, and says there what it came to", async function () {
    this.timeout(120_000);
    await quickOpen(page, "returns-desk.pact");
    await goTo("evaluate regression");
    await (await lensAbove("evaluate regression", "Run")).click();
    await lensAbove("evaluate regression", "last: met 5 of 5");
    // The same suite with an agent that does not keep to the pact.
    const text = readFileSync(pact(), "utf8");
    const at = text.indexOf("evaluate regression");
    writeFileSync(pact(), text.slice(0, at) + text.slice(at).replace("careful.mjs", "careless.mjs"));
    await until("the edit", async () => (await page.locator(".view-lines").first().textContent()).includes("careless.mjs"));
    await (await lensAbove("evaluate regression", "Run")).click();
    await lensAbove("evaluate regression", "last: met 1 of 5");
    await page.waitForTimeout(500);
    await screenshot(page, "evaluate-1-lens");
  });

  it("shows what the last evaluation saw of a clause above it", async () => {
    await goTo("may small_returns");
    await lensAbove("may small_returns", /regression: broken in \d+ of \d+ trials/);
    await screenshot(page, "evaluate-2-clause");
  });

  it("has its failing cases and its requirements in the Test Explorer", async function () {
    this.timeout(120_000);
    await runCommand(page, "Testing: Focus on Test Explorer View");
    const row = (text) => page.locator(".test-explorer .monaco-list-row", { hasText: text }).first();
    for (const text of ["Returns desk", "regression"]) {
      await row(text).waitFor({ timeout: 30_000 });
      await row(text).click();
      await page.keyboard.press("ArrowRight");
      await page.waitForTimeout(300);
    }
    const failed = page.locator(".test-explorer .monaco-list-row", { hasText: "billing_1" }).first();
    await failed.waitFor({ timeout: 20_000 });
    await page.waitForTimeout(500);
    await screenshot(page, "evaluate-3-tree");
  });

  it("opens its results from the lens: requirements, metrics, groups, spread", async function () {
    this.timeout(120_000);
    await page.keyboard.press("Control+1");
    await goTo("evaluate regression");
    await clickLens("evaluate regression", "open results", async () => (await resultsNow("regression")) !== undefined);
    const frame = await results("regression");
    assert.match(await frame.locator("h1").textContent(), /regression\s+✗\s+not met/);
    await until("the requirements", async () => (await frame.locator("table.gates tbody tr").count()) === 5);
    assert.match(
      await frame.locator("table.gates tbody tr").first().textContent(),
      /not met\s+scope_violation_rate <= 5%\s+28\.7%\s+≥ 23\.2%\s+<= 5\.0%/,
    );
    assert.match(
      await frame.locator("table.gates svg").first().getAttribute("aria-label"),
      /estimate 28\.7%, one-sided bound 23\.2%, allowed up to 5\.0%/,
    );
    await frame.locator("h1").click();
    await inThemes("evaluate-4-results");
    await inNarrowWindow(page, async () => {
      await assertTitleStands(frame);
      // What is wider than the window is scrolled by itself, also by key, and not the page.
      const metrics = frame.locator(".scrolls", { has: frame.locator("table.metrics") }).first();
      await metrics.focus();
      assert.ok(await metrics.evaluate((each) => document.activeElement === each && each.scrollWidth > each.clientWidth));
      await page.keyboard.press("ArrowRight");
      await until("the metrics scrolled", () => metrics.evaluate((each) => each.scrollLeft > 0));
      assert.ok(await frame.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth));
      await screenshot(page, "evaluate-4-narrow");
    });
    await frame.locator("#by-group").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await screenshot(page, "evaluate-5-groups");
  });

  it("finds a case by key, opens it, and goes to the step in the trace", async function () {
    this.timeout(120_000);
    const frame = await results("regression");
    await frame.locator("h1").click();
    await page.keyboard.press("/");
    await until("the filter's focus", async () => frame.evaluate(() => document.activeElement?.classList.contains("filter")));
    await page.keyboard.type("late_1");
    await until(
      "the filtered cases",
      async () =>
        /^\d+ cases?$/.test((await frame.locator(".tools [role=status]").textContent()).trim()) &&
        (await frame.locator(".grid-body .grid-row").count()) < 12,
    );
    await page.keyboard.press("ArrowDown");
    await until("the keys in the table", async () => (await focused(frame)).includes("late_1"));
    await page.keyboard.press("Enter");
    await frame.locator(".grid-row.line .reason").first().waitFor({ timeout: 20_000 });
    assert.equal(await frame.locator('[aria-expanded="true"]').count(), 1);
    assert.deepEqual(await cutIn(frame.locator(".grid-body .cell")), []);
    await inThemes("evaluate-6-cases");
    await frame.locator(".grid-row[tabindex='0']").focus();
    for (let i = 0; i < 8 && !/^step \d/.test(await focused(frame)); i++) await page.keyboard.press("ArrowDown");
    assert.match(await focused(frame), /^step \d+ process_return was done/);
    await page.keyboard.press("Enter");
    const shown = await trace();
    await shown.locator("article.action[data-broken]").first().waitFor({ timeout: 30_000 });
    assert.match(await shown.locator("nav h1").textContent(), /A trial of\s+late_1/);
    await screenshot(page, "evaluate-7-step");
  });

  it("makes a new case of the step, and opens it in the file of cases", async () => {
    const shown = await trace();
    await shown.locator("article.action[data-broken] .make").first().click();
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "returns.jsonl" }).first().waitFor({ timeout: 20_000 });
    await screenshot(page, "evaluate-8-file");
    await page.locator(".quick-input-list .monaco-list-row", { hasText: "returns.jsonl" }).first().click();
    await page.locator(".tab.active.dirty", { hasText: "returns.jsonl" }).waitFor({ timeout: 20_000 });
    await page.waitForTimeout(500);
    await screenshot(page, "evaluate-9-case");
    await page.keyboard.press("Control+S");
    await until("the file", async () => readFileSync(path.join(host.workspace, "cases/returns.jsonl"), "utf8").includes("late_1_0_step_"));
    const line = readFileSync(path.join(host.workspace, "cases/returns.jsonl"), "utf8").trim().split("\n").at(-1);
    const made = JSON.parse(line);
    assert.equal(made.id.startsWith("late_1_0_step_"), true);
    assert.ok(made.tools.process_return[0].when.order_id);
    // As it was, so that runs stay comparable.
    writeFileSync(
      path.join(host.workspace, "cases/returns.jsonl"),
      readFileSync(path.join(root, "samples/returns-desk/cases/returns.jsonl")),
    );
  });

  it("compares two runs: what got worse stands in front", async function () {
    this.timeout(120_000);
    await page.locator(".tab", { hasText: "Results: regression-002" }).click();
    const frame = await results("regression");
    await frame.locator("#tab-compare").click();
    await frame.locator("vscode-button", { hasText: "Choose a run" }).click();
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "regression-001" }).first();
    await row.waitFor({ timeout: 20_000 });
    await screenshot(page, "evaluate-10-choose");
    await row.click();
    await until("the comparison", async () =>
      /\d+ cases worse/.test(
        await frame
          .locator(".told")
          .textContent()
          .catch(() => ""),
      ),
    );
    await until("the changed cases", async () =>
      /worse/.test(
        await frame
          .locator(".grid-body .grid-row")
          .first()
          .textContent()
          .catch(() => ""),
      ),
    );
    await inThemes("evaluate-11-compare");
  });

  it("opens a run from the palette", async () => {
    await page.keyboard.press("Control+1");
    await runCommand(page, "Pact: Open Results…");
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "regression-001" }).first();
    await row.waitFor({ timeout: 20_000 });
    assert.match(await row.textContent(), /met 5 of 5/);
    await page.keyboard.press("Escape");
  });

  it("shows ten thousand cases of twenty steps, and scripts among them as text", async function () {
    this.timeout(120_000);
    await page.keyboard.press("Control+1");
    await pickRun(() => runCommand(page, "Pact: Open Results…"), "large-002");
    const began = performance.now();
    const frame = await results("adversarial");
    await frame.locator("table.metrics tbody tr").first().waitFor({ timeout: 20_000 });
    console.log(`      open after ${(performance.now() - began).toFixed(0)} ms`);
    await frame.locator("#tab-cases").click();
    await frame.locator(".grid-row", { hasText: "case_0" }).first().waitFor({ timeout: 20_000 });
    assert.equal(await frame.locator("[role=treegrid]").getAttribute("aria-rowcount"), "10001");
    assert.ok((await frame.locator(".grid-body .grid-row").count()) < 80, "only what is in sight is drawn");
    // Down to the end in steps of a screen, with the time each frame took.
    const frames = await frame.evaluate(async () => {
      const body = document.querySelector(".grid-body");
      const times = [];
      let last = performance.now();
      for (let i = 1; i <= 120; i++) {
        body.scrollTop = (body.scrollHeight / 120) * i;
        await new Promise(requestAnimationFrame);
        const now = performance.now();
        times.push(now - last);
        last = now;
      }
      return times.sort((a, b) => a - b);
    });
    console.log(
      `      120 jumps over all rows: a frame took ${frames[60].toFixed(0)} ms in the middle, ${frames[114].toFixed(0)} ms at the 95th percentile`,
    );
    await frame.locator(".grid-row", { hasText: "case_9999" }).first().waitFor({ timeout: 20_000 });
    await frame.evaluate(() => document.querySelector(".grid-body").scrollTo(0, 0));
    const first = frame.locator(".grid-row[aria-rowindex='2']");
    await first.click();
    await frame.locator(".grid-row.line .reason").first().waitFor({ timeout: 20_000 });
    assert.ok((await frame.locator(".grid-row.line .reason").first().textContent()).includes(hostile));
    assert.equal(await frame.locator("pact-results img, pact-results script").count(), 0);
    assert.notEqual(await frame.evaluate(() => document.title), "1");
    await first.focus();
    await page.keyboard.press("End");
    await until("the last case", async () => (await focused(frame)).startsWith("▸case_9999"));
    await screenshot(page, "evaluate-12-large");
  });

  it("opens a step of the last of them, and compares two runs of that size", async function () {
    this.timeout(120_000);
    const frame = await results("adversarial");
    await frame.locator(".filter input").fill("case_9990");
    await until("the case", async () => (await frame.locator(".tools [role=status]").textContent()).trim() === "1 case");
    await page.keyboard.press("ArrowDown");
    await until("the keys in the table", async () => (await focused(frame)).includes("case_9990"));
    await page.keyboard.press("ArrowRight");
    const began = performance.now();
    await frame.locator(".grid-row.line .link", { hasText: "step 3" }).click();
    const shown = await trace();
    await until("the step", async () => /case_9990/.test(await shown.locator("nav h1").textContent()));
    await shown.locator("article.action[data-marked]").first().waitFor({ timeout: 30_000 });
    console.log(`      the step was open after ${(performance.now() - began).toFixed(0)} ms`);
    await frame.locator("#tab-compare").click();
    await pickRun(() => frame.locator("vscode-button", { hasText: "Choose a run" }).click(), "large-001");
    await until("the comparison", async () =>
      /1,000 cases worse, 1,?000 better/.test(
        await frame
          .locator(".told")
          .textContent()
          .catch(() => ""),
      ),
    );
  });

  it("shows requirements of every group of an attacked agent", async () => {
    await page.keyboard.press("Control+1");
    await page.waitForTimeout(500);
    await pickRun(() => runCommand(page, "Pact: Open Results…"), "adversarial-001");
    await page.locator(".tab.active", { hasText: "adversarial-001" }).waitFor({ timeout: 20_000 });
    let frame;
    await until("the groups", async () => {
      for (const each of page.frames())
        if (
          await each
            .locator("tr.group")
            .count()
            .catch(() => 0)
        )
          frame = each;
      return frame !== undefined;
    });
    assert.equal(await frame.locator("tr.group").count(), 4);
    await runCommand(page, "View: Close Other Editors in Group");
    await runCommand(page, "View: Close Editors in Other Groups").catch(() => {});
    await page.waitForTimeout(500);
    await screenshot(page, "evaluate-14-attacked");
  });

  it("runs again whenever the pact is saved, until that is ended", async function () {
    this.timeout(120_000);
    const folder = path.join(host.workspace, ".pact/runs");
    const isOver = (name) => name.startsWith("regression-") && existsSync(path.join(folder, name, "report.json"));
    const runs = () => readdirSync(folder).filter(isOver).length;
    await quickOpen(page, "returns-desk.pact");
    await runCommand(page, "Testing: Focus on Test Explorer View");
    const row = page.locator(".test-explorer .monaco-list-row", { hasText: "regression" }).first();
    await row.click();
    await row.hover();
    await row.locator('[aria-label^="Turn on Continuous Run"], [aria-label*="Continuous"]').first().click();
    await page.waitForTimeout(500);
    const before = runs();
    await page.keyboard.press("Control+1");
    await goTo("trials 4");
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    await page.keyboard.type(" // again");
    await page.keyboard.press("Control+S");
    await until("another run", async () => runs() > before);
    await page.waitForTimeout(1000);
    await row.hover();
    await row.locator('[aria-label*="Continuous"]').first().click();
  });

  it("debugs the agent with a case that went wrong", async function () {
    this.timeout(120_000);
    const agent = path.join(host.workspace, "agents/careless.mjs");
    writeFileSync(agent, `${readFileSync(agent, "utf8")}\ndebugger;\n`);
    await runCommand(page, "View: Close All Editors");
    await runCommand(page, "Testing: Focus on Test Explorer View");
    const row = page.locator(".test-explorer .monaco-list-row", { hasText: "large_8" }).first();
    if (!(await row.isVisible())) {
      await page.locator(".test-explorer .monaco-list-row", { hasText: "regression" }).first().click();
      await page.keyboard.press("ArrowRight");
    }
    await row.click();
    await row.hover();
    await row.locator('[aria-label^="Debug Test"]').first().click();
    await page.locator(".debug-toolbar").first().waitFor({ timeout: 30_000 });
    await page.locator(".debug-top-stack-frame-line").first().waitFor({ state: "attached", timeout: 30_000 });
    await page.waitForTimeout(500);
    await screenshot(page, "evaluate-13-debug");
    await page.keyboard.press("F5");
    await page.locator(".debug-toolbar").first().waitFor({ state: "hidden", timeout: 30_000 });
  });

  it("draws the clauses that the cases exercise", async function () {
    this.timeout(120_000);
    await quickOpen(page, "returns-desk.pact");
    await runCommand(page, "Testing: Focus on Test Explorer View");
    const row = page.locator(".test-explorer .monaco-list-row", { hasText: "regression" }).first();
    await row.click();
    await row.hover();
    await row.locator('[aria-label^="Run Test with Coverage"]').first().click();
    await page.locator(".test-coverage-list-item, .pane-header", { hasText: "Test Coverage" }).first().waitFor({ timeout: 60_000 });
    await runCommand(page, "View: Toggle Panel Visibility");
    await page.keyboard.press("Control+1");
    await page.keyboard.press("Control+Home");
    await page.locator(".coverage-deco-gutter.coverage-deco-hit").first().waitFor({ timeout: 30_000 });
    await screenshot(page, "evaluate-15-coverage");
  });
});
