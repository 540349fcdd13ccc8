import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { ChoiceCards } from "@/forms/choice-cards";
import { useAct } from "@/host/queries";
import type { BegunView, TokenFate } from "@/host/types";
import styles from "../issuance.module.css";
import { useOnce } from "../once";

interface RevokeOrphanProps {
  product: string;
  begun: Pick<BegunView, "enrolment" | "tokenSerial" | "step" | "fates">;
  onClose: () => void;
  onRevoked: (fate: TokenFate) => void;
}

/** Gives an enrolment up: says what happens, and asks what becomes of the device. */
export function RevokeOrphan({ open, ...inside }: RevokeOrphanProps & { open: boolean }) {
  const { t } = useTranslation("issuance");
  return (
    <Dialog open={open} title={t("device.revoke")} onClose={inside.onClose}>
      {open ? <Inside {...inside} /> : null}
    </Dialog>
  );
}

function Inside({ product, begun, onClose, onRevoked }: RevokeOrphanProps) {
  const { t } = useTranslation(["issuance", "common"]);
  const [fate, setFate] = useState<TokenFate | null>(null);
  const { enrolment, tokenSerial: serial } = begun;
  const abandon = useAct((host, token: TokenFate) => host.abandonDevice(product, enrolment, token), {
    onSuccess: (_standing, token) => onRevoked(token),
  });
  const once = useOnce(abandon.mutate);
  const nothingIssued = begun.step === "begun";
  return (
    <form
      className={styles.stack}
      aria-label={t("issuance:device.revoke")}
      onSubmit={(event) => {
        event.preventDefault();
        if (fate) once(fate);
      }}
    >
      <p>{t(`issuance:device.orphan.lead.${nothingIssued ? "begun" : "issued"}`, { serial })}</p>
      <p>{t("issuance:device.orphan.then")}</p>
      <ChoiceCards
        legend={t("issuance:device.orphan.fate")}
        name="fate"
        value={fate}
        onChange={(value) => setFate(value as TokenFate)}
        choices={begun.fates.map((value) => ({
          value,
          title: t(`issuance:device.orphan.${value}`),
          detail: t(`issuance:device.orphan.${value}Detail`),
        }))}
      />
      {abandon.error ? <HostProblem problem={abandon.error} /> : null}
      {abandon.isPending ? <Working sentence={t("issuance:device.orphan.working")} /> : null}
      <DialogFooter>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button type="submit" look="danger" busy={abandon.isPending} disabled={fate === null}>
          {t("issuance:device.revoke")}
        </Button>
      </DialogFooter>
    </form>
  );
}
