import { type ReactNode, useState } from "react";
import { useController } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { dayForField, readDay } from "./date-text";
import { describedBy, FieldFrame, type Width } from "./field";
import styles from "./field.module.css";
import { useField } from "./use-field";

interface DateFieldProps {
  name: string;
  label: string;
  help?: ReactNode;
  optional?: boolean;
  width?: Width;
}

/** A day typed in digits; the data holds YYYY-MM-DD, or what was typed when that is no day. */
export function DateField({ name, label, help, optional, width = "s" }: DateFieldProps) {
  const { t } = useTranslation("common");
  const { day } = useFormat();
  const { id, form, error, mark, look, point } = useField(name);
  const { field } = useController({ name, control: form.control });
  const value = typeof field.value === "string" ? field.value : "";
  const [typed, setTyped] = useState<string | null>(null);
  const iso = readDay(value);
  const wrong = typed === null && value !== "" && iso === null ? t("faults.dateNotADay") : undefined;
  const shownError = wrong ?? error;

  return (
    <FieldFrame
      id={id}
      label={label}
      help={help}
      error={shownError}
      optional={optional}
      mark={mark}
      width={width}
    >
      <div className={styles.withEcho}>
        <input
          id={id}
          name={field.name}
          ref={field.ref}
          type="text"
          inputMode="numeric"
          className={`${styles.control} tabular`}
          placeholder={t("datePattern")}
          autoComplete="off"
          aria-invalid={Boolean(shownError)}
          aria-describedby={describedBy(id, help, shownError)}
          aria-required={!optional}
          {...look}
          value={typed ?? dayForField(value)}
          onChange={(event) => {
            const text = event.target.value;
            setTyped(text);
            field.onChange(readDay(text) ?? text);
          }}
          {...point}
          onBlur={() => {
            setTyped(null);
            field.onBlur();
          }}
        />
        {iso && typed === null ? (
          <span className={styles.echo} aria-hidden="true">
            {day(iso)}
          </span>
        ) : null}
      </div>
    </FieldFrame>
  );
}
