// What a person does in an editor of the window, by real keys and the mouse, for the tests that play an author.
import assert from "node:assert/strict";

export const editing = (page) => {
  /** What is seen of the lines, with the editor's spaces as spaces. */
  const visibleText = async () =>
    (await page.locator(".editor-group-container.active .view-lines").first().textContent()).replace(/\u00a0/g, " ");
  const until = async (what, test) => {
    for (let waited = 0; waited < 30_000; waited += 200) {
      if (await test()) return;
      await page.waitForTimeout(200);
    }
    assert.fail(`waited in vain for ${what}`);
  };
  /** Brings a text in sight and selects it. */
  const goTo = async (text) => {
    const find = page.locator(".find-widget.visible textarea").first();
    // A key pressed before the editor has the focus goes nowhere.
    await until("the find widget", async () => {
      await page.keyboard.press("Control+1");
      await page.keyboard.press("Control+Home");
      await page.keyboard.press("Control+F");
      return find.waitFor({ timeout: 2000 }).then(
        () => true,
        () => false,
      );
    });
    await find.fill(text);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Escape");
    await page.locator(".find-widget.visible").waitFor({ state: "hidden", timeout: 10_000 });
    await page.waitForTimeout(300);
    await until(`line ${text}`, async () => (await visibleText()).includes(text));
  };
  const type = (text) => page.keyboard.type(text, { delay: 25 });
  /** The lens nearest above the line that holds a text: others may be hidden under the tabs. */
  const lensAbove = async (line, text) => {
    let nearest;
    await until(`the lens \`${text}\` above ${line}`, async () => {
      const below = await page
        .locator(".view-line", { hasText: line.replaceAll(" ", "\u00a0") })
        .first()
        .boundingBox()
        .catch(() => null);
      const lenses = await page.locator(".codelens-decoration:visible a", { hasText: text }).all();
      const boxes = await Promise.all(lenses.map(async (lens) => ({ lens, box: await lens.boundingBox().catch(() => null) })));
      const above = boxes.filter(({ box }) => box && below && box.y < below.y && box.y > below.y - 40);
      nearest = above.at(-1)?.lens;
      return nearest !== undefined;
    });
    return nearest;
  };
  /** The page inside the webview of the trace, if it is there. */
  const traceNow = async () => {
    for (const frame of page.frames())
      if (
        await frame
          .locator("main#app nav.runs")
          .count()
          .catch(() => 0)
      )
        return frame;
    return undefined;
  };
  const trace = async () => {
    let found;
    await until("the trace view", async () => {
      found = await traceNow();
      return found !== undefined;
    });
    return found;
  };
  /** A lens that is drawn anew just then swallows a click: as a person would, it is clicked again. */
  const openTrace = async (lens) => {
    let found;
    await until("the trace view", async () => {
      await (await lens()).click();
      for (let waited = 0; !found && waited < 8000; waited += 200) {
        found = await traceNow();
        await page.waitForTimeout(200);
      }
      return found !== undefined;
    });
    return found;
  };
  return { visibleText, until, goTo, type, lensAbove, trace, openTrace };
};
