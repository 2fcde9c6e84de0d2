// Fixes where nobody looks: `pact check --fix` and `--dry-run`, and the pure functions beneath them.
import assert from "node:assert/strict";
import { chmodSync, readdirSync, readFileSync, statSync, symlinkSync } from "node:fs";
import path from "node:path";
import { unifiedDiff } from "../../cli/unified-diff.ts";
import { check } from "../../engine/index.ts";
import { applyFixes, type Fix, mend, parse } from "../../grammar/index.ts";
import { applied, random, randomEdit } from "../edits.ts";
import { Folder } from "./run.ts";

const fix = (...edits: [number, number, string][]): Fix => ({
  title: "",
  edits: edits.map(([start, end, text]) => ({ start, end, text })),
  safe: true,
});
const slips = `pact slips {
  version 1.0.0
  tools from "./tools.json"
  may pay: issue_refund when order_id == "a" && amount < 5
}
`;
const mendedSlips = slips.replace("==", "is").replace("&&", "and");

describe("fixes", () => {
  it("of those that touch one another the first is taken", () => {
    assert.equal(applyFixes("abcdef", [fix([0, 2, "x"]), fix([1, 3, "y"]), fix([4, 5, "z"])]), "xcdzf");
    assert.equal(applyFixes("abcdef", [fix([2, 2, "1"]), fix([2, 2, "2"]), fix([2, 4, "3"])]), "ab1cdef");
    assert.equal(applyFixes("abcdef", [fix([0, 1, ""], [1, 2, ""]), fix([2, 3, "C"])]), "Cdef");
    assert.equal(applyFixes("abcdef", [fix([0, 3, "x"], [2, 4, "y"])]), "abcdef", "one whose own edits overlap");
  });

  it("end, and leave no text that reads worse", () => {
    const find = (edits: [number, number, string]) => () => [
      { code: "PACT1007", severity: "error" as const, start: 0, end: 1, message: "", fixes: [fix(edits)] },
    ];
    assert.deepEqual(mend(slips, find([0, 4, "pac"])), { text: slips, count: 0 });
    assert.ok(mend(slips, find([0, 0, " "])).count <= 22, "bounded");
  });

  it("mend a text with more slips than are reported at once", () => {
    const many = `pact many {\n${Array.from({ length: 4500 }, (_, i) => `  may a${i}: x when y == ${i}\n`).join("")}}\n`;
    const { text, count } = mend(many, (now) => parse(now).diagnostics);
    assert.deepEqual([count, text], [4500, many.replaceAll("==", "is")]);
  }).timeout(60_000);

  it("mend what random edits break, and never make it worse", () => {
    const next = random(7);
    const errors = (text: string) => parse(text).diagnostics.length;
    for (let i = 0; i < 300; i++) {
      let text = slips;
      for (let n = 0; n < 4; n++) text = applied(text, randomEdit(text, next));
      const { text: after } = mend(text, (now) => check(parse(now)).diagnostics);
      assert.ok(errors(after) <= errors(text), text);
      assert.equal(mend(after, (now) => check(parse(now)).diagnostics).count, 0, text);
    }
  });
});

describe("pact check --fix", () => {
  let folder: Folder;
  beforeEach(() => {
    folder = new Folder();
    folder.put("slips.pact", slips);
  });
  afterEach(() => folder.remove());

  it("writes what is safe, keeps the mode, leaves nothing beside it, and reports what is left", () => {
    chmodSync(folder.at("slips.pact"), 0o640);
    const { status, stdout, stderr } = folder.pact("check", "--fix", "slips.pact");
    assert.equal(folder.read("slips.pact"), mendedSlips);
    assert.equal(statSync(folder.at("slips.pact")).mode & 0o777, 0o640);
    assert.deepEqual(readdirSync(folder.path).sort(), ["slips.pact", "tools.json"]);
    assert.equal(stderr, "slips.pact: 2 fixes applied\n");
    assert.equal(status, 1);
    assert.match(stdout, /PACT3005/);
    assert.doesNotMatch(stdout, /PACT1007/);
    const before = statSync(folder.at("slips.pact")).ino;
    folder.pact("check", "--fix", "slips.pact");
    assert.equal(statSync(folder.at("slips.pact")).ino, before, "nothing to mend: nothing written");
  });

  it("writes through a link, and only reports what is left in JSON", () => {
    symlinkSync("slips.pact", folder.at("link.pact"));
    const rows = folder.pact("check", "--fix", "link.pact", "--format", "json").stdout.trim().split("\n");
    assert.ok(rows.every((row) => !row.includes("PACT1007")));
    assert.equal(folder.read("slips.pact"), mendedSlips);
  });

  it("--dry-run prints a diff, and writes nothing", () => {
    const { status, stdout } = folder.pact("check", "--dry-run", "slips.pact");
    assert.equal(folder.read("slips.pact"), slips);
    assert.equal(status, 1);
    assert.match(
      stdout,
      /^--- slips\.pact\n\+\+\+ slips\.pact\n@@ -1,5 \+1,5 @@\n[\s\S]*\n- {2}may pay: .* == .*\n\+ {2}may pay: .* is "a" and /,
    );
    assert.equal(folder.pact("check", "--dry-run", "--format", "json").status, 2);
  });

  it("diffs of random edits lead from one text to the other", () => {
    const next = random(11);
    const before = readFileSync(path.join(import.meta.dirname, "../../samples/returns-desk/returns-desk.pact"), "utf8").slice(0, 2500);
    for (let i = 0; i < 200; i++) {
      let after = before;
      for (let n = 0; n < 5; n++) after = applied(after, randomEdit(after, next));
      const diff = unifiedDiff("t.pact", before, after);
      assert.equal(patched(before, diff), after, diff);
    }
  });
});

/** What patch(1) makes of a unified diff: every line it keeps or takes away has to be there. */
function patched(before: string, diff: string): string {
  const old = before.split(/(?<=\n)/);
  const lines = diff.split(/(?<=\n)/).slice(2);
  const isEnd = (line: string | undefined) => line?.startsWith("\\") === true;
  const rows = lines.flatMap((line, i) => (isEnd(line) ? [] : [isEnd(lines[i + 1]) ? line.slice(0, -1) : line]));
  const out: string[] = [];
  let at = 0;
  for (const row of rows) {
    const hunk = /^@@ -(\d+),(\d+) /.exec(row);
    if (hunk) {
      const start = Number(hunk[1]) - (hunk[2] === "0" ? 0 : 1);
      out.push(...old.slice(at, start));
      at = start;
      continue;
    }
    if (row[0] !== "+") assert.equal(row.slice(1), old[at++]);
    if (row[0] !== "-") out.push(row.slice(1));
  }
  return [...out, ...old.slice(at)].join("");
}
