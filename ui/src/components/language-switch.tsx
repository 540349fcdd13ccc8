import { useTranslation } from "react-i18next";
import { languages } from "@/i18n/setup";
import styles from "./language-switch.module.css";
import { usePreferences } from "./preferences";

const names = { en: "English", it: "Italiano" } as const;

export function LanguageSwitch() {
  const { t } = useTranslation("frame");
  const { preferences, change } = usePreferences();
  return (
    <fieldset className={styles.switch} aria-label={t("top.language")}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          title={names[language]}
          aria-pressed={preferences.language === language}
          onClick={() => change({ language })}
        >
          {language.toUpperCase()}
        </button>
      ))}
    </fieldset>
  );
}
