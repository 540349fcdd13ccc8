import { ScanText } from "lucide-react";
import { useTranslation } from "react-i18next";
import styles from "./wizard.module.css";

/** The print is being read; nothing waits for it. */
export function PrintMark() {
  const { t } = useTranslation("registration");
  return (
    <p className={styles.saved} role="status">
      <ScanText size={14} aria-hidden="true" /> {t("document.readingPrint")}
    </p>
  );
}
