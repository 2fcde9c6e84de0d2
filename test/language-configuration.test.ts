// What an editor does with a pact without understanding it: words, brackets, comments that go on, lines that are indented.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { lex, memberWords } from "../grammar/index.ts";

const root = path.join(import.meta.dirname, "..");
const configuration = JSON.parse(readFileSync(path.join(root, "syntaxes/language-configuration.json"), "utf8"));
const { wordPattern, indentationRules, onEnterRules, autoClosingPairs } = configuration;
const pattern = (source: string) => new RegExp(source);
const samples = readdirSync(path.join(root, "samples"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".pact"))
  .map((file): [string, string] => [file, readFileSync(path.join(root, "samples", file), "utf8")]);

/** What is put before the cursor of a new line; undefined where no rule applies. */
function onEnter(before: string, after = "", previous = ""): string | undefined {
  interface Rule {
    beforeText: string;
    afterText?: string;
    previousLineText?: string;
    action: { indent: string; appendText?: string };
  }
  const rule = (onEnterRules as Rule[]).find(
    ({ beforeText, afterText, previousLineText }) =>
      pattern(beforeText).test(before) &&
      (afterText === undefined || pattern(afterText).test(after)) &&
      (previousLineText === undefined || pattern(previousLineText).test(previous)),
  );
  return rule && `${rule.action.indent} ${rule.action.appendText ?? ""}`;
}

describe("language configuration", () => {
  for (const [name, text] of samples) {
    it(`${name}: a word is a name, a keyword or a pattern`, () => {
      const { tokens } = lex(text);
      for (const { image } of tokens.filter(({ image: each }) => /^[`A-Za-z_*]/.test(each) && each !== "*"))
        assert.equal(new RegExp(wordPattern).exec(image)?.[0], image);
    });

    it(`${name}: indented again, it stays as it is`, () => {
      let level = 0;
      for (const line of text.split("\n").filter((each) => each.trim() !== "")) {
        if (pattern(indentationRules.unIndentedLinePattern).test(line)) continue;
        if (pattern(indentationRules.decreaseIndentPattern).test(line)) level--;
        assert.equal(/^ */.exec(line)![0].length, 2 * level, line);
        if (pattern(indentationRules.increaseIndentPattern).test(line)) level++;
      }
      assert.equal(level, 0);
    });
  }

  it("every word that begins a member is indented as one", () => {
    for (const word of memberWords) assert.doesNotMatch(`      ${word} x`, pattern(indentationRules.unIndentedLinePattern), word);
  });

  it("documentation goes on until its line is empty, block comments until they are closed", () => {
    assert.equal(onEnter("  /// What it is for."), "none /// ");
    assert.equal(onEnter("  ///"), "none ");
    assert.equal(onEnter("  /// "), "none ");
    assert.equal(onEnter("  // no documentation"), undefined);
    assert.equal(onEnter("  /*", " */"), "indentOutdent  * ");
    assert.equal(onEnter("   * more", "", "  /*"), "none * ");
    assert.equal(onEnter("   * 3", "", "  may x: y when a"), undefined);
    assert.ok(autoClosingPairs.some(({ open, close }: { open: string; close: string }) => open === "/*" && close === " */"));
  });

  it("what a clause still lacks is indented", () => {
    assert.equal(onEnter("  may small_returns:"), "indent ");
    assert.equal(onEnter("    when amount < 5 USD and"), "none ");
    assert.equal(onEnter("  may small_returns: process_return"), undefined);
  });
});
