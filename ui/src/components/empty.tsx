import type { ReactNode } from "react";
import styles from "./empty.module.css";

/** One sentence, one action. */
export function Empty({
  icon,
  children,
  action,
}: {
  icon?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className={styles.empty}>
      {icon ? <span className={styles.icon}>{icon}</span> : null}
      <p>{children}</p>
      {action}
    </div>
  );
}
