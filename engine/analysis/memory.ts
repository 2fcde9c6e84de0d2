// What earlier analyses of the same file worked out. Each result is kept with the names it looked up, and stands for as long as
// those mean what they meant: an edit costs the members it touches and those that speak of them.

/** The tables of names a result may look into, by what they hold. */
export type Tables = Readonly<Record<string, ReadonlyMap<string, unknown>>>;

interface Entry {
  tables: Tables;
  readonly reads: Reads;
  readonly result: unknown;
}

export class Memory {
  private slots = new Map<string, WeakMap<object, Entry>>();
  private readonly tables = new Map<string, Tables>();
  private readonly values = new Map<string, { readonly key: readonly unknown[]; readonly value: unknown }>();
  private lists = new Map<string, { readonly key: unknown; readonly items: readonly unknown[]; readonly results: readonly unknown[] }>();
  /** The same object for as long as what every result depends on is the same. */
  constants: readonly unknown[] = [];
  private lastChange: { readonly before: Tables; readonly now: Tables; readonly changes: readonly Change[] } | undefined;

  /** What every result depends on: where it is not what it was, all is forgotten. */
  begin(constants: readonly unknown[]): void {
    if (equal(constants, this.constants)) return;
    [this.slots, this.lists] = [new Map(), new Map()];
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

  /**
   * What `compute` makes of each item of a list that mostly stays as it was: it is asked only of what lies between the items that are the
   * same at both ends. With another key, of all.
   */
  each<Item, Result>(
    name: string,
    key: unknown,
    items: readonly Item[],
    compute: (item: Item, index: number) => Result,
  ): readonly Result[] {
    const last = this.lists.get(name);
    const [before, results] = last && last.key === key ? [last.items, last.results as readonly Result[]] : [[], []];
    const { start, end } = sameEnds(before, items);
    const middle = items.slice(start, items.length - end).map((item, i) => compute(item, start + i));
    const now = [...results.slice(0, start), ...middle, ...results.slice(results.length - end)];
    this.lists.set(name, { key, items, results: now });
    return now;
  }

  /** What `make` makes of an object, kept for as long as the object is. */
  kept<Result>(slot: string, key: object, make: () => Result): Result {
    return this.of(slot, key, noTables, make);
  }

  /** What `compute` makes of a member, kept under that member for as long as what it read of the tables stays the same. */
  of<Result, Named extends Tables>(slot: string, member: object, tables: Named, compute: (tables: Named) => Result): Result {
    const slots = this.slots.get(slot) ?? new WeakMap<object, Entry>();
    this.slots.set(slot, slots);
    const known = slots.get(member);
    if (known && (known.tables === tables || known.reads.hold(this.change(known.tables, tables)))) {
      known.tables = tables;
      return known.result as Result;
    }
    const reads = new Reads();
    const watched = Object.fromEntries(Object.entries(tables).map(([kind, table]) => [kind, new Watched(table, kind, reads)]));
    const result = compute(watched as unknown as Named);
    slots.set(member, { tables, reads, result });
    return result;
  }

  /** What differs between two stages; nearly always the same two are asked about. */
  private change(before: Tables, now: Tables): readonly Change[] {
    if (this.lastChange?.before === before && this.lastChange.now === now) return this.lastChange.changes;
    const changes = Object.keys(now).flatMap((kind) => (before[kind] === now[kind] ? [] : [changeOf(kind, before[kind]!, now[kind]!)]));
    this.lastChange = { before, now, changes };
    return changes;
  }
}

const noTables: Tables = {};

/** How one table differs from what it was. */
interface Change {
  readonly kind: string;
  /** Names that mean something else now, or nothing, or meant nothing. */
  readonly names: readonly string[];
  /** Its names are not the same, or not in the same order. */
  readonly listed: boolean;
}

function changeOf(kind: string, before: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): Change {
  const names = [...now].filter(([name, value]) => before.get(name) !== value).map(([name]) => name);
  for (const name of before.keys()) if (!now.has(name)) names.push(name);
  const order = now.keys();
  const listed = before.size !== now.size || [...before.keys()].some((name) => order.next().value !== name);
  return { kind, names, listed };
}

/** What was looked up, by table. */
class Reads {
  private readonly names = new Map<string, Set<string>>();
  /** Tables that were gone through from end to end, and those of which only the names were. */
  private readonly whole = new Set<string>();
  private readonly listed = new Set<string>();

  note(kind: string, name: string): void {
    const names = this.names.get(kind);
    if (names) names.add(name);
    else this.names.set(kind, new Set([name]));
  }
  noteAll(kind: string): void {
    this.whole.add(kind);
  }
  noteNames(kind: string): void {
    this.listed.add(kind);
  }

  /** Would everything that was looked up still give the same? */
  hold(changes: readonly Change[]): boolean {
    return changes.every(({ kind, names, listed }) => {
      if (this.whole.has(kind) || (listed && this.listed.has(kind))) return false;
      const read = this.names.get(kind);
      return !read || !names.some((name) => read.has(name));
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

/** How many items two lists have in common at their beginning, and how many of the rest at their end. */
export function sameEnds(a: readonly unknown[], b: readonly unknown[]): { start: number; end: number } {
  const shorter = Math.min(a.length, b.length);
  let [start, end] = [0, 0];
  while (start < shorter && a[start] === b[start]) start++;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { start, end };
}

const equal = (a: readonly unknown[], b: readonly unknown[]): boolean => a.length === b.length && a.every((each, i) => each === b[i]);

function sameEntries(before: ReadonlyMap<string, unknown> | undefined, now: ReadonlyMap<string, unknown>): boolean {
  if (before === now) return true;
  if (before?.size !== now.size) return false;
  const others = now.entries();
  for (const [name, value] of before) {
    const other: readonly [string, unknown] | undefined = others.next().value;
    if (other?.[0] !== name || other[1] !== value) return false;
  }
  return true;
}
