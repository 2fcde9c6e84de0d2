// What may come in: each check throws a RangeError that says what is wrong and what to do. A number nobody can read must never
// become a bound that passes a gate.

function demand(holds: boolean, message: string): void {
  if (!holds) throw new RangeError(message);
}

/** A confidence level or another probability strictly between 0 and 1. */
export const demandLevel = (level: number): void =>
  demand(level > 0 && level < 1, `a level of ${level} is not between 0 and 1: give one such as 0.95`);

export const demandProbability = (value: number, name: string): void =>
  demand(value >= 0 && value <= 1, `${name} is ${value}, which is not from 0 to 1: give a probability`);

export const demandFinite = (value: number, name: string): void =>
  demand(Number.isFinite(value), `${name} is ${value}, which is not a finite number: leave out what was not measured`);

/** A whole number, at least `least`. */
export const demandWhole = (value: number, name: string, least = 0): void =>
  demand(Number.isSafeInteger(value) && value >= least, `${name} is ${value}: give a whole number, ${least} or more`);

/** Counts may be real numbers, because effective counts are. */
export function demandCounts(successes: number, trials: number): void {
  demand(Number.isFinite(trials) && trials >= 0, `${trials} trials cannot be counted: give a finite number, 0 or more`);
  demand(
    Number.isFinite(successes) && successes >= 0 && successes <= trials,
    `${successes} of ${trials} is no share: give a count from 0 to the number of trials`,
  );
}

/** Every case has at least one trial. */
export const demandTrials = (groups: readonly (readonly unknown[])[]): void =>
  groups.forEach((trials, index) => {
    demand(trials.length > 0, `the case at index ${index} has no trials: leave it out, and report it as not evaluable`);
  });
