// Where a value stands in a JSON text, found without believing that the text is whole: a catalogue may be half written.
import type { Span } from "../../grammar/index.ts";

interface Place extends Span {
  /** The name in front of it, in an object. */
  readonly key?: Span & { readonly text: string };
  readonly text?: string;
  readonly parts: readonly Place[];
}

/** A step into an object by name, or to the first element of a list whose field has this value. */
export type JsonStep = string | { readonly where: string; readonly is: string };

/** The value, and its name where it has one; undefined where the steps lead nowhere. Offsets into `json`. */
export function placeInJson(json: string, steps: readonly JsonStep[]): { readonly value: Span; readonly key?: Span } | undefined {
  let here: Place = new Scanner(json).value(0);
  for (const step of steps) {
    const next = partOf(here.parts, step);
    if (!next) return undefined;
    here = next;
  }
  return { value: here, ...(here.key && { key: here.key }) };
}

const partOf = (parts: readonly Place[], step: JsonStep): Place | undefined =>
  typeof step === "string" ? field(parts, step) : parts.find((part) => field(part.parts, step.where)?.text === step.is);

const field = (parts: readonly Place[], name: string): Place | undefined => parts.find(({ key }) => key?.text === name);

const maxDepth = 100;

class Scanner {
  private readonly json: string;
  private at = 0;

  constructor(json: string) {
    this.json = json;
  }

  value(depth: number): Place {
    this.space();
    const start = this.at;
    const first = this.json[this.at];
    if ((first === "{" || first === "[") && depth < maxDepth) {
      const parts = this.parts(first === "{" ? "}" : "]", depth);
      return { start, end: this.at, parts };
    }
    if (first === '"') {
      const { text, end } = this.text();
      return { start, end, text, parts: [] };
    }
    while (this.at < this.json.length && !/[\s,\]}]/.test(this.json[this.at]!)) this.at++;
    return { start, end: this.at, parts: [] };
  }

  private parts(close: string, depth: number): Place[] {
    const parts: Place[] = [];
    this.at++;
    for (;;) {
      this.space();
      const here = this.json[this.at];
      if (here === undefined) return parts;
      if (here === close) {
        this.at++;
        return parts;
      }
      const before = this.at;
      if (here === ",") this.at++;
      else parts.push(close === "}" ? this.entry(depth) : this.value(depth + 1));
      if (this.at === before) this.at++;
    }
  }

  private entry(depth: number): Place {
    if (this.json[this.at] !== '"') return this.value(depth + 1);
    const key = this.text();
    this.space();
    if (this.json[this.at] !== ":") return { ...key, parts: [] };
    this.at++;
    return { ...this.value(depth + 1), key };
  }

  private text(): Span & { readonly text: string } {
    const start = this.at++;
    while (this.at < this.json.length && this.json[this.at] !== '"') this.at += this.json[this.at] === "\\" ? 2 : 1;
    this.at = Math.min(this.at + 1, this.json.length);
    return { start, end: this.at, text: unquoted(this.json.slice(start, this.at)) };
  }

  private space(): void {
    while (/\s/.test(this.json[this.at] ?? "")) this.at++;
  }
}

function unquoted(image: string): string {
  try {
    return String(JSON.parse(image));
  } catch {
    return image.slice(1, -1);
  }
}
