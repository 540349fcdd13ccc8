import { useQuery } from "@tanstack/react-query";
import { Nfc } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { DiagnosticsCard } from "./diagnostics-card";
import { ReaderCard } from "./reader-card";

/** The desk's tools for the cards in the readers, the officer's own or a holder's. */
export function CardsPage() {
  const { t } = useTranslation(["cardTools", "frame"]);
  const status = useQuery(queries.status(useHost()));
  const readers = status.data?.readers ?? [];
  const fault = status.data?.readersFault;
  return (
    <Page name={t("cardTools:title")} title={t("cardTools:title")} lead={t("cardTools:lead")} column>
      {status.error ? (
        <HostProblem problem={asHostError(status.error)} onRetry={() => void status.refetch()} />
      ) : null}
      {status.isPending ? <Loading sentence={t("cardTools:loading")} /> : null}
      {fault ? (
        <Notice tone="warning">
          {fault === "noAnswer" ? t("frame:status.readersSilentDetail") : t("frame:status.readersFault")}
        </Notice>
      ) : null}
      {status.data && readers.length === 0 && !fault ? (
        <Empty icon={<Nfc size={20} aria-hidden="true" />}>{t("cardTools:none")}</Empty>
      ) : null}
      {readers.map((reader) => (
        // Another card in the same reader begins anew: what was said of the one before is not said of it.
        <ReaderCard key={`${reader.name} ${reader.card?.insertion ?? 0}`} reader={reader} />
      ))}
      <DiagnosticsCard />
    </Page>
  );
}
