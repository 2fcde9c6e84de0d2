// Times, durations and the calendar: what a text means as a moment, and which hour, day, week or month a moment is in.
import { Temporal } from "temporal-polyfill";
import type { Num } from "./decimal.ts";
import { parseNum, times } from "./decimal.ts";

/** A moment, in milliseconds since 1970 UTC. */
export class Time {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  toJSON(): string {
    return isoText(this.ms);
  }
}

export const isoText = (ms: number): string => {
  // Every message of every trial carries its time: the ordinary ones are written without the library.
  if (ms >= 0 && ms < endOf9999) return ordinaryText(Math.trunc(ms));
  try {
    return Temporal.Instant.fromEpochMilliseconds(Math.trunc(ms)).toString();
  } catch {
    return `${ms} ms`;
  }
};

const endOf9999 = 253_402_300_800_000;
const two = (value: number): string => (value < 10 ? `0${value}` : `${value}`);

function ordinaryText(ms: number): string {
  const [days, rest] = [Math.floor(ms / 86_400_000), ms % 86_400_000];
  // Days to a date of the civil calendar (H. Hinnant, chrono-Compatible Low-Level Date Algorithms): eras of 400 years from 1 March 0000.
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const year = Math.floor((dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365);
  const dayOfYear = dayOfEra - (365 * year + Math.floor(year / 4) - Math.floor(year / 100));
  const shiftedMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const civil = year + era * 400 + (month <= 2 ? 1 : 0);
  const [hour, minute, second] = [Math.floor(rest / 3_600_000), Math.floor(rest / 60_000) % 60, Math.floor(rest / 1000) % 60];
  const fraction = rest % 1000 === 0 ? "" : `.${String(rest % 1000).padStart(3, "0")}`.replace(/0+$/, "");
  return `${civil}-${two(month)}-${two(day)}T${two(hour)}:${two(minute)}:${two(second)}${fraction}Z`;
}

/** What `ordinaryText` writes, back; undefined for anything else, which the library reads. */
function ordinaryMs(text: string): number | undefined {
  const match = ordinary.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [number, number, number, number, number, number];
  const shifted = month <= 2 ? year - 1 : year;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = shifted * 365 + Math.floor(shifted / 4) - Math.floor(shifted / 100) + Math.floor(shifted / 400) + dayOfYear - 719_468;
  return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + Number((match[7] ?? "").padEnd(3, "0"));
}
// Days every month has; the others are left to the library.
const ordinary = /^(197\d|19[89]\d|2\d{3})-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?Z$/;

const form = /^(\d{4}-\d{2}-\d{2})(?:[Tt ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)([Zz]|[+-]\d{2}:?\d{2})?)?$/;

const rememberedTimes = 1000;
const remembered = new Map<string, Time | undefined>();

/** ISO 8601. A date alone is midnight; without a zone the pact's is taken, and without that the time is unknown. */
export function timeFromText(text: string, timezone: string | undefined): Time | undefined {
  if (text.length > 40) return undefined;
  const key = `${timezone ?? ""} ${text}`;
  const known = remembered.get(key);
  if (known) return known;
  const read = readTime(text, timezone);
  if (remembered.size >= rememberedTimes) remembered.clear();
  remembered.set(key, read);
  return read;
}

function readTime(text: string, timezone: string | undefined): Time | undefined {
  const known = ordinaryMs(text);
  if (known !== undefined) return new Time(known);
  const match = form.exec(text);
  if (!match) return undefined;
  const [, date, clock = "00:00", zone] = match;
  try {
    if (zone) return new Time(Temporal.Instant.from(`${date}T${clock}${zone}`).epochMilliseconds);
    if (!timezone) return undefined;
    return new Time(Temporal.PlainDateTime.from(`${date}T${clock}`).toZonedDateTime(timezone).epochMilliseconds);
  } catch {
    return undefined;
  }
}

const secondsIn: Record<string, number> = {
  ms: 0.001,
  millisecond: 0.001,
  s: 1,
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};
const unitSeconds = (unit: string): number | undefined =>
  Object.hasOwn(secondsIn, unit) ? secondsIn[unit] : secondsIn[unit.replace(/s$/, "")];

/** In seconds; a month is 30 days and a year 365, so that a duration is one length and not a calendar. */
export function durationSeconds(digits: string, unit: string): Num {
  return times(parseNum(digits) ?? 0, unitSeconds(unit) ?? 1);
}

/** `15 minutes`; undefined for anything else. */
export function durationFromText(text: string): Num | undefined {
  const match = /^(\d{1,15}(?:\.\d{1,9})?) ?([a-z]{1,12})$/.exec(text);
  return match && unitSeconds(match[2]!) !== undefined ? durationSeconds(match[1]!, match[2]!) : undefined;
}

export const calendarUnits = ["hour", "day", "week", "month"] as const;
export type CalendarUnit = (typeof calendarUnits)[number];
export const isCalendarUnit = (word: string): word is CalendarUnit => (calendarUnits as readonly string[]).includes(word);

/** The last period of each unit and zone: nearly every question is about the one that is now. */
const periods = new Map<string, { readonly fromMs: number; readonly untilMs: number; readonly name: string }>();

/** Names the hour, day, week (from Monday) or month a moment is in, on the calendar of the zone: `2026-12-10T09-05:00`. */
export function calendarPeriod(ms: number, unit: CalendarUnit, timezone: string): string | undefined {
  const key = `${unit} ${timezone}`;
  const known = periods.get(key);
  if (known && ms >= known.fromMs && ms < known.untilMs) return known.name;
  try {
    const local = Temporal.Instant.fromEpochMilliseconds(Math.trunc(ms)).toZonedDateTimeISO(timezone);
    const midnight = local.startOfDay();
    const start = {
      hour: local.round({ smallestUnit: "hour", roundingMode: "floor" }),
      day: midnight,
      week: midnight.subtract({ days: local.dayOfWeek - 1 }),
      month: midnight.with({ day: 1 }),
    }[unit];
    const end = start.add({ [`${unit}s`]: 1 });
    const date = start.toPlainDate().toString();
    // The offset keeps the hour that a change of the clock brings twice apart.
    const name =
      unit === "month" ? date.slice(0, 7) : unit === "hour" ? `${date}T${String(start.hour).padStart(2, "0")}${local.offset}` : date;
    // An hour that is not sixty minutes, as where a zone moves by thirty, is asked for each time.
    if (end.epochMilliseconds > ms && start.epochMilliseconds <= ms) {
      if (periods.size > 100) periods.clear();
      periods.set(key, { fromMs: start.epochMilliseconds, untilMs: end.epochMilliseconds, name });
    }
    return name;
  } catch {
    return undefined;
  }
}
