import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Card } from "@/components/card";
import { CopyButton } from "@/components/copy-button";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import styles from "./cards.module.css";
import { useDiagnosticsText } from "./diagnostics-text";

/** What support wants to know, as text to be copied. */
export function DiagnosticsCard() {
  const { t } = useTranslation("cardTools");
  const told = useQuery(queries.cardDiagnostics(useHost()));
  const textOf = useDiagnosticsText();
  const text = told.data ? textOf(told.data) : null;
  return (
    <Card
      title={t("diagnostics.title")}
      aside={text ? <CopyButton text={text} what={t("diagnostics.title")} /> : null}
      label={t("diagnostics.title")}
    >
      <div className={styles.stack}>
        <p>{t("diagnostics.lead")}</p>
        {told.isPending ? <Loading sentence={t("diagnostics.loading")} lines={4} /> : null}
        {told.error ? (
          <HostProblem problem={asHostError(told.error)} onRetry={() => void told.refetch()} />
        ) : null}
        {text ? <pre className={`${styles.diagnostics} code`}>{text}</pre> : null}
      </div>
    </Card>
  );
}
