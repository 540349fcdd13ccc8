import { useTranslation } from "react-i18next";
import { breakable } from "@/components/breakable";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import type { CertificatePreview } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** What a certificate will say, letter by letter. */
export function CertificateData({ data, title }: { data: CertificatePreview; title: string }) {
  const { t, i18n } = useTranslation(["issuance", "words", "common"]);
  const { exactInstant } = useFormat();
  const attribute = (name: string) =>
    i18n.exists(`words:attribute.${name}`)
      ? t(`words:attribute.${name}` as "words:attribute.commonName")
      : name;
  return (
    <>
      <Card title={t("issuance:confirm.subject")}>
        <Facts
          facts={data.subject.map((line) => ({ label: attribute(line.attribute), value: line.value }))}
        />
      </Card>
      <Card title={title}>
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
    </>
  );
}
