import { describe, expect, it } from "vitest";
import { dayForField, readDay } from "./date-text";

describe("a day as people type it", () => {
  it.each([
    ["22/11/2026", "2026-11-22"],
    ["2/1/2026", "2026-01-02"],
    ["22.11.2026", "2026-11-22"],
    ["22-11-2026", "2026-11-22"],
    ["22 11 2026", "2026-11-22"],
    ["22112026", "2026-11-22"],
    [" 2026-11-22 ", "2026-11-22"],
    ["29/02/2024", "2024-02-29"],
  ])("%s is read", (typed, expected) => {
    expect(readDay(typed), `${typed} means ${expected}`).toBe(expected);
  });

  it.each(["", "31/02/2026", "29/02/2026", "00/01/2026", "12/2026", "tomorrow", "22/11/26", "2026-13-01"])(
    "%s is no day",
    (typed) => {
      expect(readDay(typed), `${typed} must not become another day`).toBeNull();
    },
  );

  it("stands in a field as day, month, year", () => {
    expect(dayForField("2026-11-22"), "the wire's form is turned round").toBe("22/11/2026");
    expect(dayForField("22/11"), "half a day stays as it was typed").toBe("22/11");
  });
});
