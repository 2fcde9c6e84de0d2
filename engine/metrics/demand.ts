// What may come in: each check throws a RangeError that says what is wrong and what to do. A number nobody can read must never
// become a bound that passes a gate.

// The sentence is only made where it is said: these stand in the innermost loops.
function refuse(message: string): never {
  throw new RangeError(message);
}

/** A confidence level or another probability strictly between 0 and 1. */
export function demandLevel(level: number): void {
  if (!(level > 0 && level < 1)) refuse(`a level of ${level} is not between 0 and 1: give one such as 0.95`);
}

export function demandProbability(value: number, name: string): void {
  if (!(value >= 0 && value <= 1)) refuse(`${name} is ${value}, which is not from 0 to 1: give a probability`);
}

export function demandFinite(value: number, name: string): void {
  if (!Number.isFinite(value)) refuse(`${name} is ${value}, which is not a finite number: leave out what was not measured`);
}

/** A whole number, at least `least`. */
export function demandWhole(value: number, name: string, least = 0): void {
  if (!(Number.isSafeInteger(value) && value >= least)) refuse(`${name} is ${value}: give a whole number, ${least} or more`);
}

/** Counts may be real numbers, because effective counts are. */
export function demandCounts(successes: number, trials: number): void {
  if (!(Number.isFinite(trials) && trials >= 0)) refuse(`${trials} trials cannot be counted: give a finite number, 0 or more`);
  if (!(Number.isFinite(successes) && successes >= 0 && successes <= trials))
    refuse(`${successes} of ${trials} is no share: give a count from 0 to the number of trials`);
}

/** Every case has at least one trial. */
export function demandTrials(groups: readonly (readonly unknown[])[]): void {
  const index = groups.findIndex((trials) => trials.length === 0);
  if (index >= 0) refuse(`the case at index ${index} has no trials: leave it out, and report it as not evaluable`);
}
