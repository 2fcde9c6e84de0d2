// Approvals: an escalated action waits for a person. Each escalation is asked down its own chain; what is granted is granted
// once, for just this action, and everything is decided again when the grant is used. Plain data, so that a host can keep
// it over a restart; no clock of its own.
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { EscalateMember } from "../../grammar/index.ts";
import { durationSeconds } from "./calendar.ts";
import type { CompiledPact } from "./decide.ts";
import { isNum, showNum, toDouble } from "./decimal.ts";
import type { Decision, Request } from "./decision.ts";
import type { SessionMonitor } from "./monitor.ts";
import type { Authority } from "./principal.ts";
import type { StateStore } from "./state.ts";
import { exactText, isRawObject, type Raw, type RawObject } from "./values.ts";

export interface Approval {
  readonly id: string;
  /** The escalation asked about, as `pact@version#clause`. */
  readonly clause: string;
  readonly because: string | undefined;
  readonly session: string;
  readonly action: string;
  readonly args: RawObject;
  readonly authority: Authority;
  /** What the clause says to carry, as far as the host and the facts have it. */
  readonly carrying: RawObject;
  /** What it should carry and nobody had. */
  readonly missing: readonly string[];
  /** SHA-256 over agent, principal, action, arguments, pact and clause: what a grant is good for. */
  readonly binding: string;
  readonly chain: readonly { readonly to: string; readonly withinMs: number }[];
  /** Which of the chain is asked, and until when. */
  readonly rung: number;
  readonly deadlineMs: number;
  readonly state: "open" | "granted" | "used" | "denied";
  readonly answer?: { readonly by: string; readonly as: string; readonly atMs: number } | undefined;
  /** Until when a grant can be used: as long as the one who gave it had to answer. */
  readonly expiresMs?: number | undefined;
}

export interface Answer {
  readonly id: string;
  /** The person, by their own identity. */
  readonly by: string;
  /** The desk they answer for: the one that is asked now. */
  readonly as: string;
  readonly grant: boolean;
  readonly nowMs: number;
}
export type Refusal = "unknown" | "closed" | "not_asked" | "not_separate" | "no_time";
export type Answered = { readonly approval: Approval } | { readonly refused: Refusal; readonly message: string };

export interface Carried {
  /** What the host can add beside facts and the action itself, such as the conversation. */
  readonly carry?: ((name: string) => Raw | undefined) | undefined;
}

export class Approvals {
  private readonly approvals: Map<string, Approval>;
  private readonly store: StateStore;
  private made: number;
  /** The latest time of a request. */
  private latestMs = Number.NEGATIVE_INFINITY;

  /** `kept` is what `all` gave before a restart. `store` remembers which grants are used, for every process that shares it. */
  constructor(store: StateStore, kept: readonly Approval[] = []) {
    this.store = store;
    this.approvals = new Map(kept.map((approval) => [approval.id, approval]));
    this.made = kept.length;
  }

  all(): readonly Approval[] {
    return [...this.approvals.values()];
  }

  /** Asks for every open escalation of a decision; what is asked about already, or was denied, is not asked again. */
  ask(pact: CompiledPact, decision: Decision, request: Request, session: SessionMonitor, { carry }: Carried = {}): readonly Approval[] {
    if (decision.reason !== "escalated") return [];
    return decision.basis.flatMap((clause) => {
      const member = pact.model.clauses.find(({ id }) => id === clause)?.member;
      if (member?.kind !== "escalate") return [];
      const binding = bindingOf(pact, request, session, clause);
      const known = this.all().find((each) => each.binding === binding && (each.state === "open" || each.state === "denied"));
      return [known ?? this.open(member, { pact, clause, binding, request, session, carry })];
    });
  }

  /** A person answers. The one who asked, the agent and its delegates never answer; only the desk asked now does. */
  answer({ id, by, as, grant, nowMs }: Answer): Answered {
    // An answer without a time could never expire.
    if (typeof nowMs !== "number" || !Number.isSafeInteger(Math.trunc(nowMs)))
      return { refused: "no_time", message: "nobody said when this was answered" };
    this.advance(nowMs);
    const approval = this.approvals.get(id);
    if (!approval) return { refused: "unknown", message: `there is no approval \`${id}\`` };
    if (approval.state !== "open") return { refused: "closed", message: `this approval is ${approval.state} already` };
    const asked = approval.chain[approval.rung];
    if (!asked || asked.to !== as) return { refused: "not_asked", message: `\`${asked?.to ?? "nobody"}\` is asked now, not \`${as}\`` };
    if (!separate(by, approval.authority))
      return { refused: "not_separate", message: "who asks or acts does not approve: another person must answer" };
    const answered: Approval = {
      ...approval,
      state: grant === true ? "granted" : "denied",
      answer: { by, as, atMs: nowMs },
      ...(grant === true && { expiresMs: nowMs + asked.withinMs }),
    };
    this.approvals.set(id, answered);
    return { approval: answered };
  }

  /** Nobody is asked any more: of what could not be put on record. */
  withdraw(asked: readonly Approval[]): void {
    for (const { id } of asked) if (this.approvals.get(id)?.state === "open") this.approvals.delete(id);
  }

  /** Time passes: who does not answer is passed over, and the last word is deny. Returns what changed. */
  advance(nowMs: number): readonly Approval[] {
    const changed: Approval[] = [];
    for (const approval of this.approvals.values()) {
      let now = approval;
      while (now.state === "open" && nowMs >= now.deadlineMs) {
        const next = now.chain[now.rung + 1];
        now = next ? { ...now, rung: now.rung + 1, deadlineMs: now.deadlineMs + next.withinMs } : { ...now, state: "denied" };
      }
      if (now === approval) continue;
      this.approvals.set(now.id, now);
      changed.push(now);
    }
    return changed;
  }

  /** The grants good for just this request now: not expired, not used, and bound to it. */
  grantsFor(pact: CompiledPact, request: Request, session: SessionMonitor): readonly Approval[] {
    if (request.nowMs === undefined) return [];
    // A clock that goes back gives no grant back.
    this.latestMs = Math.max(this.latestMs, request.nowMs);
    const nowMs = this.latestMs;
    const bindings = new Map<string, string>();
    return this.all().filter((approval) => {
      if (approval.state !== "granted" || nowMs >= (approval.expiresMs ?? 0) || this.isUsed(approval)) return false;
      const binding = bindings.get(approval.clause) ?? bindingOf(pact, request, session, approval.clause);
      bindings.set(approval.clause, binding);
      return binding === approval.binding;
    });
  }

  /** Uses a grant up; call it in the transaction that lets the action through. False where another was quicker. */
  use(approval: Approval): boolean {
    if (this.isUsed(approval)) return false;
    this.store.add(usedTerm, [grantKey(approval)], 1);
    this.approvals.set(approval.id, { ...approval, state: "used" });
    return true;
  }

  private isUsed(approval: Approval): boolean {
    return this.store.total(usedTerm, [grantKey(approval)]).total !== 0;
  }

  private open(member: EscalateMember, { pact, clause, binding, request, session, carry }: Opening): Approval {
    const chain = member.rungs.map(({ to, within }) => ({
      to: to.value,
      withinMs: toDouble(durationSeconds(within.digits, within.unit)) * 1000,
    }));
    const askedMs = request.nowMs ?? 0;
    const names = member.carrying.map(({ text }) => text);
    const carried = pact.carried(names, request, session, carry);
    const approval: Approval = {
      id: digest([binding, askedMs, this.made++]).slice(0, 32),
      clause,
      because: member.because?.value,
      session: session.id,
      action: request.action,
      args: request.args,
      authority: session.authority,
      carrying: carried,
      missing: names.filter((name) => !Object.hasOwn(carried, name)),
      binding,
      chain,
      rung: 0,
      deadlineMs: askedMs + (chain[0]?.withinMs ?? 0),
      // Without a clock nobody knows until when to wait, so nobody does.
      state: request.nowMs === undefined || chain.length === 0 ? "denied" : "open",
    };
    this.approvals.set(approval.id, approval);
    return approval;
  }
}

interface Opening extends Carried {
  readonly pact: CompiledPact;
  readonly clause: string;
  readonly binding: string;
  readonly request: Request;
  readonly session: SessionMonitor;
}

const usedTerm = "grant used";
/** An altered expiry is another grant: it is part of what is used up. */
const grantKey = ({ id, binding, expiresMs }: Approval): string => digest([id, binding, expiresMs ?? null]);

/** What a grant is bound to. Arguments are compared by value, whatever the order of their names. */
export function bindingOf({ identity, model }: CompiledPact, { action, args }: Request, session: SessionMonitor, clause: string): string {
  const { principal, user, team, via } = session.authority;
  return digest([
    model.agent ?? model.id,
    session.id,
    principal ?? null,
    user ?? null,
    team ?? null,
    via,
    action,
    args,
    identity.hash,
    clause,
  ]);
}

const digest = (parts: readonly Raw[]): string => bytesToHex(sha256(utf8ToBytes(exactText(parts))));

const folded = (name: string): string =>
  name
    .normalize("NFKC")
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, "")
    .trim()
    .toLowerCase();

/** Is the approver nobody of those who act here, by any name they go by? */
function separate(by: string, { principal, user, agent, via }: Authority): boolean {
  const names = [agent, ...via].map((name) => name ?? "");
  const collect = (raw: Raw | undefined): void => {
    if (raw === undefined || raw === null) return;
    if (Array.isArray(raw)) raw.forEach(collect);
    else if (isRawObject(raw)) Object.values(raw).forEach(collect);
    else names.push(isNum(raw) ? showNum(raw) : String(raw));
  };
  collect(principal);
  collect(user);
  return folded(by) !== "" && !names.some((name) => folded(name) === folded(by));
}
