// Decisions, times and values of a record as people read them. All of it is others' text.
import { html, type TemplateResult } from "lit";
import { visible } from "../shared/words.ts";

const icons: Readonly<Record<string, string>> = { allow: "✓", deny: "✗", escalate: "↑" };
const decisions: Readonly<Record<string, string>> = { allow: "allowed", deny: "denied", escalate: "for a person" };

export const decided = (decision: string): TemplateResult =>
  html`<span class="verdict ${decision in icons ? decision : ""}"><span aria-hidden="true">${icons[decision] ?? ""}</span> ${decisions[decision] ?? visible(decision)}</span>`;

/** `2026-12-10 21:01:02`, UTC. */
export const when = (time: string): string => visible(time.replace("T", " ").replace(/(?:\.\d+)?Z$/, ""));

/** A value as it was written; text as text. */
export const written = (value: unknown): string => visible(typeof value === "string" ? value : JSON.stringify(value, undefined, 2));

/** `c23005c5…0b3a10a8`. */
export const short = (hex: string): string => (hex.length > 20 ? `${hex.slice(0, 8)}…${hex.slice(-8)}` : hex);
