import { describe, expect, it } from "vitest";
import type { Unit, Workplace } from "@/host/types";
import { mainUnitsOf, secondaryUnitsOf } from "./workplace";

const unit = (id: string, parent: string | null): Unit => ({ id, name: id, parent, place: "" });
const units = [
  unit("north", null),
  unit("n1", "north"),
  unit("n2", "north"),
  unit("south", null),
  unit("s1", "south"),
];
const workplaces: Workplace[] = [
  { profile: "rao", unit: "n1" },
  { profile: "rao", unit: "south" },
  { profile: "operator", unit: "s1" },
];

describe("where an account may work", () => {
  it("offers a main unit for work in it or below it", () => {
    const mains = (profile: "rao" | "operator" | "auditor") =>
      mainUnitsOf(profile, workplaces, units).map((each) => each.id);
    expect(mains("rao"), "one by a secondary unit, one by itself").toEqual(["north", "south"]);
    expect(mains("operator"), "only where that profile works").toEqual(["south"]);
    expect(mains("auditor"), "no work, no unit").toEqual([]);
  });

  it("offers only the secondary units of the profile", () => {
    const below = secondaryUnitsOf("rao", "north", workplaces, units).map((each) => each.id);
    expect(below, "n2 is not the account's").toEqual(["n1"]);
    expect(secondaryUnitsOf("rao", "south", workplaces, units), "s1 is the operator's").toEqual([]);
  });
});
