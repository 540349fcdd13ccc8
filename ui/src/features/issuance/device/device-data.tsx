import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { CertificateData } from "../certificate-data";
import styles from "../issuance.module.css";

interface DeviceDataProps {
  product: string;
  onBack: () => void;
  /** With the version that was looked at. */
  onConfirmed: (version: number) => void;
}

/** What both certificates will say; nothing is made yet. */
export function DeviceData({ product, onBack, onConfirmed }: DeviceDataProps) {
  const { t } = useTranslation(["issuance", "common"]);
  const preview = useQuery(queries.certificatePreview(useHost(), product));
  const run = () => {
    if (preview.data) onConfirmed(preview.data.version);
  };
  usePageKeys({ onEnter: run, onEscape: onBack });
  if (preview.error) {
    return <HostProblem problem={asHostError(preview.error)} onRetry={() => void preview.refetch()} />;
  }
  if (!preview.data) return <Loading sentence={t("issuance:loading")} lines={6} />;
  return (
    <form
      className={styles.stack}
      aria-label={t("issuance:confirm.title")}
      onSubmit={(event) => {
        event.preventDefault();
        run();
      }}
    >
      <Notice tone="info">{t("issuance:device.data.lead")}</Notice>
      <CertificateData data={preview.data} title={t("issuance:device.data.certificates")} />
      <div className={styles.actions}>
        <Button onClick={onBack}>{t("common:back")}</Button>
        <Button type="submit" look="primary">
          {t("issuance:device.data.submit")}
        </Button>
      </div>
    </form>
  );
}
