import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { PinTries } from "@/components/card-tries";
import { useCardWords } from "@/components/card-words";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Form } from "@/forms/form";
import { PasswordField } from "@/forms/text-field";
import { useOnce } from "@/forms/use-once";
import { isPinBlocked } from "@/host/errors";
import { useAct } from "@/host/queries";
import type { CardView, ReaderView } from "@/host/types";
import { areAlike, endIsUnknown, NewPinFields, newPin, newTokenPin, tokenPin, unlike } from "./new-pin";

interface ChangePinDialogProps {
  open: boolean;
  reader: ReaderView;
  card: CardView;
  onDone: () => void;
  /** To the PUK, where the PIN is blocked; a token has none that it is shown here. */
  onUnblock?: () => void;
  onClose: () => void;
}

const schema = z.object({ old: z.string().min(1, "required"), ...newPin }).refine(areAlike, unlike);

function schemaOf(card: CardView): typeof schema {
  if (card.kind.kind !== "module") return schema;
  return z
    .object({ old: tokenPin(card), wanted: newTokenPin(card), repeated: z.string() })
    .refine(areAlike, unlike);
}

/** The present PIN and a new one. Each press is one try of the present one. */
export function ChangePinDialog(props: ChangePinDialogProps) {
  const { t } = useTranslation("cardTools");
  const [busy, setBusy] = useState(false);
  return (
    <Dialog open={props.open} title={t("change.title")} onClose={busy ? () => {} : props.onClose}>
      {props.open ? <ChangePinForm {...props} onBusy={setBusy} /> : null}
    </Dialog>
  );
}

function ChangePinForm({
  reader,
  card,
  onDone,
  onUnblock,
  onClose,
  onBusy,
}: ChangePinDialogProps & { onBusy: (busy: boolean) => void }) {
  const { t } = useTranslation(["cardTools", "cards", "common"]);
  const words = useCardWords();
  const form = useForm({
    resolver: zodResolver(schemaOf(card)),
    defaultValues: { old: "", wanted: "", repeated: "" },
  });
  const change = useAct(
    (host, { old, wanted }: z.infer<typeof schema>) =>
      host.changeCardPin(reader.name, card.insertion, old, wanted),
    {
      onSuccess: onDone,
      onError: () => {
        // A PIN that did not do is not kept in the field: the next try is typed.
        form.setValue("old", "");
        form.setFocus("old");
      },
    },
  );
  const { isPending } = change;
  // What the card is doing is seen to its end, whatever key is pressed.
  useEffect(() => {
    onBusy(isPending);
    return () => onBusy(false);
  }, [isPending, onBusy]);
  const once = useOnce(isPending, change.error);
  const blocked = isPinBlocked(change.error?.code) || card.pin.kind === "blocked";
  return (
    <Form
      form={form}
      label={t("cardTools:change.title")}
      onSubmit={(values) => once(() => change.mutate(values))}
    >
      <p>{t("cardTools:change.lead", { card: words(reader), reader: reader.name })}</p>
      <PinTries pin={card.pin} />
      <PasswordField
        name="old"
        label={t("cardTools:change.old")}
        help={
          reader.training
            ? `${t("cardTools:change.oldHelp")} ${t("cards:pin.training")}`
            : t("cardTools:change.oldHelp")
        }
        width="m"
      />
      <NewPinFields card={card} />
      {change.error ? <HostProblem problem={change.error} /> : null}
      {change.error && endIsUnknown(change.error) ? (
        <Notice tone="info">{t("cardTools:unknownEnd")}</Notice>
      ) : null}
      {isPending ? <Working sentence={t("cardTools:change.working")} /> : null}
      <DialogFooter>
        <Button disabled={isPending} onClick={onClose}>
          {t("common:cancel")}
        </Button>
        {blocked && onUnblock ? (
          <Button look="primary" onClick={onUnblock}>
            {t("cardTools:unblock.open")}
          </Button>
        ) : (
          <Button type="submit" look="primary" busy={isPending} disabled={blocked}>
            {t("cardTools:change.submit")}
          </Button>
        )}
      </DialogFooter>
    </Form>
  );
}
