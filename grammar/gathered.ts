// What is gathered from the items of a list, such as the members of the pieces of a text. After an edit only what it touched is looked at:
// all else is copied without being read, which is what counts where an editor waits between two keystrokes.

export interface Gathered<Item, Found> {
  readonly items: readonly Item[];
  readonly found: readonly Found[];
  /** Where in `found` begins what each item gave, and at last where all of it ends. */
  readonly starts: readonly number[];
}

/**
 * What `pick` gives of each item, which hangs on the item alone: `before` was made with it too. Which items are the same may be known already.
 * `found` is the same list as before where it holds the same.
 */
export function gathered<Item, Found>(
  items: readonly Item[],
  pick: (item: Item) => readonly Found[],
  before: Gathered<Item, Found> = nothing,
  { start, end }: Ends = sameEnds(before.items, items),
): Gathered<Item, Found> {
  const from = before.starts[start]!;
  const until = before.starts[before.items.length - end]!;
  const fresh: Found[] = [];
  const begin: number[] = [];
  for (let i = start; i < items.length - end; i++) {
    begin.push(from + fresh.length);
    for (const each of pick(items[i]!)) fresh.push(each);
  }
  const starts = spliced(before.starts, { start, end: end + 1 }, begin);
  const moved = from + fresh.length - until;
  if (moved !== 0) for (let i = items.length - end; i <= items.length; i++) starts[i]! += moved;
  const isSame = fresh.length === 0 && until === from;
  const found = isSame ? before.found : spliced(before.found, { start: from, end: before.found.length - until }, fresh);
  return { items, found, starts };
}

const nothing: Gathered<never, never> = { items: [], found: [], starts: [0] };

/** A list with others between its ends. */
export const spliced = <Item>(list: readonly Item[], { start, end }: Ends, between: readonly Item[]): Item[] =>
  between.length < 1000
    ? list.toSpliced(start, list.length - end - start, ...between)
    : list.slice(0, start).concat(between, list.slice(list.length - end));

/** How many items two lists have in common at their beginning, and how many of the rest at their end. */
export interface Ends {
  readonly start: number;
  readonly end: number;
}

export function sameEnds(a: readonly unknown[], b: readonly unknown[]): Ends {
  const shorter = Math.min(a.length, b.length);
  let [start, end] = [0, 0];
  while (start < shorter && a[start] === b[start]) start++;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { start, end };
}
