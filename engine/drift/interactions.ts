// The entries of an evidence log as interactions: what one session came to, once it is over. That is the unit streams count in, since the
// actions of one session belong together.
import * as z from "zod/mini";
import { canonicalAction, type Model } from "../analysis/model.ts";
import { timeFromText } from "../decision/calendar.ts";
import type { Entry } from "../evidence/entry.ts";

/** A session is over when nothing more of it was recorded for so long; what comes later is another interaction. */
export const idleMs = 30 * 60_000;
/** More sessions than these are not kept open: the one that has been silent longest is over. */
const mostOpen = 100_000;
const longest = 1024;
const mostTools = 10_000;

const text = z.string().check(z.maxLength(longest));
export const interactionSchema = z.strictObject({
  session: text,
  lastMs: z.number(),
  user: z.optional(text),
  team: z.optional(text),
  /** The tools it called, whatever came of it. */
  tools: z.array(text).check(z.maxLength(mostTools)),
  violated: z.boolean(),
  unescalated: z.boolean(),
  denied: z.boolean(),
  held: z.boolean(),
  handedOff: z.boolean(),
  /** Of all steps together; absent where no entry says. */
  tokens: z.optional(z.number()),
  cost: z.optional(z.number()),
  latencyMs: z.optional(z.number()),
  /** The step whose usage was counted last: all calls of one step carry the same. */
  step: z.optional(text),
});
export type Interaction = z.infer<typeof interactionSchema>;

/** Sessions that are not over, in the order of their last entry. */
export class OpenSessions {
  private readonly open: Map<string, Interaction>;

  constructor(open: readonly Interaction[]) {
    this.open = new Map(open.map((each) => [each.session, each]));
  }

  /** Takes an entry in; gives the sessions that are over by its time, or make room. */
  add(entry: Entry, model: Pick<Model, "handoffTool">): Interaction[] {
    const nowMs = timeFromText(entry.time, "UTC")!.ms;
    const over = this.over(nowMs);
    const session = entry.session.slice(0, longest);
    const known = this.open.get(session);
    this.open.delete(session);
    this.open.set(session, joined(known, entry, { session, nowMs, model }));
    if (this.open.size > mostOpen) over.push(...this.take(this.open.values().next().value!));
    return over;
  }

  /** Those that were silent for long enough. */
  over(nowMs: number): Interaction[] {
    const over: Interaction[] = [];
    for (const each of this.open.values()) {
      // Times of several writers may run back a little; the order is that of the log.
      if (nowMs - each.lastMs <= idleMs) break;
      over.push(...this.take(each));
    }
    return over;
  }

  all(): readonly Interaction[] {
    return [...this.open.values()];
  }

  private take(each: Interaction): Interaction[] {
    this.open.delete(each.session);
    return [each];
  }
}

interface Joining {
  readonly session: string;
  readonly nowMs: number;
  readonly model: Pick<Model, "handoffTool">;
}

function joined(known: Interaction | undefined, entry: Entry, { session, nowMs, model }: Joining): Interaction {
  const { action, decision, outcome, approval, principal } = entry;
  const isDone = outcome === "executed";
  const tool = action.slice(0, longest);
  const before = known ?? { ...nothing, session, lastMs: nowMs };
  const user = before.user ?? named(principal?.user);
  const team = before.team ?? named(principal?.team);
  const isKnown = tool === "respond" || before.tools.includes(tool) || before.tools.length >= mostTools;
  return {
    ...before,
    lastMs: Math.max(nowMs, before.lastMs),
    ...(user !== undefined && { user }),
    ...(team !== undefined && { team }),
    tools: isKnown ? before.tools : [...before.tools, tool],
    violated: before.violated || (decision === "deny" && isDone),
    unescalated: before.unescalated || (decision === "escalate" && isDone && approval === undefined),
    denied: before.denied || (decision === "deny" && !isDone),
    held: before.held || (decision === "escalate" && !isDone),
    handedOff: before.handedOff || (canonicalAction(action, model) === "handoff" && isDone),
    ...usageWith(before, entry),
  };
}

const nothing = { tools: [], violated: false, unescalated: false, denied: false, held: false, handedOff: false };

const named = (value: unknown): string | undefined => (typeof value === "string" ? value.slice(0, longest) : undefined);

function usageWith(before: Interaction, { id, session, usage }: Entry): Partial<Interaction> {
  if (!usage) return {};
  const step = stepOf(id, session);
  if (step === before.step) return {};
  const plus = (sum: number | undefined, more: number | undefined) => (more === undefined ? sum : (sum ?? 0) + more);
  const [tokens, cost, latencyMs] = [
    plus(before.tokens, usage.tokens),
    plus(before.cost, usage.cost),
    plus(before.latencyMs, usage.latencyMs),
  ];
  return {
    step,
    ...(tokens !== undefined && { tokens }),
    ...(cost !== undefined && { cost }),
    ...(latencyMs !== undefined && { latencyMs }),
  };
}

/** `…session/step` or `…session/step/call`: the calls of one step say its usage each. */
function stepOf(id: string, session: string): string {
  const place = id.slice(id.lastIndexOf(`${session}/`) + session.length + 1);
  return (/^\d+(?=\/\d+$)/.exec(place)?.[0] ?? place).slice(0, longest);
}
