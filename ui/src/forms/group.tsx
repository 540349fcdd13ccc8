import type { ReactNode } from "react";
import styles from "./group.module.css";

/**
 * Fields that belong together, in a frame with their title. The legend itself is for those who listen: web engines
 * draw it across the border, each in its own way, so what is seen is a line of its own.
 */
export function Group({ title, help, children }: { title: string; help?: ReactNode; children: ReactNode }) {
  return (
    <fieldset className={styles.group}>
      <legend className="visually-hidden">{title}</legend>
      <p className={styles.title} aria-hidden="true">
        {title}
      </p>
      {help ? <p className={styles.help}>{help}</p> : null}
      {children}
    </fieldset>
  );
}
