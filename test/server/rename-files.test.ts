// Files that move: what names them follows, what they name themselves too.
import assert from "node:assert/strict";
import { willRenameFiles } from "../../server/features/index.ts";
import { World } from "./world.ts";

const world = new World({
  "a.pact": 'pact a under "./floors/f.pact" { tools from "./tools.json" evaluate e { cases "./cases/*.jsonl", "one.jsonl" } }',
  "deep/b.pact": 'pact b under "../floors/f.pact" { tools from "../tools.json" }',
  "floors/f.pact": "charter f { }",
  "one.jsonl": "",
});
const moved = (...renames: [string, string][]) =>
  world.after(
    willRenameFiles(
      renames.map(([from, to]) => ({ oldUri: `file:///work/${from}`, newUri: `file:///work/${to}` })),
      world,
    ),
  );

describe("renamed files", () => {
  it("a catalogue", () => {
    const found = moved(["tools.json", "catalogue/all tools.json"]);
    assert.match(found["a.pact"]!, /from "\.\/catalogue\/all tools\.json"/);
    assert.match(found["deep/b.pact"]!, /from "\.\.\/catalogue\/all tools\.json"/);
  });
  it("a folder with a charter", () => {
    const found = moved(["floors", "charters"]);
    assert.match(found["a.pact"]!, /under "\.\/charters\/f\.pact"/);
    assert.match(found["deep/b.pact"]!, /under "\.\.\/charters\/f\.pact"/);
  });
  it("a pact itself", () => {
    const found = moved(["deep/b.pact", "b.pact"]);
    assert.deepEqual(Object.keys(found), ["deep/b.pact"]);
    assert.match(found["deep/b.pact"]!, /under "\.\/floors\/f\.pact" \{ tools from "\.\/tools\.json"/);
  });
  it("a file named without a dot", () =>
    assert.match(moved(["one.jsonl", "two.jsonl"])["a.pact"]!, /"\.\/cases\/\*\.jsonl", "two\.jsonl"/));
  it("a file nobody names", () => assert.deepEqual(moved(["other.md", "another.md"]), {}));
  it("everything together: nothing to change", () => assert.deepEqual(moved(["", "../elsewhere"]), {}));
});
