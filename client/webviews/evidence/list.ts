// The list of entries: which columns it has, and where its rows come from.
import { html } from "lit";
import type { Column, Source } from "../shared/grid.ts";
import { shortName, visible, whole } from "../shared/words.ts";
import { ask } from "./host.ts";
import type { Filter, Row } from "./messages.ts";
import { decided, when } from "./words.ts";

export const entryColumns: readonly Column<Row>[] = [
  { name: "index", title: "entry", kind: "number", cell: ({ index }) => whole(index) },
  {
    name: "time",
    title: "time (UTC)",
    kind: "name",
    isLast: ({ problem }) => problem !== undefined,
    cell: ({ time, problem }) => (problem === undefined ? when(time) : html`<span class="bad">unreadable</span> ${visible(problem)}`),
  },
  { name: "session", title: "session", isSecondary: true, cell: ({ session }) => visible(session) },
  { name: "person", title: "person", isSecondary: true, cell: ({ person = "" }) => visible(person) },
  { name: "action", title: "action", cell: ({ action }) => visible(action) },
  { name: "decision", title: "decision", cell: ({ decision }) => decided(decision) },
  { name: "outcome", title: "outcome", isSecondary: true, cell: ({ outcome }) => visible(outcome) },
  { name: "clauses", title: "by", kind: "wide", cell: decidedBy },
];

/** The clauses that decided; where none did, why. */
function decidedBy({ basis, reason }: Row): unknown {
  if (basis.length > 0) return visible(basis.map(shortName).join(", "));
  return html`<span class="absent">${visible(reason.replaceAll("_", " "))}</span>`;
}

/** `size`: of the log when it was asked; rows do not move under somebody's eyes. */
export const entriesLike = (filter: Filter, total: number, size: number): Source<Row> => ({
  total,
  page: async (from, count) => (await ask({ ask: "rows", filter, from, count, size }, "rows")).rows,
  classOf: ({ decision, outcome, problem }) => (problem !== undefined || (decision !== "allow" && outcome === "executed") ? "wrong" : ""),
});
