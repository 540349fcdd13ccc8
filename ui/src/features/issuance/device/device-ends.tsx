import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DonePanel } from "@/components/done-panel";
import { usePageKeys } from "@/components/keys";
import { Notice } from "@/components/notice";
import { ProductBadge } from "@/components/status-badge";
import type { DeliveredEnrolment, TokenFate } from "@/host/types";
import { DoneActions } from "../done-actions";
import styles from "../issuance.module.css";

interface DeviceDoneProps {
  name: string;
  delivered: DeliveredEnrolment;
  onProduct: () => void;
}

/** The end that was wanted: what is handed over, and where its codes went. */
export function DeviceDone({ name, delivered, onProduct }: DeviceDoneProps) {
  const { t } = useTranslation("issuance");
  usePageKeys({ onEnter: onProduct, onEscape: onProduct });
  const { standing, sentTo } = delivered;
  return (
    <DonePanel title={t("device.titleDone")} actions={<DoneActions onProduct={onProduct} />}>
      <p>
        <strong>{t("device.done.lead", { serial: standing.tokenSerial, name })}</strong>
      </p>
      <p>{t("device.done.envelope", { sentTo })}</p>
      <p>{t("device.done.what")}</p>
      <p>
        <ProductBadge status={standing.status} />
      </p>
    </DonePanel>
  );
}

interface OrphanRevokedProps {
  serial: string;
  fate: TokenFate;
  onAgain: () => void;
  onProduct: () => void;
}

/** The other end: nothing of it is valid, and the product can be issued anew. */
export function OrphanRevoked({ serial, fate, onAgain, onProduct }: OrphanRevokedProps) {
  const { t } = useTranslation("issuance");
  usePageKeys({ onEnter: onAgain, onEscape: onProduct });
  return (
    <div className={styles.stack}>
      <Notice tone="success" alert title={t("device.revoked.lead", { serial })}>
        {t(`device.revoked.fate.${fate}`)}
      </Notice>
      <div className={styles.actions}>
        <Button onClick={onProduct}>{t("done.toProduct")}</Button>
        <Button look="primary" onClick={onAgain}>
          {t("device.revoked.again")}
        </Button>
      </div>
    </div>
  );
}
