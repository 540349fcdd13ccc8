import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { PinTries } from "@/components/card-tries";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import type { HostError } from "@/host/errors";
import type { ReaderView } from "@/host/types";
import { Form } from "./form";
import { PasswordField } from "./text-field";
import { useOnce } from "./use-once";

interface PinDialogProps {
  /** The reader whose card is asked; null while the dialog is closed. */
  reader: ReaderView | null;
  title: string;
  lead: string;
  submit: string;
  working: string;
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

const schema = z.object({ pin: z.string().min(1, "required") });

function PinForm(props: PinDialogProps & { reader: ReaderView }) {
  const { reader, busy, error } = props;
  const { t } = useTranslation(["cards", "common"]);
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { pin: "" } });
  const { setValue, setFocus } = form;
  useEffect(() => {
    if (!error) return;
    // A PIN that did not do is not kept in the field: the next try is typed.
    setValue("pin", "");
    setFocus("pin");
  }, [error, setValue, setFocus]);
  const once = useOnce(busy, error);
  const blocked = error?.code === "cardPinBlocked" || reader.card?.pin.kind === "blocked";
  return (
    <Form form={form} label={props.title} onSubmit={({ pin }) => once(() => props.onPin(pin))}>
      <p>{props.lead}</p>
      <p>{t("cards:pin.each")}</p>
      {reader.card ? <PinTries pin={reader.card.pin} /> : null}
      <PasswordField
        name="pin"
        label={t("cards:pin.label")}
        help={reader.training ? `${t("cards:pin.help")} ${t("cards:pin.training")}` : t("cards:pin.help")}
        width="s"
      />
      {error ? <HostProblem problem={error} /> : null}
      {busy ? <Working sentence={props.working} /> : null}
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
