// A document as every feature sees it: its text, its meaning, and the way between offsets and positions.
import type { Position, Range } from "vscode-languageserver-types";
import type { Analysis } from "../../engine/index.ts";
import type { Parsed, Span } from "../../grammar/index.ts";

/**
 * Offsets in trees, uses and findings are anchors: they stay as they are while text before them is edited, so that they are no indexes
 * into `text`. `rangeOf`, `textOf` and `offsetAt` lead from one to the other. Two anchors compare within one member of a pact only.
 */
export interface Snapshot {
  readonly uri: string;
  readonly text: string;
  readonly parsed: Parsed;
  readonly analysis: Analysis;
  /** The position of an anchor. */
  positionAt(offset: number): Position;
  /** The anchor at a position. */
  offsetAt(position: Position): number;
  /** The text between two anchors. */
  textOf(span: Span): string;
  /** The URI of a file the pact names, relative to its own folder. */
  resolve(path: string): string;
  /** The text of such a file, open or on disk. */
  read(path: string): string | undefined;
  /** The names in a folder relative to the pact's own; those of folders end in `/`. */
  list?(folder: string): readonly string[];
  /** The address of the page about a finding is this and the code behind it. */
  readonly docs?: string;
}

/** Every pact and charter the editor knows, open or on disk. */
export interface Workspace {
  /** Of every `.pact` file in the folders of the workspace, and of those open besides. */
  snapshots(): Iterable<Snapshot>;
  /** Of one file, undefined where it cannot be read. */
  at(uri: string): Snapshot | undefined;
}

export const rangeOf = (snapshot: Pick<Snapshot, "positionAt">, { start, end }: Span): Range => ({
  start: snapshot.positionAt(start),
  end: snapshot.positionAt(end),
});

/** Of two spans and anchors of one member. */
export const covers = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** Negative, zero or positive, as a sorter wants it. */
export const comparePositions = (a: Position, b: Position): number => a.line - b.line || a.character - b.character;
export const holds = ({ start, end }: Range, position: Position): boolean =>
  comparePositions(start, position) <= 0 && comparePositions(position, end) <= 0;
export const touches = (a: Range, b: Range): boolean => comparePositions(a.start, b.end) <= 0 && comparePositions(b.start, a.end) <= 0;

/** One file however its address is escaped. */
export function sameFile(a: string, b: string): boolean {
  return a === b || plainUri(a) === plainUri(b);
}
function plainUri(uri: string): string {
  try {
    return decodeURIComponent(uri);
  } catch {
    return uri;
  }
}

/** A text wrapped as inline code, whatever is in it. */
export const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``;
