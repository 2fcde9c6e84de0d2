// A tool may run on a machine whose clock is another: the time its span tells is then no place in the conversation. Where the spans of models
// tell which turn asked for it and which heard of its result, it ran between the two.
import { type Content, givenOf } from "./otlp-messages.ts";
import { structured, textOf } from "./otlp-spans.ts";
import { type Placed, toolOf } from "./otlp-tree.ts";

/** A turn that asked for a call, and with which arguments. */
interface Ask {
  readonly turn: Placed;
  readonly text: string;
}

/**
 * The spans of one session, with those of tools that cannot have run when they say so behind the turns that asked for them. Ids repeat in
 * real recordings, and spans are missing: where turns and runs do not tell of the same calls with the same arguments, all stay where their
 * clocks put them. A call that is counted twice is better than one that is lost.
 */
export function inOrderOfCause(spans: readonly Placed[], contentOf: (model: Placed) => Content): readonly Placed[] {
  const runs = runsByCall(spans);
  if (runs.size === 0) return spans;
  const turns = spans.filter(({ kind, isMuted }) => kind === "model" && !isMuted);
  const asks = new Map<string, Ask[]>();
  for (const turn of turns)
    for (const piece of contentOf(turn).output ?? [])
      if (piece.kind === "call" && piece.id !== undefined) push(asks, keyOf(turn, piece.tool, piece.id), { turn, text: piece.given.text });
  const place = new Map(spans.map((placed, i) => [placed, i]));
  const first = firstTold(turns, contentOf);
  const moved = new Map<Placed, Placed>();
  for (const [key, ran] of runs)
    for (const [run, turn] of pairs(ran, asks.get(key) ?? [])) {
      const [at, asked] = [place.get(run)!, place.get(turn)!];
      const told = first.get(key);
      // Of a call that was told before this turn asked, it is not known whether this is the run.
      const isEarly = at < asked && (told?.call === undefined || place.get(told.call)! > asked);
      const isLate = at > asked && told?.result !== undefined && at > place.get(told.result)! && place.get(told.result)! > asked;
      if (isEarly || isLate) moved.set(run, turn);
    }
  return moved.size > 0 ? behind(spans, moved) : spans;
}

const keyOf = ({ thread }: Placed, tool: string, id: string): string => JSON.stringify([thread, tool, id]);
const idOf = ({ span }: Placed): string | undefined => textOf(span.attributes.get("gen_ai.tool.call.id"));

/** What ran, by the call it answers: tools that asked nobody else. */
function runsByCall(spans: readonly Placed[]): Map<string, Placed[]> {
  const asking = new Set(spans.map(({ tool }) => tool));
  const runs = new Map<string, Placed[]>();
  for (const placed of spans) {
    const id = placed.kind === "tool" && !placed.isMuted && !asking.has(placed) ? idOf(placed) : undefined;
    if (id !== undefined) push(runs, keyOf(placed, toolOf(placed.span), id), placed);
  }
  return runs;
}

/** Each run with the turn that asked for it; none where not all of them are sure. */
function pairs(ran: readonly Placed[], asks: readonly Ask[]): readonly (readonly [run: Placed, turn: Placed])[] {
  if (ran.length !== asks.length) return [];
  const left = [...asks];
  const found: [Placed, Placed][] = [];
  for (const run of ran) {
    const at = left.findIndex(({ text }) => text === argumentsOf(run));
    if (at < 0) return [];
    found.push([run, left.splice(at, 1)[0]!.turn]);
  }
  return found;
}

function argumentsOf({ span }: Placed): string | undefined {
  const given = span.attributes.get("gen_ai.tool.call.arguments");
  return given === undefined ? undefined : givenOf(structured(given) ?? given, "").text;
}

/** The turns whose history is the first to tell of a call, and of its result. */
function firstTold(
  turns: readonly Placed[],
  contentOf: (model: Placed) => Content,
): ReadonlyMap<string, { call?: Placed; result?: Placed }> {
  const told = new Map<string, { call?: Placed; result?: Placed }>();
  for (const turn of turns) {
    const tools = new Map<string, string>();
    for (const piece of contentOf(turn).input ?? []) {
      if (piece.kind === "text" || piece.id === undefined) continue;
      if (piece.kind === "call") tools.set(piece.id, piece.tool);
      const tool = tools.get(piece.id);
      if (tool === undefined) continue;
      const key = keyOf(turn, tool, piece.id);
      const known = told.get(key) ?? {};
      known[piece.kind] ??= turn;
      told.set(key, known);
    }
  }
  return told;
}

function push<Key, Item>(lists: Map<Key, Item[]>, key: Key, item: Item): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

/** The spans with some of them behind others, those behind the same one in the order they had. */
function behind(spans: readonly Placed[], moved: ReadonlyMap<Placed, Placed>): readonly Placed[] {
  const following = new Map<Placed, Placed[]>();
  for (const placed of spans) {
    const turn = moved.get(placed);
    if (turn) push(following, turn, placed);
  }
  return spans.flatMap((placed) => (moved.has(placed) ? [] : [placed, ...(following.get(placed) ?? [])]));
}
