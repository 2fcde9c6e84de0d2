// What has happened in a session so far, as a decision may ask about it.
import type { Raw, RawObject } from "./values.ts";

export interface PastCall {
  readonly kind: "call";
  readonly tool: string;
  readonly args: RawObject;
  /** The message the call stands in; calls of one message do not see each other's results. */
  readonly step: number;
  readonly timeMs: number | undefined;
  /** true: succeeded; false: failed or was refused; undefined: still under way. */
  ok: boolean | undefined;
  /** The result as the pact says results are read; undefined while there is none, or it cannot be read. */
  result: Raw | undefined;
}
export interface PastMessage {
  readonly kind: "message";
  readonly role: "user" | "agent";
  readonly text: string;
  readonly step: number;
}

/** An append-only list of what happened, with the calls of each tool at hand. */
export class History {
  readonly messages: PastMessage[] = [];
  private readonly byTool = new Map<string, PastCall[]>();

  say(role: PastMessage["role"], text: string, step: number): void {
    this.messages.push({ kind: "message", role, text, step });
  }

  /** The call begins; its outcome is told with `settle`. */
  begin(tool: string, args: RawObject, step: number, timeMs?: number): PastCall {
    const call: PastCall = { kind: "call", tool, args, step, timeMs, ok: undefined, result: undefined };
    const calls = this.byTool.get(tool);
    if (calls) calls.push(call);
    else this.byTool.set(tool, [call]);
    return call;
  }

  settle(call: PastCall, ok: boolean, result: Raw | undefined): void {
    call.ok = ok;
    call.result = result;
  }

  /** Oldest first. */
  callsOf(tool: string): readonly PastCall[] {
    return this.byTool.get(tool) ?? [];
  }

  last(role: PastMessage["role"]): PastMessage | undefined {
    return this.messages.findLast((message) => message.role === role);
  }
}
