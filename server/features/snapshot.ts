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

export const covers = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** A text wrapped as inline code, whatever is in it. */
export const code = (text: string): string => `\`${text.replaceAll("`", "'")}\``;
