import { useQuery } from "@tanstack/react-query";
import { CreditCard } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { useCardWords } from "@/components/card-words";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { useWhyNot } from "@/components/why-not";
import { ChoiceCards } from "@/forms/choice-cards";
import { Form } from "@/forms/form";
import { TextField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { DeviceChoice, OpenFormat, TokenDetail } from "@/host/types";
import styles from "./stock.module.css";

interface FormatNowProps {
  token: TokenDetail;
  open: OpenFormat;
  onFormatted: () => void;
}

/** Formats the token in one of the readers, once its serial number was typed. */
export function FormatNow({ token, open, onFormatted }: FormatNowProps) {
  const { t } = useTranslation("stock");
  const words = useWhyNot();
  const devices = useQuery(queries.formatDevices(useHost(), token.row.serial));
  const [chosen, setChosen] = useState<string | null>(null);
  const [confirms, setConfirms] = useState(false);
  if (open.formatWhyNot) return <Notice tone="warning">{words(open.formatWhyNot)}</Notice>;
  if (devices.error) {
    return <HostProblem problem={asHostError(devices.error)} onRetry={() => void devices.refetch()} />;
  }
  if (!devices.data) return <Loading sentence={t("format.asking")} lines={2} />;
  const fitting = devices.data.filter(({ problem }) => problem === null);
  // One that fits needs no choosing; a card that went meanwhile is chosen no more.
  const reader = (fitting.find((device) => device.reader === chosen) ?? only(fitting))?.reader ?? null;
  return (
    <>
      <Readers devices={devices.data} value={reader} onChange={setChosen} />
      <div className={styles.acts}>
        <Button look="danger" disabled={reader === null} onClick={() => setConfirms(true)}>
          {t("format.submit")}
        </Button>
      </div>
      <Dialog
        open={confirms}
        title={t("format.confirmTitle", { serial: token.row.serial })}
        onClose={() => setConfirms(false)}
      >
        <ConfirmForm
          token={token}
          open={open}
          reader={reader}
          onClose={() => setConfirms(false)}
          onFormatted={onFormatted}
        />
      </Dialog>
    </>
  );
}

function only(devices: DeviceChoice[]): DeviceChoice | undefined {
  return devices.length === 1 ? devices[0] : undefined;
}

interface ReadersProps {
  devices: DeviceChoice[];
  value: string | null;
  onChange: (reader: string) => void;
}

/** What is in the readers: what cannot be the token is shown with why. */
function Readers({ devices, value, onChange }: ReadersProps) {
  const { t } = useTranslation("stock");
  const cardWords = useCardWords();
  if (devices.length === 0) return <p>{t("format.noCard")}</p>;
  return (
    <ChoiceCards
      legend={t("format.choose")}
      name="reader"
      value={value}
      onChange={onChange}
      choices={devices.map((device) => ({
        value: device.reader,
        title: cardWords({ ...device, cardPresent: true }),
        icon: <CreditCard size={20} aria-hidden="true" />,
        disabled: device.problem !== null,
        detail: <Detail device={device} />,
      }))}
    />
  );
}

function Detail({ device }: { device: DeviceChoice }) {
  const { t } = useTranslation("stock");
  const { serial, problem, training, reader } = device;
  const facts = [
    serial ? t("format.serial", { serial }) : t("format.noSerial"),
    training ? t("format.training") : t("format.reader", { reader }),
  ];
  return (
    <>
      <span className="tabular">{facts.join(" · ")}</span>
      {problem ? <strong className={styles.problem}>{t(`format.problem.${problem}`)}</strong> : null}
    </>
  );
}

interface ConfirmFormProps extends FormatNowProps {
  /** Nothing while the token is out: what was said of the attempt stays in sight. */
  reader: string | null;
  onClose: () => void;
}

/** What cannot be undone wants the serial number typed. */
function ConfirmForm({ token, open, reader, onClose, onFormatted }: ConfirmFormProps) {
  const { t } = useTranslation(["stock", "common"]);
  const { serial } = token.row;
  const form = useForm<{ typedSerial: string }>({ defaultValues: { typedSerial: "" } });
  const format = useAct((host, from: string) => host.formatToken(token.row.token, open.format, from), {
    onSuccess: () => {
      onClose();
      onFormatted();
    },
  });
  const submit = ({ typedSerial }: { typedSerial: string }) => {
    if (typedSerial.trim().toUpperCase() !== serial) {
      form.setError("typedSerial", { message: "serialDiffers" }, { shouldFocus: true });
      return;
    }
    if (reader !== null) format.mutate(reader);
  };
  return (
    <Form form={form} onSubmit={submit} label={t("stock:format.submit")}>
      <p>{t("stock:format.confirmLead")}</p>
      {format.error ? <HostProblem problem={format.error} /> : null}
      <TextField name="typedSerial" label={t("stock:change.typeSerial", { serial })} width="full" code />
      <p role="status">{format.isPending ? t("stock:format.working") : null}</p>
      <DialogFooter>
        <Button onClick={onClose} disabled={format.isPending}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" look="danger" busy={format.isPending} disabled={reader === null}>
          {t("stock:format.submit")}
        </Button>
      </DialogFooter>
    </Form>
  );
}
