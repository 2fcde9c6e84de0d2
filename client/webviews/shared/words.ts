// Counts as people read them, and text of others: back-quotes mark what stands in a pact or a session, and what cannot be seen is shown.
import { html, type TemplateResult } from "lit";

export const whole = (value: number): string => value.toLocaleString("en-US");
export const plural = (count: number, what: string): string => `${whole(count)} ${count === 1 ? what : `${what}s`}`;

export const shareSaid = (value: number): string => `${(value * 100).toFixed(1)}%`;
export const msSaid = (value: number): string =>
  Math.abs(value) >= 1000 ? `${(value / 1000).toFixed(2)} s` : `${value.toFixed(Math.abs(value) < 10 ? 1 : 0)} ms`;
export const costSaid = (value: number): string => String(Number(value.toPrecision(3)));

export const ticked = (text: string): TemplateResult =>
  html`${text.split("`").map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))}`;
export const shortName = (id: string): string => id.slice(id.indexOf("#") + 1);

/** Characters that control others, turn their order or have no width stand there by their numbers, as in a terminal. */
export const visible = (text: string): string =>
  text.replace(/[\p{Cc}\p{Cf}]/gu, (char) => (char === "\n" || char === "\t" ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`));

/** `id c1, tier gold` for a record. */
export function plainly(value: unknown): string {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return typeof value === "string" ? value : JSON.stringify(value);
  return Object.entries(value)
    .map(([name, field]) => `${name} ${typeof field === "string" ? field : JSON.stringify(field)}`)
    .join(", ");
}
