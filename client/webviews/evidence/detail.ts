// One entry: what happened, why, the clauses as they read, what today's pact decides, whose failure it is, and its proof.
import { html, nothing, type TemplateResult } from "lit";
import { plainly, shortName, ticked, visible, whole } from "../shared/words.ts";
import { isBroken, ladder, outcomeOf } from "./ladder.ts";
import type { ClauseText, Entry, EntryShown, Filter, Step, Today } from "./messages.ts";
import { decided, short, when, written } from "./words.ts";

/** What is known so far; the rest is on its way. */
export interface Detail {
  readonly index: number;
  readonly shown?: EntryShown;
  readonly problem?: string;
  readonly today?: Today;
  readonly steps?: readonly Step[];
  /** The clauses in an earlier version of the pact; or why there is none. */
  readonly version?: { readonly called: string; readonly clauses: readonly ClauseText[] } | { readonly problem: string } | "asked";
}
export interface Acting {
  close(): void;
  prove(): void;
  look(filter: Filter): void;
  clause(file: string, name: string): void;
  findVersion(file: string): void;
  nameKey(): void;
}

export function detail(given: Detail, acting: Acting): TemplateResult {
  const { index, shown, problem, steps } = given;
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    acting.close();
  };
  return html`<section class="detail" aria-label="Entry ${index}" aria-busy=${shown === undefined && problem === undefined} @keydown=${onKey}>
    <header><h2 tabindex="-1">Entry ${whole(index)}</h2><button class="link close" @click=${acting.close}>Close <small>(Esc)</small></button></header>
    ${problem === undefined ? nothing : html`<p class="notice bad" role="alert">${ticked(visible(problem))}</p>`}
    ${steps || problem === undefined ? verified(given) : nothing}
    ${shown ? html`${happened(shown, acting)}${why(shown.entry)}${clauses(given, shown, acting)}${today(given, shown.entry)}${whose(shown)}` : nothing}
    ${steps ? proof(steps, acting) : nothing}
  </section>`;
}

/** Before anything is read as what happened. */
function verified({ shown, steps }: Detail): TemplateResult {
  if (!steps) return html`<p class="verified" role="status">Verifying this entry…</p>`;
  if (!isBroken(steps)) return html`<p class="verified" role="status">${outcomeOf(steps)}</p>`;
  return html`<p class="notice failed verified" role="alert"><strong class="bad"><span aria-hidden="true">✗</span> ${outcomeOf(steps)}</strong>
    ${shown ? "What stands below may not be what was recorded." : nothing} <button class="link" @click=${toFailedStep}>Show the step that fails</button></p>`;
}

function toFailedStep({ target }: Event): void {
  if (target instanceof Element) target.closest(".detail")?.querySelector<HTMLElement>(".step.failed")?.focus();
}

// ── What happened ───────────────────────────────────────────────────────────────────────────────────────────────────

function happened({ entry, blobs }: EntryShown, acting: Acting): TemplateResult {
  const { time, agent, model, session, action, outcome, usage, approval, redacted } = entry;
  const like = (name: keyof Filter, value: string) =>
    html`<button class="link" title="Only entries with this ${name}" @click=${() => acting.look({ [name]: value })}>${visible(value)}</button>`;
  const measured = usage
    ? [
        usage.tokens === undefined ? "" : `${whole(usage.tokens)} tokens`,
        usage.cost === undefined ? "" : `cost ${usage.cost}`,
        usage.latencyMs === undefined ? "" : `${whole(usage.latencyMs)} ms`,
      ].filter(Boolean)
    : [];
  const taken = Object.keys(redacted ?? {});
  return html`<h3>What happened</h3>
    <p>${decided(entry.decision)} <code>${visible(action)}</code>, and it was <strong>${outcome === "unknown" ? "not recorded what came of it" : outcome}</strong>.</p>
    <dl>
      ${fact("time", `${when(time)} UTC`)}${fact("session", like("session", session))}${fact("action", like("action", action))}
      ${fact("agent", html`${like("agent", agent)}${model === undefined ? nothing : html` <small>${visible(model)}</small>`}`)}
      ${Object.entries(entry.principal ?? {}).map(([role, who]) => fact(role, visible(plainly(who))))}
      ${approval ? fact("approved", `by ${visible(approval.by)} at ${when(approval.at)} for ${visible(shortName(approval.clause))}`) : nothing}
      ${measured.length > 0 ? fact("used", measured.join(", ")) : nothing}
      ${taken.length > 0 ? fact("redacted", html`${taken.map(visible).join(", ")} <small>(a salted digest of each is on record)</small>`) : nothing}
    </dl>
    ${value("arguments", entry.input, blobs)}${value("result", entry.result, blobs)}`;
}

const fact = (name: string, what: unknown): TemplateResult => html`<div><dt>${visible(name)}</dt><dd>${what}</dd></div>`;

function value(title: string, given: Entry["input"], blobs: EntryShown["blobs"]): TemplateResult {
  if (!given) return html`<p class="absent">Its ${title} ${title === "result" ? "is" : "are"} not on record.</p>`;
  if (!("blob" in given)) return html`<h4>${title}</h4><pre>${written(given.value)}</pre>`;
  const { blob, bytes } = given;
  const found = blobs.find(({ digest }) => digest === blob);
  const text =
    found && "text" in found
      ? html`<pre>${visible(found.text)}</pre>`
      : html`<p class="absent">It is not here: ${found && "problem" in found ? found.problem : "nobody read it"}.</p>`;
  return html`<h4>${title} <small>${whole(bytes)} bytes beside the log, <code class="hex" title=${blob}>${short(blob.replace("sha256:", ""))}</code></small></h4>${text}`;
}

// ── Why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function why({ decision, reason, basis, facts, pact }: Entry): TemplateResult {
  const read = Object.entries(facts ?? {});
  const by =
    basis.length > 0 ? html` by ${basis.map((id, i) => html`${i > 0 ? ", " : ""}<code>${visible(shortName(id))}</code>`)}` : nothing;
  return html`<h3>Why</h3>
    <p>${decided(decision)}, ${reason.replaceAll("_", " ")}${by}, by the pact <code>${visible(pact.id)}</code> ${visible(pact.version)} <code class="hex" title=${pact.hash}>${short(pact.hash)}</code>.</p>
    ${read.length > 0 ? html`<h4>the facts it read</h4><dl>${read.map(([name, each]) => fact(name, visible(plainly(each))))}</dl>` : html`<p class="absent">No facts of the host are on record.</p>`}`;
}

// ── The clauses ─────────────────────────────────────────────────────────────────────────────────────────────────────

function clauses({ version }: Detail, { entry, read }: EntryShown, acting: Acting): TemplateResult {
  if (entry.basis.length === 0) return html`<h3>Clause</h3><p class="absent">No clause decided it.</p>`;
  const found = typeof version === "object" && "called" in version ? version : undefined;
  const { file, isThen } = read;
  const isOpenable = isThen || !found;
  return html`<h3>Clause</h3>
    <p class="source">${sourceOf(read, version, acting)}</p>
    ${(found?.clauses ?? read.clauses).map(
      ({ id, text }) => html`<h4>${
        file !== undefined && isOpenable && text !== undefined
          ? html`<button class="link" title="Show it in the pact" @click=${() => acting.clause(file, shortName(id))}>${visible(shortName(id))}</button>`
          : visible(shortName(id))
      }</h4>
      ${text === undefined ? html`<p class="absent">${file === undefined ? "Its text is not here." : "This pact has no such clause."}</p>` : html`<pre class="pact">${visible(text)}</pre>`}`,
    )}`;
}

function sourceOf({ file, isThen }: EntryShown["read"], version: Detail["version"], acting: Acting): unknown {
  if (isThen)
    return html`<span class="good"><span aria-hidden="true">✓</span> As it read then:</span> the pact here has the hash that the entry names.`;
  if (file === undefined) return "No pact of this name is in the workspace: what the clause said then is not here.";
  if (typeof version === "object" && "called" in version)
    return html`<span class="good"><span aria-hidden="true">✓</span> As it read then:</span> ${version.called} has the hash that the entry names.`;
  const today = html`<span class="open"><span aria-hidden="true">⚠</span> As it reads today.</span> The pact has changed since, and the text of then is not in this file.`;
  if (version === "asked") return html`${today} Looking in git…`;
  if (version !== undefined) return html`${today} ${visible(version.problem)}.`;
  return html`${today} <button class="link" @click=${() => acting.findVersion(file)}>Look for it in git</button>`;
}

// ── Today ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function today({ today: found }: Detail, entry: Entry): TemplateResult {
  return html`<h3>What today's pact decides</h3>${found ? todaySaid(found, entry) : html`<p class="absent">Asking the pact…</p>`}`;
}

function todaySaid(found: Today, entry: Entry): TemplateResult {
  if ("problem" in found) return html`<p>It cannot be said, because ${ticked(visible(found.problem))}.</p>`;
  const { effect, isSame, isCertain, lacks, told, pact } = found;
  if (isSame)
    return html`<p>${decided(effect)} as then: it is the very pact that decided, and of the same session it decides the same.</p>`;
  const other = effect === entry.decision ? "as then" : "otherwise than then";
  const versions = html`<p><small>${visible(pact.id)} ${visible(pact.version)} <code class="hex" title=${pact.hash}>${short(pact.hash)}</code> today, ${visible(entry.pact.version)} <code class="hex" title=${entry.pact.hash}>${short(entry.pact.hash)}</code> then</small></p>`;
  const [first = "", ...more] = told;
  const said = html`<p>${decided(effect)}, ${other}: ${visible(first)}</p>${more.length > 0 ? html`<pre>${visible(more.join("\n"))}</pre>` : nothing}`;
  if (isCertain) return html`${said}${versions}`;
  return html`<p>It cannot be said for certain. An entry carries one action, and not the session around it:</p>
    <ul>${lacks.map((each) => html`<li>${ticked(visible(each))}</li>`)}</ul>
    <p>On this entry alone it would be:</p>${said}${versions}`;
}

// ── Whose failure, and the proof ────────────────────────────────────────────────────────────────────────────────────

const kinds: Readonly<Record<string, string>> = {
  policy: "Policy: the pact allowed it",
  specification: "Specification: no clause spoke of it",
  technical: "Technical: it was not allowed, and yet it was done",
  infrastructure: "Infrastructure: nobody knows what came of it, or the call failed",
  none: "Nobody's: it was held off, or waits as it should",
};

const whose = ({ attributed: { attribution, reasons } }: EntryShown): TemplateResult => html`<h3>Whose failure, if it was one</h3>
  <p><strong>${kinds[attribution] ?? attribution}</strong></p>
  <ul>${reasons.map((each) => html`<li>${ticked(visible(each))}</li>`)}</ul>`;

function proof(steps: readonly Step[], { prove, nameKey }: Acting): TemplateResult {
  const isKeyless = steps.some(({ step, state }) => step === "signature" && state === "not checked");
  return html`<h3>Proof</h3>
    ${ladder(steps)} ${
      // What does not hold proves nothing to a stranger.
      isBroken(steps)
        ? nothing
        : html`<p class="acts"><vscode-button secondary @click=${prove}>Export Proof…</vscode-button>
          ${isKeyless ? html`<vscode-button secondary @click=${nameKey}>Name the Log's Key…</vscode-button>` : nothing}</p>`
    }`;
}
