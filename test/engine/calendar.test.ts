// Hours, days, weeks and months on the calendar of a zone, over the days on which a clock is changed.
import assert from "node:assert/strict";
import { calendarPeriod } from "../../engine/decision/calendar.ts";

const at = (text: string, unit: "hour" | "day" | "week" | "month", zone = "Europe/Berlin") => calendarPeriod(Date.parse(text), unit, zone);

describe("calendar", () => {
  it("names each period, from either end", () => {
    assert.equal(at("2026-12-09T23:00:00Z", "day"), "2026-12-10");
    assert.equal(at("2026-12-09T22:59:59.999Z", "day"), "2026-12-09");
    assert.equal(at("2026-12-10T12:00:00Z", "week"), "2026-12-07");
    assert.equal(at("2026-12-13T22:59:59.999Z", "week"), "2026-12-07");
    assert.equal(at("2026-12-13T23:00:00Z", "week"), "2026-12-14");
    assert.equal(at("2026-12-31T23:00:00Z", "month"), "2027-01");
    assert.equal(at("2026-12-10T12:34:56Z", "hour"), "2026-12-10T13+01:00");
  });
  it("keeps the hour that comes twice apart, and knows a day of 23 and one of 25 hours", () => {
    assert.equal(at("2026-10-25T00:30:00Z", "hour"), "2026-10-25T02+02:00");
    assert.equal(at("2026-10-25T01:30:00Z", "hour"), "2026-10-25T02+01:00");
    assert.equal(at("2026-10-25T22:59:59Z", "day"), "2026-10-25");
    assert.equal(at("2026-10-24T22:00:00Z", "day"), "2026-10-25");
    assert.equal(at("2026-03-29T21:59:59Z", "day"), "2026-03-29");
    assert.equal(at("2026-03-29T22:00:00Z", "day"), "2026-03-30");
  });
  it("answers the same whatever was asked before", () => {
    const units = ["hour", "day", "week", "month"] as const;
    const moments = Array.from({ length: 400 }, (_, i) => Date.parse("2026-01-01T00:00:00Z") + i * 22 * 3_600_000 + i * 977);
    for (const zone of ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC"]) {
      const ask = (ms: number) => units.map((unit) => calendarPeriod(ms, unit, zone));
      const forwards = moments.map(ask);
      const backwards = [...moments].reverse().map(ask).reverse();
      assert.deepEqual(forwards, backwards, zone);
    }
  });
  it("a moment that is none, or a zone that is none, has no period", () => {
    for (const ms of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) assert.equal(calendarPeriod(ms, "day", "UTC"), undefined);
    assert.equal(calendarPeriod(0, "day", "Mars/Olympus"), undefined);
  });
});
