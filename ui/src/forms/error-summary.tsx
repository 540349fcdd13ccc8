import { useEffect, useRef } from "react";
import { Notice } from "@/components/notice";
import styles from "./error-summary.module.css";

export interface SummaryFault {
  name: string;
  label: string;
  message: string;
}

/** Brings the caret to a field by its name. */
export function focusField(name: string): void {
  const field = document.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`);
  field?.focus();
  field?.scrollIntoView({ block: "center" });
}

/** What is wrong, in one place, each line a link to its field. Takes the focus when it appears. */
export function ErrorSummary({
  title,
  faults,
  turn,
}: {
  title: string;
  faults: SummaryFault[];
  turn: number;
}) {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (turn > 0) ref.current?.focus();
  }, [turn]);
  if (faults.length === 0) return null;
  return (
    <div ref={ref} tabIndex={-1} className={styles.summary}>
      <Notice tone="danger" title={title} alert>
        <ul className={styles.list}>
          {faults.map((fault) => (
            <li key={`${fault.name}-${fault.message}`}>
              <button type="button" className={styles.link} onClick={() => focusField(fault.name)}>
                {fault.label}: {fault.message}
              </button>
            </li>
          ))}
        </ul>
      </Notice>
    </div>
  );
}
