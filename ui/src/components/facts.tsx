import type { ReactNode } from "react";
import { CopyButton } from "./copy-button";
import styles from "./facts.module.css";

export interface Fact {
  label: string;
  value: ReactNode;
  /** Text put on the clipboard; without it there is no copy button. */
  copy?: string | null;
  code?: boolean;
}

/** Label and value pairs; what is not known is said, not left blank. */
export function Facts({ facts, narrow = false }: { facts: Fact[]; narrow?: boolean }) {
  return (
    <dl className={narrow ? styles.narrow : styles.facts}>
      {facts.map((fact) => (
        <div key={fact.label} className={styles.fact}>
          <dt>{fact.label}</dt>
          <dd>
            <span className={fact.code ? "code" : "tabular"}>{fact.value ?? "–"}</span>
            {fact.copy ? <CopyButton text={fact.copy} what={fact.label} /> : null}
          </dd>
        </div>
      ))}
    </dl>
  );
}
