import { Link } from "@tanstack/react-router";
import { Eye } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/button";
import { Card } from "@/components/card";
import { useWhyNot } from "@/components/why-not";
import type { ReportToSign, ReportWhyNot } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./report-list.module.css";

interface ReadyReportsProps {
  reports: ReportToSign[];
  chosen: ReportToSign[];
  disabled: boolean;
  onChoose: (chosen: ReportToSign[]) => void;
  onLook: (report: ReportToSign) => void;
}

/** The reports that can be signed now, each with where and when the person was recognised. */
export function ReadyReports({ reports, chosen, disabled, onChoose, onLook }: ReadyReportsProps) {
  const { t } = useTranslation("recognition");
  const id = useId();
  const all = useRef<HTMLInputElement>(null);
  const some = chosen.length > 0 && chosen.length < reports.length;
  useEffect(() => {
    if (all.current) all.current.indeterminate = some;
  }, [some]);
  return (
    <Card flush label={t("run.ready")}>
      <div className={styles.head}>
        <label className={styles.choice} htmlFor={`${id}-all`}>
          <input
            ref={all}
            id={`${id}-all`}
            type="checkbox"
            checked={chosen.length === reports.length}
            disabled={disabled}
            onChange={(event) => onChoose(event.target.checked ? reports : [])}
          />
          <span>{t("run.ready")}</span>
        </label>
        <span className={`${styles.quiet} tabular`} role="status">
          {t("run.chosen", { count: chosen.length, all: reports.length })}
        </span>
      </div>
      <ul className={styles.rows}>
        {reports.map((report) => (
          <li key={report.request} className={`${styles.row} ${styles.inOneLine}`}>
            <label className={styles.choice} htmlFor={`${id}-${report.request}`}>
              <input
                id={`${id}-${report.request}`}
                type="checkbox"
                checked={chosen.includes(report)}
                disabled={disabled}
                aria-describedby={`${id}-${report.request}-about`}
                onChange={(event) =>
                  onChoose(
                    reports.filter((each) =>
                      each === report ? event.target.checked : chosen.includes(each),
                    ),
                  )
                }
              />
              <span className={styles.name}>{report.applicant}</span>
            </label>
            <p id={`${id}-${report.request}-about`} className={styles.about}>
              <OrderCode report={report} />
              <Recognised report={report} />
            </p>
            <IconButton
              label={t("run.look", { name: report.applicant })}
              icon={<Eye size={16} aria-hidden="true" />}
              disabled={disabled}
              onClick={() => onLook(report)}
            />
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Those that cannot be signed now, each with the reason and the way on. */
export function BlockedReports({ reports }: { reports: ReportToSign[] }) {
  const { t } = useTranslation("recognition");
  const words = useReasonWords();
  return (
    <section className={styles.blocked} aria-labelledby="blocked-reports">
      <h2 id="blocked-reports">{t("run.blocked")}</h2>
      <ul className={styles.framed}>
        {reports.map((report) => (
          <li key={report.request} className={styles.row}>
            <div className={styles.words}>
              <p className={styles.name}>{report.applicant}</p>
              <p className={styles.about}>
                <OrderCode report={report} />
                {report.whyNot ? <span>{words(report.whyNot)}</span> : null}
              </p>
            </div>
            {report.whyNot ? <WayOn report={report} reason={report.whyNot} /> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WayOn({ report, reason }: { report: ReportToSign; reason: ReportWhyNot }) {
  const { t } = useTranslation("recognition");
  const { request, product } = report;
  switch (reason.kind) {
    case "recogniserMissing":
    case "formMissing":
    case "consentMissing":
      return (
        <Link
          to="/recognition/$request"
          params={{ request }}
          aria-label={t("run.goOnWith", { name: report.applicant })}
        >
          {t("run.goOn")}
        </Link>
      );
    case "refused":
    case "waits":
      return <Link to="/queue">{t("done.toQueue")}</Link>;
    case "notAllowed":
      return product ? (
        <Link
          to="/products/$product"
          params={{ product }}
          aria-label={t("run.openOf", { name: report.applicant })}
        >
          {t("run.open")}
        </Link>
      ) : null;
    case "centreNeeded":
      return null;
  }
}

function useReasonWords(): (reason: ReportWhyNot) => string {
  const { t } = useTranslation("recognition");
  const whyNot = useWhyNot();
  return (reason) => (reason.kind === "notAllowed" ? whyNot(reason.reason) : t(`run.whyNot.${reason.kind}`));
}

function OrderCode({ report }: { report: ReportToSign }) {
  return report.orderId ? <span className="code">{report.orderId}</span> : null;
}

function Recognised({ report }: { report: ReportToSign }) {
  const { t } = useTranslation("recognition");
  const { day } = useFormat();
  if (!report.recognised) return null;
  const { place, on } = report.recognised;
  return <span>{t("run.recognised", { place, on: day(on) })}</span>;
}
