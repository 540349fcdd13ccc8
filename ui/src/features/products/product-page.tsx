import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { HostProblem } from "@/components/host-problem";
import { useItemName } from "@/components/item-name";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { ProductBadge } from "@/components/status-badge";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { CertificateFacts, ProductDetail } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { CaseActions } from "./case-actions";
import styles from "./detail.module.css";
import { EvidenceOfRequest } from "./evidence-card";
import { History } from "./history";
import { PersonFacts } from "./person-facts";
import { useStateLine } from "./state-line";

export function ProductPage({ product }: { product: string }) {
  const { t } = useTranslation("products");
  const found = useQuery(queries.product(useHost(), product));
  if (found.error) {
    return (
      <Page name={t("product")} title={t("product")}>
        <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
      </Page>
    );
  }
  if (!found.data) {
    return (
      <Page name={t("product")} title={t("product")}>
        <Loading sentence={t("loadingProduct")} lines={8} />
      </Page>
    );
  }
  return <Detail product={found.data} />;
}

function Detail({ product }: { product: ProductDetail }) {
  const { t } = useTranslation(["products", "words"]);
  const stateLine = useStateLine();
  const name = `${product.holder.givenNames} ${product.holder.surname}`;
  return (
    <Page
      name={name}
      title={name}
      beside={<ProductBadge status={product.status} />}
      lead={stateLine(product)}
      actions={
        <CaseActions
          request={product.request}
          product={product.product}
          name={name}
          productStatus={product.status}
          requestStatus={product.requestStatus}
          awaitsPassphrase={product.awaitsPassphrase}
        />
      }
      panel={
        <div className={styles.panel}>
          <h2>{t("products:history")}</h2>
          <History lines={product.history} />
        </div>
      }
    >
      <GeneralInformation product={product} />
      <Card title={t("products:card.identity")}>
        <PersonFacts person={product.holder} contacts={product.contacts} />
      </Card>
      {product.certificates.map((certificate) => (
        <CertificateCard key={certificate.certificate} certificate={certificate} />
      ))}
      <EvidenceOfRequest request={product.request} />
      <div className={styles.historyBelow}>
        <Card title={t("products:history")}>
          <History lines={product.history} />
        </Card>
      </div>
    </Page>
  );
}

function GeneralInformation({ product }: { product: ProductDetail }) {
  const { t } = useTranslation(["products", "words"]);
  const { day, instant } = useFormat();
  const itemName = useItemName();
  return (
    <Card title={t("products:card.general")}>
      <Facts
        facts={[
          {
            label: t("products:column.orderId"),
            value: (
              <Link to="/orders/$request" params={{ request: product.request }}>
                {product.orderId}
              </Link>
            ),
            copy: product.orderId,
            code: true,
          },
          { label: t("products:column.userId"), value: product.userId, copy: product.userId, code: true },
          {
            label: t("products:fact.activationCode"),
            value: product.activationCode,
            copy: product.activationCode,
            code: true,
          },
          { label: t("products:column.type"), value: itemName(product.item) },
          { label: t("products:fact.carrier"), value: t(`words:carrier.${product.carrier}`) },
          { label: t("products:fact.method"), value: t(`words:method.${product.method}`) },
          {
            label: t("products:fact.requestStatus"),
            value: t(`words:requestStatus.${product.requestStatus}`),
          },
          {
            label: t("products:fact.contractStatus"),
            value: t(`words:contractStatus.${product.contractStatus}`),
          },
          {
            label: t("products:fact.iut"),
            value: product.iut,
            copy: product.iut,
            code: product.iut !== null,
          },
          {
            label: t("products:fact.activatedAt"),
            value: product.activatedAt ? instant(product.activatedAt) : null,
          },
          {
            label: t("products:fact.expiresAt"),
            value: product.expiresAt ? instant(product.expiresAt) : null,
          },
          {
            label: t("products:fact.billingExpiresOn"),
            value: product.billingExpiresOn ? day(product.billingExpiresOn) : null,
          },
          { label: t("products:fact.nickname"), value: product.nickname },
          { label: t("products:fact.lookupCode"), value: product.lookupCode, copy: product.lookupCode },
          ...(product.role
            ? [
                {
                  label: t("products:fact.role"),
                  value: `${product.role.title}, ${product.role.organisation}`,
                },
              ]
            : []),
        ]}
      />
    </Card>
  );
}

function CertificateCard({ certificate }: { certificate: CertificateFacts }) {
  const { t } = useTranslation(["products", "words"]);
  const { exactInstant } = useFormat();
  return (
    <Card title={t("products:card.certificate", { kind: t(`words:certificate.${certificate.kind}`) })}>
      <Facts
        facts={[
          {
            label: t("products:fact.serial"),
            value: certificate.serial,
            copy: certificate.serial,
            code: true,
          },
          { label: t("products:fact.notBefore"), value: exactInstant(certificate.notBefore) },
          { label: t("products:fact.notAfter"), value: exactInstant(certificate.notAfter) },
          ...(certificate.revokedAt
            ? [{ label: t("products:fact.revokedAt"), value: exactInstant(certificate.revokedAt) }]
            : []),
          { label: t("products:fact.subject"), value: certificate.subject, copy: certificate.subject },
          { label: t("products:fact.issuer"), value: certificate.issuer, copy: certificate.issuer },
          { label: t("products:fact.pem"), value: t("products:fact.pemCopy"), copy: certificate.pem },
        ]}
      />
    </Card>
  );
}
