import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import type { DeliveredEnrolment, ProductDetail } from "@/host/types";
import { PassphraseForm } from "../passphrase-form";
import type { Written } from "./device-issuance";
import { type Revoked, RevokeOrphan } from "./revoke-orphan";

interface DevicePassphraseProps {
  product: ProductDetail;
  written: Written;
  onDelivered: (delivered: DeliveredEnrolment) => void;
  onRevoked: (revoked: Revoked) => void;
}

/** The device holds both certificates: its codes are sealed and sent, or it is given up after all. */
export function DevicePassphrase({ product, written, onDelivered, onRevoked }: DevicePassphraseProps) {
  const { t } = useTranslation("issuance");
  const [revoking, setRevoking] = useState(false);
  const { enrolment, serial } = written;
  return (
    <>
      <PassphraseForm
        about={{ tone: "success", title: t("device.issued"), detail: t("device.issuedDetail", { serial }) }}
        taxCode={product.holder.taxCode}
        seal={(host, passphrase) => host.deliverDevice(product.product, enrolment, passphrase)}
        onSealed={onDelivered}
        aside={<Button onClick={() => setRevoking(true)}>{t("device.revoke.issued")}</Button>}
      />
      <RevokeOrphan
        open={revoking}
        product={product.product}
        begun={{ enrolment, tokenSerial: serial, step: "confirmed", fates: ["takenBack", "damaged"] }}
        onClose={() => setRevoking(false)}
        onRevoked={onRevoked}
      />
    </>
  );
}
