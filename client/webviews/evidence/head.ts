// What a log is, as far as its checkpoint says; and the whole of it verified, alone or against a checkpoint that somebody holds.
import { html, nothing, type TemplateResult } from "lit";
import { plural, ticked, visible, whole } from "../shared/words.ts";
import type { Consistency, Overview, Whole } from "./messages.ts";
import { short, when } from "./words.ts";

/** Of the whole log: under way, over, or not to be done. */
export type Verifying = { readonly share: number } | Whole | { readonly problem: string } | "cancelled";
export type Compared = Consistency | { readonly problem: string } | "asked";
export interface Head {
  readonly overview: Overview;
  readonly verifying: Verifying | undefined;
  /** The checkpoint that is held, while one is asked for. */
  readonly held: { readonly text: string; readonly compared: Compared | undefined } | undefined;
  verify(): void;
  cancel(): void;
  nameKey(): void;
  hold(): void;
  compare(text: string): void;
  compareFile(): void;
}

export function head(given: Head): TemplateResult {
  const { overview, verifying, held } = given;
  const isRunning = typeof verifying === "object" && "share" in verifying;
  return html`<header class="head">
    <h1>${visible(overview.origin)}</h1>
    <div class="acts">
      ${
        isRunning
          ? html`<vscode-button secondary @click=${given.cancel}>Cancel</vscode-button>`
          : html`<vscode-button secondary @click=${given.verify}>Verify the Whole Log</vscode-button>`
      }
      <vscode-button secondary aria-expanded=${held !== undefined} @click=${given.hold}>Check Against a Checkpoint I Hold…</vscode-button>
    </div>
    <dl>
      ${fact("entries", whole(overview.size))}${fact("signed", signedOf(overview))}${fact("key", keyOf(given))}
      ${fact("root", html`<code class="hex" title=${overview.root}>${short(overview.root)}</code>`)}
    </dl>
    ${verifying ? html`<p class="notice ${isBad(verifying) ? "failed" : ""}" role="status">${verifyingSaid(verifying)}</p>` : nothing}
    ${held ? holding(given, held) : nothing}
    <p class="limits">${overview.doesNotProve.charAt(0).toUpperCase()}${overview.doesNotProve.slice(1)}.</p>
  </header>`;
}

const fact = (name: string, what: unknown): TemplateResult => html`<div><dt>${name}</dt><dd>${what}</dd></div>`;

function signedOf({ signed }: Overview): unknown {
  if (!signed) return "not checked";
  return "time" in signed
    ? html`<span class="good"><span aria-hidden="true">✓</span></span> ${when(signed.time)} UTC`
    : html`<span class="bad"><span aria-hidden="true">✗</span> <code>${signed.code}</code> ${ticked(visible(signed.message))}</span>`;
}

function keyOf({ overview: { key }, nameKey }: Head): unknown {
  const name = (text: string) => html`<button class="link" @click=${nameKey}>${text}</button>`;
  return "problem" in key
    ? html`<span title=${visible(key.problem)}>not known here</span> ${name("Name it…")}`
    : html`<code>${visible(key.name)}</code> <code class="hex">${key.id}</code> ${name("Another…")}`;
}

const isBad = (verifying: Verifying): boolean => typeof verifying === "object" && ("code" in verifying || "problem" in verifying);

function verifyingSaid(verifying: Verifying): unknown {
  if (verifying === "cancelled") return "Verification was cancelled: nothing is said of the log.";
  if ("share" in verifying)
    return html`Verifying: ${Math.floor(verifying.share * 100)} % <progress max="1" .value=${verifying.share} aria-label="Verifying the log"></progress>`;
  if ("problem" in verifying) return html`It could not be verified: ${ticked(visible(verifying.problem))}.`;
  if ("code" in verifying) {
    const { code, place, entry, message } = verifying;
    return html`<strong><span aria-hidden="true">✗</span> ${code}</strong> at <code>${visible(place)}</code>${entry === undefined ? nothing : html`, entry ${whole(entry)}`}: ${ticked(visible(message))}.`;
  }
  return html`<strong><span aria-hidden="true">✓</span> The whole log holds:</strong> ${plural(verifying.size, "entry").replace("entrys", "entries")}, signed ${when(verifying.time)} UTC; ${verifying.steps.join("; ")}.`;
}

function holding({ compare, compareFile }: Head, { text, compared }: NonNullable<Head["held"]>): TemplateResult {
  const own = (event: Event) => (event.target as HTMLElement).closest("section")?.querySelector("textarea")?.value ?? "";
  return html`<section class="held" aria-label="A checkpoint that you hold">
    <label for="held">A checkpoint of this log that was kept elsewhere: has the log only grown since?</label>
    <textarea id="held" rows="5" spellcheck="false" maxlength="100000" placeholder="log name, size, root, a blank line, signatures" .value=${text}></textarea>
    <div class="acts"><vscode-button @click=${(event: Event) => compare(own(event))}>Check</vscode-button><vscode-button secondary @click=${compareFile}>From a File…</vscode-button></div>
    <p role="status" class=${compared && compared !== "asked" && ("problem" in compared || !compared.holds) ? "bad" : ""}>${comparedSaid(compared)}</p>
  </section>`;
}

function comparedSaid(compared: Compared | undefined): unknown {
  if (compared === undefined) return nothing;
  if (compared === "asked") return "Checking…";
  if ("problem" in compared) return html`It could not be checked: ${ticked(visible(compared.problem))}.`;
  const { holds, old, now, isSigned } = compared;
  const vouched = {
    true: "",
    false: " The log's key has not signed the checkpoint you hold: it says nothing of the log's past.",
    undefined: " Whether the log's key signed the checkpoint you hold is not checked.",
  }[`${isSigned}`];
  return holds
    ? html`<span aria-hidden="true">✓</span> Its first ${whole(old)} entries are those of the checkpoint you hold, and ${whole(now - old)} came after.${vouched}`
    : html`<span aria-hidden="true">✗</span> ${old > now ? `It had ${whole(old)} entries once, and has ${whole(now)}: it has shrunk` : `Its first ${whole(old)} entries are not those of the checkpoint you hold: history was rewritten`}.${vouched}`;
}
