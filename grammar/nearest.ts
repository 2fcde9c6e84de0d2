// Did you mean: the nearest of some names, by edits.

/** Optimal string alignment: insertions, deletions, substitutions and swaps of neighbours, each costing one. */
export function editDistance(a: string, b: string): number {
  const width = b.length + 1;
  const rows = new Uint16Array(3 * width);
  let [before, last, row] = [0, width, 2 * width];
  for (let j = 0; j < width; j++) rows[last + j] = j;
  for (let i = 1; i <= a.length; i++) {
    rows[row] = i;
    const letter = a.charCodeAt(i - 1);
    for (let j = 1; j < width; j++) {
      const other = b.charCodeAt(j - 1);
      let least = Math.min(rows[last + j]!, rows[row + j - 1]!) + 1;
      least = Math.min(least, rows[last + j - 1]! + (letter === other ? 0 : 1));
      const isSwap = i > 1 && j > 1 && letter === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === other;
      rows[row + j] = isSwap ? Math.min(least, rows[before + j - 2]! + 1) : least;
    }
    [before, last, row] = [last, row, before];
  }
  return rows[last + b.length]!;
}

/** The nearest candidate within a third of the word's length, or undefined; the first of equals. */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  const lower = word.toLowerCase().slice(0, 100);
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(lower.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - lower.length) >= bestDistance) continue;
    const distance = editDistance(lower, candidate.toLowerCase());
    if (distance < bestDistance && candidate !== word) [best, bestDistance] = [candidate, distance];
  }
  return best;
}
