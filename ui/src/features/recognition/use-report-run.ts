import { useEffect, useState } from "react";
import { useHost } from "@/host/context";
import { asHostError, HostError } from "@/host/errors";
import type { ReportOutcome, ReportRun, ReportRunProgressed, ReportToSign } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** What became of a report: as the desk tells it, or it could not even be made. */
export type LineOutcome = ReportOutcome | { kind: "unprepared"; error: HostError };

export interface RunLine {
  report: ReportToSign;
  outcome: LineOutcome;
}

type Stage =
  | { kind: "idle" }
  | { kind: "preparing" }
  /** Everything but the secret is there. */
  | { kind: "asking"; error: HostError | null }
  | { kind: "signing" }
  /** What was done stays to be read; `stopped` is what kept the key from the rest. */
  | { kind: "over"; stopped: HostError | null };

/** What is no PIN at all: no card saw it, and it is typed again. */
const slips = new Set(["cardPinMalformed", "cardPinLength"]);

/** Events come when they come: one that is late is drawn by no other stage than its own. */
const isOf = (stage: Stage, { step }: ReportRunProgressed) =>
  stage.kind === (step === "making" ? "preparing" : "signing");

const isLeft = ({ outcome }: RunLine) => outcome.kind === "left";

/**
 * Several reports in one go. All are made before a secret is asked for; each time it is, the desk signs as many as it allows,
 * and says what became of each. Nothing is tried again by itself.
 */
export function useReportRun() {
  const host = useHost();
  const { language } = useFormat();
  const [stage, setStage] = useState<Stage>({ kind: "idle" });
  const [lines, setLines] = useState<RunLine[]>([]);
  const [progress, setProgress] = useState<ReportRunProgressed | null>(null);
  useEffect(() => host.onReportRunProgressed(setProgress), [host]);
  /** What was told of the act before says nothing of the next one. */
  const enter = (next: "preparing" | "signing") => {
    setProgress(null);
    setStage({ kind: next });
  };

  /** Gives those that were made; the others are told in their line. */
  const prepare = async (reports: ReportToSign[]): Promise<RunLine[]> => {
    const begun = reports.map((report): RunLine => ({ report, outcome: { kind: "left" } }));
    setLines(begun);
    enter("preparing");
    try {
      const made = await host.prepareReports(
        reports.map(({ request }) => request),
        language,
      );
      const now = begun.map((line): RunLine => {
        const problem = made.find(({ request }) => request === line.report.request)?.problem;
        return problem ? { ...line, outcome: { kind: "unprepared", error: new HostError(problem) } } : line;
      });
      setLines(now);
      setStage(now.some(isLeft) ? { kind: "asking", error: null } : { kind: "over", stopped: null });
      return now;
    } catch (thrown) {
      setStage({ kind: "over", stopped: asHostError(thrown) });
      return [];
    }
  };

  /** One showing of the secret, for so many of those that are left. */
  const sign = async (
    from: RunLine[],
    most: number,
    act: (requests: string[]) => Promise<ReportRun>,
  ): Promise<void> => {
    const requests = from.filter(isLeft).map(({ report }) => report.request);
    if (requests.length === 0) return;
    enter("signing");
    try {
      const run = await act(requests.slice(0, most));
      const now = from.map((line): RunLine => {
        const told = run.lines.find(({ request }) => request === line.report.request);
        return told ? { ...line, outcome: told.outcome } : line;
      });
      setLines(now);
      const stopped = run.stopped ? new HostError(run.stopped) : null;
      setStage(stopped || !now.some(isLeft) ? { kind: "over", stopped } : { kind: "asking", error: null });
    } catch (thrown) {
      const error = asHostError(thrown);
      setStage(slips.has(error.code) ? { kind: "asking", error } : { kind: "over", stopped: error });
    }
  };

  return {
    stage,
    lines,
    left: lines.filter(isLeft),
    busy: stage.kind === "preparing" || stage.kind === "signing",
    /** How far the desk is with it, once it says so; of one there are no parts. */
    progress: progress && progress.of > 1 && isOf(stage, progress) ? progress : null,
    prepare,
    sign,
    /** The officer thought better of it: what is left stays to be signed. */
    stop: () => setStage({ kind: "over", stopped: null }),
    close: () => {
      setLines([]);
      setStage({ kind: "idle" });
    },
  };
}

export type RunOfReports = ReturnType<typeof useReportRun>;
