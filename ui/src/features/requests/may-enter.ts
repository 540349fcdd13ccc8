import { useQuery } from "@tanstack/react-query";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";

/** Whether the profile enters requests at all: what to show; the desk decides what is done. */
export function useMayEnter(): boolean {
  const session = useQuery(queries.session(useHost())).data;
  if (session?.kind !== "signedIn") return false;
  return session.session.profile !== "auditor" && session.session.profile !== "customerAdministrator";
}
