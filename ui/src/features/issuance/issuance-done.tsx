import { useTranslation } from "react-i18next";
import { DonePanel } from "@/components/done-panel";
import { usePageKeys } from "@/components/keys";
import { ProductBadge } from "@/components/status-badge";
import type { SealedEnvelope } from "@/host/types";
import { DoneActions } from "./done-actions";

interface IssuanceDoneProps {
  name: string;
  sealed: SealedEnvelope;
  onProduct: () => void;
}

export function IssuanceDone({ name, sealed, onProduct }: IssuanceDoneProps) {
  const { t } = useTranslation("issuance");
  usePageKeys({ onEnter: onProduct });
  return (
    <DonePanel title={t("doneTitle")} actions={<DoneActions onProduct={onProduct} />}>
      <p>{t("done.lead", { name, sentTo: sealed.sentTo })}</p>
      <p>{t("done.what")}</p>
      <p>
        <ProductBadge status={sealed.status} />
      </p>
    </DonePanel>
  );
}
