// A window with little room, and what is seen in it.
import assert from "node:assert/strict";

export const inNarrowWindow = async (page, act) => {
  const wide = page.viewportSize();
  await page.setViewportSize({ width: 800, height: 600 });
  await page.waitForTimeout(500);
  try {
    await act();
  } finally {
    await page.setViewportSize(wide);
  }
};

/** The texts of cells that are not seen whole. */
export const cutIn = (cells) =>
  cells.evaluateAll((all) =>
    all.filter((cell) => cell.scrollWidth > cell.clientWidth || cell.scrollHeight > cell.clientHeight).map((cell) => cell.textContent),
  );

/** The title keeps its line, and the buttons that have no room beside it stand under it. */
export const assertTitleStands = async (frame) => {
  const { line, title, buttons } = await frame.evaluate(() => {
    const title = document.querySelector(".head h1");
    const box = (element) => element.getBoundingClientRect().toJSON();
    return {
      line: Number.parseFloat(getComputedStyle(title).fontSize),
      title: box(title),
      buttons: box(document.querySelector(".head .acts")),
    };
  });
  assert.ok(title.height < 2 * line, `the title is ${title.height} px high`);
  assert.ok(buttons.top >= title.bottom, "the buttons stand under the title");
};
