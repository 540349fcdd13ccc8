import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DonePanel } from "@/components/done-panel";
import { usePageKeys } from "@/components/keys";
import { ProductBadge } from "@/components/status-badge";
import type { SealedEnvelope } from "@/host/types";

interface IssuanceDoneProps {
  name: string;
  sealed: SealedEnvelope;
  onProduct: () => void;
}

export function IssuanceDone({ name, sealed, onProduct }: IssuanceDoneProps) {
  const { t } = useTranslation("issuance");
  const navigate = useNavigate();
  usePageKeys({ onEnter: onProduct });
  return (
    <DonePanel
      title={t("doneTitle")}
      actions={
        <>
          <Button look="primary" onClick={onProduct}>
            {t("done.toProduct")}
          </Button>
          <Button
            onClick={() => void navigate({ to: "/search/$section", params: { section: "toBeIssued" } })}
          >
            {t("done.next")}
          </Button>
        </>
      }
    >
      <p>{t("done.lead", { name, sentTo: sealed.sentTo })}</p>
      <p>{t("done.what")}</p>
      <p>
        <ProductBadge status={sealed.status} />
      </p>
    </DonePanel>
  );
}
