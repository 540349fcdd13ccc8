import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import styles from "./page.module.css";

interface PageProps {
  title: ReactNode;
  /** Stands beside the title: a badge, "Saved 10:42". */
  beside?: ReactNode;
  lead?: ReactNode;
  actions?: ReactNode;
  /** The column of context, from 1200 px. */
  panel?: ReactNode;
  /** At most as wide as a form. */
  column?: boolean;
  /** Name of the page in the window's title. */
  name: string;
  children: ReactNode;
}

/** One column of work, one of context; the heading takes the focus when the page opens, so that it is spoken. */
export function Page({ title, beside, lead, actions, panel, column = false, name, children }: PageProps) {
  const { t } = useTranslation("common");
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${name} · Sportello`;
    if (document.activeElement === document.body || document.activeElement === null) heading.current?.focus();
  }, [name]);
  return (
    <div className={styles.page} data-panel={panel ? "yes" : "no"}>
      <div className={styles.work}>
        <div className={column ? styles.column : styles.wide}>
          <header className={styles.header}>
            <div className={styles.titles}>
              <div className={styles.titleLine}>
                <h1 ref={heading} tabIndex={-1}>
                  {title}
                </h1>
                {beside}
              </div>
              {lead ? <p className={styles.lead}>{lead}</p> : null}
            </div>
            {actions ? (
              <div className={styles.actions} data-print="hide">
                {actions}
              </div>
            ) : null}
          </header>
          {children}
        </div>
      </div>
      {panel ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <aside className={styles.panel} aria-label={t("beside")} tabIndex={0}>
          {panel}
        </aside>
      ) : null}
    </div>
  );
}
