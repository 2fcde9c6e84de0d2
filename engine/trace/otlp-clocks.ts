// A tool may run on a machine whose clock is another: the time its span tells is then no place in the conversation. Where the span of a
// model tells which turn asked for it, it ran behind that turn and before the next.
import type { Piece } from "./otlp-messages.ts";
import { textOf } from "./otlp-spans.ts";
import { type Placed, toolOf } from "./otlp-tree.ts";

/**
 * The spans of one session with each tool's behind the turn that asked for it. Ids repeat in real recordings: the first run of an id is of
 * the first turn that asked for it, and where there are more of one than of the other, all stay where their clocks put them.
 */
export function inOrderOfCause(spans: readonly Placed[], saidBy: (model: Placed) => readonly Piece[] | undefined): readonly Placed[] {
  const runs = runsByCall(spans);
  if (runs.size === 0) return spans;
  const turns = spans.filter(({ kind, isMuted }) => kind === "model" && !isMuted);
  const asks = new Map<string, Placed[]>();
  for (const turn of turns)
    for (const piece of saidBy(turn) ?? [])
      if (piece.kind === "call" && piece.id !== undefined) push(asks, keyOf(turn, piece.tool, piece.id), turn);
  const place = new Map(spans.map((placed, i) => [placed, i]));
  const next = nextTurns(turns);
  const moved = new Map<Placed, Placed>();
  for (const [key, ran] of runs) {
    const asked = asks.get(key);
    if (asked?.length !== ran.length) continue;
    for (const [i, run] of ran.entries()) {
      const [at, from, to] = [place.get(run)!, place.get(asked[i]!)!, place.get(next.get(asked[i]!)!) ?? Infinity];
      if (at < from || at > to) moved.set(run, asked[i]!);
    }
  }
  return moved.size > 0 ? behind(spans, moved) : spans;
}

const keyOf = ({ thread }: Placed, tool: string, id: string): string => JSON.stringify([thread, tool, id]);

/** What ran, by the call it answers: tools that asked nobody else. */
function runsByCall(spans: readonly Placed[]): Map<string, Placed[]> {
  const asking = new Set(spans.map(({ tool }) => tool));
  const runs = new Map<string, Placed[]>();
  for (const placed of spans) {
    const id =
      placed.kind === "tool" && !placed.isMuted && !asking.has(placed) && textOf(placed.span.attributes.get("gen_ai.tool.call.id"));
    if (id) push(runs, keyOf(placed, toolOf(placed.span), id), placed);
  }
  return runs;
}

function push<Key>(lists: Map<Key, Placed[]>, key: Key, placed: Placed): void {
  const list = lists.get(key);
  if (list) list.push(placed);
  else lists.set(key, [placed]);
}

/** The turn behind each, of the same agent. */
function nextTurns(turns: readonly Placed[]): ReadonlyMap<Placed, Placed> {
  const next = new Map<Placed, Placed>();
  const last = new Map<string, Placed>();
  for (const turn of turns) {
    const before = last.get(turn.thread);
    if (before) next.set(before, turn);
    last.set(turn.thread, turn);
  }
  return next;
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
