import { useQuery } from "@tanstack/react-query";
import { ShieldCheck } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { breakable } from "@/components/breakable";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Loading, Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { IssuedCertificate, ProductDetail } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./issuance.module.css";

interface ConfirmDataProps {
  product: ProductDetail;
  onBack: () => void;
  onIssued: (issued: IssuedCertificate) => void;
}

/** What the certificate will say, letter by letter; pressed twice, it is one certificate. */
export function ConfirmData({ product, onBack, onIssued }: ConfirmDataProps) {
  const { t, i18n } = useTranslation(["issuance", "words", "common"]);
  const { exactInstant } = useFormat();
  const preview = useQuery(queries.certificatePreview(useHost(), product.product));
  const issue = useAct((host, version: number) => host.issueCertificate(product.product, version), {
    onSuccess: onIssued,
  });
  const ready = preview.data && !issue.isPending;
  // Two clicks of one moment are one wish: the second comes before the button can be drawn as busy.
  const pressed = useRef(false);
  const run = () => {
    if (!preview.data || pressed.current) return;
    pressed.current = true;
    issue.mutate(preview.data.version, {
      onSettled: () => {
        pressed.current = false;
      },
    });
  };
  usePageKeys({ onEnter: ready ? run : undefined });
  const attribute = (name: string) =>
    i18n.exists(`words:attribute.${name}`)
      ? t(`words:attribute.${name}` as "words:attribute.commonName")
      : name;

  if (preview.error) {
    return <HostProblem problem={asHostError(preview.error)} onRetry={() => void preview.refetch()} />;
  }
  if (!preview.data) return <Loading sentence={t("issuance:loading")} lines={6} />;
  const { data } = preview;
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
      <Card title={t("issuance:confirm.subject")}>
        <Facts
          facts={data.subject.map((line) => ({ label: attribute(line.attribute), value: line.value }))}
        />
      </Card>
      <Card title={t("issuance:confirm.certificate")}>
        <Facts
          facts={[
            { label: t("issuance:confirm.issuer"), value: data.issuer },
            { label: t("issuance:confirm.profile"), value: data.profile, code: true },
            { label: t("issuance:confirm.qscd"), value: data.qscd ? t("common:yes") : t("common:no") },
            { label: t("issuance:confirm.notBefore"), value: exactInstant(data.notBefore) },
            { label: t("issuance:confirm.notAfter"), value: exactInstant(data.notAfter) },
            { label: t("issuance:confirm.email"), value: breakable(data.email) },
          ]}
        />
      </Card>
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
