// Layout: of whole pacts, ranges and what was just typed; only lines that differ are touched, and nothing is fought over.
import assert from "node:assert/strict";
import { formatting, onTypeFormatting, rangeFormatting } from "../../server/features/index.ts";
import { lineEdits } from "../../server/features/line-edits.ts";
import { applied, marked, samples } from "./world.ts";

const pact = (body: string) => `pact p {\n  version   1.0.0\n${body}\n}\n`;

describe("formatting", () => {
  it("touches only the lines that differ", () => {
    const { snapshot } = marked(pact("  may a: get_order\n  may b:   get_order\n  may c: get_order"));
    const edits = formatting(snapshot);
    assert.deepEqual(
      edits.map(({ range }) => [range.start.line, range.end.line]),
      [[3, 4]],
    );
    assert.equal(applied(snapshot.text, edits), pact("  may a: get_order\n  may b: get_order\n  may c: get_order"));
  });
  it("keeps the ends of lines", () => {
    const { snapshot } = marked(pact("  may a:   get_order").replaceAll("\n", "\r\n"));
    assert.equal(applied(snapshot.text, formatting(snapshot)), pact("  may a: get_order").replaceAll("\n", "\r\n"));
  });
  it("lays out nothing with errors, but members without, in a range", () => {
    const { snapshot, range } = marked(pact("«  may a:   get_order // why\n  may b:  \n  may c:   get_order»\n  may d:   get_order"));
    assert.deepEqual(formatting(snapshot), []);
    assert.equal(
      applied(snapshot.text, rangeFormatting(snapshot, range)),
      pact("  may a: get_order // why\n  may b:  \n  may c: get_order\n  may d:   get_order"),
    );
  });
  it("after a brace, the member it ends", () => {
    const { snapshot, position } = marked(pact("  fact order from get_order {\n status: text\n}|\n  may d:   get_order"));
    assert.equal(
      applied(snapshot.text, onTypeFormatting(snapshot, position, "}")),
      pact("  fact order from get_order {\n    status: text\n  }\n  may d:   get_order"),
    );
  });
  it("after a new line, the line above, and leaves lines as they are broken", () => {
    const above = marked(pact("  may d:   get_order\n  |"));
    assert.equal(applied(above.snapshot.text, onTypeFormatting(above.snapshot, above.position, "\n")), pact("  may d: get_order\n  "));
    const broken = marked(pact("  may d:   get_order\n    when now is known\n    |"));
    assert.deepEqual(onTypeFormatting(broken.snapshot, broken.position, "\n"), []);
    const open = marked(pact("  may d:   get_order when\n    |"));
    assert.deepEqual(onTypeFormatting(open.snapshot, open.position, "\n"), []);
  });
  for (const { name, world } of samples) {
    it(`${name} is laid out`, () => assert.deepEqual(formatting(world.of(name)), []));
  }
  it("edits by lines lead from any text to any other", () => {
    const texts = ["", "a", "a\n", "a\nb", "b\na\nc\n", "x\n\na\nb\nc", "\n\n", "c\nb\na\n\nq"];
    for (const before of texts) for (const after of texts) assert.equal(applied(before, lineEdits(before, after)), after);
  });
});
