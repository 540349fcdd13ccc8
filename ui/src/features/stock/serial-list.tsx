import { X } from "lucide-react";
import { IconButton } from "@/components/button";
import styles from "./stock.module.css";

export interface SerialLine {
  serial: string;
  state?: string;
  refused?: boolean;
}

interface SerialListProps {
  label: string;
  lines: SerialLine[];
  removeLabel: (serial: string) => string;
  onRemove: (index: number) => void;
}

/** The serial numbers that were entered, the last one first: that is the one to look at. */
export function SerialList({ label, lines, removeLabel, onRemove }: SerialListProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className={`${styles.serials} ${styles.scrolls}`} tabIndex={0} aria-label={label}>
      <ol>
        {lines
          .map((line, index) => ({ line, index }))
          .reverse()
          .map(({ line, index }) => (
            <li key={`${index}-${line.serial}`} className={styles.serial}>
              <span className="code">{line.serial}</span>
              <span className={line.refused ? styles.refused : undefined}>{line.state}</span>
              <IconButton
                small
                label={removeLabel(line.serial)}
                icon={<X size={14} aria-hidden="true" />}
                onClick={() => onRemove(index)}
              />
            </li>
          ))}
      </ol>
    </section>
  );
}
