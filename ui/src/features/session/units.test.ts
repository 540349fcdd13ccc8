import { describe, expect, it } from "vitest";
import type { Profile, Unit, Workplace } from "@/host/types";
import { mainUnitsOf, pathOf, secondaryUnitsOf } from "./units";

const unit = (id: string, parent: string | null): Unit => ({ id, name: id, parent, place: "" });
const north = unit("north", null);
const south = unit("south", null);
const units = [
  north,
  unit("n1", "north"),
  unit("n2", "north"),
  south,
  unit("s1", "south"),
  unit("s1a", "s1"),
  unit("s1a1", "s1a"),
];
const workplaces: Workplace[] = [
  { profile: "rao", unit: "n1" },
  { profile: "rao", unit: "south" },
  { profile: "operator", unit: "s1" },
  { profile: "registrationClerk", unit: "s1a1" },
  { profile: "registrationClerk", unit: "s1a" },
];

describe("where an account may work", () => {
  it("offers a main unit for work in it or at any depth below it", () => {
    const mains = (profile: Profile) => mainUnitsOf(profile, workplaces, units).map((each) => each.id);
    expect(mains("rao"), "one by a secondary unit, one by itself").toEqual(["north", "south"]);
    expect(mains("operator"), "only where that profile works").toEqual(["south"]);
    expect(mains("registrationClerk"), "three levels down is work too").toEqual(["south"]);
    expect(mains("auditor"), "no work, no unit").toEqual([]);
  });

  it("offers only the units of the profile, each with its path", () => {
    const below = (profile: Profile, main: Unit) =>
      secondaryUnitsOf(profile, main, workplaces, units).map(pathOf);
    expect(below("rao", north), "n2 is not the account's").toEqual(["n1"]);
    expect(below("rao", south), "s1 is the operator's").toEqual([]);
    expect(below("registrationClerk", south)).toEqual(["s1 › s1a", "s1 › s1a › s1a1"]);
  });

  it("takes a unit whose main one is not told for a main one, and is not caught in a circle", () => {
    const odd = [unit("lost", "nowhere"), unit("a", "b"), unit("b", "a")];
    const everywhere = odd.map((each): Workplace => ({ profile: "rao", unit: each.id }));
    expect(mainUnitsOf("rao", everywhere, odd).map((each) => each.id)).toEqual(["lost"]);
    const [, a] = odd;
    expect(secondaryUnitsOf("rao", a as Unit, everywhere, odd).map(pathOf)).toEqual(["b", "b › a"]);
  });
});
