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
    const now = results.slice(0, start);
    for (let i = start; i < items.length - end; i++) now.push(compute(items[i]!, i));
    for (let i = results.length - end; i < results.length; i++) now.push(results[i]!);
    this.lists.set(name, { key, items, results: now });
    return now;
  }

  /** What `make` makes of an object, kept for as long as the object is. */
  kept<Result>(slot: string, key: object, make: () => Result): Result {
    return this.of(slot, key, noTables, make);
  }

  /** What `compute` makes of a member, kept under that member for as long as what it read of the tables stays the same. */
  of<Result, Named extends Tables, Member extends object>(
    slot: string,
    member: Member,
    tables: Named,
    compute: (tables: Named, member: Member) => Result,
  ): Result {
    const slots = this.slots.get(slot) ?? new WeakMap<object, Entry>();
    this.slots.set(slot, slots);
    const known = slots.get(member);
    if (known && (known.tables === tables || known.reads.hold(this.change(known.tables, tables)))) {
      known.tables = tables;
      return known.result as Result;
    }
    const reads = new Reads();
    const watched: Record<string, Watched<unknown>> = {};
    for (const kind of Object.keys(tables)) watched[kind] = new Watched(tables[kind]!, kind, reads);
    const result = compute(watched as unknown as Named, member);
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

/** How many items two lists have in common at their beginning, and how many of the rest at their end. */
export function sameEnds(a: readonly unknown[], b: readonly unknown[]): { start: number; end: number } {
  const shorter = Math.min(a.length, b.length);
  let [start, end] = [0, 0];
  while (start < shorter && a[start] === b[start]) start++;
  while (end < shorter - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  return { start, end };
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
