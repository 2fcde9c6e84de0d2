// A pact of forty lines typed from nothing, by key, with completion wherever it offers; a rename across two files; a mistaken operator
// mended; a layout on save that stays as it is. The screenshots are build output, to be looked at.
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { editing } from "../host/editing.mjs";
import { quickOpen, root, runCommand, screenshot, setTheme, startHost } from "../host/host.mjs";

describe("a pact written in the window", () => {
  let host, page, folder;
  let visibleText, until, goTo, type;
  const read = (name) => readFileSync(path.join(host.workspace, "returns-desk", name), "utf8");
  const pactName = "typed.pact";
  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(path.join(os.tmpdir(), "pact-write-"));
    cpSync(path.join(root, "samples"), folder, { recursive: true });
    writeFileSync(path.join(folder, "returns-desk", pactName), "");
    mkdirSync(path.join(folder, ".vscode"), { recursive: true });
    writeFileSync(path.join(folder, ".vscode/settings.json"), JSON.stringify({ "editor.formatOnSave": true, "files.autoSave": "off" }));
    host = await startHost({ workspace: folder });
    page = host.page;
    ({ visibleText, until, goTo, type } = editing(page));
    await host.openWorkbench();
  });
  afterEach(async function () {
    if (this.currentTest?.state === "failed") await screenshot(page, "write-failed");
  });
  after(async () => {
    await host?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const suggestion = (label) => page.locator(".suggest-widget.visible .monaco-list-row", { hasText: label }).first();
  /** Types the beginning of a word and takes what completion offers for the rest. */
  const complete = async (beginning, label) => {
    await type(beginning);
    // What is asked for while the machine is busy elsewhere may be closed again: a person asks once more.
    let seen = false;
    for (let tries = 0; tries < 6 && !seen; tries++) {
      seen = await suggestion(label)
        .waitFor({ timeout: 3000 })
        .then(
          () => true,
          () => false,
        );
      if (!seen) await page.keyboard.press("Control+Space");
    }
    assert.ok(seen, `\`${label}\` was not offered after \`${beginning}\``);
    await page.waitForTimeout(150);
    await page.keyboard.press("Tab");
    await page.waitForTimeout(100);
  };
  const lineNow = async () => /Ln (\d+)/.exec(await page.locator("#status\\.editor\\.selection").textContent())?.[1];
  /** A new line. What completion offers late may take an Enter for itself: a person sees that and presses it again. */
  const enter = async (text = "") => {
    const before = await lineNow();
    await until("a new line", async () => {
      await page.keyboard.press("Escape");
      await page.keyboard.press("End");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(50);
      return (await lineNow()) !== before;
    });
    if (text) await type(text);
  };
  const markers = () => page.locator(".squiggly-error, .squiggly-warning").count();
  const dirty = () => page.locator(".tab.active.dirty").count();
  const save = async (name) => {
    await until(`${name} to be saved`, async () => (await dirty()) > 0);
    await page.keyboard.press("Control+S");
    await until(`${name} saved`, async () => (await dirty()) === 0);
  };

  it("is typed from nothing, with completion, and ends without a finding", async function () {
    this.timeout(180_000);
    await quickOpen(page, `returns-desk/${pactName}`);
    await page.locator(".tab.active", { hasText: pactName }).first().waitFor({ timeout: 20_000 });
    // The editor has the focus once what is typed arrives in it.
    await until("the editor's focus", async () => {
      await page.keyboard.press("Control+1");
      await type("/");
      await page.waitForTimeout(200);
      return (await visibleText()).includes("/");
    });
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await type('pact typed "Typed desk" {');
    await page.keyboard.press("Enter");
    await type("version 1.0.0");
    await enter('purpose "Answer about orders, and process small returns."');
    await enter('owner "returns@shop.example');
    await page.keyboard.press("End");
    await enter('reviewers "security@shop.example');
    await enter('agent "shop/typed" acts for customer { id: text }');
    await enter('timezone "Europe/Berlin');
    await enter('tools from "./');
    await complete("to", "tools.json");
    await enter();
    await enter("refine ");
    await complete("process", "process_return");
    await type(" { amount: money USD }");
    await enter("fact topic: one of product, shipping, other");
    await enter("fact order from ");
    await complete("get_o", "get_order");
    await type("(");
    await complete("order", "order_id");
    await page.keyboard.press("End");
    await type(" {");
    await page.keyboard.press("Enter");
    await type("status: one of pending, delivered");
    await page.keyboard.press("Enter");
    await type("customer_id: text");
    await page.keyboard.press("ArrowDown");
    await enter();
    await enter("may answer: respond when ");
    await complete("top", "topic");
    await type(" is ");
    await complete("pro", "product");
    await enter("may look: ");
    await complete("get_o", "get_order");
    await type(", ");
    await complete("search", "search_products");
    await enter("may small: ");
    await complete("process", "process_return");
    await type(" when ");
    await complete("amo", "amount");
    await type(" < 500 USD and order.");
    await complete("stat", "status");
    await type(" is ");
    await complete("del", "delivered");
    await type(" and order.");
    await complete("cust", "customer_id");
    await type(" is customer.");
    await complete("i", "id");
    await screenshot(page, "write-1-typing");
    await enter();
    await enter("// What it must never do, and when a person decides");
    await enter("never foreign: ");
    await complete("process", "process_return");
    await type(" when order is known and order.");
    await complete("cust", "customer_id");
    await type(" is not customer.id");
    await enter('because "A customer sees only their own orders.');
    await page.keyboard.press("End");
    await enter("never planted: ");
    await complete("process", "process_return");
    await type(" unless order_id comes from ");
    await complete("us", "user");
    await enter('because "An order read in a document is no request.');
    await page.keyboard.press("End");
    await enter("escalate large: ");
    await complete("process", "process_return");
    await type(" when amount >= 500 USD");
    await enter('to "returns-lead" within 1 hour else deny');
    await enter("// What it may cost, and how it hands over");
    await enter("limit tokens: tokens soft 40_000 hard 50_000 per customer per day");
    await enter("limit returns: calls of process_return hard 3 per session");
    await enter('handoff to "support" carrying summary');
    await enter("record input, action, authorization, decision, time for every action");
    await enter("retain 1 year");
    await enter("on failure deny");
    await enter();
    await enter('test planted: process_return(order_id: "A1", amount: 49)');
    await enter('given customer.id is "c1"');
    await enter("expect deny by ");
    await complete("pla", "planted");
    await page.keyboard.press("Escape");
    await page.waitForTimeout(1500);
    await save(pactName);
    await screenshot(page, "write-2-whole");
    await until("no error and no warning", async () => (await markers()) === 0);
    const text = read(pactName);
    assert.ok(text.split("\n").length >= 40, text);
    assert.equal(text.match(/^ {2}(may|never|escalate|limit|test) /gm).length, 9, text);
  });

  it("ends a line with Enter behind a text and behind a whole word, whatever has been offered meanwhile", async () => {
    await goTo("limit returns");
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    for (const line of ["limit looks: calls of get_order hard 3 per session", 'test seen: get_order() given customer.id is "c1"']) {
      await enter(line);
      await page.waitForTimeout(1500);
      const written = await lineNow();
      await page.keyboard.press("Enter");
      await page.waitForTimeout(300);
      assert.equal(Number(await lineNow()), Number(written) + 1, line);
      for (let i = 0; i < 2; i++) {
        await page.keyboard.press("Control+Shift+K");
        await page.keyboard.press("ArrowUp");
      }
      await page.keyboard.press("End");
    }
    assert.ok(!(await visibleText()).includes("looks"));
    await until("no error and no warning", async () => (await markers()) === 0);
  });

  it("mends `==` by a quick fix", async () => {
    await goTo("topic is product");
    await page.keyboard.press("Escape");
    await page.keyboard.press("End");
    await type(" and topic == product");
    await page.keyboard.press("Escape");
    await page.locator(".squiggly-error").first().waitFor({ state: "attached", timeout: 20_000 });
    for (let i = 0; i < 9; i++) await page.keyboard.press("ArrowLeft");
    await until("the fix", async () => {
      await page.keyboard.press("Control+.");
      const offered = page.locator(".action-widget", { hasText: "Change to `is`" }).first();
      return offered.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    await page.keyboard.press("Enter");
    await until("the word", async () => (await visibleText()).includes("and topic is product"));
    await until("no squiggle", async () => (await page.locator(".squiggly-error").count()) === 0);
  });

  it("is laid out on save, and stays as it is", async () => {
    await save(pactName);
    await goTo("limit returns");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Home");
    await type("     ");
    await save(pactName);
    const once = read(pactName);
    assert.match(once, /^ {2}limit returns: /m);
    await page.keyboard.press("Control+S");
    await page.waitForTimeout(700);
    assert.equal(await dirty(), 0);
    assert.equal(read(pactName), once);
  });

  it("renames a fact in the charter and in the pact below it", async () => {
    await quickOpen(page, "returns-desk/returns-desk.pact");
    await goTo("under_investigation");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+1");
    await page.waitForTimeout(300);
    await page.keyboard.press("F2");
    const box = page.locator(".rename-box input, .rename-box .rename-input").first();
    await box.waitFor({ timeout: 20_000 });
    await box.fill("being_investigated");
    await screenshot(page, "write-3-rename");
    await page.keyboard.press("Enter");
    await until("the new name", async () => (await visibleText()).includes("being_investigated is false"));
    await runCommand(page, "File: Save All Files");
    await until("both files", async () =>
      ["returns-desk.pact", "retail.charter.pact"].every((name) => read(name).includes("being_investigated")),
    );
    assert.ok(!read("returns-desk.pact").includes("under_investigation"));
    assert.ok(!read("retail.charter.pact").includes("under_investigation"));
  });

  it("looks right in light, dark and high contrast", async () => {
    await quickOpen(page, `returns-desk/${pactName}`);
    for (const theme of ["Light Modern", "Dark Modern", "Default High Contrast"]) {
      await setTheme(host, theme);
      await goTo("may answer");
      await screenshot(page, `write-4-${theme.toLowerCase().replaceAll(" ", "-")}`);
    }
  });
});
