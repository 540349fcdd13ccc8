import { DropdownMenu } from "radix-ui";
import type { ReactNode } from "react";
import styles from "./menu.module.css";

export interface MenuEntry {
  key: string;
  label: string;
  icon?: ReactNode;
  /** Stands beside what is off, and says why. */
  whyNot?: string | null;
  danger?: boolean;
  onSelect: () => void;
}

/** A menu that does not hide what is off: it says why. */
export function Menu({
  trigger,
  entries,
  label,
}: {
  trigger: ReactNode;
  entries: MenuEntry[];
  label: string;
}) {
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild>{trigger}</DropdownMenu.Trigger>
      {/* Inside the page's landmark: whoever goes by landmarks finds it there. */}
      <DropdownMenu.Portal container={document.querySelector("main")}>
        <DropdownMenu.Content className={styles.menu} align="end" sideOffset={4} aria-label={label}>
          {entries.map((entry) => (
            <DropdownMenu.Item
              key={entry.key}
              className={`${styles.item} ${entry.danger ? styles.danger : ""}`}
              disabled={Boolean(entry.whyNot)}
              onSelect={entry.onSelect}
            >
              <span className={styles.icon}>{entry.icon}</span>
              <span className={styles.words}>
                {entry.label}
                {entry.whyNot ? <small className={styles.whyNot}>{entry.whyNot}</small> : null}
              </span>
            </DropdownMenu.Item>
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
