import { Link } from "@tanstack/react-router";
import { CircleCheck, CircleX, CloudUpload } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { useProblemWords } from "@/components/host-problem";
import { Notice, type Tone } from "@/components/notice";
import type { HostError } from "@/host/errors";
import type { ReportToSign } from "@/host/types";
import styles from "./recognition.module.css";
import listStyles from "./report-list.module.css";
import type { LineOutcome, RunLine } from "./use-report-run";

interface ReportRunResultProps {
  lines: RunLine[];
  stopped: HostError | null;
  onClose: () => void;
}

/** What became of the reports: what is done, what waits, what is still to be signed, and why. It stays until it is closed. */
export function ReportRunResult({ lines, stopped, onClose }: ReportRunResultProps) {
  const { t } = useTranslation(["recognition", "common"]);
  const signed = lines.filter(({ outcome }) => outcome.kind === "signed").length;
  const left = lines.filter(({ outcome }) => outcome.kind === "left").length;
  const waiting = lines.some(
    ({ outcome }) =>
      outcome.kind === "refused" || (outcome.kind === "signed" && outcome.sent.kind === "onThisPc"),
  );
  const done = signed === lines.length;
  // What is left stands in the list below.
  const told = lines.filter(({ outcome }) => outcome.kind !== "left");
  const problemWords = useProblemWords();
  return (
    <section className={styles.stack} aria-label={t("recognition:run.result")}>
      <Notice
        tone={done && !waiting ? "success" : "warning"}
        alert
        title={t("recognition:run.signed", { count: lines.length, signed })}
        actions={
          <>
            <Button small onClick={onClose}>
              {t("common:close")}
            </Button>
            {waiting ? <Link to="/queue">{t("recognition:done.toQueue")}</Link> : null}
          </>
        }
      >
        {stopped ? (
          <p>
            {problemWords(stopped)}{" "}
            <span className="code" data-testid="error-code">
              {stopped.code}
            </span>
          </p>
        ) : null}
        {left > 0 ? <p>{t("recognition:run.left", { count: left })}</p> : null}
        {waiting ? <p>{t("recognition:run.notDone")}</p> : null}
      </Notice>
      {told.length > 0 ? (
        <ul className={listStyles.framed}>
          {told.map(({ report, outcome }) =>
            outcome.kind === "left" ? null : <Line key={report.request} report={report} outcome={outcome} />,
          )}
        </ul>
      ) : null}
    </section>
  );
}

type Told = Exclude<LineOutcome, { kind: "left" }>;

function Line({ report, outcome }: { report: ReportToSign; outcome: Told }) {
  const { t } = useTranslation("recognition");
  const problemWords = useProblemWords();
  const [tone, Icon, word] = look(outcome);
  return (
    <li className={listStyles.row}>
      <div className={listStyles.words}>
        <p className={listStyles.name}>{report.applicant}</p>
        <p className={listStyles.about}>
          {report.orderId ? <span className="code">{report.orderId}</span> : null}
        </p>
        {outcome.kind === "refused" || outcome.kind === "unprepared" ? (
          <p className={listStyles.fault}>
            {problemWords(outcome.error)} <span className="code">{outcome.error.code}</span>
          </p>
        ) : null}
      </div>
      <Badge tone={tone} icon={<Icon size={14} aria-hidden="true" />}>
        {t(`run.became.${word}`)}
      </Badge>
    </li>
  );
}

function look(outcome: Told) {
  const as = <Word extends string>(tone: Tone, icon: typeof CircleX, word: Word) =>
    [tone, icon, word] as const;
  switch (outcome.kind) {
    case "signed":
      return outcome.sent.kind === "received"
        ? as("success", CircleCheck, "received")
        : as("warning", CloudUpload, "onThisPc");
    case "refused":
      return as("danger", CircleX, "refused");
    case "unprepared":
      return as("danger", CircleX, "unprepared");
  }
}
