import type { ReactNode } from "react";
import styles from "./field.module.css";
import { useField } from "./use-field";

export function CheckField({ name, label, help }: { name: string; label: ReactNode; help?: ReactNode }) {
  const { id, form } = useField(name);
  return (
    <label className={styles.check} htmlFor={id}>
      <input id={id} type="checkbox" {...form.register(name)} />
      <span className={styles.checkWords}>
        <span>{label}</span>
        {help ? <span className={styles.checkHelp}>{help}</span> : null}
      </span>
    </label>
  );
}
