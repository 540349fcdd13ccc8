import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { HostProblem } from "./host-problem";
import { Loading } from "./loading";
import { PaperPreview } from "./paper-preview";

interface EvidencePagesProps {
  request: string;
  evidence: string;
  label: string;
}

/** A stored piece of evidence, page by page. */
export function EvidencePages({ request, evidence, label }: EvidencePagesProps) {
  const { t } = useTranslation("common");
  const opened = useQuery(queries.openedEvidence(useHost(), request, evidence));
  if (opened.error) {
    const problem = asHostError(opened.error);
    return (
      <>
        {problem.code === "centreUnreachable" ? <p>{t("evidence.atCentre")}</p> : null}
        <HostProblem problem={problem} onRetry={() => void opened.refetch()} />
      </>
    );
  }
  if (!opened.data) return <Loading sentence={t("evidence.opening")} />;
  return <PaperPreview paper={opened.data} label={label} />;
}
