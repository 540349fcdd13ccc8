import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { LanguageSwitch } from "@/components/language-switch";
import styles from "./session.module.css";

/** What stands around the screens before the frame: the mark, and the language at the top right. */
export function SessionGround({ children, wide = false }: { children: ReactNode; wide?: boolean }) {
  const { t } = useTranslation("session");
  return (
    <div className={styles.ground}>
      <header className={styles.top}>
        <p className={styles.brand}>
          <img src="./mark.svg" alt="" />
          Sportello <span>{t("appLine")}</span>
        </p>
        <LanguageSwitch />
      </header>
      <main className={styles.middle}>
        <div className={`${styles.card} ${wide ? styles.cardWide : ""}`}>{children}</div>
      </main>
    </div>
  );
}
