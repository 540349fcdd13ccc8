import type { ReactNode } from "react";
import type { Tone } from "./notice";
import styles from "./timeline.module.css";

export interface TimelineEntry {
  key: string;
  title: ReactNode;
  detail?: ReactNode;
  when: string;
  who: string | null;
  tone: Tone;
}

export function Timeline({ entries, label }: { entries: TimelineEntry[]; label: string }) {
  return (
    <ol className={styles.timeline} aria-label={label}>
      {entries.map((entry) => (
        <li key={entry.key} className={styles.entry}>
          <span className={`${styles.dot} ${styles[entry.tone]}`} aria-hidden="true" />
          <div className={styles.words}>
            <p className={styles.title}>{entry.title}</p>
            {entry.detail ? <p className={styles.detail}>{entry.detail}</p> : null}
            <p className={styles.who}>
              <span className="tabular">{entry.when}</span>
              {entry.who ? <> · {entry.who}</> : null}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}
