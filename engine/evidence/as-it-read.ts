// The clauses an entry names, as a pact says them. Whether that is the pact of then is told by its hash.
import { show } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import type { Entry } from "./entry.ts";

export interface ClauseText {
  readonly id: string;
  /** Canonical layout; none where this pact has no such clause. */
  readonly text?: string;
}

/** By their names: in another version of the pact they have other ids. */
export const clausesOf = ({ basis }: Pick<Entry, "basis">, { clauses, limits }: Model): ClauseText[] =>
  basis.map((id) => {
    const name = id.slice(id.indexOf("#") + 1);
    const member = [...clauses, ...limits].find((each) => each.name === name)?.member;
    return { id, ...(member && { text: show.member(member) }) };
  });
