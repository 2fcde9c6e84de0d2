// A name that stands twice in one object of JSON: whoever parses keeps the last and says nothing of the first.

/** Steps into a value: names and places in lists. */
export type JsonPath = readonly (string | number)[];

/** An object with the names it has had so far, or a list; and the step inside it that is being read. */
interface Open {
  readonly names: Set<string> | undefined;
  step: string | number;
  isNameNext: boolean;
}

/** Where the first such name stands for the second time. The text has to be JSON; it is read once, whatever its depth. */
export function repeatedName(text: string): JsonPath | undefined {
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

/** The quote that ends the text which begins at `start`. */
function endOfText(text: string, start: number): number {
  let i = start + 1;
  while (i < text.length && text[i] !== '"') i += text[i] === "\\" ? 2 : 1;
  return i;
}
