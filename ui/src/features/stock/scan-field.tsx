import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { InnerForm } from "@/forms/inner-form";
import { TextField } from "@/forms/text-field";
import styles from "./stock.module.css";

interface ScanFieldProps {
  label: string;
  help?: string;
  onSerial: (serial: string) => void;
}

/** One serial number after the other: a scanner types it and presses Enter, as an officer does. */
export function ScanField({ label, help, onSerial }: ScanFieldProps) {
  const { t } = useTranslation("stock");
  const form = useForm({ defaultValues: { serial: "" } });
  const add = () => {
    const serial = form.getValues("serial").trim();
    form.reset();
    form.setFocus("serial");
    if (serial !== "") onSerial(serial);
  };
  return (
    <InnerForm form={form} onEnter={add} className={styles.scan}>
      <TextField name="serial" label={label} help={help} maxLength={64} code />
      <Button onClick={add}>{t("receiving.add")}</Button>
    </InnerForm>
  );
}
