import { useQuery } from "@tanstack/react-query";
import { Eye, FileX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { CopyButton } from "@/components/copy-button";
import { Dialog } from "@/components/dialog";
import { Empty } from "@/components/empty";
import { EvidencePages } from "@/components/evidence-pages";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { EvidenceRow, OrderDetail } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./detail.module.css";

/** What is stored of a case, to be opened and saved, of a request known by its number alone. */
export function EvidenceOfRequest({ request }: { request: string }) {
  const { t } = useTranslation("products");
  const order = useQuery(queries.order(useHost(), request));
  if (order.data) return <EvidenceCard order={order.data} />;
  return (
    <Card title={t("card.evidence")}>
      {order.error ? (
        <HostProblem problem={asHostError(order.error)} onRetry={() => void order.refetch()} />
      ) : (
        <Loading sentence={t("evidence.loading")} lines={3} />
      )}
    </Card>
  );
}

/** What is stored of a case: each piece by its name, to be looked at and saved. */
export function EvidenceCard({ order }: { order: OrderDetail }) {
  const { t } = useTranslation(["products", "words"]);
  const { size, exactInstant } = useFormat();
  const [shown, setShown] = useState<EvidenceRow | null>(null);
  const nameOf = (row: EvidenceRow) => {
    const kind = t(`words:evidenceKind.${row.kind}`);
    const side = order.document?.images.find((image) => image.id === row.evidence)?.side;
    return side ? `${kind}: ${t(`words:documentSide.${side}`)}` : kind;
  };
  return (
    <Card title={t("products:card.evidence")} flush>
      {order.evidence.length === 0 ? (
        <Empty icon={<FileX size={20} aria-hidden="true" />}>{t("products:evidence.nothing")}</Empty>
      ) : null}
      <div className={styles.scrollX}>
        <table className={styles.plain}>
          <thead>
            <tr>
              <th scope="col">{t("products:evidence.what")}</th>
              <th scope="col">{t("products:evidence.size")}</th>
              <th scope="col">{t("products:evidence.stored")}</th>
              <th scope="col">SHA-256</th>
              <th scope="col">
                <span className="visually-hidden">{t("products:evidence.copyHash")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {order.evidence.map((row) => (
              <tr key={row.evidence}>
                <td>
                  <span className={styles.evidence}>
                    {nameOf(row)}
                    <Button
                      small
                      look="quiet"
                      icon={<Eye size={16} aria-hidden="true" />}
                      aria-label={t("products:evidence.openOne", { what: nameOf(row) })}
                      onClick={() => setShown(row)}
                    >
                      {t("products:evidence.open")}
                    </Button>
                  </span>
                </td>
                <td className="tabular">{size(row.size)}</td>
                <td className="tabular">
                  {exactInstant(row.storedAt)} · {row.storedBy}
                </td>
                <td>
                  <span className={`${styles.hash} code`} title={row.sha256}>
                    {row.sha256}
                  </span>
                </td>
                <td>
                  <CopyButton text={row.sha256} what="SHA-256" />
                </td>
              </tr>
            ))}
            <tr>
              <td colSpan={3}>{t("products:evidence.case")}</td>
              <td>
                <span className={`${styles.hash} code`} title={order.caseSha256}>
                  {order.caseSha256}
                </span>
              </td>
              <td>
                <CopyButton text={order.caseSha256} what={t("products:evidence.case")} />
              </td>
            </tr>
          </tbody>
        </table>
      </div>
      <Dialog open={shown !== null} title={shown ? nameOf(shown) : ""} onClose={() => setShown(null)} wide>
        {shown ? (
          <EvidencePages request={order.request} evidence={shown.evidence} label={nameOf(shown)} />
        ) : null}
      </Dialog>
    </Card>
  );
}
