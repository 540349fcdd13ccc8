import { describe, expect, it } from "vitest";
import { sectionFilter } from "@/components/sections";
import { isFiltering, readSearch, wholeFilter, without } from "./filters";

describe("the twelve filters", () => {
  it("are read from the address, and what does not fit is left out", () => {
    const read = readSearch({
      filter: { taxCode: " RSSMRC79A10H501E ", inputFrom: "yesterday", statuses: ["active"] },
    });
    expect(read.filter, "a day that is none does not break the page").toEqual({
      taxCode: "RSSMRC79A10H501E",
      inputFrom: undefined,
      statuses: ["active"],
    });
    expect(readSearch({ filter: 7 }).filter, "nonsense is no filter").toBeUndefined();
  });

  it("keep the section's statuses unless others were chosen", () => {
    const preset = sectionFilter("toIdentify");
    expect(wholeFilter({ name: "ros" }, preset).statuses, "the section's").toEqual([
      "toIdentify",
      "recognitionInProgress",
    ]);
    expect(wholeFilter({ statuses: ["revoked"] }, preset).statuses, "the officer's").toEqual(["revoked"]);
  });

  it("go one by one", () => {
    const typed = { name: "ros", operator: "sala" };
    expect(without(typed, "name").operator, "the other one stays").toBe("sala");
    expect(isFiltering(without(without(typed, "name"), "operator")), "then none is left").toBe(false);
  });
});
