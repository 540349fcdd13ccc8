import { useEffect, useRef } from "react";
import { Notice } from "@/components/notice";
import styles from "./error-summary.module.css";

export interface SummaryFault {
  name: string;
  label: string;
  /** Null where the field is only empty: many of those stand in one line. */
  message: string | null;
}

/** Brings the caret to a field by its name. */
export function focusField(name: string): void {
  const field = document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}

interface ErrorSummaryProps {
  title: string;
  /** Said before the empty fields. */
  fillIn: string;
  faults: SummaryFault[];
  turn: number;
}

/** What is wrong, in one place, each a link to its field. Takes the focus when it appears. */
export function ErrorSummary({ title, fillIn, faults, turn }: ErrorSummaryProps) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (turn > 0) ref.current?.focus();
  }, [turn]);
  if (faults.length === 0) return null;
  const missing = faults.filter((fault) => fault.message === null);
  const wrong = faults.filter((fault) => fault.message !== null);
  return (
    <div ref={ref} tabIndex={-1} className={styles.summary}>
      <Notice tone="danger" title={title} alert>
        <ul className={styles.list}>
          {wrong.map((fault) => (
            <li key={`${fault.name}-${fault.message}`}>
              <button type="button" className={styles.link} onClick={() => focusField(fault.name)}>
                {fault.label}: {fault.message}
              </button>
            </li>
          ))}
        </ul>
        {missing.length > 0 ? (
          <p className={styles.missing}>
            {fillIn}
            {missing.map((fault) => (
              <button
                key={fault.name}
                type="button"
                className={styles.link}
                onClick={() => focusField(fault.name)}
              >
                {fault.label}
              </button>
            ))}
          </p>
        ) : null}
      </Notice>
    </div>
  );
}
