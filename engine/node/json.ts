// JSON of other programs, read without believing it.
import { repeatedName } from "../index.ts";

/** Undefined where it is no JSON, or has a name twice in one object: one of the two was meant, and nobody knows which. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return repeatedName(text, value) === undefined ? value : undefined;
  } catch {
    return undefined;
  }
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

/** Whoever walks a value that nests deeper would run out of stack. */
export function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return depth === 0 || Object.values(value).some((each) => isDeeperThan(depth - 1, each));
}
