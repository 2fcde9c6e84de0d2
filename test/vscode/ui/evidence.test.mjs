// What somebody with an incident to settle does in the window: finds the log, filters, opens an entry by key, reads why and by which clause,
// walks its proof, holds the log against a checkpoint that was kept. The screenshots are build output, to be looked at.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { hostile, writeHostileLog, writeLongLog } from "../../fixtures/evidence/logs.ts";
import { editing } from "../host/editing.mjs";
import { root, runCommand, screenshot, setTheme, startHost } from "../host/host.mjs";

/** The program as it is built, with the keys of logs in a folder of the test's own. */
function pact(config, ...args) {
  const env = { ...process.env, NO_COLOR: "1", XDG_CONFIG_HOME: config };
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "dist/cli.js"), ...args], { encoding: "utf8", env });
  if (status === 2) throw new Error(`pact ${args.join(" ")}: ${stderr}`);
  return stdout;
}

const themes = ["Light Modern", "Default High Contrast", "Dark Modern"];

describe("an evidence log in the window", () => {
  let host, page, fixture, config, until, kept;
  before(async function () {
    this.timeout(120_000);
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-ui-"));
    config = mkdtempSync(path.join(os.tmpdir(), "pact-keys-"));
    cpSync(path.join(root, "samples/returns-desk"), fixture, { recursive: true, filter: (file) => path.basename(file) !== ".pact" });
    const log = path.join(fixture, "evidence/desk");
    pact(config, "evidence", "init", log, "--name", "shop.example/desk");
    pact(config, "replay", path.join(fixture, "returns-desk.pact"), path.join(fixture, "sessions.jsonl"), "--evidence", log);
    kept = readFileSync(path.join(log, "checkpoint"), "utf8");
    await writeHostileLog(path.join(fixture, "evidence/hostile"), config);
    writeLongLog(path.join(fixture, "records/long"), config);
    // Not every file of that name is a log's.
    writeFileSync(path.join(fixture, "checkpoint"), "what a model was trained to\n");
    const settings = { "files.autoSave": "off", "remote.autoForwardPorts": false, "security.workspace.trust.banner": "never" };
    host = await startHost({ workspace: fixture, settings, trust: true, env: { XDG_CONFIG_HOME: config } });
    page = host.page;
    ({ until } = editing(page));
    await host.openWorkbench();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed")
      await screenshot(page, `evidence-failed-${this.currentTest.title.slice(0, 12).replaceAll(" ", "-")}`);
  });
  after(async () => {
    await host?.stop();
    for (const folder of [fixture, config]) rmSync(folder, { recursive: true, force: true });
  });

  const viewNow = async (name) => {
    for (const frame of page.frames()) {
      const there = await frame
        .locator("pact-evidence h1", { hasText: name })
        .count()
        .catch(() => 0);
      if (there) return frame;
    }
    return undefined;
  };
  const view = async (name) => {
    let found;
    await until(`the evidence view of ${name}`, async () => {
      found = await viewNow(name);
      return found !== undefined;
    });
    return found;
  };
  const header = () => page.locator(".pane-header", { hasText: /^\s*Evidence\s*$/ });
  const pane = () => page.locator(".pane", { has: header() });
  const treeRow = (text) => pane().locator(".monaco-list-row", { hasText: text }).first();
  const inThemes = async (name) => {
    for (const theme of themes) {
      await setTheme(host, theme);
      await page.waitForTimeout(500);
      await screenshot(page, `${name}-${theme.toLowerCase().replaceAll(" ", "-")}`);
    }
  };
  const textOf = (locator) => locator.textContent().then((text) => text.replace(/\s+/g, " ").trim());

  it("stands in the tree of logs, also in a workspace that is not trusted", async function () {
    this.timeout(120_000);
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).first().waitFor({ timeout: 30_000 });
    await header().click();
    await treeRow("desk").waitFor({ timeout: 30_000 });
    const rows = await pane().locator(".monaco-list-row").allTextContents();
    assert.deepEqual(
      rows.map((each) => each.replace(/\s+/g, " ").trim()),
      ["desk176 entries · evidence/desk", "hostile3 entries · evidence/hostile", "long1,000,000 entries · records/long"],
    );
    await screenshot(page, "evidence-1-tree");
    await treeRow("desk").click();
    const frame = await view("shop.example/desk");
    assert.match(await textOf(frame.locator(".head dl")), /entries\s*176\s*signed\s*✓ \d{4}-\d\d-\d\d .* UTC\s*key\s*shop\.example\/desk/);
    assert.match(await textOf(frame.locator(".limits")), /does not prove that the agent told the truth/);
    await until("the list", async () => (await frame.locator(".grid-body .grid-row .verdict").count()) > 10);
    await inThemes("evidence-2-list");
  });

  it("finds an entry by what an incident is about, and opens it by key", async function () {
    this.timeout(120_000);
    const frame = await view("shop.example/desk");
    await frame.locator(".filters input[list='choices-clause']").click();
    await until("the choices", async () => (await frame.locator("#choices-clause option").count()) > 5);
    await frame.locator(".filters input[list='choices-clause']").fill("foreign_orders");
    await page.keyboard.press("Enter");
    await until("two entries", async () => /^2 entries/.test(await textOf(frame.locator(".count"))));
    await frame.locator("h1").click();
    await page.keyboard.press("/");
    await until("the keys in the text", async () => frame.evaluate(() => document.activeElement?.classList.contains("filter")));
    await page.keyboard.type("R1427");
    await until("one entry", async () => (await textOf(frame.locator(".count"))) === "1 entry");
    await page.keyboard.press("ArrowDown");
    await until("the keys in the list", async () => frame.evaluate(() => document.activeElement?.getAttribute("role") === "row"));
    await page.keyboard.press("Enter");
    await until("the proof", async () => (await frame.locator(".step.ok").count()) === 6);
    await inThemes("evidence-3-entry");
    assert.equal(await frame.evaluate(() => document.activeElement?.tagName), "H2");
    const entry = await textOf(frame.locator(".detail"));
    assert.match(entry, /denied process_return, and it was executed/);
    assert.match(entry, /As it read then: the pact here has the hash that the entry names/);
    assert.match(entry, /never foreign_orders: process_return when order is known and order.customer_id is not customer.id/);
    assert.match(entry, /denied as then: it is the very pact that decided/);
    assert.match(entry, /Technical: it was not allowed, and yet it was done/);
    assert.match(entry, /Verified, from the entry to the signature and its time/);
    await frame.locator(".ladder summary").click();
    await frame.locator(".ladder").scrollIntoViewIfNeeded();
    await page.waitForTimeout(300);
    await inThemes("evidence-4-proof");
    await frame.locator(".detail h2").focus();
    await page.keyboard.press("Escape");
    await until("the keys back in the list", async () => frame.evaluate(() => document.activeElement?.getAttribute("role") === "row"));
    assert.equal(await frame.locator(".detail").count(), 0);
  });

  it("shows scripts as text, and what turns or hides text by its number", async function () {
    this.timeout(60_000);
    await treeRow("hostile").click();
    const frame = await view("log.example/<script>");
    await frame.locator(".grid-body .grid-row", { hasText: "<script>" }).first().click();
    await until("the entry", async () => (await frame.locator(".detail h3").count()) === 6);
    await screenshot(page, "evidence-5-hostile");
    const shown = hostile.replace("\u202E", "\\u{202e}");
    assert.ok((await frame.locator(".detail").textContent()).split(shown).length > 12);
    assert.ok(!(await frame.locator("pact-evidence").textContent()).includes("\u202E"));
    assert.equal(await frame.locator("pact-evidence img, pact-evidence script").count(), 0);
    assert.notEqual(await frame.evaluate(() => document.title), "1");
  });
});
