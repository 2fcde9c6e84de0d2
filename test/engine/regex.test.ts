// Regular expressions that are not compiled before a text is held against them: RE2 itself takes each of them.
import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import { compileRegex, isSurelyRegex } from "../../engine/analysis/regex.ts";
import { runs } from "../counts.ts";
import { random } from "../edits.ts";

const parts = [
  ..."ab1 -_.,:/\"'@^$|()[]{}*+?\\",
  ...[
    "\\b",
    "\\B",
    "\\w",
    "\\d+",
    "\\s*",
    "\\.",
    "\\(",
    "\\]",
    "\\\\",
    "\\x",
    "\\1",
    "(?:",
    "(?=",
    "(?i)",
    "(?P<n>",
    "[a-z]",
    "[^a]",
    "[z-a]",
    "[\\w.]",
  ],
  ...["[a-]", "[[:alpha:]]", "[]", "yes|no", "a{2}", "a{2000}", "*?", "++", "é", "\\u0041", "\\pL"],
] as const;

const isTaken = (source: string): boolean => {
  try {
    RE2JS.compile(source);
    return true;
  } catch {
    return false;
  }
};

describe("regular expressions", () => {
  it("that are surely some are taken by RE2, whatever is put together", () => {
    const next = random(20261126);
    let sure = 0;
    for (let i = 0; i < runs.regexes; i++) {
      const source = Array.from({ length: Math.ceil(next() * 8) }, () => parts[Math.floor(next() * parts.length)]!).join("");
      if (!isSurelyRegex(source)) continue;
      sure++;
      assert.ok(isTaken(source), source);
    }
    assert.ok(sure > runs.regexes / 20, `${sure}`);
  });

  it("as people write them are surely some", () => {
    for (const source of [
      "^Error",
      "\\b(yes|yeah|go ahead)\\b",
      "\\b(compensat\\w*|make (it|this) right)\\b",
      "@shop\\.example$",
      "^[A-Z0-9]+$",
    ])
      assert.ok(isSurelyRegex(source), source);
  });

  it("are told apart in no time, however they are made", () => {
    for (const unit of ["a", "(a", "a*", "(?:", "a|", "^", "[a", "\\", "(a|b)", "\\b"])
      for (const end of ["", "!", "{", ")", "(", "é"]) assert.equal(typeof isSurelyRegex(unit.repeat(499 / unit.length) + end), "boolean");
  });

  it("are asked of RE2 where they may be none, and said to be none", () => {
    for (const source of ["a**", "(a", "[z-a]", "a{2000}", "(?=a)", "\\1", "*a", "a|*"]) {
      assert.ok(!isSurelyRegex(source), source);
      assert.ok("problem" in compileRegex(source, ""), source);
    }
  });

  it("match as RE2 does, compiled late or not", () => {
    const regex = compileRegex("\\b(yes|no)\\b", "i");
    assert.ok("test" in regex);
    assert.deepEqual(
      ["Yes.", "yesterday", "oh no"].map((text) => regex.test(text)),
      [true, false, true],
    );
  });
});
