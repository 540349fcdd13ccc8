import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { Notice } from "@/components/notice";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { DeviceChoice, DeviceEnrolmentView } from "@/host/types";
import { ProofForm } from "./proof-form";

interface ProofDialogProps {
  view: DeviceEnrolmentView;
  open: boolean;
  /** What happens once the proof is given. */
  submit: string;
  onProved: () => void;
  onClose: () => void;
}

/** The own card, where it lies in a reader and signs. */
function ownCard(devices: DeviceChoice[]): DeviceChoice | null {
  return devices.find(({ card }) => card.role === "mine" && card.problem === null) ?? null;
}

/** The officer proves to be there: with the own card as soon as it is in a reader, in training with the file as well. */
export function ProofDialog({ view, open, submit, onProved, onClose }: ProofDialogProps) {
  const { t } = useTranslation(["issuance", "common"]);
  const training = useQuery(queries.status(useHost())).data?.training ?? false;
  const own = ownCard(view.devices);
  return (
    <Dialog open={open} title={t("issuance:device.proof.title")} onClose={onClose}>
      {own || training ? (
        <ProofForm
          // Put in or pulled out, something else is asked for.
          key={own?.reader ?? "file"}
          view={view}
          own={own}
          submit={submit}
          onProved={onProved}
          onClose={onClose}
        />
      ) : (
        <>
          <Notice tone="info">{t("issuance:device.proof.noCard")}</Notice>
          <DialogFooter>
            <Button onClick={onClose}>{t("common:cancel")}</Button>
          </DialogFooter>
        </>
      )}
    </Dialog>
  );
}
