import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { usePageKeys } from "@/components/keys";
import { PinDialog } from "@/forms/pin-dialog";
import { useAct } from "@/host/queries";
import type { ReaderView, Sent } from "@/host/types";
import styles from "./recognition.module.css";

interface SignWithCardProps {
  request: string;
  reader: ReaderView;
  onSent: (sent: Sent) => void;
}

/** The officer's own card: the PIN is asked when everything else is ready, and shown to the card once. */
export function SignWithCard({ request, reader, onSent }: SignWithCardProps) {
  const { t } = useTranslation("recognition");
  const [asking, setAsking] = useState(false);
  const signs = reader.card !== null && reader.card.problem === null;
  const sign = useAct((host, pin: string) => host.signReportWithCard(request, reader.name, pin), {
    onSuccess: onSent,
  });
  const begin = () => {
    sign.reset();
    setAsking(true);
  };
  usePageKeys({ onSign: signs ? begin : undefined });
  return (
    <>
      <div className={styles.signAct}>
        <Button look="primary" shortcut="F9" disabled={!signs} onClick={begin}>
          {t("report.sign")}
        </Button>
      </div>
      <PinDialog
        reader={asking ? reader : null}
        title={t("report.pinTitle")}
        lead={t("report.pinLead", { reader: reader.name, holder: reader.card?.certificate?.holder ?? "–" })}
        submit={t("report.sign")}
        working={t("report.signing")}
        busy={sign.isPending}
        error={sign.error}
        onPin={(pin) => sign.mutate(pin)}
        onClose={() => setAsking(false)}
      />
    </>
  );
}
