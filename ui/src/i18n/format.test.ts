import { renderHook } from "@testing-library/react";
import i18next from "i18next";
import { describe, expect, it } from "vitest";
import { useFormat } from "./format";

async function formatIn(language: "en" | "it") {
  await i18next.changeLanguage(language);
  return renderHook(() => useFormat()).result.current;
}

describe("dates, times and sizes", () => {
  it("are written as the language writes them", async () => {
    const en = await formatIn("en");
    expect(en.day("2026-11-22"), "three letters for the month").toBe("22 Nov 2026");
    expect(en.day("2026-09-02"), "September too has three letters").toBe("02 Sep 2026");
    const it = await formatIn("it");
    expect(it.day("2026-11-22"), "in Italian, small").toBe("22 nov 2026");
  });

  it("show instants in the legal zone, with seconds where they are evidence", async () => {
    const en = await formatIn("en");
    expect(en.instant("2026-07-31T22:30:05Z"), "half past midnight in Rome").toBe("01 Aug 2026, 00:30");
    expect(en.exactInstant("2026-12-31T22:30:05Z"), "winter time").toBe("31 Dec 2026, 23:30:05");
    expect(en.instantDay("2026-07-31T22:30:05Z"), "the legal day is the next one").toBe("01 Aug 2026");
  });

  it("say how long ago, until a day has passed", async () => {
    const en = await formatIn("en");
    const now = Date.parse("2026-11-22T10:00:00Z");
    expect(en.since("2026-11-22T09:59:40Z", now), "under a minute").toBe("now");
    expect(en.since("2026-11-22T09:58:00Z", now), "minutes").toBe("2 minutes ago");
    expect(en.since("2026-11-20T09:58:00Z", now), "beyond a day the instant itself").toBe(
      "20 Nov 2026, 10:58",
    );
  });

  it("name sizes and countries", async () => {
    const it = await formatIn("it");
    expect(it.size(1_572_864), "a comma for the decimals").toBe("1,5 MB");
    expect(it.country("DE"), "the name, not the code").toBe("Germania");
    expect(it.country("??"), "what is no country stays what it is").toBe("??");
  });
});
