// A name that stands twice in one object of JSON: whoever parses keeps the last and says nothing of the first.

/** Steps into a value: names and places in lists. */
export type JsonPath = readonly (string | number)[];

/** An object with the names it has had so far, or a list; and the step inside it that is being read. */
interface Open {
  readonly names: Set<string> | undefined;
  step: string | number;
  isNameNext: boolean;
}

/**
 * Where the first such name stands for the second time. The text has to be JSON, and `value` what was parsed of it: where that has as many
 * names as the text, none stands twice. Names with a backslash are told apart here: V8 parses one as another where that stood in their
 * place before (nodejs/node#63785). It is read once, whatever its depth.
 */
export function repeatedName(text: string, value: unknown): JsonPath | undefined {
  return plainNamesOf(text) === namesIn(value) ? undefined : firstRepeated(text);
}

/** How many names stand in the text, the texts that a colon follows; undefined where one has a backslash. */
function plainNamesOf(text: string): number | undefined {
  let names = 0;
  for (let start = text.indexOf('"'); start >= 0; ) {
    const end = endOfText(text, start);
    let after = end + 1;
    while (isSpace(text.charCodeAt(after))) after++;
    if (text.charCodeAt(after) === colon) {
      if (text.slice(start, end).includes("\\")) return undefined;
      names++;
    }
    start = text.indexOf('"', after);
  }
  return names;
}
const colon = 0x3a;
const isSpace = (code: number): boolean => code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;

/** How many names the objects in it have. */
function namesIn(value: unknown): number {
  let names = 0;
  const open: unknown[] = [value];
  while (open.length > 0) {
    const each = open.pop();
    if (typeof each !== "object" || each === null) continue;
    const parts: readonly unknown[] = Array.isArray(each) ? each : Object.values(each);
    if (parts !== each) names += parts.length;
    for (const part of parts) if (typeof part === "object") open.push(part);
  }
  return names;
}

function firstRepeated(text: string): JsonPath | undefined {
  const open: Open[] = [];
  for (let i = 0; i < text.length; i++) {
    const here = open.at(-1);
    const char = text[i];
    if (char === "{") open.push({ names: new Set(), step: "", isNameNext: true });
    else if (char === "[") open.push({ names: undefined, step: 0, isNameNext: false });
    else if (char === "}" || char === "]") open.pop();
    else if (char === "," && here) next(here);
    else if (char === '"') {
      const end = endOfText(text, i);
      if (here?.isNameNext && isRepeated(here, JSON.parse(text.slice(i, end + 1)))) return open.map(({ step }) => step);
      i = end;
    }
  }
  return undefined;
}

function next(here: Open): void {
  if (typeof here.step === "number") here.step++;
  else here.isNameNext = true;
}

function isRepeated(here: Open, name: string): boolean {
  here.step = name;
  here.isNameNext = false;
  const isKnown = here.names!.has(name);
  here.names!.add(name);
  return isKnown;
}

/** The quote that ends the text which begins at `start`: one with an even number of backslashes before it. */
function endOfText(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text.charCodeAt(before - 1) === backslash) before--;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
const backslash = 0x5c;
