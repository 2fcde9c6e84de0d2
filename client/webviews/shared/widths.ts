// How wide the columns of a table are: as wide as what is in them, within reason, in the room there is.

export interface Content {
  readonly kind?: "number" | "wide" | "name" | undefined;
  readonly isSecondary?: boolean | undefined;
  /** Of what is in it, uncut. */
  readonly widthPx: number;
}

/** What a column is given before another has to go for it; more where nobody else wants the room. */
const enoughPx = 240;
const enoughOfWidePx = 160;

/** Zero for a column that is left out: where there is no room, secondary ones go first, the last of them before others, and then wide ones. */
export function widthsOf(columns: readonly Content[], roomPx: number): number[] {
  const widths = columns.map(({ kind, widthPx }) => Math.min(widthPx, kind === "wide" ? enoughOfWidePx : enoughPx));
  const free = (): number => roomPx - widths.reduce((sum, width) => sum + width, 0);
  for (const at of inTheOrderTheyGo(columns)) if (free() < 0) widths[at] = 0;
  if (free() < 0) return cutTo(widths, roomPx);
  for (const at of inTheOrderTheyGrow(columns)) if (widths[at]! > 0) widths[at]! += Math.min(free(), columns[at]!.widthPx - widths[at]!);
  const last = inTheOrderTheyGrow(columns).find((at) => widths[at]! > 0);
  if (last !== undefined) widths[last]! += free();
  return widths;
}

/** The widest alone give way, to one width. */
function cutTo(widths: readonly number[], roomPx: number): number[] {
  let [most, left] = [0, roomPx];
  for (const [i, width] of widths.toSorted((a, b) => a - b).entries()) {
    most = Math.floor(left / (widths.length - i));
    if (width > most) break;
    left -= width;
  }
  return widths.map((width) => Math.min(width, most));
}

const placesOf = (columns: readonly Content[], is: (column: Content) => boolean): number[] =>
  columns.flatMap((column, at) => (is(column) ? [at] : []));

const inTheOrderTheyGo = (columns: readonly Content[]): number[] => [
  ...placesOf(columns, ({ isSecondary }) => isSecondary === true).reverse(),
  ...placesOf(columns, ({ kind, isSecondary }) => kind === "wide" && !isSecondary).reverse(),
];
/** Numbers are never cut by choice, and gain nothing by room. */
const inTheOrderTheyGrow = (columns: readonly Content[]): number[] => [
  ...placesOf(columns, ({ kind }) => kind === "wide"),
  ...placesOf(columns, ({ kind }) => kind === "name"),
  ...placesOf(columns, ({ kind }) => kind === undefined),
];
