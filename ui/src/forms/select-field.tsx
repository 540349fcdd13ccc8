import type { ReactNode } from "react";
import { describedBy, FieldFrame, type Width } from "./field";
import styles from "./field.module.css";
import { useField } from "./use-field";

export interface Choice {
  value: string;
  label: string;
}

interface SelectFieldProps {
  name: string;
  label: string;
  choices: Choice[];
  help?: ReactNode;
  optional?: boolean;
  width?: Width;
  /** The first, empty line. */
  empty?: string;
  disabled?: boolean;
  /** The value is a number in the form's data. */
  numeric?: boolean;
}

/** The platform's own list: it needs no style of ours to be opened, spoken and driven by keys. */
export function SelectField({
  name,
  label,
  choices,
  help,
  optional,
  width,
  empty,
  disabled,
  numeric,
}: SelectFieldProps) {
  const { id, form, error, mark, look, point } = useField(name);
  return (
    <FieldFrame id={id} label={label} help={help} error={error} optional={optional} mark={mark} width={width}>
      <select
        id={id}
        className={styles.control}
        aria-invalid={Boolean(error)}
        aria-describedby={describedBy(id, help, error)}
        aria-required={!optional}
        {...look}
        disabled={disabled}
        {...form.register(name, {
          // An empty line means "not chosen", which the wire says as null.
          setValueAs: (value: unknown) => {
            if (value === "" || value === null || value === undefined) return null;
            return numeric ? Number(value) : value;
          },
        })}
        {...point}
      >
        {empty === undefined ? null : <option value="">{empty}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </FieldFrame>
  );
}
