import { useQuery } from "@tanstack/react-query";
import { useCallback } from "react";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { Action } from "@/host/types";

/** What the session's profile may do at all: the desk says so with the session, from its table of rights. */
export function useMay(): (action: Action) => boolean {
  const session = useQuery(queries.session(useHost())).data;
  const may = session?.kind === "signedIn" ? session.session.may : undefined;
  return useCallback((action) => may?.includes(action) ?? false, [may]);
}
