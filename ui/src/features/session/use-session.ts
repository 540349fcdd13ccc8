import { useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import type { SessionView } from "@/host/types";

/** Sets where the login stands; what belonged to another session is forgotten with it. */
export function useSession() {
  const client = useQueryClient();
  return useMemo(
    () => ({
      /** Another session is open behind the choice of a workplace. */
      goesOn: client.getQueryData<boolean>(["session-goes-on"]) === true,
      keep: (view: SessionView) => {
        client.removeQueries({ queryKey: ["session-goes-on"] });
        client.setQueryData(["session"], view);
      },
      set: (view: SessionView) => {
        client.removeQueries({ queryKey: ["session-goes-on"] });
        client.setQueryData(["session"], view);
        if (view.kind === "signedOut" || view.kind === "signedIn") {
          client.removeQueries({
            predicate: (query) => query.queryKey[0] !== "session" && query.queryKey[0] !== "status",
          });
        }
      },
    }),
    [client],
  );
}
