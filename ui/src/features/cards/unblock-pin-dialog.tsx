import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { PukTries } from "@/components/card-tries";
import { useCardWords } from "@/components/card-words";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Form } from "@/forms/form";
import { PasswordField } from "@/forms/text-field";
import { useOnce } from "@/forms/use-once";
import { useAct } from "@/host/queries";
import type { CardView, ReaderView } from "@/host/types";
import { areAlike, endIsUnknown, NewPinFields, newPin, newTokenPin, unlike } from "./new-pin";

interface UnblockPinDialogProps {
  open: boolean;
  reader: ReaderView;
  card: CardView;
  onDone: () => void;
  onClose: () => void;
}

const puk = z.string().min(1, "required");
const schema = z.object({ puk, ...newPin }).refine(areAlike, unlike);

function schemaOf(card: CardView): typeof schema {
  if (card.kind.kind !== "module") return schema;
  const drawn = puk.regex(/^\d{8}$/, "tokenPukShape");
  return z.object({ puk: drawn, wanted: newTokenPin(card), repeated: z.string() }).refine(areAlike, unlike);
}

/** A new PIN by the PUK, for one that is blocked or forgotten. Each press is one try of the PUK. */
export function UnblockPinDialog(props: UnblockPinDialogProps) {
  const { t } = useTranslation("cardTools");
  const [busy, setBusy] = useState(false);
  return (
    <Dialog open={props.open} title={t("unblock.title")} onClose={busy ? () => {} : props.onClose}>
      {props.open ? <UnblockPinForm {...props} onBusy={setBusy} /> : null}
    </Dialog>
  );
}

function UnblockPinForm({
  reader,
  card,
  onDone,
  onClose,
  onBusy,
}: UnblockPinDialogProps & { onBusy: (busy: boolean) => void }) {
  const { t } = useTranslation(["cardTools", "common"]);
  const words = useCardWords();
  const form = useForm({
    resolver: zodResolver(schemaOf(card)),
    defaultValues: { puk: "", wanted: "", repeated: "" },
  });
  const unblock = useAct(
    (host, { puk, wanted }: z.infer<typeof schema>) =>
      host.unblockCardPin(reader.name, card.insertion, puk, wanted),
    {
      onSuccess: onDone,
      onError: () => {
        form.setValue("puk", "");
        form.setFocus("puk");
      },
    },
  );
  const { isPending } = unblock;
  // What the card is doing is seen to its end, whatever key is pressed.
  useEffect(() => {
    onBusy(isPending);
    return () => onBusy(false);
  }, [isPending, onBusy]);
  const once = useOnce(isPending, unblock.error);
  const help = card.kind.kind === "module" ? t("cardTools:token.pukHelp") : t("cardTools:unblock.pukHelp");
  const blocked = unblock.error?.code === "cardPukBlocked" || card.puk.kind === "blocked";
  return (
    <Form
      form={form}
      label={t("cardTools:unblock.title")}
      onSubmit={(values) => once(() => unblock.mutate(values))}
    >
      <p>{t("cardTools:unblock.lead", { card: words(reader), reader: reader.name })}</p>
      {blocked ? null : <PukTries puk={card.puk} />}
      <PasswordField
        name="puk"
        label={t("cardTools:unblock.puk")}
        help={reader.training ? `${help} ${t("cardTools:unblock.pukTraining")}` : help}
        width="m"
      />
      <NewPinFields card={card} />
      {unblock.error ? <HostProblem problem={unblock.error} /> : null}
      {unblock.error && endIsUnknown(unblock.error) ? (
        <Notice tone="info">{t("cardTools:unknownEnd")}</Notice>
      ) : null}
      {isPending ? <Working sentence={t("cardTools:unblock.working")} /> : null}
      <DialogFooter>
        <Button disabled={isPending} onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" look="primary" busy={isPending} disabled={blocked}>
          {t("cardTools:unblock.submit")}
        </Button>
      </DialogFooter>
    </Form>
  );
}
