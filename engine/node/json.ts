// JSON of other programs, read without believing it.

/** Undefined where it is no JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Whoever walks a value that nests deeper would run out of stack. */
export function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((each) => isDeeperThan(depth - 1, each));
}

/** Has it a number that a double may round? Its digits are then read from the text itself. */
export const mayRound = (text: string): boolean => /[\d.]{16}/.test(text);
