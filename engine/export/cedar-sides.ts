// The two sides of a condition: what says that it is true, and what says that it is not false.
import { and, choose, type Expression, or } from "./cedar-expression.ts";
import type { Operand, Place, Read } from "./cedar-value.ts";

/** What Cedar cannot say counts as unknown: it is not true, and not false either. */
export interface Sides {
  readonly isTrue: Expression;
  readonly notFalse: Expression;
}

/** Where the reasons go why something could not be said. */
export interface Writing extends Place {
  readonly reasons: Set<string>;
}

export const unknown: Sides = { isTrue: false, notFalse: true };
/** It is true or false, and never unknown. */
export const exactly = (expression: Expression): Sides => ({ isTrue: expression, notFalse: expression });
export const known = (operands: readonly Read[]): Expression => and(...operands.map((each) => each.known));
/** Of a test that is known where `of` holds. `there`: what is enough where the test is true only of what is known. */
export const leaf = (of: Expression, holds: Expression, there = of): Sides => ({
  isTrue: and(there, holds),
  notFalse: choose(of, holds, true),
});

export const joinSides = (join: "and" | "or", parts: readonly Sides[]): Sides => {
  const by = join === "and" ? and : or;
  return { isTrue: by(...parts.map(({ isTrue }) => isTrue)), notFalse: by(...parts.map(({ notFalse }) => notFalse)) };
};

export function unsayable(why: string, { reasons }: Writing): Sides {
  reasons.add(why);
  return unknown;
}

/** Operands that Cedar has; undefined, with its reason noted, where one of them is not. */
export function sayable(
  operands: readonly Operand[],
  { reasons }: Writing,
): readonly Extract<Operand, { is: "read" | "constant" }>[] | undefined {
  const found = operands.filter((each) => each.is === "read" || each.is === "constant");
  for (const each of operands) if ("why" in each) reasons.add(each.why);
  return found.length === operands.length ? found : undefined;
}
