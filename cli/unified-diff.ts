// The difference between two texts as a unified diff, as `diff -u` and `git apply` know it; lines by Myers' greedy algorithm
// (E. Myers, An O(ND) Difference Algorithm and Its Variations, 1986).

const context = 3;

/** Empty where the texts are equal. */
export function unifiedDiff(file: string, before: string, after: string): string {
  if (before === after) return "";
  const rows = compare(linesOf(before), linesOf(after));
  return [`--- ${file}\n`, `+++ ${file}\n`, ...hunks(rows).map((hunk) => shown(hunk, rows))].join("");
}

/** With their ends, so that a last line without one is another line than one with it. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

interface Row {
  readonly mark: " " | "-" | "+";
  readonly line: string;
}

function compare(before: readonly string[], after: readonly string[]): Row[] {
  const trace: Int32Array[] = [];
  const limit = before.length + after.length;
  const furthest = new Int32Array(2 * limit + 3);
  for (let edits = 0; edits <= limit; edits++) {
    trace.push(furthest.slice(limit - edits, limit + edits + 3));
    for (let k = -edits; k <= edits; k += 2) {
      const down = k === -edits || (k !== edits && furthest[limit + k]! < furthest[limit + k + 2]!);
      let x = down ? furthest[limit + k + 2]! : furthest[limit + k]! + 1;
      while (x < before.length && x - k < after.length && before[x] === after[x - k]) x++;
      furthest[limit + k + 1] = x;
      if (x >= before.length && x - k >= after.length) return walkBack(trace, before, after);
    }
  }
  throw new Error("two texts differ in no more than all of their lines");
}

function walkBack(trace: readonly Int32Array[], before: readonly string[], after: readonly string[]): Row[] {
  const rows: Row[] = [];
  let [x, y] = [before.length, after.length];
  for (let edits = trace.length - 1; edits >= 0; edits--) {
    const furthest = (k: number): number => trace[edits]![k + edits + 1]!;
    const k = x - y;
    const down = k === -edits || (k !== edits && furthest(k - 1) < furthest(k + 1));
    const fromX = edits === 0 ? 0 : down ? furthest(k + 1) : furthest(k - 1);
    const fromY = edits === 0 ? 0 : fromX - (down ? k + 1 : k - 1);
    for (; x > fromX && y > fromY; x--, y--) rows.push({ mark: " ", line: before[x - 1]! });
    if (edits > 0) rows.push(down ? { mark: "+", line: after[--y]! } : { mark: "-", line: before[--x]! });
  }
  return rows.reverse();
}

interface Hunk {
  readonly from: number;
  to: number;
}

/** Changed rows with what stands around them; those whose surroundings meet are one. */
function hunks(rows: readonly Row[]): Hunk[] {
  const found: Hunk[] = [];
  for (const [i, { mark }] of rows.entries()) {
    if (mark === " ") continue;
    const to = Math.min(rows.length, i + context + 1);
    const last = found.at(-1);
    if (last && i - context <= last.to) last.to = to;
    else found.push({ from: Math.max(0, i - context), to });
  }
  return found;
}

function shown({ from, to }: Hunk, rows: readonly Row[]): string {
  const count = (some: readonly Row[], skipped: Row["mark"]): number => some.filter(({ mark }) => mark !== skipped).length;
  const side = (skipped: Row["mark"]): string => {
    const [start, length] = [count(rows.slice(0, from), skipped), count(rows.slice(from, to), skipped)];
    return `${length === 0 ? start : start + 1},${length}`;
  };
  const lines = rows
    .slice(from, to)
    .map(({ mark, line }) => `${mark}${line}${line.endsWith("\n") ? "" : "\n\\ No newline at end of file\n"}`);
  return `@@ -${side("+")} +${side("-")} @@\n${lines.join("")}`;
}
