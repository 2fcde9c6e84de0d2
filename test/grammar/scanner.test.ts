// The scanner against chevrotain's lexer, made of the patterns of the token table: the same tokens, comments and stray characters.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { Lexer, type TokenType } from "chevrotain";
import { findPacts } from "../../engine/node/index.ts";
import { type Scanned, scan } from "../../grammar/scanner.ts";
import * as K from "../../grammar/tokens.ts";
import { runs } from "../counts.ts";
import { random } from "../edits.ts";

const oracle = new Lexer([...K.lexedTokens], { positionTracking: "onlyOffset" });

const keywords: readonly string[] = [...K.reservedWords, ...K.softKeywords];

function ofWord(image: string): TokenType {
  if (keywords.includes(image)) return K.word(image);
  return image.includes("*") ? K.Pattern : /^[A-Z]{3}$/.test(image) ? K.Currency : K.Identifier;
}

function asOracle(text: string, base: number) {
  const { tokens, groups, errors } = oracle.tokenize(text);
  return {
    tokens: tokens.map(({ image, startOffset, tokenType }) => {
      const type = tokenType === K.Word ? ofWord(image) : tokenType;
      return { image, start: startOffset + base, type: type.name };
    }),
    comments: (groups.comments ?? []).map(({ image, startOffset, tokenType }) => {
      const kind = tokenType === K.DocComment ? "doc" : tokenType === K.BlockComment || tokenType === K.OpenComment ? "block" : "line";
      const start = startOffset + base;
      return { kind, text: image, start, end: start + image.length, ...(tokenType === K.OpenComment && { open: true }) };
    }),
    strays: errors.map(({ offset, length }) => ({ start: offset + base, end: offset + length + base })),
  };
}

const asFound = ({ tokens, comments, strays }: Scanned) => ({
  tokens: tokens.map(({ image, startOffset, tokenType }) => ({ image, start: startOffset, type: tokenType.name })),
  comments,
  strays,
});

function same(text: string, base = 0): void {
  assert.deepEqual(asFound(scan(text, base)), asOracle(text, base), JSON.stringify(text));
}

/** What tells one token from another: beginnings, ends and what stands between. */
const parts = [
  ..."abz_A09 \t\n\r\f\v\u00A0\u2028\uFEFF\u200B{}[]():,.+-^*/\\\"`'#%&|!<>=;?@~$\u00E4\uD800\uDC00",
  ...["//", "///", "/*", "*/", "/**/", "<=", ">=", "==", "!=", "<>", "=>", "=<", "&&", "||", "\\n", '\\"', "\\\\", "\\/", "[^", "[]]"],
  ...["read-only", "read-", "readonly", "may", "never", "when", "USD", "usd", "get_*", "*_order", "**", "a*b", "_", "1_000", "10.5", "5%"],
  ...[
    "1.0.0",
    "1.0.0-rc.1",
    "1.2.3.4",
    "2024-01-02",
    "2024-01-02T10:00:00Z",
    "2024-01-02T10:00+01:00",
    "2024-1-2",
    "1.",
    ".5",
    "0.5.",
    "7%8",
  ],
  ...["/a/i", "/[/]/", "/[a\\]/]+/gi", "/a\\/", "/(/", '"text"', '"open', "`name`", "`open", "``", '""', "``\n", '"\\\n', "\r\n"],
] as const;

describe("scanning", () => {
  it("finds in the samples what the patterns find, cut anywhere", () => {
    for (const file of findPacts([path.join(import.meta.dirname, "../../samples")]).files) {
      const text = readFileSync(file, "utf8");
      same(text);
      for (let at = 0; at < text.length; at += 97) same(text.slice(at, at + 400), at);
    }
  });

  it("finds in random texts what the patterns find", () => {
    const next = random(20261126);
    for (let i = 0; i < runs.scanned; i++) {
      const length = Math.ceil(next() * 12);
      same(Array.from({ length }, () => parts[Math.floor(next() * parts.length)]!).join(""), i % 3);
    }
  });

  it("reads a megabyte on one line once", () => {
    for (const unit of ["(", '"', "/", "[", "/[", "/a[b\\]", "\\/", "/[\\\\]\\", "`", "\\", "/*", "#", "1.", "*", "a-", "read-only"]) {
      const { tokens, comments, strays } = scan(unit.repeat(1_000_000 / unit.length), 0);
      assert.ok(tokens.length + comments.length + strays.length > 0, unit);
    }
  });
});
