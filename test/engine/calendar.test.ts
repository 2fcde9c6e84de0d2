// Hours, days, weeks and months on the calendar of a zone, over the days on which a clock is changed.
import assert from "node:assert/strict";
import fc from "fast-check";
import { calendarPeriod, isoText, timeFromText } from "../../engine/decision/calendar.ts";

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
  it("writes moments and reads them as the calendar of the platform does", () => {
    const moments = fc.oneof(
      fc.integer({ min: 0, max: 253_402_300_799_999 }),
      fc.integer({ min: 0, max: 2_932_896 }).map((day) => day * 86_400_000),
    );
    fc.assert(
      fc.property(moments, (ms) => {
        const written = isoText(ms);
        assert.equal(Date.parse(written), ms);
        assert.equal(written.length <= 24 && !/\.\d*0Z$/.test(written), true, written);
        for (const text of [written, new Date(ms).toISOString()]) assert.equal(timeFromText(text, undefined)?.ms, ms, text);
      }),
      { numRuns: 5000 },
    );
    for (const text of ["2026-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z", "2026-13-01T00:00:00Z"])
      assert.equal(timeFromText(text, undefined), undefined, text);
    assert.equal(timeFromText("2028-02-29T12:00:00.25Z", undefined)?.ms, Date.UTC(2028, 1, 29, 12, 0, 0, 250));
    assert.deepEqual(
      [isoText(-1), isoText(0), isoText(1500), isoText(9e15)],
      ["1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00Z", "1970-01-01T00:00:01.5Z", "9000000000000000 ms"],
    );
  });
});
