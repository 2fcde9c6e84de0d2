// What an author does in the window, with real keys: types, is corrected, completes, clicks a lens, opens a run, goes back
// to the clause, runs the test tree. The screenshots are build output, to be looked at.
import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { editing } from "../host/editing.mjs";
import { quickOpen, root, runCommand, screenshot, setTheme, startHost } from "../host/host.mjs";

const recordings = path.resolve(root, "../shared/data/tau-bench/gpt-4o-airline.json");
const hasRecordings = existsSync(recordings);

describe("an author in the window", () => {
  let host;
  let page;
  let fixture;
  let visibleText, until, goTo, type, lensAbove, trace, openTrace;
  before(async function () {
    this.timeout(120_000);
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-ui-"));
    cpSync(path.join(root, "samples"), fixture, { recursive: true, filter: (file) => path.basename(file) !== "runs" });
    if (hasRecordings) cpSync(recordings, path.join(fixture, "airline/runs/gpt-4o-airline.json"));
    host = await startHost({ workspace: fixture });
    page = host.page;
    ({ visibleText, until, goTo, type, lensAbove, trace, openTrace } = editing(page));
    await host.openWorkbench();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await screenshot(page, "author-failed");
  });
  after(async () => {
    await host?.stop();
    rmSync(fixture, { recursive: true, force: true });
  });

  it("underlines a typo while it is typed, and mends it with a quick fix", async () => {
    await quickOpen(page, "returns-desk/returns-desk.pact");
    await goTo("may look_up");
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await type("may extra: get_ordr");
    await page.keyboard.press("Escape");
    await page.locator(".squiggly-error").first().waitFor({ state: "attached", timeout: 20_000 });
    await screenshot(page, "author-1-typo");
    await page.waitForTimeout(300);
    await page.keyboard.press("Control+.");
    await page.locator(".action-widget", { hasText: "Change to" }).first().waitFor({ timeout: 10_000 });
    await page.keyboard.press("Enter");
    await until("the mended name", async () => (await visibleText()).includes("may extra: get_order"));
    await until("no squiggle", async () => (await page.locator(".squiggly-error").count()) === 0);
  });

  it("completes a tool, its argument and an enumeration's value by key", async () => {
    await page.keyboard.press("End");
    await page.keyboard.press("Enter");
    await type("may more: process_r");
    await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "process_return" }).first().waitFor({ timeout: 20_000 });
    await page.keyboard.press("Tab");
    await type(" when am");
    await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "amount" }).first().waitFor({ timeout: 20_000 });
    await screenshot(page, "author-2-completion");
    await page.keyboard.press("Tab");
    await type(" < 50 USD and order.st");
    await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "status" }).first().waitFor({ timeout: 20_000 });
    await page.keyboard.press("Tab");
    await type(" is del");
    await page.locator(".suggest-widget.visible .monaco-list-row", { hasText: "delivered" }).first().waitFor({ timeout: 20_000 });
    await page.keyboard.press("Tab");
    await until("the completed clause", async () =>
      (await visibleText()).includes("may more: process_return when amount < 50 USD and order.status is delivered"),
    );
    await until("no squiggle", async () => (await page.locator(".squiggly-error").count()) === 0);
  });

  it("says a clause in words on hover", async () => {
    await goTo("never foreign_orders");
    const name = page.locator(".view-lines span", { hasText: /^foreign_orders$/ }).first();
    const hover = page.locator(".monaco-hover:visible", { hasText: "must never use" }).first();
    // Lenses that come in meanwhile move the line away from under the mouse: point at it anew until it answers.
    await until("the hover", async () => {
      const box = await name.boundingBox();
      if (!box) return false;
      await page.mouse.move(box.x + 60, box.y + 200);
      await page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 4 });
      return hover.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    });
    await screenshot(page, "author-3-hover");
    await page.keyboard.press("Escape");
    await page.mouse.move(10, 400);
  });

  it("replays recorded runs from the lens above a clause, and opens one that broke it", async function () {
    this.timeout(120_000);
    await page.keyboard.press("Control+S");
    const [file, clause, anyway] = hasRecordings
      ? ["airline.pact", "never basic_economy", "5 done anyway"]
      : ["returns-desk.pact", "never foreign_orders", "2 done anyway"];
    await quickOpen(page, file);
    await goTo(clause);
    const frame = await openTrace(() => lensAbove(clause, "Replay recorded runs"));
    await frame.locator("article.action[data-broken]").first().waitFor({ timeout: 30_000 });
    const name = clause.split(" ")[1];
    assert.match(await frame.locator("nav h1").textContent(), new RegExp(`Runs that broke ${name}`));
    assert.match(await frame.locator("article.action[data-broken] .why").first().textContent(), new RegExp(`Prohibited by .*${name}`));
    await lensAbove(clause, anyway);
    for (const theme of ["Light Modern", "Default High Contrast", "Dark Modern"]) {
      await setTheme(host, theme);
      await page.waitForTimeout(600);
      await screenshot(page, `author-4-trace-${theme.toLowerCase().replaceAll(" ", "-")}`);
    }
  });

  it("goes from the failing step back to the clause", async () => {
    const frame = await trace();
    await page.keyboard.press("Control+1");
    await page.keyboard.press("Control+Home");
    const link = frame.locator("article.action[data-broken] .why .link").first();
    const name = (await link.textContent()).trim();
    await link.click();
    await until(`clause ${name} in sight`, async () =>
      (await page.locator(".view-lines").first().textContent()).replace(/\u00a0/g, " ").includes(`never ${name}`),
    );
  });

  it("runs clauses and tests in the Test Explorer", async function () {
    this.timeout(120_000);
    await page.keyboard.press("Control+1");
    await quickOpen(page, "returns-desk/returns-desk.pact");
    await runCommand(page, "Testing: Focus on Test Explorer View");
    const file = page.locator(".test-explorer .monaco-list-row", { hasText: "Returns desk" }).first();
    await file.waitFor({ timeout: 30_000 });
    await runCommand(page, "Test: Run Tests in Current File");
    // Twenty clauses and tests, with the one typed above, and three limits, of which the recording carries what one counts: what
    // the careless runs and that clause break is red, the rest green.
    const summary = page.locator(".test-explorer", { hasText: /\d+\/\d+/ }).first();
    await until("the counts", async () => /13\/21/.test(await summary.textContent().catch(() => "")));
    await page.waitForTimeout(500);
    await screenshot(page, "author-5-tests");
  });

  it("replays from the palette", async function () {
    this.timeout(120_000);
    await page.keyboard.press("Control+1");
    await quickOpen(page, "returns-desk/returns-desk.pact");
    await runCommand(page, "Pact: Replay Recorded Runs…");
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "sessions.jsonl" }).first();
    await row.waitFor({ timeout: 20_000 });
    await page.keyboard.press("Enter");
    const frame = await trace();
    await until("the runs of the returns desk", async () => (await frame.locator("nav h1").textContent()).includes("returns_desk"));
    assert.match(await frame.locator("nav header p").textContent(), /actions in \d+ of 68 runs/);
  });
});
