import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { PinTries } from "@/components/card-tries";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { type Part, Working } from "@/components/loading";
import { type HostError, isPinBlocked } from "@/host/errors";
import type { ReaderView } from "@/host/types";
import { Form } from "./form";
import { isTypedOnReader, PinField } from "./pin-field";
import { useOnce } from "./use-once";

interface PinDialogProps {
  /** The reader whose card is asked; null while the dialog is closed. */
  reader: ReaderView | null;
  title: string;
  lead: string;
  /** How often the PIN is asked for; where several are signed, not what is said of one. */
  note?: string | undefined;
  submit: string;
  working: string;
  part?: Part | null;
  busy: boolean;
  error: HostError | null;
  onPin: (pin: string) => void;
  onClose: () => void;
}

/** The PIN of a card, with the tries that are left. Nothing is held while one types; each press is one try. */
export function PinDialog(props: PinDialogProps) {
  return (
    <Dialog open={props.reader !== null} title={props.title} onClose={props.busy ? () => {} : props.onClose}>
      {props.reader ? <PinForm {...props} reader={props.reader} /> : null}
    </Dialog>
  );
}

const typed = z.object({ pin: z.string().min(1, "required") });
/** On a reader with keys of its own nothing is typed here. */
const onReader = z.object({ pin: z.literal("") });

function PinForm(props: PinDialogProps & { reader: ReaderView }) {
  const { reader, busy, error } = props;
  const { t } = useTranslation(["cards", "common"]);
  const pinpad = isTypedOnReader(reader.card);
  const form = useForm({
    resolver: zodResolver<{ pin: string }, unknown, { pin: string }>(pinpad ? onReader : typed),
    defaultValues: { pin: "" },
  });
  const { setValue, setFocus } = form;
  useEffect(() => {
    if (!error) return;
    // A PIN that did not do is not kept in the field: the next try is typed.
    setValue("pin", "");
    if (!pinpad) setFocus("pin");
  }, [error, pinpad, setValue, setFocus]);
  const once = useOnce(busy, error);
  const blocked = isPinBlocked(error?.code) || reader.card?.pin.kind === "blocked";
  return (
    <Form form={form} label={props.title} onSubmit={({ pin }) => once(() => props.onPin(pin))}>
      <p>{props.lead}</p>
      <p>{props.note ?? t("cards:pin.each")}</p>
      {reader.card ? <PinTries pin={reader.card.pin} /> : null}
      <PinField name="pin" card={reader.card} training={reader.training} />
      {error ? <HostProblem problem={error} /> : null}
      {busy ? <Working sentence={props.working} part={props.part ?? null} /> : null}
      <DialogFooter>
        <Button disabled={busy} onClick={props.onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" look="primary" busy={busy} disabled={blocked}>
          {props.submit}
        </Button>
      </DialogFooter>
    </Form>
  );
}
