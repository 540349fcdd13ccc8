import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Notice } from "@/components/notice";
import { Form } from "@/forms/form";
import { TextArea, TextField } from "@/forms/text-field";
import { useAct } from "@/host/queries";
import type { TokenDetail, TokenEvent } from "@/host/types";

const byHand = ["markDamaged", "reportLost", "takeBack", "dispose", "restock"] as const;

/** What an officer says of a token; the rest happens to it in an enrolment. */
export type ByHand = (typeof byHand)[number];

export function isByHand(event: TokenEvent): event is ByHand {
  return (byHand as readonly TokenEvent[]).includes(event);
}

interface ChangeDialogProps {
  token: TokenDetail;
  /** Which change was chosen; null while the dialog is closed. */
  change: ByHand | null;
  onClose: () => void;
}

export function ChangeDialog({ token, change, onClose }: ChangeDialogProps) {
  const { t } = useTranslation("words");
  return (
    <Dialog open={change !== null} title={change ? t(`tokenChange.${change}`) : ""} onClose={onClose}>
      {change ? <ChangeForm token={token} change={change} onClose={onClose} /> : null}
    </Dialog>
  );
}

interface ChangeValues {
  reason: string;
  typedSerial: string;
}

function ChangeForm({ token, change, onClose }: ChangeDialogProps & { change: ByHand }) {
  const { t } = useTranslation(["stock", "words", "common"]);
  const { serial } = token.row;
  const revokes = change === "reportLost" && token.certificateAlive === true;
  const final = change === "dispose" || revokes;
  const form = useForm<ChangeValues>({ defaultValues: { reason: "", typedSerial: "" } });
  const say = useAct(
    (host, reason: string) => host.changeToken(token.row.token, token.version, change, reason),
    { onSuccess: onClose },
  );
  const submit = ({ reason, typedSerial }: ChangeValues) => {
    if (reason.trim() === "") {
      form.setError("reason", { message: "required" });
      return;
    }
    if (final && typedSerial.trim().toUpperCase() !== serial) {
      form.setError("typedSerial", { message: "serialDiffers" }, { shouldFocus: true });
      return;
    }
    say.mutate(reason.trim());
  };
  return (
    <Form form={form} onSubmit={submit} label={t(`words:tokenChange.${change}`)}>
      <p>{t(`stock:change.lead.${change}`)}</p>
      {revokes ? (
        <Notice tone="warning" title={t("stock:change.revokes.title")}>
          {t("stock:change.revokes.lead")}
        </Notice>
      ) : null}
      {say.error ? <HostProblem problem={say.error} /> : null}
      <TextArea name="reason" label={t("stock:change.reason")} help={t("stock:change.reasonHelp")} />
      {final ? (
        <TextField name="typedSerial" label={t("stock:change.typeSerial", { serial })} width="full" code />
      ) : null}
      <DialogFooter>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button type="submit" look={final ? "danger" : "primary"} busy={say.isPending}>
          {revokes ? t("stock:change.revokes.submit") : t(`words:tokenChange.${change}`)}
        </Button>
      </DialogFooter>
    </Form>
  );
}
