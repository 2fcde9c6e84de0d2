// Lines of a text: from a position to its index and back. Of a snapshot they are counted once.
import type { Position } from "vscode-languageserver-types";
import type { Snapshot } from "./snapshot.ts";

export class Lines {
  private readonly starts: readonly number[];
  private readonly text: string;

  constructor(text: string) {
    this.text = text;
    const starts = [0];
    for (const { index, 0: end } of text.matchAll(/\r\n|\n|\r/g)) starts.push(index + end.length);
    this.starts = starts;
  }

  get count(): number {
    return this.starts.length;
  }

  /** The index in the text; beyond a line it is the line's end. */
  indexAt({ line, character }: Position): number {
    if (line >= this.count) return this.text.length;
    return Math.min(this.starts[line]! + character, this.endOf(line));
  }

  positionAt(index: number): Position {
    let [low, high] = [0, this.count];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle]! <= index) low = middle;
      else high = middle;
    }
    return { line: low, character: index - this.starts[low]! };
  }

  /** A line without its end. */
  lineAt(line: number): string {
    return this.text.slice(this.starts[line] ?? this.text.length, this.endOf(line));
  }

  private endOf(line: number): number {
    const next = this.starts[line + 1];
    if (next === undefined) return this.text.length;
    return this.text[next - 1] === "\n" && this.text[next - 2] === "\r" ? next - 2 : next - 1;
  }
}

const counted = new WeakMap<Snapshot, Lines>();

export function linesOf(snapshot: Snapshot): Lines {
  let lines = counted.get(snapshot);
  if (!lines) {
    lines = new Lines(snapshot.text);
    counted.set(snapshot, lines);
  }
  return lines;
}
