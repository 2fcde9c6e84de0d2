// What somebody with an incident to settle does in the window: finds the log, filters, opens an entry by key, reads why and by which clause,
// walks its proof, holds the log against a checkpoint that was kept. The screenshots are build output, to be looked at.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { hostile, writeHostileLog, writeLongLog } from "../../fixtures/evidence/logs.ts";
import { editing } from "../host/editing.mjs";
import { root, runCommand, screenshot, screenshotInThemes, startHost } from "../host/host.mjs";
import { assertTitleStands, cutIn, inNarrowWindow } from "./narrow.mjs";

/** The program as it is built, with the keys of logs in a folder of the test's own. */
function pact(config, ...args) {
  const env = { ...process.env, NO_COLOR: "1", XDG_CONFIG_HOME: config };
  const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, "dist/cli.cjs"), ...args], { encoding: "utf8", env });
  if (status === 2) throw new Error(`pact ${args.join(" ")}: ${stderr}`);
  return stdout;
}

/** The view of a log, once it is there. */
const viewIn = (page, until) => async (name) => {
  let found;
  await until(`the evidence view of ${name}`, async () => {
    for (const frame of page.frames()) {
      const there = await frame
        .locator("pact-evidence h1", { hasText: name })
        .count()
        .catch(() => 0);
      if (there) found = frame;
    }
    return found !== undefined;
  });
  return found;
};
const header = (page) => page.locator(".pane-header", { hasText: /^\s*Evidence\s*$/ });
const treeRowIn = (page) => (text) =>
  page
    .locator(".pane", { has: header(page) })
    .locator(".monaco-list-row", { hasText: text })
    .first();
const textOf = (locator) => locator.textContent().then((text) => text.replace(/\s+/g, " ").trim());

describe("an evidence log in the window", () => {
  let host, page, fixture, config, until, kept, view, treeRow;
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
    cpSync(log, path.join(fixture, "evidence/lost"), { recursive: true });
    rmSync(path.join(fixture, "evidence/lost/tile/entries"), { recursive: true });
    writeLongLog(path.join(fixture, "records/long"), config);
    mkdirSync(path.join(fixture, "evidence/broken"));
    writeFileSync(path.join(fixture, "evidence/broken/checkpoint"), hostile);
    // Not every file of that name is a log's.
    writeFileSync(path.join(fixture, "checkpoint"), "what a model was trained to\n");
    const settings = { "files.autoSave": "off", "remote.autoForwardPorts": false, "security.workspace.trust.banner": "never" };
    host = await startHost({ workspace: fixture, settings, trust: true, env: { XDG_CONFIG_HOME: config } });
    page = host.page;
    ({ until } = editing(page));
    view = viewIn(page, until);
    treeRow = treeRowIn(page);
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

  const inThemes = (name) => screenshotInThemes(host, name);
  it("stands in the tree of logs, also in a workspace that is not trusted", async function () {
    this.timeout(120_000);
    await page.locator(".statusbar-item", { hasText: "Restricted Mode" }).first().waitFor({ timeout: 30_000 });
    await header(page).click();
    await treeRow("desk").waitFor({ timeout: 30_000 });
    const rows = await page
      .locator(".pane", { has: header(page) })
      .locator(".monaco-list-row")
      .allTextContents();
    assert.deepEqual(
      rows.map((each) => each.replace(/\s+/g, " ").trim()),
      [
        "brokenevidence/broken",
        "desk176 entries · evidence/desk",
        "hostile3 entries · evidence/hostile",
        "long1,000,000 entries · records/long",
        "lost176 entries · evidence/lost",
      ],
    );
    await screenshot(page, "evidence-1-tree");
    await treeRow("desk").click();
    const frame = await view("shop.example/desk");
    await page.locator(".tab.active", { hasText: /^Evidence: desk$/ }).waitFor({ timeout: 20_000 });
    assert.match(await textOf(frame.locator(".head dl")), /entries\s*176\s*signed\s*✓ \d{4}-\d\d-\d\d .* UTC\s*key\s*shop\.example\/desk/);
    assert.match(await textOf(frame.locator(".limits")), /does not prove that the agent told the truth/);
    await until("the list", async () => (await frame.locator(".grid-body .grid-row .verdict").count()) > 10);
    // Where no clause decided, why.
    assert.match(await textOf(frame.locator(".grid-row", { hasText: "returns-066" })), /respond✗ deniedexecutedout of scope$/);
    await inThemes("evidence-2-list");
    assert.deepEqual(await cutIn(frame.locator(".cell")), []);
    await inNarrowWindow(page, async () => {
      await assertTitleStands(frame);
      const time = frame.locator(".grid-row[aria-rowindex='2'] [data-column=time]");
      await time.hover();
      assert.equal(await time.getAttribute("title"), await textOf(time));
      await screenshot(page, "evidence-2-narrow");
    });
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
    // It is gone in no time: whoever watches has seen it.
    await frame.evaluate(() => {
      window.said = [];
      const look = () => window.said.push(document.querySelector(".detail .verified")?.textContent ?? "");
      new MutationObserver(look).observe(document.body, { subtree: true, childList: true });
    });
    await page.keyboard.press("Enter");
    await until("the proof", async () => (await frame.locator(".step.ok").count()) === 6);
    assert.ok(await frame.evaluate(() => window.said.includes("Verifying this entry…")));
    assert.equal(await textOf(frame.locator(".detail .verified")), "Verified, from the entry to the signature and its time.");
    assert.deepEqual(await cutIn(frame.locator(".cell:not(.left-out)")), []);
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

  it("draws what the log comes to over time, by key, with its numbers in tables and as a file", async function () {
    this.timeout(60_000);
    const frame = await view("shop.example/desk");
    await frame.locator(".filter").fill("");
    await frame.locator(".filters input[list='choices-clause']").fill("");
    await page.keyboard.press("Enter");
    await until("all entries", async () => /^176 entries/.test(await textOf(frame.locator(".entries .count"))));
    await frame.locator("#tab-entries").focus();
    await page.keyboard.press("ArrowRight");
    await until("the charts", async () => (await frame.locator("figure.chart").count()) >= 4);
    await until("all entries", async () => /^176 actions of 68 sessions/.test(await textOf(frame.locator(".over-time .count"))));
    await inThemes("evidence-11-time");
    const [first] = await frame.locator("figure.chart").all();
    await first.locator("summary").click();
    const cells = await first.locator("tbody td").allTextContents();
    assert.equal(
      cells.reduce((sum, each) => sum + Number(each), 0),
      176,
      "each entry is in the table once",
    );
    await first.locator("summary").click();
    await first.locator("button", { hasText: "Save as SVG" }).click();
    const input = page.locator(".quick-input-widget:visible .quick-input-box input");
    await input.waitFor({ timeout: 20_000 });
    await until("the name of the file", async () => /actions-by-decision\.svg$/.test(await input.inputValue()));
    const file = await input.inputValue();
    await page.waitForTimeout(500);
    await page.keyboard.press("Enter");
    await until("the file", () => existsSync(file));
    const saved = readFileSync(file, "utf8");
    assert.match(saved, /^<svg [^>]*xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    assert.match(saved, />Actions by decision<[\s\S]*>deny<[\s\S]*<rect [^>]*fill="rgb\(/);
    assert.doesNotMatch(saved, /class=|var\(|<!--/);
    cpSync(file, path.join(root, "out/screenshots/evidence-saved.svg"));
    await frame.locator(".shares button", { hasText: "process_return" }).first().click();
    await until("the entries of that action", async () => /^\d+ entries/.test(await textOf(frame.locator(".entries .count"))));
    assert.equal(await frame.locator(".filters input[list='choices-action']").inputValue(), "process_return");
    await frame.locator(".filters input[list='choices-action']").fill("");
    await page.keyboard.press("Enter");
  });

  it("says under its field what is no time and how one is written, and shows no entries as if they were the answer", async function () {
    this.timeout(60_000);
    const frame = await view("shop.example/desk");
    const since = frame.locator(".filters input.time").first();
    await since.fill("yesterday");
    await page.keyboard.press("Enter");
    const said = frame.locator(".filters [role=alert]");
    await said.waitFor({ timeout: 20_000 });
    assert.equal(
      await textOf(said),
      "since: yesterday is no time. Write a day, such as 2026-12-10, or a time in UTC, such as 2026-12-10T10:00Z.",
    );
    assert.ok((await said.boundingBox()).y > (await since.boundingBox()).y);
    assert.equal(await textOf(frame.locator(".entries .count")), "Nothing was looked for: what stands above is no time.");
    assert.equal(await frame.locator(".grid-row").count(), 0);
    await inThemes("evidence-12-no-time");
    await since.fill("2026-12-10");
    await page.keyboard.press("Enter");
    await until("the entries of a day", async () => /^\d+ entries, the newest first$/.test(await textOf(frame.locator(".entries .count"))));
    assert.equal(await said.count(), 0);
    await since.fill("");
    await page.keyboard.press("Enter");
    await until("all entries", async () => /^176 entries/.test(await textOf(frame.locator(".entries .count"))));
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

  it("verifies the whole log, and holds it against a checkpoint that was kept", async function () {
    this.timeout(60_000);
    await treeRow("desk").click();
    const frame = await view("shop.example/desk");
    await frame.locator("vscode-button", { hasText: "Verify the Whole Log" }).click();
    const notice = frame.locator(".head .notice");
    await until("the verification", async () => /The whole log holds: 176 entries/.test(await textOf(notice).catch(() => "")));
    await frame.locator("vscode-button", { hasText: "Check Against a Checkpoint" }).click();
    const checked = frame.locator(".held [role=status]");
    for (const [text, answer] of [
      [kept, /Its first 176 entries are those of the checkpoint you hold, and 0 came after/],
      [kept.replace("\n176\n", "\n100\n"), /Its first 100 entries are not those.*history was rewritten.*has not signed/],
      ["nonsense", /It could not be checked: the checkpoint you hold: no blank line/],
    ]) {
      await frame.locator("#held").fill(text);
      await frame.locator(".held vscode-button", { hasText: "Check" }).first().click();
      await until(`${answer}`, async () => answer.test(await textOf(checked)));
    }
    await inThemes("evidence-6-held");
    await frame.locator("vscode-button", { hasText: "Check Against a Checkpoint" }).click();
  });

  it("exports a proof that a stranger can check", async function () {
    this.timeout(60_000);
    const frame = await view("shop.example/desk");
    await frame.locator(".filter").fill("");
    await until("the list", async () => (await frame.locator(".grid-body .grid-row .verdict").count()) > 0);
    await frame.locator(".grid-body .grid-row").first().click();
    await until("the proof", async () => (await frame.locator(".step.ok").count()) === 6);
    await frame.locator("vscode-button", { hasText: "Export Proof" }).click();
    const input = page.locator(".quick-input-widget:visible .quick-input-box input");
    await input.waitFor({ timeout: 20_000 });
    await until("the name of the file", async () => /entry-\d+\.tlog-proof$/.test(await input.inputValue()));
    const file = await input.inputValue();
    await page.waitForTimeout(500);
    await page.keyboard.press("Enter");
    await page.locator(".notifications-toasts", { hasText: "The entry and its proof are in" }).waitFor({ timeout: 20_000 });
    const key = pact(config, "evidence", "init", path.join(fixture, "evidence/desk"), "--name", "shop.example/desk");
    const checked = pact(path.join(config, "nobody"), "evidence", "check", file, "--key", /verifies: {2}(\S+)/.exec(key)[1]);
    assert.match(checked, /the entry is in the tree/);
  });

  it("says that a log has grown, and leaves the rows where they are until they are wanted", async function () {
    this.timeout(60_000);
    const frame = await view("shop.example/desk");
    await frame.locator(".detail .close").click();
    await frame.locator(".filters input[list='choices-clause']").fill("");
    await page.keyboard.press("Enter");
    await until("all entries", async () => (await textOf(frame.locator(".count"))) === "176 entries, the newest first");
    const newest = () => textOf(frame.locator(".grid-row[aria-rowindex='2']"));
    const before = await newest();
    const recorded = ["--session", "returns-068", "--evidence", path.join(host.workspace, "evidence/desk")];
    pact(config, "replay", path.join(host.workspace, "returns-desk.pact"), path.join(host.workspace, "sessions.jsonl"), ...recorded);
    await until("the offer", async () => (await frame.locator(".count button", { hasText: "Show 2 more" }).count()) === 1);
    assert.equal(await newest(), before);
    assert.equal(await frame.locator(".notice", { hasText: "The whole log holds" }).count(), 0, "that was of the log as it was");
    await frame.locator(".count button").click();
    await until("the new entries", async () => (await textOf(frame.locator(".count"))) === "178 entries, the newest first");
    await until("the newest", async () => /^177/.test(await newest()));
  });

  it("stops at the step that fails where a log was changed, and shows what cannot be read", async function () {
    this.timeout(60_000);
    const file = path.join(host.workspace, "evidence/desk/tile/entries/000.p/178");
    const bytes = readFileSync(file);
    bytes[bytes.lastIndexOf("returns-068/") + 2] ^= 1;
    writeFileSync(file, bytes);
    const frame = await view("shop.example/desk");
    await frame.locator(".grid-row[aria-rowindex='2']").click();
    await until("the failing step", async () => (await frame.locator(".step.failed").count()) === 1);
    assert.equal(await frame.locator(".step.not-checked").count(), 4);
    const warning = frame.locator(".detail [role=alert]");
    assert.match(
      await textOf(warning),
      /✗ Verification failed at the leaf: .* What stands below may not be what was recorded\. Show the step that fails/,
    );
    assert.ok((await warning.boundingBox()).y < (await frame.locator(".detail h3").first().boundingBox()).y);
    await inThemes("evidence-13-failed");
    await warning.locator("button").focus();
    await page.keyboard.press("Enter");
    await until("the keys at the failing step", async () => frame.evaluate(() => document.activeElement?.matches(".step.failed")));
    await frame.locator("vscode-button", { hasText: "Verify the Whole Log" }).click();
    await until("the failure", async () =>
      /PACT5011 at tile\/0\/000\.p\/178, entry 17\d/.test(await textOf(frame.locator(".head .notice"))),
    );
    await inThemes("evidence-7-damaged");
  });

  it("says over time as well how many entries cannot be read, and never that there is none", async function () {
    this.timeout(60_000);
    await runCommand(page, "View: Close All Editors");
    await treeRow("lost").click();
    const frame = await view("shop.example/desk");
    await frame.locator("#tab-time").click();
    const said = frame.locator(".over-time [role=status]").first();
    const none = "No entry that can be read is like that. 176 cannot be read, and may be like it.";
    await until("how many", async () => (await textOf(said).catch(() => "")) === none);
    await frame.locator(".filters input[list='choices-clause']").fill("foreign_orders");
    await page.keyboard.press("Enter");
    await frame.locator("#tab-entries").click();
    await until("none of that clause", async () => /^0 entries; 176 cannot be read/.test(await textOf(frame.locator(".entries .count"))));
    await frame.locator("#tab-time").click();
    await until("how many of that clause", async () => (await textOf(said).catch(() => "")) === none);
    await screenshot(page, "evidence-14-lost");
  });

  it("opens a million entries at once: it asks for those on the screen", async function () {
    this.timeout(60_000);
    const began = performance.now();
    await treeRow("long").click();
    const frame = await view("log.example/long");
    await frame.locator(".grid-row", { hasText: "999,999" }).first().waitFor({ timeout: 20_000 });
    console.log(`      open after ${(performance.now() - began).toFixed(0)} ms`);
    assert.equal(await frame.locator("[role=grid]").getAttribute("aria-rowcount"), "1000001");
    assert.ok((await frame.locator(".grid-body .grid-row").count()) < 80, "only what is in sight is drawn");
    await frame.locator(".grid-row[aria-rowindex='2']").focus();
    await page.keyboard.press("End");
    await until("the oldest entry, which is not there", async () =>
      /^0 ?unreadable ?tile\/entries\/000 is not there/.test(
        await frame.evaluate(() => document.activeElement?.textContent?.replace(/\s+/g, " ").trim() ?? ""),
      ),
    );
    assert.deepEqual(await cutIn(frame.locator(".cell.rest")), []);
    await screenshot(page, "evidence-8-long");
  });

  it("says of a checkpoint that cannot be read what is wrong with it", async function () {
    this.timeout(60_000);
    await treeRow("broken").click();
    await until("what is wrong", async () => {
      for (const frame of page.frames()) {
        const said = await frame
          .locator("pact-evidence [role=alert]")
          .textContent({ timeout: 500 })
          .catch(() => "");
        if (/This log cannot be shown: .*checkpoint: no blank line stands before its signatures/.test(said)) return true;
      }
      return false;
    });
  });

  it("opens from the palette, and leaves other files of that name alone", async function () {
    this.timeout(60_000);
    await runCommand(page, "Pact: Open Evidence Log…");
    const row = page.locator(".quick-input-list .monaco-list-row", { hasText: "hostile" }).first();
    await row.waitFor({ timeout: 20_000 });
    await screenshot(page, "evidence-9-choose");
    await page.keyboard.press("Escape");
    await runCommand(page, "View: Close All Editors");
    // In the folder itself, beside the pact; what was opened on the way has pushed it out of sight.
    await runCommand(page, "Collapse Folders in Explorer");
    await page.locator(".explorer-folders-view .monaco-list-row[aria-level='1']", { hasText: /^checkpoint$/ }).dblclick();
    await until("a text editor", async () =>
      /what\s+a\s+model\s+was\s+trained\s+to/.test(
        await page
          .locator(".view-lines")
          .first()
          .textContent()
          .catch(() => ""),
      ),
    );
  });
});

describe("an evidence log beside a pact that was changed since", () => {
  let host, page, fixture, config, until;
  before(async function () {
    this.timeout(120_000);
    fixture = mkdtempSync(path.join(os.tmpdir(), "pact-ui-"));
    config = mkdtempSync(path.join(os.tmpdir(), "pact-keys-"));
    cpSync(path.join(root, "samples/returns-desk"), fixture, { recursive: true, filter: (file) => path.basename(file) !== ".pact" });
    const [log, file] = [path.join(fixture, "evidence/desk"), path.join(fixture, "returns-desk.pact")];
    pact(config, "evidence", "init", log, "--name", "shop.example/desk");
    pact(config, "replay", file, path.join(fixture, "sessions.jsonl"), "--evidence", log);
    const settings = { "git.enabled": true, "git.openRepositoryInParentFolders": "never", "remote.autoForwardPorts": false };
    host = await startHost({ workspace: fixture, settings, env: { XDG_CONFIG_HOME: config } });
    page = host.page;
    ({ until } = editing(page));
    const git = (...args) => {
      const author = ["-c", "user.name=Author", "-c", "user.email=author@shop.example"];
      const { status, stderr } = spawnSync("git", [...author, ...args], { cwd: host.workspace, encoding: "utf8" });
      assert.equal(status, 0, stderr);
    };
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "as it was");
    const edited = path.join(host.workspace, "returns-desk.pact");
    writeFileSync(edited, readFileSync(edited, "utf8").replace("topic in [product, shipping, return]", "topic in [product]"));
    git("commit", "-qam", "returns are no topic any more");
    await host.openWorkbench();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await screenshot(page, "evidence-failed-versions");
  });
  after(async () => {
    await host?.stop();
    for (const folder of [fixture, config]) rmSync(folder, { recursive: true, force: true });
  });

  it("says what today's pact decides, and finds the clause as it read then in git", async function () {
    this.timeout(120_000);
    await header(page).click();
    const treeRow = treeRowIn(page);
    await treeRow("desk").waitFor({ timeout: 30_000 });
    await treeRow("desk").click();
    const frame = await viewIn(page, until)("shop.example/desk");
    await frame.locator(".filters select").first().selectOption("allow");
    await frame.locator(".filters input[list='choices-clause']").fill("answer");
    await page.keyboard.press("Enter");
    await until("answers", async () => /^answer|answer$/.test(await textOf(frame.locator(".grid-row[aria-rowindex='2']")).catch(() => "")));
    await frame.locator(".grid-row[aria-rowindex='2']").click();
    await until("today's decision", async () => /denied, otherwise than then/.test(await textOf(frame.locator(".detail"))));
    assert.match(await textOf(frame.locator(".source")), /As it reads today\. The pact has changed since/);
    await frame.locator(".source button").click();
    await until("the clause of then", async () => /As it read then: commit [0-9a-f]{8} of/.test(await textOf(frame.locator(".source"))));
    assert.match(await textOf(frame.locator("pre.pact")), /may answer: respond when topic in \[product, shipping, return\]/);
    await frame.locator(".source").scrollIntoViewIfNeeded();
    await screenshot(page, "evidence-10-then");
  });
});
