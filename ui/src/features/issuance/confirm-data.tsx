import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Loading, Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { IssuedCertificate, ProductDetail } from "@/host/types";
import { CertificateData } from "./certificate-data";
import styles from "./issuance.module.css";
import { useOnce } from "./once";

interface ConfirmDataProps {
  product: ProductDetail;
  onBack: () => void;
  onIssued: (issued: IssuedCertificate) => void;
}

/** What the certificate will say, letter by letter; pressed twice, it is one certificate. */
export function ConfirmData({ product, onBack, onIssued }: ConfirmDataProps) {
  const { t } = useTranslation(["issuance", "common"]);
  const preview = useQuery(queries.certificatePreview(useHost(), product.product));
  const issue = useAct((host, version: number) => host.issueCertificate(product.product, version), {
    onSuccess: onIssued,
  });
  const ready = preview.data && !issue.isPending;
  const once = useOnce(issue.mutate);
  const run = () => {
    if (preview.data) once(preview.data.version);
  };
  usePageKeys({ onEnter: ready ? run : undefined });
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
      <Notice tone="info">{t("issuance:confirm.lead")}</Notice>
      <CertificateData data={preview.data} title={t("issuance:confirm.certificate")} />
      {issue.error ? (
        <HostProblem
          problem={issue.error}
          onRetry={() => {
            issue.reset();
            void preview.refetch();
          }}
        />
      ) : null}
      {issue.isPending ? <Working sentence={t("issuance:confirm.issuing")} /> : null}
      <div className={styles.actions}>
        <Button onClick={onBack}>{t("common:back")}</Button>
        <Button
          type="submit"
          look="primary"
          icon={<ShieldCheck size={16} aria-hidden="true" />}
          busy={issue.isPending}
          disabled={issue.isSuccess}
        >
          {t("issuance:confirm.submit")}
        </Button>
      </div>
    </form>
  );
}
