import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { FlowSteps } from "@/components/flow-steps";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { actionState, useWhyNot } from "@/components/why-not";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { DeliveredEnrolment, DeviceEnrolmentView, ProductDetail } from "@/host/types";
import { DeviceData } from "./device-data";
import { DeviceDone, OrphanRevoked } from "./device-ends";
import { DevicePassphrase } from "./device-passphrase";
import { DeviceStep } from "./device-step";
import type { Revoked } from "./revoke-orphan";

/** An enrolment that holds everything but its passphrase. */
export interface Written {
  enrolment: string;
  serial: string;
}

type Stage =
  | { kind: "data" }
  | { kind: "device"; version: number }
  | ({ kind: "passphrase" } & Written)
  | { kind: "done"; delivered: DeliveredEnrolment }
  | ({ kind: "revoked" } & Revoked);

const places: Record<Stage["kind"], number> = { data: 0, device: 1, passphrase: 2, done: 4, revoked: 1 };

/** Issuance on a device: the data are confirmed, the device is written, the envelope gets its passphrase. */
export function DeviceIssuance({ product }: { product: ProductDetail }) {
  const { t } = useTranslation("issuance");
  const name = `${product.holder.givenNames} ${product.holder.surname}`;
  const view = useQuery(queries.deviceEnrolment(useHost(), product.product));
  if (!view.data) {
    return (
      <Page name={t("titleOf", { name })} title={t("titleOf", { name })} column>
        {view.error ? (
          <HostProblem problem={asHostError(view.error)} onRetry={() => void view.refetch()} />
        ) : (
          <Loading sentence={t("device.loading")} lines={6} />
        )}
      </Page>
    );
  }
  return <Flow product={product} name={name} view={view.data} />;
}

/** What the desk knows of an enrolment moves the page on, wherever the writing was begun. */
function useStage(product: ProductDetail, { begun, noted, doing }: DeviceEnrolmentView) {
  const [stage, setStage] = useState<Stage>(
    begun || noted || doing ? { kind: "device", version: product.version } : { kind: "data" },
  );
  const confirmed = begun?.step === "confirmed" ? begun.enrolment : null;
  const serial = begun?.tokenSerial ?? "";
  useEffect(() => {
    if (!confirmed) return;
    setStage((now) =>
      now.kind === "data" || now.kind === "device"
        ? { kind: "passphrase", enrolment: confirmed, serial }
        : now,
    );
  }, [confirmed, serial]);
  return [stage, setStage] as const;
}

interface FlowProps {
  product: ProductDetail;
  name: string;
  view: DeviceEnrolmentView;
}

function Flow({ product, name, view }: FlowProps) {
  const { t } = useTranslation("issuance");
  const whyNot = useWhyNot();
  const [stage, setStage] = useStage(product, view);
  const ended = stage.kind === "done" || stage.kind === "revoked";
  const title = useTitle(stage, name);
  const refused = ended ? null : (actionState(product.actions, "issue")?.whyNot ?? null);
  return (
    <Page name={t("titleOf", { name })} title={title} column>
      {stage.kind === "revoked" ? null : (
        <FlowSteps
          label={t("stepsLabel")}
          steps={[
            t("device.step.data"),
            t("device.step.device"),
            t("device.step.passphrase"),
            t("device.step.done"),
          ]}
          here={places[stage.kind]}
        />
      )}
      {refused ? (
        <Notice tone="warning" title={t("notNow")}>
          {whyNot(refused)}
        </Notice>
      ) : (
        <Here product={product} name={name} view={view} stage={stage} onStage={setStage} />
      )}
    </Page>
  );
}

function useTitle(stage: Stage, name: string): string {
  const { t } = useTranslation("issuance");
  if (stage.kind === "done") return t("device.titleDone");
  return stage.kind === "revoked" ? t(`device.titleRevoked.${stage.what}`) : t("titleOf", { name });
}

interface HereProps extends FlowProps {
  stage: Stage;
  onStage: (stage: Stage) => void;
}

function Here({ product, name, view, stage, onStage }: HereProps) {
  const navigate = useNavigate();
  const toProduct = () => void navigate({ to: "/products/$product", params: { product: product.product } });
  const revoked = (orphan: Revoked) => onStage({ kind: "revoked", ...orphan });
  switch (stage.kind) {
    case "data":
      return (
        <DeviceData
          product={product.product}
          onBack={toProduct}
          onConfirmed={(version) => onStage({ kind: "device", version })}
        />
      );
    case "device":
      return (
        <DeviceStep
          view={view}
          version={stage.version}
          onBack={() => (view.begun || view.noted ? toProduct() : onStage({ kind: "data" }))}
          onWritten={({ enrolment, tokenSerial }) =>
            onStage({ kind: "passphrase", enrolment, serial: tokenSerial })
          }
          onRevoked={revoked}
        />
      );
    case "passphrase":
      return (
        <DevicePassphrase
          product={product}
          written={stage}
          onDelivered={(delivered) => onStage({ kind: "done", delivered })}
          onRevoked={revoked}
        />
      );
    case "done":
      return <DeviceDone name={name} delivered={stage.delivered} onProduct={toProduct} />;
    case "revoked":
      return (
        <OrphanRevoked revoked={stage} onAgain={() => onStage({ kind: "data" })} onProduct={toProduct} />
      );
  }
}
