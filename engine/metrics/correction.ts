// Many tests at once: p-values adjusted so that each can be compared with the level by itself. They come back in the order given.
import { demandProbability } from "./demand.ts";

/** Holm 1979: the chance of even one false alarm among all stays below the level. */
export function holm(pValues: readonly number[]): number[] {
  return adjusted(pValues, (ascending) => {
    let largest = 0;
    return ascending.map((p, index) => {
      largest = Math.max(largest, Math.min(1, p * (ascending.length - index)));
      return largest;
    });
  });
}

/** Benjamini & Hochberg 1995: of the alarms raised, the share of false ones stays below the level on average. */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  return adjusted(pValues, (ascending) => {
    let least = 1;
    return ascending
      .map((p, index) => (p * ascending.length) / (index + 1))
      .reverse()
      .map((p) => {
        least = Math.min(least, p);
        return least;
      })
      .reverse();
  });
}

function adjusted(pValues: readonly number[], adjust: (ascending: readonly number[]) => number[]): number[] {
  for (const p of pValues) demandProbability(p, "a p-value");
  const order = pValues.map((_, index) => index).sort((a, b) => pValues[a]! - pValues[b]!);
  const result = new Array<number>(pValues.length);
  adjust(order.map((index) => pValues[index]!)).forEach((p, rank) => {
    result[order[rank]!] = p;
  });
  return result;
}
