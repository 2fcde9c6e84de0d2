// What the commands share: where text goes, how colour is chosen, how a run ends. A write that fails is never exit 0.
import { randomUUID } from "node:crypto";
import { writeSync } from "node:fs";

/** It could not be run: one line that says why, exit 2. */
export class Unrunnable extends Error {}

export const exit = { holds: 0, fails: 1, unrunnable: 2 } as const;

/** Writes all of a text, waiting where a pipe is full. A closed pipe or full disk ends the run as unrunnable. */
export function write(text: string, fd: 1 | 2 = 1): void {
  const bytes = Buffer.from(text.replaceAll(escapeMark, "\u001b"));
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EAGAIN") Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else process.exit(exit.unrunnable);
    }
  }
}

/** Newline-delimited JSON, written in pieces of a sensible size. */
export class Lines {
  private buffer = "";
  add(value: unknown): void {
    this.addText(JSON.stringify(value));
  }
  addText(line: string): void {
    this.buffer += `${line}\n`;
    if (this.buffer.length > 65_536) this.flush();
  }
  flush(): void {
    write(this.buffer);
    this.buffer = "";
  }
}

const colourful = process.stdout.isTTY === true && !process.env.NO_COLOR;
/** Stands for the escape of our own colours until they are written: nobody else's text can hold it, and so none becomes an escape. */
const escapeMark = `\u{fdd0}${randomUUID()}`;
const ownEscapes = new RegExp(`${escapeMark}\\[\\d+m`, "g");
const paint = (code: number) => (text: string) => (colourful ? `${escapeMark}[${code}m${text}${escapeMark}[0m` : text);
export const colour = { bold: paint(1), dim: paint(2), red: paint(31), green: paint(32), yellow: paint(33), cyan: paint(36) };

/** Text from a file or a trace may hold control characters: they are shown, not sent to the terminal. Our own colours stay. */
export const printable = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, (char) => (char === "\n" || char === "\t" ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`));

/** As a person sees it, without its colours. */
const width = (cell: string | number): number => String(cell).replace(ownEscapes, "").length;

/** Columns padded to their widest cell; numbers to the right. */
export function table(rows: readonly (readonly (string | number)[])[]): string {
  const widths = rows[0]!.map((_, i) => rows.reduce((most, row) => Math.max(most, width(row[i]!)), 0));
  return rows
    .map((row) =>
      row
        .map((cell, i) => {
          const padding = " ".repeat(widths[i]! - width(cell));
          return typeof cell === "number" ? `${padding}${cell}` : `${cell}${padding}`;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
