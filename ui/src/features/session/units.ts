import type { Profile, Unit, Workplace } from "@/host/types";

/** A unit below a main one, and the units between the two. */
export interface Below {
  unit: Unit;
  between: Unit[];
}

function isRoot(unit: Unit, units: Unit[]): boolean {
  return !units.some((each) => each.id === unit.parent);
}

/** Everything below a unit, each branch whole before the next. */
export function unitsBelow(top: Unit, units: Unit[], between: Unit[] = []): Below[] {
  return units
    .filter((unit) => unit.parent === top.id && unit.id !== top.id && !between.includes(unit))
    .flatMap((unit) => [{ unit, between }, ...unitsBelow(unit, units, [...between, unit])]);
}

function worksIn(profile: Profile, workplaces: Workplace[]): Set<string> {
  return new Set(workplaces.filter((row) => row.profile === profile).map((row) => row.unit));
}

/** The main units in or under which a profile has work, in the order of the list. */
export function mainUnitsOf(profile: Profile, workplaces: Workplace[], units: Unit[]): Unit[] {
  const open = worksIn(profile, workplaces);
  return units.filter(
    (unit) =>
      isRoot(unit, units) &&
      (open.has(unit.id) || unitsBelow(unit, units).some((below) => open.has(below.unit.id))),
  );
}

/** The units at any depth below a main one in which a profile has work. */
export function secondaryUnitsOf(
  profile: Profile,
  main: Unit,
  workplaces: Workplace[],
  units: Unit[],
): Below[] {
  const open = worksIn(profile, workplaces);
  return unitsBelow(main, units).filter((below) => open.has(below.unit.id));
}

/** How a unit is called where the ones above it are not seen. */
export function pathOf({ unit, between }: Below): string {
  return [...between, unit].map((each) => each.name).join(" › ");
}
