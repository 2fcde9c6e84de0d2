// How a table shares out its room: what is in a column decides, nothing is cut that need not be, and what has to go goes in its order.
import assert from "node:assert/strict";
import { type Content, widthsOf } from "../../client/webviews/shared/widths.ts";

const number: Content = { kind: "number", widthPx: 50 };
const name: Content = { kind: "name", widthPx: 160 };
const plain: Content = { widthPx: 100 };
const secondary: Content = { widthPx: 90, isSecondary: true };
const wide: Content = { kind: "wide", widthPx: 500 };

describe("the widths of columns", () => {
  it("are those of what is in them, and the wide one has the rest", () => {
    assert.deepEqual(widthsOf([number, name, secondary, plain, wide], 900), [50, 160, 90, 100, 500]);
    assert.deepEqual(widthsOf([number, name, secondary, plain, wide], 1000), [50, 160, 90, 100, 600]);
  });

  it("are within reason: a long text takes room from nobody, and has it where nobody needs it", () => {
    const long = { widthPx: 2000 };
    assert.deepEqual(widthsOf([number, long, wide], 450), [50, 240, 160]);
    assert.deepEqual(widthsOf([number, long, { ...wide, widthPx: 60 }], 450), [50, 340, 60]);
  });

  it("where there is no room secondary columns go, the last first, and then the wide one", () => {
    const columns = [number, name, secondary, secondary, plain, wide];
    assert.deepEqual(widthsOf(columns, 570), [50, 160, 90, 0, 100, 170]);
    assert.deepEqual(widthsOf(columns, 480), [50, 160, 0, 0, 100, 170]);
    assert.deepEqual(widthsOf(columns, 400), [50, 250, 0, 0, 100, 0]);
  });

  it("where there is none even then the widest are cut, to one width", () => {
    assert.deepEqual(widthsOf([number, name, secondary, plain], 290), [50, 140, 0, 100]);
    assert.deepEqual(widthsOf([number, name, secondary, plain], 155), [50, 52, 0, 52]);
    assert.deepEqual(widthsOf([number, name, secondary, plain], 90), [30, 30, 0, 30]);
  });

  it("are of no columns in no room", () => {
    assert.deepEqual(widthsOf([], 0), []);
    assert.deepEqual(widthsOf([plain, wide], 0), [0, 0]);
  });
});
