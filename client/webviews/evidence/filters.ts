// What entries are looked for by: a field a column, times, and a text anywhere. Values to choose from are asked for when somebody comes to
// a field, and only then.
import { html, nothing, type TemplateResult } from "lit";
import { shortName, visible } from "../shared/words.ts";
import type { Column, Filter } from "./messages.ts";

const times = ["since", "until"] as const;
/** What stands in a field for a time, and is none. */
export type NoTimes = { readonly [Name in (typeof times)[number]]?: string };

export interface Filtering {
  readonly filter: Filter;
  readonly choices: ReadonlyMap<Column, readonly string[]>;
  readonly noTimes: NoTimes;
  change(filter: Filter, noTimes?: NoTimes): void;
  /** Somebody came to the field of this column. */
  come(column: Column): void;
  /** From the text down into the list. */
  down(): void;
}

const fields: readonly (readonly [Column, string])[] = [
  ["session", "session"],
  ["agent", "agent"],
  ["person", "person"],
  ["action", "action"],
  ["clause", "clause"],
];
const words: readonly (readonly [Column, string, readonly string[]])[] = [
  ["decision", "decision", ["allow", "escalate", "deny"]],
  ["outcome", "outcome", ["executed", "denied", "failed", "escalated", "unknown"]],
];

/** As entries spell times: a day that there is, or a time in UTC. */
function isTime(text: string): boolean {
  const [, day, time = "00:00"] = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)Z?)?$/.exec(text) ?? [];
  const date = new Date(`${day}T${time}Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day;
}

export function filters(filtering: Filtering): TemplateResult {
  return html`<form class="filters" role="search" aria-label="Entries to look for" @submit=${(event: Event) => event.preventDefault()}>
    ${textField(filtering)}${fields.map((field) => valueField(filtering, ...field))}${words.map((field) => wordField(filtering, ...field))}
    ${times.map((name) => timeField(filtering, name))}${times.map((name) => noTime(filtering, name))}
  </form>`;
}

const typed = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;
const trimmed = (event: Event): string => typed(event).trim();

/** What is empty is not asked for. */
function set({ filter, change }: Filtering, name: keyof Filter, value: string): void {
  const { [name]: _, ...rest } = filter;
  change(value === "" ? rest : { ...rest, [name]: value });
}

function textField(filtering: Filtering): TemplateResult {
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    filtering.down();
  };
  return html`<label class="any">text <input type="search" class="filter" maxlength="1000" placeholder="anywhere in an entry ( / )" .value=${filtering.filter.text ?? ""}
    @input=${(event: Event) => set(filtering, "text", typed(event))} @keydown=${onKey}></label>`;
}

function valueField(filtering: Filtering, column: Column, title: string): TemplateResult {
  const { filter, choices } = filtering;
  const options = (choices.get(column) ?? []).map((each) => (column === "clause" ? shortName(each) : each));
  return html`<label>${title} <input list="choices-${column}" maxlength="1000" autocomplete="off" spellcheck="false" .value=${filter[column] ?? ""}
    @focus=${() => filtering.come(column)} @change=${(event: Event) => set(filtering, column, trimmed(event))}>
    <datalist id="choices-${column}">${[...new Set(options)].map((each) => html`<option value=${each}></option>`)}</datalist></label>`;
}

function wordField(filtering: Filtering, name: Column, title: string, options: readonly string[]): TemplateResult {
  const chosen = filtering.filter[name];
  return html`<label>${title} <select @change=${(event: Event) => set(filtering, name, trimmed(event))}>
    <option value="" ?selected=${chosen === undefined}>any</option>
    ${options.map((each) => html`<option value=${each} ?selected=${chosen === each}>${each}</option>`)}
  </select></label>`;
}

function timeField(filtering: Filtering, name: keyof NoTimes): TemplateResult {
  const { filter, noTimes } = filtering;
  const { [name]: wrong, ...others } = noTimes;
  const take = (event: Event) => {
    const value = trimmed(event);
    const { [name]: _, ...rest } = filter;
    if (value === "") filtering.change(rest, others);
    else if (isTime(value)) filtering.change({ ...rest, [name]: value }, others);
    else filtering.change(rest, { ...others, [name]: value });
  };
  return html`<label>${name} <input class="time" maxlength="40" placeholder="2026-12-10" spellcheck="false" aria-label="${name}, a day or a time in UTC"
    aria-invalid=${wrong !== undefined} aria-describedby=${wrong === undefined ? nothing : `no-time-${name}`} .value=${wrong ?? filter[name] ?? ""} @change=${take}></label>`;
}

function noTime({ noTimes }: Filtering, name: keyof NoTimes): unknown {
  const wrong = noTimes[name];
  if (wrong === undefined) return nothing;
  return html`<p class="no-time" id="no-time-${name}" role="alert"><strong>${name}:</strong> <code>${visible(wrong)}</code> is no time. Write a day, such as 2026-12-10, or a time in UTC, such as 2026-12-10T10:00Z.</p>`;
}

/** What is asked for, in words, for an empty list. */
export const asked = (filter: Filter): string =>
  Object.entries(filter)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
