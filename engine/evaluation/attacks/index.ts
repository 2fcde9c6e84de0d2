// Red teams: attacks made from the pact itself and from open templates, by family. The same pact, cases and seed give the same attacks.
import type { CompiledPact } from "../../decision/decide.ts";
import { exactText } from "../../decision/values.ts";
import { Random } from "../../metrics/index.ts";
import type { Case } from "../case.ts";
import type { Family } from "../names.ts";
import { boundaryAttacks } from "./boundary.ts";
import { claimAttacks } from "./claims.ts";
import { injectionAttacks } from "./injection.ts";
import { splittingAttacks } from "./splitting.ts";

export interface Generating {
  readonly families: readonly string[];
  readonly seed: number;
  /** Cases of the agent's ordinary work: an injection hides in what their tools return. */
  readonly bases: readonly Case[];
}

/** Of each family, at most. */
const mostOfFamily = 60;

const makers: Readonly<Record<Family, (pact: CompiledPact, bases: readonly Case[], random: Random) => Iterable<Case>>> = {
  boundary: boundaryAttacks,
  injection: injectionAttacks,
  authority_claim: claimAttacks,
  splitting: splittingAttacks,
};

/** Families that are not known make nothing; the checker has said so. Alike attacks are made once. */
export function generateAttacks(pact: CompiledPact, { families: named, seed, bases }: Generating): Case[] {
  return named.flatMap((family, i) => {
    const made = makers[family as Family]?.(pact, bases, Random.seeded(seed + i)) ?? [];
    const different = unique(unique([...made], contentOf), ({ id }) => id);
    if (different.length <= mostOfFamily) return different;
    // A part of many, spread over all clauses by chance, in the order they were made.
    const chosen = new Set(Random.seeded(seed).shuffle(different).slice(0, mostOfFamily));
    return different.filter((each) => chosen.has(each));
  });
}

const unique = (cases: readonly Case[], keyOf: (each: Case) => string): Case[] => [
  ...new Map(cases.map((each) => [keyOf(each), each])).values(),
];

const contentOf = ({ messages, tools, principal, facts }: Case): string =>
  JSON.stringify([
    messages,
    [...tools].map(([tool, answers]) => [tool, answers.map(({ returns }) => returns && exactText(returns))]),
    exactText(principal),
    exactText(facts),
  ]);
