import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useAct } from "@/host/queries";

/** The two ways out of a session: another workplace, or no session at all. */
export function useLeave() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const change = useAct((host) => host.changeWorkplace(), {
    onSuccess: (view) => {
      // The session goes on until another is open: the choice may be left again.
      client.setQueryData(["session-goes-on"], true);
      client.setQueryData(["session"], view);
    },
  });
  const signOut = useAct((host) => host.signOut(), {
    onSuccess: (view) => {
      client.setQueryData(["session"], view);
      client.removeQueries({ predicate: (query) => query.queryKey[0] !== "session" });
      void navigate({ to: "/" });
    },
  });
  return { change: () => change.mutate(undefined), signOut: () => signOut.mutate(undefined) };
}
