// One session of an agent, whatever wrote it down: who spoke, which tools were called with what, and what came back.
import type { Usage } from "../decision/monitor.ts";
import { emptyObject, type Raw, type RawObject } from "../decision/values.ts";

export interface SessionCall {
  readonly tool: string;
  /** undefined where the recorded arguments are no JSON object; `argumentsText` has them as recorded. */
  readonly args: RawObject | undefined;
  readonly argumentsText: string;
  /** The answer as recorded; undefined where the trace ends before it. */
  readonly result: string | undefined;
  /** The protocol itself said that the call failed (MCP `isError`). */
  readonly failed: boolean;
  /** It ended, and what came back was not recorded; `result` says so and is not what came back. */
  readonly unseen?: true | undefined;
}

export interface SessionMessage {
  readonly role: "system" | "user" | "agent";
  readonly text: string;
  readonly timeMs: number | undefined;
  /** Facts the host knew from this message on. */
  readonly facts: RawObject | undefined;
  /** What the step that wrote this message used up. */
  readonly usage?: Usage | undefined;
  readonly calls: readonly SessionCall[];
}

export interface Session {
  readonly id: string;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly principal: RawObject;
  readonly facts: RawObject;
  readonly messages: readonly SessionMessage[];
  readonly labels: Readonly<Record<string, string>>;
  readonly played?: Played | undefined;
}

/** What whoever recorded a session says of the case that was played in it. */
export interface Played {
  readonly case: string;
  /** Which trial of the case, from 0. */
  readonly trial: number;
  /** How many of the messages were given to the agent before its turn: what is done in them is not its doing. */
  readonly given?: number | undefined;
  /** The task was solved. */
  readonly success?: boolean | undefined;
  /** The tools of one right way to solve it. */
  readonly reference?: readonly string[] | undefined;
  readonly attack?: { readonly family: string; readonly succeeded: boolean | undefined } | undefined;
}

/** What is wrong with a trace: where (a line, or a place inside the JSON) and what. */
export interface TraceProblem {
  readonly place: string;
  readonly message: string;
}
export interface ReadTrace {
  readonly value: readonly Session[];
  readonly problems: readonly TraceProblem[];
}

export const noFacts: RawObject = emptyObject;
export type { Raw };
