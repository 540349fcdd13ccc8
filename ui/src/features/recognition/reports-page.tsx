import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { FilePen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/dialog";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { Loading, Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { PaperPreview } from "@/components/paper-preview";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { ReportsToSign, ReportToSign } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./recognition.module.css";
import { BlockedReports, ReadyReports } from "./report-list";
import { ReportRunResult } from "./report-run-result";
import { SignReports } from "./sign-reports";
import { type RunOfReports, useReportRun } from "./use-report-run";

/** The reports that lack nothing but this officer's signature, signed in one go. */
export function ReportsPage() {
  const { t } = useTranslation("recognition");
  const host = useHost();
  // What others did at the centre is not told to this desk: asked for anew each time the page is opened.
  const asked = useQuery({ ...queries.reports(host), staleTime: 0 });
  const run = useReportRun();
  const settled = run.stage.kind === "idle" || run.stage.kind === "over";
  // While reports are signed the list stays as it was: nothing moves behind the PIN.
  const [shown, setShown] = useState(asked.data);
  if (settled && asked.data !== shown) setShown(asked.data);
  return (
    <Page name={t("run.title")} title={t("run.title")} lead={t("run.lead")}>
      {run.stage.kind === "over" ? (
        <ReportRunResult lines={run.lines} stopped={run.stage.stopped} onClose={run.close} />
      ) : null}
      {asked.error ? (
        <HostProblem problem={asHostError(asked.error)} onRetry={() => void asked.refetch()} />
      ) : null}
      {asked.isPending ? <Loading sentence={t("run.loading")} /> : null}
      {shown ? <Reports shown={shown} run={run} /> : null}
    </Page>
  );
}

/** Those that can be signed beside what they are signed with, then those that cannot. */
function Reports({ shown, run }: { shown: ReportsToSign; run: RunOfReports }) {
  const { t } = useTranslation("recognition");
  // All are chosen at the start, and so is one that comes later.
  const [leftOut, setLeftOut] = useState<ReadonlySet<string>>(new Set());
  const [looked, setLooked] = useState<ReportToSign | null>(null);
  const ready = shown.reports.filter(({ whyNot }) => whyNot === null);
  const blocked = shown.reports.filter(({ whyNot }) => whyNot !== null);
  const chosen = ready.filter(({ request }) => !leftOut.has(request));
  const choose = (now: ReportToSign[]) =>
    setLeftOut(new Set(ready.filter((each) => !now.includes(each)).map(({ request }) => request)));
  const others = blocked.length > 0 ? <BlockedReports reports={blocked} /> : null;
  return (
    <>
      {shown.complete ? null : <Notice tone="info">{t("run.incomplete")}</Notice>}
      {ready.length > 0 ? (
        <div className={styles.report}>
          <div className={styles.stack}>
            <ReadyReports
              reports={ready}
              chosen={chosen}
              disabled={run.busy}
              onChoose={choose}
              onLook={setLooked}
            />
            {others}
          </div>
          <div className={styles.side}>
            <SignReports chosen={chosen} run={run} />
          </div>
        </div>
      ) : (
        <>
          <NoneReady sentence={others ? t("run.noneReady") : t("run.empty")} />
          {others}
        </>
      )}
      <Dialog
        open={looked !== null}
        title={looked ? t("run.lookTitle", { name: looked.applicant }) : ""}
        wide
        onClose={() => setLooked(null)}
      >
        {looked ? <Look report={looked} /> : null}
      </Dialog>
    </>
  );
}

function NoneReady({ sentence }: { sentence: string }) {
  const { t } = useTranslation("recognition");
  return (
    <Empty
      icon={<FilePen size={20} aria-hidden="true" />}
      action={
        <Link to="/search/$section" params={{ section: "toIdentify" }}>
          {t("run.toIdentify")}
        </Link>
      }
    >
      {sentence}
    </Empty>
  );
}

/** The report as it will be signed, but for the moment at which it is made. */
function Look({ report }: { report: ReportToSign }) {
  const { t } = useTranslation("recognition");
  const { language } = useFormat();
  const host = useHost();
  const session = useQuery(queries.session(host)).data;
  const { request, recognised } = report;
  const recogniser = session?.kind === "signedIn" ? session.session.account.id : "";
  const prepared = useQuery({
    queryKey: ["paper", "report", request, language],
    queryFn: () =>
      host.prepareReport(
        { request, recogniser, place: recognised?.place ?? "", on: recognised?.on ?? "" },
        language,
      ),
    gcTime: 0,
    staleTime: 0,
  });
  if (prepared.error) {
    return <HostProblem problem={asHostError(prepared.error)} onRetry={() => void prepared.refetch()} />;
  }
  if (!prepared.data) return <Working sentence={t("run.preparing", { count: 1 })} />;
  return <PaperPreview paper={prepared.data.paper} label={t("report.preview")} />;
}
