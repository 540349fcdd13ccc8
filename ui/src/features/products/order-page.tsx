import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Card } from "@/components/card";
import { EvidencePicture } from "@/components/evidence-picture";
import { Facts } from "@/components/facts";
import { HostProblem } from "@/components/host-problem";
import { useItemName } from "@/components/item-name";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { ProductBadge, RequestBadge } from "@/components/status-badge";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { OrderDetail } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { CaseActions } from "./case-actions";
import styles from "./detail.module.css";
import { EvidenceCard } from "./evidence-card";
import { History } from "./history";
import { PersonFacts } from "./person-facts";

export function OrderPage({ request }: { request: string }) {
  const { t } = useTranslation("products");
  const found = useQuery(queries.order(useHost(), request));
  if (found.error) {
    return (
      <Page name={t("order")} title={t("order")}>
        <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
      </Page>
    );
  }
  if (!found.data) {
    return (
      <Page name={t("order")} title={t("order")}>
        <Loading sentence={t("loadingOrder")} lines={8} />
      </Page>
    );
  }
  return <Detail order={found.data} />;
}

function Detail({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["products", "words"]);
  const { since } = useFormat();
  const name = `${order.applicant.givenNames} ${order.applicant.surname}`;
  const [first] = order.products;
  return (
    <Page
      name={order.orderId}
      title={
        <>
          {t("products:orderOf", { name })} <span className="code">{order.orderId}</span>
        </>
      }
      beside={<RequestBadge status={order.status} />}
      lead={t("products:orderLine", {
        operator: order.operator,
        unit: order.unitName,
        when: since(order.statusSince, Date.now()),
      })}
      actions={
        first ? (
          <CaseActions
            request={order.request}
            product={first.product}
            name={name}
            productStatus={first.status}
            requestStatus={order.status}
            // The envelope of a device belongs to its enrolment.
            awaitsPassphrase={first.carrier === "remote" && first.status === "inIssuance"}
          />
        ) : null
      }
      panel={
        <div className={styles.panel}>
          <h2>{t("products:history")}</h2>
          <History lines={order.history} />
        </div>
      }
    >
      {order.reason ? (
        <Notice tone="warning" title={t("products:reasonGiven")}>
          {order.reason}
        </Notice>
      ) : null}
      <Card title={t("products:card.general")}>
        <Facts
          facts={[
            { label: t("products:column.orderId"), value: order.orderId, copy: order.orderId, code: true },
            {
              label: t("products:fact.activationCode"),
              value: order.activationCode,
              copy: order.activationCode,
              code: true,
            },
            { label: t("products:fact.requestStatus"), value: t(`words:requestStatus.${order.status}`) },
            { label: t("products:fact.customerType"), value: t(`words:customerType.${order.customerType}`) },
            { label: t("products:fact.operator"), value: order.operator },
            { label: t("products:fact.unit"), value: order.unitName },
            {
              label: t("products:fact.contractStatus"),
              value: t(`words:contractStatus.${order.contractStatus}`),
            },
            { label: t("products:fact.method"), value: t(`words:method.${order.method}`) },
          ]}
        />
      </Card>
      <Products order={order} />
      <Card title={t("products:card.customer")}>
        <PersonFacts person={order.applicant} contacts={order.contacts} />
      </Card>
      <Document order={order} />
      <Recognition order={order} />
      <Consents order={order} />
      <EvidenceCard order={order} />
      <div className={styles.historyBelow}>
        <Card title={t("products:history")}>
          <History lines={order.history} />
        </Card>
      </div>
    </Page>
  );
}

function Products({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["products", "words"]);
  const itemName = useItemName();
  return (
    <Card title={t("products:card.products")} flush>
      <div className={styles.scrollX}>
        <table className={styles.plain}>
          <thead>
            <tr>
              <th scope="col">{t("products:column.userId")}</th>
              <th scope="col">{t("products:column.status")}</th>
              <th scope="col">{t("products:column.type")}</th>
              <th scope="col">{t("products:column.info")}</th>
            </tr>
          </thead>
          <tbody>
            {order.products.map((product) => (
              <tr key={product.product}>
                <td>
                  <Link to="/products/$product" params={{ product: product.product }} className="code">
                    {product.userId}
                  </Link>
                </td>
                <td>
                  <ProductBadge status={product.status} />
                </td>
                <td>{itemName(product.item)}</td>
                <td>
                  {[
                    product.carrier === "remote" ? null : t(`words:carrier.${product.carrier}`),
                    product.role?.title,
                    product.role?.organisation,
                  ]
                    .filter(Boolean)
                    .join(" · ") || "–"}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Document({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["products", "words"]);
  const { day, country } = useFormat();
  const { document } = order;
  if (!document) return null;
  return (
    <Card title={t("products:card.document")}>
      <div className={styles.images}>
        {document.images.map((image) => (
          <EvidencePicture
            key={image.id}
            evidence={image.id}
            mediaType={image.mediaType}
            label={t(`words:documentSide.${image.side ?? "both"}`)}
          />
        ))}
      </div>
      <Facts
        facts={[
          { label: t("products:fact.documentKind"), value: t(`words:documentKind.${document.kind}`) },
          {
            label: t("products:fact.documentNumber"),
            value: document.number,
            copy: document.number,
            code: true,
          },
          { label: t("products:fact.documentCountry"), value: country(document.country) },
          { label: t("products:fact.issuedOn"), value: day(document.issuedOn) },
          { label: t("products:fact.expiresOn"), value: day(document.expiresOn) },
          { label: t("products:fact.authority"), value: document.authority },
        ]}
      />
    </Card>
  );
}

function Recognition({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["products", "words"]);
  const { day, exactInstant } = useFormat();
  const { recognition } = order;
  if (!recognition) return null;
  return (
    <Card title={t("products:card.recognition")}>
      <Facts
        facts={[
          { label: t("products:fact.officer"), value: recognition.officerName },
          { label: t("products:fact.place"), value: recognition.place },
          { label: t("products:fact.recognisedOn"), value: day(recognition.on) },
          { label: t("products:fact.acceptedAt"), value: exactInstant(recognition.acceptedAt) },
          { label: t("products:fact.method"), value: t(`words:method.${recognition.method}`) },
          { label: t("products:fact.legalBasis"), value: t(`words:legalBasis.${recognition.legalBasis}`) },
        ]}
      />
    </Card>
  );
}

function Consents({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["products", "words", "common"]);
  return (
    <Card title={t("products:card.consents")}>
      <Facts
        facts={order.consents.map((consent) => ({
          label: t("products:consentVersion", {
            kind: t(`words:consentKind.${consent.kind}`),
            version: consent.version,
          }),
          value: consent.given ? t("common:yes") : t("common:no"),
        }))}
      />
    </Card>
  );
}
