import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DonePanel } from "@/components/done-panel";
import { usePageKeys } from "@/components/keys";
import { Notice } from "@/components/notice";
import { ProductBadge } from "@/components/status-badge";
import type { DeliveredEnrolment } from "@/host/types";
import { DoneActions } from "../done-actions";
import styles from "../issuance.module.css";
import type { Revoked } from "./revoke-orphan";

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
  revoked: Revoked;
  onAgain: () => void;
  onProduct: () => void;
}

/** The other end: nothing of it is valid, and the product can be issued anew, unless it has ended too. */
export function OrphanRevoked({
  revoked: { serial, what, fate, ended },
  onAgain,
  onProduct,
}: OrphanRevokedProps) {
  const { t } = useTranslation("issuance");
  usePageKeys({ onEnter: ended ? onProduct : onAgain, onEscape: onProduct });
  return (
    <div className={styles.stack}>
      <Notice tone="success" alert title={t(`device.revoked.lead.${what}`, { serial })}>
        <p>{t(`device.revoked.fate.${fate}`)}</p>
        {ended ? <p>{t("device.revoked.ended")}</p> : null}
      </Notice>
      {ended ? (
        <div className={styles.actionsEnd}>
          <Button look="primary" onClick={onProduct}>
            {t("done.toProduct")}
          </Button>
        </div>
      ) : (
        <div className={styles.actions}>
          <Button onClick={onProduct}>{t("done.toProduct")}</Button>
          <Button look="primary" onClick={onAgain}>
            {t("device.revoked.again")}
          </Button>
        </div>
      )}
    </div>
  );
}
