import type { ReactNode } from "react";
import styles from "./card.module.css";

interface CardProps {
  title?: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
  /** The body goes to the card's edges, as a table does. */
  flush?: boolean;
  label?: string;
}

export function Card({ title, aside, children, flush = false, label }: CardProps) {
  return (
    <section className={styles.card} aria-label={label ?? (typeof title === "string" ? title : undefined)}>
      {title ? (
        <header className={styles.header}>
          <h2 className={styles.title}>{title}</h2>
          {aside}
        </header>
      ) : null}
      <div className={flush ? styles.flush : styles.body}>{children}</div>
    </section>
  );
}
