// Fixtures: pacts with their findings drawn in them, under the place they speak of. `UPDATE=1` draws them anew, and the
// difference is reviewed like code.
import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { analyze } from "../engine/index.ts";
import { filesBeside } from "../engine/node/index.ts";
import { parse } from "../grammar/index.ts";

const folder = path.join(import.meta.dirname, "fixtures");
const expectation = /^\s*\/\/\s*\^.*$/;

describe("fixtures", () => {
  for (const name of readdirSync(folder).filter((file) => file.endsWith(".pact"))) {
    it(name, () => {
      const file = path.join(folder, name);
      const drawn = readFileSync(file, "utf8");
      const plain = drawn
        .split("\n")
        .filter((line) => !expectation.test(line))
        .join("\n");
      const now = draw(plain, file);
      if (process.env.UPDATE) writeFileSync(file, now);
      else assert.equal(drawn, now);
    });
  }
});

function draw(text: string, file: string): string {
  const lines = text.split("\n");
  const starts = [0];
  for (const line of lines) starts.push(starts.at(-1)! + line.length + 1);
  const found = analyze(parse(text), filesBeside(file)).diagnostics;
  return lines
    .flatMap((line, i) => {
      const here = found.filter(({ start }) => start >= starts[i]! && start < starts[i + 1]!);
      return [line, ...here.map((finding) => underline(finding, starts[i]!, line))];
    })
    .join("\n");
}

/** A finding in the first two columns is drawn with one caret moved right: the comment marks need the room. */
function underline(
  { start, end, severity, code, message }: { start: number; end: number; severity: string; code: string; message: string },
  lineStart: number,
  line: string,
): string {
  const column = start - lineStart;
  const width = Math.max(1, Math.min(end - lineStart, line.length) - column);
  return `${"//".padEnd(Math.max(3, column))}${"^".repeat(column < 3 ? Math.max(1, width - 3 + column) : width)} ${severity} ${code}: ${message}`;
}
