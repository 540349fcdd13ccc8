import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { HostProblem } from "@/components/host-problem";
import { Notice } from "@/components/notice";
import { useMay } from "@/components/use-may";
import { useHost } from "@/host/context";
import { asHostError, type HostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { CredentialProblem, CredentialView } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** Whether the officer can sign here: asked before *Start*, not after the report is made. */
export type CredentialCheck =
  | { kind: "asking" }
  | { kind: "ready"; credential: Extract<CredentialView, { kind: "registered" }> }
  | { kind: "wanting"; problem: CredentialProblem | "missing" }
  /** Without network: the report is signed and waits, and the centre checks the credential at its receipt. */
  | { kind: "unchecked" }
  | { kind: "failed"; error: HostError; again: () => void };

export function useCredentialCheck(): CredentialCheck {
  const asked = useQuery(queries.credential(useHost()));
  if (asked.error) {
    const error = asHostError(asked.error);
    if (error.code === "centreUnreachable" || error.code === "offline") return { kind: "unchecked" };
    return { kind: "failed", error, again: () => void asked.refetch() };
  }
  if (!asked.data) return { kind: "asking" };
  if (asked.data.kind === "missing") return { kind: "wanting", problem: "missing" };
  if (asked.data.problem) return { kind: "wanting", problem: asked.data.problem };
  return { kind: "ready", credential: asked.data };
}

/** Before *Start*, for whoever may sign reports. */
export function CredentialBeforeStart() {
  const may = useMay();
  return may("signReport") ? <CredentialNotice /> : null;
}

/** What is missing, and the way to mend it. */
export function CredentialNotice({ id }: { id?: string }) {
  const { t } = useTranslation("recognition");
  const { instantDay } = useFormat();
  const check = useCredentialCheck();
  switch (check.kind) {
    case "asking":
      return null;
    case "ready":
      return (
        <Notice tone="success">
          {t("credential.ready", {
            holder: check.credential.holder,
            until: instantDay(check.credential.notAfter),
          })}
        </Notice>
      );
    case "unchecked":
      return (
        <Notice tone="info" title={t("credential.unchecked")}>
          {t("credential.uncheckedLead")}
        </Notice>
      );
    case "failed":
      return (
        <div id={id}>
          <HostProblem problem={check.error} onRetry={check.again} />
        </div>
      );
    case "wanting":
      return (
        <div id={id}>
          <Notice
            tone="warning"
            title={t(`credential.${check.problem}`)}
            actions={<Link to="/credential">{t("credential.open")}</Link>}
          >
            {t("credential.lead")}
          </Notice>
        </div>
      );
  }
}
