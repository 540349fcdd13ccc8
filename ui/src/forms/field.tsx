import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./field.module.css";

export type Width = "xs" | "s" | "m" | "l" | "full";

interface FieldFrameProps {
  id: string;
  label: string;
  help?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  mark?: ReactNode;
  width?: Width;
  children: ReactNode;
}

/** Label above, help under the label, error under the field; the width tells the length expected. */
export function FieldFrame({
  id,
  label,
  help,
  error,
  optional,
  mark,
  width = "m",
  children,
}: FieldFrameProps) {
  const { t } = useTranslation("common");
  return (
    <div className={`${styles.field} ${styles[width]}`}>
      <div className={styles.top}>
        <label className={styles.label} htmlFor={id}>
          {label}
          {optional ? <span className={styles.optional}> {t("optional")}</span> : null}
        </label>
        {mark}
      </div>
      {help ? (
        <p id={`${id}-help`} className={styles.help}>
          {help}
        </p>
      ) : null}
      {children}
      {error ? (
        <p id={`${id}-error`} className={styles.error}>
          <CircleAlert size={14} aria-hidden="true" />
          {error}
        </p>
      ) : null}
    </div>
  );
}

/** The ids that describe a field, for `aria-describedby`. */
export function describedBy(id: string, help: unknown, error: unknown): string | undefined {
  const ids = [help ? `${id}-help` : "", error ? `${id}-error` : ""].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
