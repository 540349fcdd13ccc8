import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FlowSteps } from "@/components/flow-steps";
import { usePageKeys } from "@/components/keys";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { actionState, useWhyNot } from "@/components/why-not";
import type { ProductDetail, SealedEnvelope } from "@/host/types";
import { ConfirmData } from "./confirm-data";
import { IssuanceDone } from "./issuance-done";
import { PassphraseForm } from "./passphrase-form";

type Stage =
  | { kind: "confirm" }
  | { kind: "passphrase"; version: number; serial: string | null }
  | { kind: "done"; sealed: SealedEnvelope };

const places: Record<Stage["kind"], number> = { confirm: 0, passphrase: 1, done: 2 };

/** Remote issuance: the data are confirmed, the certificate is issued, the envelope gets its passphrase. */
export function RemoteIssuance({ product }: { product: ProductDetail }) {
  const { t } = useTranslation("issuance");
  const whyNot = useWhyNot();
  const navigate = useNavigate();
  const name = `${product.holder.givenNames} ${product.holder.surname}`;
  const [stage, setStage] = useState<Stage>(
    product.awaitsPassphrase
      ? { kind: "passphrase", version: product.version, serial: product.certificates[0]?.serial ?? null }
      : { kind: "confirm" },
  );
  const toProduct = () => void navigate({ to: "/products/$product", params: { product: product.product } });
  usePageKeys({ onEscape: stage.kind === "confirm" ? toProduct : undefined });
  const refused = actionState(product.actions, "issue")?.whyNot;
  const title = stage.kind === "done" ? t("doneTitle") : t("titleOf", { name });
  return (
    <Page name={t("titleOf", { name })} title={title} column>
      <FlowSteps
        label={t("stepsLabel")}
        steps={[t("step.confirm"), t("step.passphrase"), t("step.done")]}
        here={stage.kind === "done" ? 3 : places[stage.kind]}
      />
      {refused && stage.kind === "confirm" ? (
        <Notice tone="warning" title={t("notNow")}>
          {whyNot(refused)}
        </Notice>
      ) : null}
      {stage.kind === "confirm" && !refused ? (
        <ConfirmData
          product={product}
          onBack={toProduct}
          onIssued={(issued) =>
            setStage({ kind: "passphrase", version: issued.version, serial: issued.serial })
          }
        />
      ) : null}
      {stage.kind === "passphrase" ? (
        <PassphraseForm
          about={{
            tone: "success",
            title: t("passphrase.issued"),
            detail: stage.serial ? t("passphrase.serial", { serial: stage.serial }) : null,
          }}
          taxCode={product.holder.taxCode}
          seal={(host, passphrase) => host.sealEnvelope(product.product, stage.version, passphrase)}
          onSealed={(sealed) => setStage({ kind: "done", sealed })}
        />
      ) : null}
      {stage.kind === "done" ? (
        <IssuanceDone name={name} sealed={stage.sealed} onProduct={toProduct} />
      ) : null}
    </Page>
  );
}
