import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Notice } from "@/components/notice";
import { ChoiceCards } from "@/forms/choice-cards";
import { Form } from "@/forms/form";
import { SelectField } from "@/forms/select-field";
import { TextArea, TextField } from "@/forms/text-field";
import { useAct } from "@/host/queries";
import type { CountStock, StockCountRow, UnitStock } from "@/host/types";
import { useOwnUnit } from "./own-unit";
import { ScanField } from "./scan-field";
import { SerialList } from "./serial-list";

interface CountDialogProps {
  open: boolean;
  units: UnitStock[];
  counts: StockCountRow[];
  onClose: () => void;
}

/** The drawer at the end of the day: what was found, before it is said what was expected. */
export function CountDialog({ open, units, counts, onClose }: CountDialogProps) {
  const { t } = useTranslation("stock");
  return (
    <Dialog open={open} title={t("counting.title")} onClose={onClose}>
      <CountForm units={units} counts={counts} onClose={onClose} />
    </Dialog>
  );
}

interface CountValues {
  unit: string;
  number: string;
  note: string;
}

type How = "number" | "serials";

function CountForm({ units, counts, onClose }: Omit<CountDialogProps, "open">) {
  const { t } = useTranslation(["stock", "common"]);
  const own = useOwnUnit(units);
  const form = useForm<CountValues>({ defaultValues: { unit: own, number: "", note: "" } });
  const [how, setHow] = useState<How>("number");
  const [serials, setSerials] = useState<string[]>([]);
  // The count before this one, as it was when the dialog was opened.
  const [before] = useState(counts);
  const send = useAct((host, count: CountStock) =>
    host.countStock(count, before.find(({ unit }) => unit === count.unit)?.count ?? null),
  );
  const submit = ({ unit, number, note }: CountValues) => {
    if (how === "number" && !/^\d{1,5}$/.test(number.trim())) {
      form.setError("number", { message: "required" });
      return;
    }
    const found: CountStock["found"] =
      how === "number" ? { kind: "number", number: Number(number) } : { kind: "serials", serials };
    send.mutate({ unit, found, note: note.trim() || null });
  };
  if (send.data) return <Counted count={send.data} onClose={onClose} />;
  return (
    <Form form={form} onSubmit={submit} label={t("stock:counting.title")}>
      <p>{t("stock:counting.lead")}</p>
      {units.length > 1 ? (
        <SelectField
          name="unit"
          label={t("stock:counting.unit")}
          choices={units.map(({ unit, name }) => ({ value: unit, label: name }))}
        />
      ) : null}
      <ChoiceCards
        legend={t("stock:counting.how")}
        name="how"
        value={how}
        onChange={(value) => setHow(value === "serials" ? "serials" : "number")}
        choices={[
          {
            value: "number",
            title: t("stock:counting.byNumber"),
            detail: t("stock:counting.byNumberDetail"),
          },
          {
            value: "serials",
            title: t("stock:counting.bySerial"),
            detail: t("stock:counting.bySerialDetail"),
          },
        ]}
        sideBySide
      />
      {how === "number" ? (
        <TextField
          name="number"
          label={t("stock:counting.number")}
          inputMode="numeric"
          width="xs"
          maxLength={5}
        />
      ) : (
        <>
          <ScanField
            label={t("stock:counting.serial")}
            onSerial={(serial) => setSerials((all) => (all.includes(serial) ? all : [...all, serial]))}
          />
          <p role="status">{t("stock:counting.found", { count: serials.length })}</p>
          {serials.length > 0 ? (
            <SerialList
              label={t("stock:receiving.list")}
              lines={serials.map((serial) => ({ serial }))}
              removeLabel={(serial) => t("stock:counting.undo", { serial })}
              onRemove={(gone) => setSerials((all) => all.filter((_, index) => index !== gone))}
            />
          ) : null}
        </>
      )}
      {send.error ? <HostProblem problem={send.error} /> : null}
      {send.error?.code === "countDiffers" ? <Difference params={send.error.params} /> : null}
      <TextArea name="note" label={t("stock:counting.note")} help={t("stock:counting.noteHelp")} optional />
      <DialogFooter>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button type="submit" look="primary" busy={send.isPending}>
          {t("stock:counting.submit")}
        </Button>
      </DialogFooter>
    </Form>
  );
}

/** Which ones, where they were counted one by one. */
function Difference({ params }: { params: Record<string, string> }) {
  const { t } = useTranslation("stock");
  return (
    <>
      {params.missing ? <p>{t("counting.missing", { serials: params.missing })}</p> : null}
      {params.unexpected ? <p>{t("counting.unexpected", { serials: params.unexpected })}</p> : null}
    </>
  );
}

function Counted({ count, onClose }: { count: StockCountRow; onClose: () => void }) {
  const { t } = useTranslation(["stock", "common"]);
  const { found, expected, missing, unexpected } = count;
  const agrees = found === expected && missing.length + unexpected.length === 0;
  return (
    <>
      <Notice tone={agrees ? "success" : "warning"} alert>
        {agrees
          ? t("stock:counting.doneAgrees", { found })
          : t("stock:counting.doneDiffers", { found, expected })}
      </Notice>
      <Difference params={{ missing: missing.join(", "), unexpected: unexpected.join(", ") }} />
      <DialogFooter>
        <Button look="primary" onClick={onClose}>
          {t("common:close")}
        </Button>
      </DialogFooter>
    </>
  );
}
