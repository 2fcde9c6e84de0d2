// Where an offset stands in a text, as lines and characters from zero (UTF-16), as in the language server protocol.

export interface Place {
  readonly line: number;
  readonly character: number;
}
export interface Range {
  readonly start: Place;
  readonly end: Place;
}

/** Finds the places of one text: for whoever asks for many. */
export function placesOf(text: string): { at(offset: number): Place; range(span: { start: number; end: number }): Range } {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const at = (offset: number): Place => {
    let [low, high] = [0, starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low, character: offset - starts[low]! };
  };
  return { at, range: ({ start, end }) => ({ start: at(start), end: at(end) }) };
}

export const positionAt = (text: string, offset: number): Place => placesOf(text).at(offset);
