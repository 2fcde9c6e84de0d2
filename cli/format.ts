// `pact format`: the canonical layout, written only where it means the same.
import { findPacts, readPact, replaceText } from "../engine/node/index.ts";
import { format as layout, parse } from "../grammar/index.ts";
import { exit, printable, Unrunnable, write } from "./output.ts";
import { positionAt } from "./places.ts";

export function format(paths: readonly string[], { check }: { check: boolean }): number {
  const { files, problems } = findPacts(paths.length > 0 ? paths : ["."]);
  if (problems.length > 0) throw new Unrunnable(problems.join("; "));
  let differ = 0;
  let refused = 0;
  for (const file of files) {
    const read = readPact(file);
    if ("problem" in read) throw new Unrunnable(`${file}: ${read.problem}`);
    const parsed = parse(read.text);
    const laid = layout(read.text);
    const printed = laid === undefined ? undefined : asWritten(laid, read.text);
    if (printed === undefined) {
      refused++;
      const error = parsed.diagnostics.find(({ severity }) => severity === "error");
      const place = error ? positionAt(read.text, error.start) : undefined;
      write(
        `${file}${place ? `:${place.line + 1}:${place.character + 1}` : ""}: not formatted: ${printable(error?.message ?? "the result would not mean the same")}\n`,
        2,
      );
    } else if (printed !== read.text) {
      differ++;
      if (check) write(`${file}: not in canonical layout\n`);
      else replace(file, printed);
    }
  }
  if (refused > 0) return exit.fails;
  return check && differ > 0 ? exit.fails : exit.holds;
}

/** Line ends and a byte order mark stay as they are: a tool that checks files out may want them so. */
function asWritten(laid: string, before: string): string {
  const lines = before.includes("\r\n") ? laid.replaceAll("\n", "\r\n") : laid;
  return before.startsWith("\uFEFF") ? `\uFEFF${lines}` : lines;
}

function replace(file: string, text: string): void {
  const problem = replaceText(file, text);
  if (problem) throw new Unrunnable(`${file}: ${problem}`);
  write(`${file}: formatted\n`);
}
