import { Headset, Keyboard, Search } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/button";
import { LanguageSwitch } from "@/components/language-switch";
import { Crumbs } from "./crumbs";
import { SettingsButton } from "./settings-button";
import { SupportButton } from "./support-button";
import styles from "./top-bar.module.css";

export function TopBar({ onFind, onKeys }: { onFind: () => void; onKeys: () => void }) {
  const { t } = useTranslation("frame");
  return (
    <header className={styles.bar} data-print="hide">
      <Crumbs />
      <button type="button" className={styles.find} onClick={onFind}>
        <Search size={16} aria-hidden="true" />
        <span>{t("top.find")}</span>
        <span className={styles.kbd} aria-hidden="true">
          Ctrl K
        </span>
      </button>
      <div className={styles.tools}>
        <SupportButton icon={<Headset size={18} aria-hidden="true" />} />
        <IconButton label={t("top.keys")} icon={<Keyboard size={18} aria-hidden="true" />} onClick={onKeys} />
        <SettingsButton />
        <LanguageSwitch />
      </div>
    </header>
  );
}
