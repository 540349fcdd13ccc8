import { describe, expect, it } from "vitest";
import { guessFilter } from "./command-box";

describe("what is typed into the one search box", () => {
  it.each([
    ["rssmrc79a10h501e", "taxCode"],
    ["RSSMRC79ALLH501X", "taxCode"],
    ["giulia@posta.example", "email"],
    ["+39 347 1234567", "mobile"],
    ["O-26-00412", "orderId"],
    ["u-26-7412", "userId"],
    ["de luca", "name"],
    ["Rossi", "name"],
  ] as const)("%s is searched as %s", (typed, field) => {
    const filter = guessFilter(typed);
    expect(filter[field], `${typed} fills ${field}`).not.toBeNull();
    const filled = Object.values(filter).filter((value) => typeof value === "string");
    expect(filled, "and nothing else").toHaveLength(1);
  });
});
