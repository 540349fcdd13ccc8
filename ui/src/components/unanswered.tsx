import { asHostError } from "@/host/errors";
import { HostProblem } from "./host-problem";
import { Loading } from "./loading";

interface UnansweredProps {
  /** A question to the desk. */
  query: { error: Error | null; isPending: boolean; refetch: () => unknown };
  sentence: string;
  lines?: number;
}

/** What stands where an answer of the desk will stand: that it is asked, or that asking failed, with a way to ask again. */
export function Unanswered({ query, sentence, lines = 4 }: UnansweredProps) {
  if (query.error)
    return <HostProblem problem={asHostError(query.error)} onRetry={() => void query.refetch()} />;
  return query.isPending ? <Loading sentence={sentence} lines={lines} /> : null;
}
