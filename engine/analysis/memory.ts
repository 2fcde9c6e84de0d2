// What earlier analyses of the same file worked out. Each result is kept with the names it looked up, and stands for as long as
// those mean what they meant: an edit costs the members it touches and those that speak of them.

import { type Gathered, gathered, sameEnds, spliced } from "../../grammar/index.ts";

/** The tables of names a result may look into, by what they hold. */
export type Tables = Readonly<Record<string, ReadonlyMap<string, unknown>>>;

/** What is known of an item, and what was looked up to know it. */
interface Entry<Result = unknown> {
  readonly reads: Reads;
  readonly result: Result;
}

/** What is known of each item of a list, with the tables as they were. */
interface List {
  readonly tables: Tables;
  readonly items: readonly object[];
  readonly entries: readonly Entry[];
  readonly results: readonly unknown[];
}

export class Memory {
  private readonly tables: Map<string, Tables>;
  private readonly values: Map<string, { readonly key: readonly unknown[]; readonly value: unknown }>;
  private readonly lists: Map<string, List>;
  /** The same object for as long as what every result depends on is the same. */
  constants: readonly unknown[];
  private lastChange: { readonly before: Tables; readonly now: Tables; readonly changes: readonly Change[] } | undefined;

  /** One that goes on from another, which stays as it is. */
  constructor(before?: Memory) {
    this.tables = new Map(before?.tables);
    this.values = new Map(before?.values);
    this.lists = new Map(before?.lists);
    this.constants = before?.constants ?? [];
  }

  /** What every result depends on: where it is not what it was, all is forgotten. */
  begin(constants: readonly unknown[]): void {
    if (equal(constants, this.constants)) return;
    this.lists.clear();
    this.constants = constants;
  }

  /** One value, worked out again when its key is another. */
  value<Value>(name: string, key: readonly unknown[], make: () => Value): Value {
    const known = this.values.get(name);
    if (known && equal(known.key, key)) return known.value as Value;
    const value = make();
    this.values.set(name, { key, value });
    return value;
  }

  /** One value made of the one before. */
  next<Value>(name: string, make: (before: Value | undefined) => Value): Value {
    const value = make(this.values.get(name)?.value as Value | undefined);
    this.values.set(name, { key: [], value });
    return value;
  }

  /** The same object as last time where every table holds what it held. */
  stage<Named extends Tables>(name: string, tables: Named): Named {
    const last = this.tables.get(name) as Named | undefined;
    const now: Record<string, ReadonlyMap<string, unknown>> = {};
    let isSame = last !== undefined;
    for (const kind of Object.keys(tables)) {
      const [before, table] = [last?.[kind], tables[kind]!];
      const isKept = before !== undefined && sameEntries(before, table);
      now[kind] = isKept ? before : table;
      isSame &&= isKept;
    }
    if (last && isSame) return last;
    this.tables.set(name, now);
    return now as unknown as Named;
  }

  /** All that is picked from each item of a list. The same list as last time where it is. */
  gather<Item, Found>(name: string, items: readonly Item[], pick: (item: Item) => readonly Found[]): readonly Found[] {
    return this.next<Gathered<Item, Found>>(name, (before) => gathered(items, pick, before)).found;
  }

  /**
   * What `compute` makes of each item of a list, which must be the only one of its name: kept for as long as the item is in it and what
   * was read of the tables stays the same. The same list as last time where every result is.
   */
  each<Item extends object, Result, Named extends Tables>(
    name: string,
    tables: Named,
    items: readonly Item[],
    compute: (item: Item, tables: Named, index: number) => Result,
  ): readonly Result[] {
    const last = this.lists.get(name) ?? none;
    const ends = sameEnds(last.items, items);
    const { start, end } = ends;
    const changes = last.tables === tables || last === none ? [] : this.change(last.tables, tables);
    if (items.length === last.items.length && start === items.length && changes.length === 0) return last.results as readonly Result[];
    const moved = new Map<object, Entry>();
    for (let i = start; i < last.items.length - end; i++) moved.set(last.items[i]!, last.entries[i]!);
    const between = items.slice(start, items.length - end).map((item) => moved.get(item));
    const entries = spliced<Entry | undefined>(last.entries, ends, between);
    const known = between.map((entry) => entry?.result);
    const results = spliced(last.results, ends, known);
    // Where no name means anything else, what is known at both ends stands.
    const [from, to] = changes.length > 0 ? [0, items.length] : [start, items.length - end];
    for (let i = from; i < to; i++) {
      if (entries[i]?.reads.hold(changes)) continue;
      const entry = this.read(items[i]!, tables, i, compute);
      entries[i] = entry;
      results[i] = entry.result;
    }
    const same = equal(results, last.results) ? last.results : results;
    this.lists.set(name, { tables, items, entries: entries as Entry[], results: same });
    return same as readonly Result[];
  }

  private read<Item extends object, Result, Named extends Tables>(
    item: Item,
    tables: Named,
    index: number,
    compute: (item: Item, tables: Named, index: number) => Result,
  ): Entry<Result> {
    const reads = new Reads();
    const watched: Record<string, Watched<unknown>> = {};
    for (const kind of Object.keys(tables)) watched[kind] = new Watched(tables[kind]!, kind, reads);
    return { result: compute(item, watched as unknown as Named, index), reads };
  }

  /** What differs between two stages; nearly always the same two are asked about. */
  private change(before: Tables, now: Tables): readonly Change[] {
    if (this.lastChange?.before === before && this.lastChange.now === now) return this.lastChange.changes;
    const changes = Object.keys(now).flatMap((kind) => (before[kind] === now[kind] ? [] : [changeOf(kind, before[kind]!, now[kind]!)]));
    this.lastChange = { before, now, changes };
    return changes;
  }
}

export const noTables: Tables = {};
const none: List = { tables: noTables, items: [], entries: [], results: [] };

/** How one table differs from what it was. */
interface Change {
  readonly kind: string;
  /** Names that mean something else now, or nothing, or meant nothing. */
  readonly names: ReadonlySet<string>;
  /** Its names are not the same, or not in the same order. */
  readonly listed: boolean;
}

function changeOf(kind: string, before: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): Change {
  const names = new Set<string>();
  now.forEach((value, name) => {
    if (before.get(name) !== value) names.add(name);
  });
  before.forEach((_, name) => {
    if (!now.has(name)) names.add(name);
  });
  return { kind, names, listed: !sameNames(before, now) };
}

/** What was looked up, by table. */
class Reads {
  /** Each name once, nearly always a few. */
  private readonly names: Record<string, string[]> = {};
  /** Tables that were gone through from end to end, and those of which only the names were. */
  private readonly whole: string[] = [];
  private readonly listed: string[] = [];

  note(kind: string, name: string): void {
    const names = this.names[kind];
    if (!names) this.names[kind] = [name];
    else if (!names.includes(name)) names.push(name);
  }
  noteAll(kind: string): void {
    if (!this.whole.includes(kind)) this.whole.push(kind);
  }
  noteNames(kind: string): void {
    if (!this.listed.includes(kind)) this.listed.push(kind);
  }

  /** Would everything that was looked up still give the same? */
  hold(changes: readonly Change[]): boolean {
    return changes.every(({ kind, names, listed }) => {
      if (this.whole.includes(kind) || (listed && this.listed.includes(kind))) return false;
      return this.names[kind]?.some((name) => names.has(name)) !== true;
    });
  }
}

/** A map that notes what is asked of it. */
class Watched<Value> implements ReadonlyMap<string, Value> {
  private readonly map: ReadonlyMap<string, Value>;
  private readonly kind: string;
  private readonly reads: Reads;

  constructor(map: ReadonlyMap<string, Value>, kind: string, reads: Reads) {
    this.map = map;
    this.kind = kind;
    this.reads = reads;
  }

  get(name: string): Value | undefined {
    this.reads.note(this.kind, name);
    return this.map.get(name);
  }
  has(name: string): boolean {
    return this.get(name) !== undefined;
  }
  private get all(): ReadonlyMap<string, Value> {
    this.reads.noteAll(this.kind);
    return this.map;
  }
  get size(): number {
    return this.all.size;
  }
  keys() {
    this.reads.noteNames(this.kind);
    return this.map.keys();
  }
  values() {
    return this.all.values();
  }
  entries() {
    return this.all.entries();
  }
  forEach(body: (value: Value, name: string, map: ReadonlyMap<string, Value>) => void): void {
    this.all.forEach(body);
  }
  [Symbol.iterator]() {
    return this.all[Symbol.iterator]();
  }
}

const equal = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((each, i) => each === b[i]);

function sameEntries(before: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): boolean {
  if (before === now) return true;
  if (!sameNames(before, now)) return false;
  let isSame = true;
  before.forEach((value, name) => {
    isSame &&= now.get(name) === value;
  });
  return isSame;
}

/** The same names in the same order. */
function sameNames(before: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): boolean {
  if (before.size !== now.size) return false;
  const others = now.keys();
  for (const name of before.keys()) if (others.next().value !== name) return false;
  return true;
}
