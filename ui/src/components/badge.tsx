import type { ReactNode } from "react";
import styles from "./badge.module.css";
import type { Tone } from "./notice";

/** Tint, icon and word together: never colour alone. */
export function Badge({ tone, icon, children }: { tone: Tone; icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={`${styles.badge} ${styles[tone]}`}>
      {icon}
      {children}
    </span>
  );
}
