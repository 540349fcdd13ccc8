import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DonePanel } from "@/components/done-panel";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { actionState, useWhyNot } from "@/components/why-not";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { ProductDetail, SealedEnvelope } from "@/host/types";
import { PassphraseForm } from "./passphrase-form";

/** The holder has lost the envelope, or its passphrase: it is sent again, under another one. */
export function ResendPage({ product }: { product: string }) {
  const { t } = useTranslation("issuance");
  const found = useQuery(queries.product(useHost(), product));
  if (found.data) return <Resend product={found.data} />;
  return (
    <Page name={t("resend.title")} title={t("resend.title")} column>
      {found.error ? (
        <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading sentence={t("loading")} lines={6} />
      )}
    </Page>
  );
}

function Resend({ product }: { product: ProductDetail }) {
  const { t } = useTranslation(["issuance", "common"]);
  const whyNot = useWhyNot();
  const navigate = useNavigate();
  const [sealed, setSealed] = useState<SealedEnvelope | null>(null);
  const name = `${product.holder.givenNames} ${product.holder.surname}`;
  const toProduct = () => void navigate({ to: "/products/$product", params: { product: product.product } });
  usePageKeys({ onEnter: sealed ? toProduct : undefined, onEscape: toProduct });
  const refused = sealed ? null : actionState(product.actions, "resendEnvelope")?.whyNot;
  const title = t("issuance:resend.titleOf", { name });
  if (sealed) return <Sent title={t("issuance:resend.done")} sentTo={sealed.sentTo} onProduct={toProduct} />;
  return (
    <Page name={title} title={title} column>
      {refused ? (
        <Notice
          tone="warning"
          title={t("issuance:resend.notNow")}
          actions={<Button onClick={toProduct}>{t("issuance:done.toProduct")}</Button>}
        >
          {whyNot(refused)}
        </Notice>
      ) : (
        <PassphraseForm
          about={{
            tone: "info",
            title: t("issuance:resend.to", { email: product.contacts.email }),
            detail: t(`issuance:resend.what.${product.carrier === "remote" ? "remote" : "device"}`),
          }}
          taxCode={product.holder.taxCode}
          seal={(host, passphrase) => host.sealEnvelope(product.product, product.version, passphrase)}
          onSealed={setSealed}
          aside={<Button onClick={toProduct}>{t("common:back")}</Button>}
        />
      )}
    </Page>
  );
}

function Sent({ title, sentTo, onProduct }: { title: string; sentTo: string; onProduct: () => void }) {
  const { t } = useTranslation("issuance");
  return (
    <Page name={title} title={title} column>
      <DonePanel
        title={title}
        actions={
          <Button look="primary" onClick={onProduct}>
            {t("done.toProduct")}
          </Button>
        }
      >
        <p>{t("resend.sent", { sentTo })}</p>
      </DonePanel>
    </Page>
  );
}
