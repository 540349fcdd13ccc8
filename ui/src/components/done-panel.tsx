import { CircleCheckBig, CloudUpload } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./done-panel.module.css";

interface DonePanelProps {
  title: string;
  /** Not yet with the centre: said before anything else. */
  waiting?: boolean;
  children: ReactNode;
  actions: ReactNode;
}

/** A result that stays: what was done, what to note down, what comes next. */
export function DonePanel({ title, waiting = false, children, actions }: DonePanelProps) {
  return (
    <section className={styles.panel} aria-label={title}>
      <span className={waiting ? styles.waiting : styles.done}>
        {waiting ? (
          <CloudUpload size={28} aria-hidden="true" />
        ) : (
          <CircleCheckBig size={28} aria-hidden="true" />
        )}
      </span>
      <div className={styles.body}>{children}</div>
      <div className={styles.actions}>{actions}</div>
    </section>
  );
}
