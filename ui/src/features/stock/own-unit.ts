import { useQuery } from "@tanstack/react-query";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";

/** The unit one works in, if its stock is among these; else the first. */
export function useOwnUnit(units: { unit: string }[]): string {
  const session = useQuery(queries.session(useHost())).data;
  const own = session?.kind === "signedIn" ? session.session.unit : undefined;
  return units.find(({ unit }) => unit === own)?.unit ?? units[0]?.unit ?? "";
}
