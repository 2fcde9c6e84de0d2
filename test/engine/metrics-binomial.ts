// The binomial distribution as plainly as it can be written, to hold the metrics against: sums of logarithms, no library.

const logFactorials = [0];
export function logFactorial(value: number): number {
  for (let next = logFactorials.length; next <= value; next++) logFactorials.push(logFactorials[next - 1]! + Math.log(next));
  return logFactorials[value]!;
}

export function binomial(x: number, n: number, p: number): number {
  if (p === 0 || p === 1) return x === n * p ? 1 : 0;
  return Math.exp(logFactorial(n) - logFactorial(x) - logFactorial(n - x) + x * Math.log(p) + (n - x) * Math.log1p(-p));
}

/** P(from <= X <= to). */
export function between(from: number, to: number, n: number, p: number): number {
  let total = 0;
  for (let x = from; x <= to; x++) total += binomial(x, n, p);
  return total;
}

/** Where an increasing function on 0 to 1 reaches a value. */
export function solve(increasing: (p: number) => number, value: number): number {
  let [low, high] = [0, 1];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (increasing(middle) < value) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

export const near = (actual: number | undefined, expected: number, within = 1e-9): boolean =>
  actual !== undefined && Math.abs(actual - expected) <= within;
