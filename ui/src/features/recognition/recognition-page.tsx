import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FlowSteps } from "@/components/flow-steps";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { actionState, useWhyNot } from "@/components/why-not";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { EvidenceKind, OrderDetail, PreparedReportView, PrepareReport, Sent } from "@/host/types";
import { CredentialBeforeStart } from "./credential-notice";
import { PapersUpload } from "./form-upload";
import { presentPaper } from "./present-paper";
import { RecogniserForm } from "./recogniser-form";
import { RecognitionDone } from "./recognition-done";
import { ReportSign } from "./report-sign";

type Stage =
  | { kind: "form" }
  | { kind: "recogniser" }
  | { kind: "report"; wanted: PrepareReport; prepared: PreparedReportView }
  | { kind: "done"; sent: Sent };

const places: Record<Stage["kind"], number> = { form: 0, recogniser: 1, report: 2, done: 3 };

/**
 * Recognition by the Offline method: signed form, recogniser, report. It also runs while the case still waits to be
 * sent; then the centre's view of the order is not there, and the desk knows the case itself.
 */
export function RecognitionPage({ request }: { request: string }) {
  const { t } = useTranslation("recognition");
  const host = useHost();
  const order = useQuery(queries.order(host, request));
  const local = useQuery({ ...queries.confirmed(host, request), enabled: order.isError });
  if (order.isPending || (order.isError && local.isPending)) {
    return (
      <Page name={t("title")} title={t("title")}>
        <Loading sentence={t("loading")} lines={6} />
      </Page>
    );
  }
  if (order.error && !local.data) {
    return (
      <Page name={t("title")} title={t("title")}>
        <HostProblem problem={asHostError(order.error)} onRetry={() => void order.refetch()} />
      </Page>
    );
  }
  return (
    <Recognition
      request={request}
      order={order.data ?? null}
      product={order.data?.products[0]?.product ?? local.data?.product ?? null}
      localCode={local.data?.localCode ?? null}
      statesRole={
        order.data
          ? order.data.products.some((each) => each.role !== null)
          : (local.data?.statesRole ?? false)
      }
    />
  );
}

interface RecognitionProps {
  request: string;
  order: OrderDetail | null;
  product: string | null;
  localCode: string | null;
  statesRole: boolean;
}

function Recognition({ request, order, product, localCode, statesRole }: RecognitionProps) {
  const { t } = useTranslation("recognition");
  const whyNot = useWhyNot();
  const navigate = useNavigate();
  // Not whether there is any: those of the case before a return are still among the evidence.
  const filed = (kind: EvidenceKind) => presentPaper(order, kind) !== undefined;
  const complete = filed("signedForm") && (!statesRole || filed("organisationConsent"));
  const [stage, setStage] = useState<Stage>(complete ? { kind: "recogniser" } : { kind: "form" });
  const name = order ? `${order.applicant.givenNames} ${order.applicant.surname}` : (localCode ?? "");
  const refused = order ? actionState(order.actions, "uploadSignedForm")?.whyNot : null;
  usePageKeys({
    onEscape: () => {
      if (stage.kind === "report") setStage({ kind: "recogniser" });
      else if (product) void navigate({ to: "/products/$product", params: { product } });
    },
  });
  const title = stage.kind === "done" ? t("doneTitle") : t("titleOf", { name });
  return (
    <Page
      name={t("titleOf", { name })}
      title={title}
      lead={order ? undefined : t("offlineLead")}
      column={stage.kind !== "report"}
    >
      <FlowSteps
        label={t("stepsLabel")}
        steps={[t("step.form"), t("step.recogniser"), t("step.report")]}
        here={places[stage.kind]}
      />
      {refused && stage.kind !== "done" ? (
        <Notice tone="warning" title={t("notNow")}>
          {whyNot(refused)}
        </Notice>
      ) : null}
      {stage.kind === "form" && !refused ? (
        <>
          <CredentialBeforeStart />
          <PapersUpload
            request={request}
            order={order}
            statesRole={statesRole}
            onUploaded={() => setStage({ kind: "recogniser" })}
          />
        </>
      ) : null}
      {stage.kind === "recogniser" && !refused ? (
        <RecogniserForm
          request={request}
          onBack={() => setStage({ kind: "form" })}
          onPrepared={(wanted, prepared) => setStage({ kind: "report", wanted, prepared })}
        />
      ) : null}
      {stage.kind === "report" ? (
        <ReportSign
          wanted={stage.wanted}
          prepared={stage.prepared}
          actions={order?.actions ?? null}
          onBack={() => setStage({ kind: "recogniser" })}
          onSent={(sent) => setStage({ kind: "done", sent })}
        />
      ) : null}
      {stage.kind === "done" ? <RecognitionDone sent={stage.sent} product={product} /> : null}
    </Page>
  );
}
