import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { FileDrop } from "@/components/file-drop";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { PaperPreview } from "@/components/paper-preview";
import { actionState, useWhyNot } from "@/components/why-not";
import { ChoiceCards } from "@/forms/choice-cards";
import { useHost } from "@/host/context";
import type { PickedFile } from "@/host/host";
import { queries, useAct } from "@/host/queries";
import type { ActionState, PreparedReportView, PrepareReport, Sent } from "@/host/types";
import styles from "./recognition.module.css";
import { SignHere } from "./sign-here";

interface ReportSignProps {
  wanted: PrepareReport;
  prepared: PreparedReportView;
  /** What the centre allows; null while it cannot be asked. */
  actions: ActionState[] | null;
  onBack: () => void;
  onSent: (sent: Sent) => void;
}

/** Third: the report is looked at, then signed here, or uploaded as it was signed elsewhere. */
export function ReportSign({ wanted, prepared, actions, onBack, onSent }: ReportSignProps) {
  const { t } = useTranslation(["recognition", "common"]);
  const whyNot = useWhyNot();
  const session = useQuery(queries.session(useHost())).data;
  const isSelf = session?.kind === "signedIn" && session.session.account.id === wanted.recogniser;
  const refused = actions ? actionState(actions, "signReport")?.whyNot : null;
  const signsHere = isSelf && !refused;
  const [road, setRoad] = useState<"sign" | "upload">(signsHere ? "sign" : "upload");
  return (
    <div className={styles.report}>
      <PaperPreview paper={prepared.paper} label={t("recognition:report.preview")} />
      <div className={styles.side}>
        <Card title={t("recognition:report.title")}>
          <div className={styles.signing}>
            <p>{t("recognition:report.lead")}</p>
            <ChoiceCards
              legend={t("recognition:report.how")}
              hideLegend
              name="road"
              value={road}
              onChange={(value) => setRoad(value === "sign" ? "sign" : "upload")}
              choices={[
                {
                  value: "sign",
                  title: t("recognition:report.signHere"),
                  detail: refused
                    ? whyNot(refused)
                    : isSelf
                      ? t("recognition:report.signHereDetail")
                      : t("recognition:report.notSelf"),
                  disabled: !signsHere,
                },
                {
                  value: "upload",
                  title: t("recognition:report.upload"),
                  detail: t("recognition:report.uploadDetail"),
                },
              ]}
            />
            {road === "sign" ? (
              <SignHere request={wanted.request} onSent={onSent} />
            ) : (
              <UploadSigned wanted={wanted} onSent={onSent} />
            )}
          </div>
        </Card>
        <Card title={t("recognition:report.binding")}>
          <Facts
            narrow
            facts={[
              {
                label: t("recognition:report.caseHash"),
                value: `${prepared.caseSha256.slice(0, 16)}…`,
                copy: prepared.caseSha256,
                code: true,
              },
            ]}
          />
        </Card>
        <div className={styles.actions}>
          <Button onClick={onBack}>{t("common:back")}</Button>
          {signsHere ? <Link to="/reports-to-sign">{t("recognition:report.later")}</Link> : null}
        </div>
      </div>
    </div>
  );
}

function UploadSigned({ wanted, onSent }: { wanted: PrepareReport; onSent: (sent: Sent) => void }) {
  const { t } = useTranslation("recognition");
  const upload = useAct((host, file: PickedFile) => host.uploadSignedReport(wanted, file), {
    onSuccess: onSent,
  });
  return (
    <div className={styles.stack}>
      <Notice tone="info">{t("report.uploadHelp")}</Notice>
      <FileDrop
        label={t("report.uploadLabel")}
        accept="application/pdf,.pdf"
        busy={upload.isPending}
        onFile={(file) => upload.mutate(file)}
      />
      {upload.isPending ? <Working sentence={t("report.checking")} /> : null}
      {upload.error ? <HostProblem problem={upload.error} /> : null}
    </div>
  );
}
