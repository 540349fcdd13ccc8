import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { firstOpenStep, isStep } from "./step-list";
import { Wizard } from "./wizard";

/** One case in its eight steps; the address says which. `next` means: wherever it was left. */
export function RegistrationPage({ draft, step }: { draft: string; step: string }) {
  const { t } = useTranslation("registration");
  const navigate = useNavigate();
  const opened = useQuery(queries.draft(useHost(), draft));
  const known = isStep(step);

  useEffect(() => {
    if (!opened.data) return;
    if (opened.data.status === "waitingToSend") {
      void navigate({ to: "/confirmed/$request", params: { request: draft }, replace: true });
    } else if (!known) {
      const next = firstOpenStep(opened.data.steps);
      void navigate({ to: "/registration/$draft/$step", params: { draft, step: next }, replace: true });
    }
  }, [opened.data, known, draft, navigate]);

  if (opened.error) {
    return (
      <Page name={t("title")} title={t("title")}>
        <HostProblem problem={asHostError(opened.error)} onRetry={() => void opened.refetch()} />
      </Page>
    );
  }
  if (!opened.data || !known) {
    return (
      <Page name={t("title")} title={t("title")}>
        <Loading sentence={t("loading")} lines={8} />
      </Page>
    );
  }
  return <Wizard initial={opened.data} step={step} />;
}
