// A document as every feature sees it: its text, its meaning, and the way between offsets and positions.
import type { Position, Range } from "vscode-languageserver-types";
import type { Analysis } from "../../engine/index.ts";
import type { Parsed, Span } from "../../grammar/index.ts";

export interface Snapshot {
  readonly uri: string;
  readonly text: string;
  readonly parsed: Parsed;
  readonly analysis: Analysis;
  positionAt(offset: number): Position;
  offsetAt(position: Position): number;
  /** The URI of a file the pact names, relative to its own folder. */
  resolve(path: string): string;
  /** The text of such a file, open or on disk. */
  read(path: string): string | undefined;
}

export const rangeOf = (snapshot: Pick<Snapshot, "positionAt">, { start, end }: Span): Range => ({
  start: snapshot.positionAt(start),
  end: snapshot.positionAt(end),
});

export const covers = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** A text wrapped as inline code, whatever is in it. */
export const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``;
