// What an author learns of an edit: the recorded decisions it flips, against git and without it; the tests that fail by it,
// expected against actual; and which clauses no test reaches.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { editing } from "../host/editing.mjs";
import { quickOpen, root, runCommand, screenshot, setTheme, startHost } from "../host/host.mjs";

describe("an edit in the window", () => {
  let host;
  let page;
  let fixture;
  let until, goTo, type, trace;
  before(async function () {
    this.timeout(120_000);
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-ui-"));
    cpSync(path.join(root, "samples/returns-desk"), fixture, { recursive: true });
    const git = (...args) =>
      execFileSync("git", ["-c", "user.name=author", "-c", "user.email=author@shop.example", ...args], { cwd: fixture });
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "the pact as it was");
    cpSync(path.join(fixture, "returns-desk.pact"), path.join(fixture, "unversioned.pact"));
    host = await startHost({ workspace: fixture, settings: { "git.enabled": true } });
    page = host.page;
    ({ until, goTo, type, trace } = editing(page));
    await host.openWorkbench();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await screenshot(page, `edit-failed-${this.currentTest.title.slice(0, 12).replaceAll(" ", "-")}`);
  });
  after(async () => {
    await host?.stop();
    rmSync(fixture, { recursive: true, force: true });
  });

  const lens = (text) => page.locator(".codelens-decoration:visible a", { hasText: text }).first();
  const edit = async (from, to) => {
    await goTo(from);
    await type(to);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+Home");
  };
  const heading = async () => (await (await trace()).locator("nav h1").textContent()).trim();

  it("shows the decisions it flips against git's HEAD, and each with what was decided before", async function () {
    this.timeout(120_000);
    await quickOpen(page, "returns-desk.pact");
    await lens("Replay recorded runs").waitFor({ timeout: 30_000 });
    assert.equal(await lens("Show decisions this edit flips").count(), 0);
    await edit("amount < 500 USD", "amount < 20 USD");
    await lens("Show decisions this edit flips").click({ timeout: 30_000 });
    const frame = await trace();
    await frame.locator("article.action[data-marked] .flip.narrowed").first().waitFor({ timeout: 30_000 });
    assert.equal(await heading(), "Decisions flipped in returns_desk");
    assert.match(
      await frame.locator("nav header p").textContent(),
      /^Against the pact as it was in HEAD, this edit flips \d+ of 176 recorded decisions: /,
    );
    assert.match(
      await frame.locator("article.action[data-marked] .flip").first().textContent(),
      /Before: ✓ allowed\. Allowed by small_returns/,
    );
    await lens(/this edit flips \d+ of 176 recorded decisions/).waitFor({ timeout: 20_000 });
    for (const theme of ["Light Modern", "Default High Contrast", "Dark Modern"]) {
      await setTheme(host, theme);
      await page.waitForTimeout(500);
      await screenshot(page, `edit-1-flips-${theme.toLowerCase().replaceAll(" ", "-")}`);
    }
  });

  it("walks the flips by key: down the list, into a run, to the flipped step", async () => {
    const frame = await trace();
    const focused = () => frame.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, " ").trim() ?? "");
    await frame.locator(".runs ul button[tabindex='0']").focus();
    const first = await focused();
    await page.keyboard.press("ArrowDown");
    const second = await focused();
    assert.notEqual(first, second);
    await page.keyboard.press("Enter");
    const id = second.split(" ")[0];
    await until(`run ${id}`, async () => (await frame.locator(".run > header h2").textContent()) === id);
    await until("the flipped step has the keys", async () =>
      frame.evaluate(() => document.activeElement?.hasAttribute("data-marked") ?? false),
    );
    await page.keyboard.press("Tab");
    assert.equal(await frame.evaluate(() => document.activeElement?.className), "link");
  });

  it("without git compares with the text as it was opened, from the palette, also once that is saved", async () => {
    await page.keyboard.press("Control+1");
    await quickOpen(page, "unversioned.pact");
    await lens("Replay recorded runs").waitFor({ timeout: 30_000 });
    assert.equal(await lens("Show decisions this edit flips").count(), 0);
    await edit("confidence < 70%", "confidence < 97%");
    await page.keyboard.press("Control+S");
    await lens("Show decisions this edit flips").waitFor({ timeout: 20_000 });
    await runCommand(page, "Pact: Show Decisions This Edit Flips");
    const frame = await trace();
    await until("the flips", async () => /as it was when opened/.test(await frame.locator("nav header p").textContent()));
    assert.match(await frame.locator("nav header p").textContent(), /this edit flips \d+ of 176 recorded decisions/);
    await lens(/this edit flips \d+ of 176 recorded decisions/).waitFor({ timeout: 20_000 });
  });

  it("draws which clauses the tests reach, and shows a failure as expected against actual", async function () {
    this.timeout(120_000);
    await page.keyboard.press("Control+1");
    await quickOpen(page, "returns-desk.pact");
    await runCommand(page, "Test: Run Tests with Coverage in Current File");
    await page.locator(".explorer-folders-view .test-coverage-bars").first().waitFor({ timeout: 30_000 });
    await goTo("may answer");
    await page.locator(".coverage-deco-gutter.coverage-deco-miss").first().waitFor({ timeout: 20_000 });
    await page.locator(".coverage-deco-gutter.coverage-deco-hit").first().waitFor({ timeout: 20_000 });
    await screenshot(page, "edit-2-coverage");
    await page.locator(".test-output-peek-tree .monaco-list-row", { hasText: "small_return" }).first().click();
    await page.locator(".monaco-diff-editor").first().waitFor({ timeout: 20_000 });
    await page.waitForTimeout(500);
    await screenshot(page, "edit-3-expected-actual");
    const text = (await page.locator(".monaco-diff-editor").first().textContent()).replace(/\u00a0/g, " ");
    assert.match(text, /allow by small_returns/);
    assert.match(text, /deny \(out_of_scope\)/);
  });
});
