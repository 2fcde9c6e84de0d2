// What the successful results of a tool vouch for: every whole value in them that their own call did not carry in.
import type { At } from "../../grammar/index.ts";
import { Decimal, showNum } from "./decimal.ts";
import { isRawObject, own, type Raw, type RawObject, type Truth } from "./values.ts";

/** Values of one result beyond this many are not kept: from then on what is not found is unknown, never "no". */
export const maxValuesKept = 100_000;

type Scalar = string | number | boolean;

export class Vouchers {
  private readonly at: At | undefined;
  private readonly values = new Set<Scalar>();
  /** Successful calls of which nobody can say what they returned; and how many of those carried a value in themselves. */
  private unread = 0;
  private readonly carried = new Map<Scalar, number>();

  constructor(at: At | undefined) {
    this.at = at;
  }

  /** `args` and `result` are undefined where they cannot be read. */
  learn(args: RawObject | undefined, result: Raw | undefined): void {
    const own = new Set(args ? scalars([args]) : []);
    const found = args && result !== undefined ? scalars(placesIn(result, this.at), maxValuesKept + 1) : undefined;
    for (const value of found?.slice(0, maxValuesKept) ?? []) if (!own.has(value)) this.values.add(value);
    if (found && found.length <= maxValuesKept) return;
    this.unread++;
    for (const value of own) this.carried.set(value, (this.carried.get(value) ?? 0) + 1);
  }

  vouch(raw: Raw): Truth {
    const value = scalar(raw);
    if (value === undefined) return undefined;
    if (this.values.has(value)) return true;
    return this.unread > (this.carried.get(value) ?? 0) ? undefined : false;
  }
}

const scalar = (raw: Raw): Scalar | undefined =>
  raw instanceof Decimal ? `\0${showNum(raw)}` : raw === null || typeof raw === "object" ? undefined : raw;

function scalars(places: readonly (Raw | undefined)[], most = Number.POSITIVE_INFINITY): Scalar[] {
  const found: Scalar[] = [];
  const open = [...places].reverse();
  while (open.length > 0 && found.length < most) {
    const raw = open.pop();
    if (raw === undefined || raw === null) continue;
    if (Array.isArray(raw)) for (let i = raw.length - 1; i >= 0; i--) open.push(raw[i]);
    else if (isRawObject(raw)) for (const name of Object.keys(raw).reverse()) open.push(raw[name]);
    else found.push(scalar(raw)!);
  }
  return found;
}

/** All that stands at a place; a name also reaches into every element of a list: `at reservations.id`. */
function placesIn(result: Raw, at: At | undefined): (Raw | undefined)[] {
  let here: (Raw | undefined)[] = [result];
  for (const step of at?.steps ?? []) {
    here = here.flatMap((raw): (Raw | undefined)[] => {
      if (step.kind === "name") {
        if (Array.isArray(raw)) return raw.map((each: Raw) => (isRawObject(each) ? own(each, step.text) : undefined));
        return isRawObject(raw) ? [own(raw, step.text)] : [];
      }
      if (step.index === "*") return Array.isArray(raw) ? raw : isRawObject(raw) ? Object.values(raw) : [];
      return typeof step.index === "number" && Array.isArray(raw) ? [raw[step.index]] : [];
    });
  }
  return here;
}
