// What is gathered from the items of a list, such as the members of the pieces of a text. After an edit only what it touched is looked at:
// all else is copied without being read, which is what counts where an editor waits between two keystrokes.

/** `found` is the same list as before where no item gives anything else. */
export class Gathered<Item, Found> {
  readonly found: readonly Found[];
  private readonly items: readonly Item[];
  /** Where in `found` begins what each item gave, and at last where all of it ends. */
  private readonly starts: readonly number[];

  /** `pick` is a function of the item alone, and always the same for one that goes on from another. */
  constructor(
    items: readonly Item[],
    pick: (item: Item) => readonly Found[],
    before: Gathered<Item, Found> = empty,
    { start, end }: Ends = sameEnds(before.items, items),
  ) {
    this.items = items;
    const from = before.starts[start]!;
    const fresh: Found[] = [];
    const between: number[] = [];
    for (let i = start; i < items.length - end; i++) {
      between.push(from + fresh.length);
      for (const each of pick(items[i]!)) fresh.push(each);
    }
    const until = before.starts[before.items.length - end]!;
    const moved = from + fresh.length - until;
    const starts = spliced(before.starts, { start, end: end + 1 }, between);
    if (moved !== 0) for (let i = items.length - end; i <= items.length; i++) starts[i]! += moved;
    this.starts = starts;
    const isSame = fresh.length === 0 && until === from;
    this.found = isSame ? before.found : spliced(before.found, { start: from, end: before.found.length - until }, fresh);
  }
}

const empty: Gathered<never, never> = Object.assign(Object.create(Gathered.prototype), { found: [], items: [], starts: [0] });

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
