import { Settings } from "lucide-react";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/button";
import { Popover } from "@/components/popover";
import { type Preferences, usePreferences } from "@/components/preferences";
import styles from "./top-bar.module.css";

const themes = ["system", "light", "dark", "contrast"] as const;
const themeWords = {
  system: "themeSystem",
  light: "themeLight",
  dark: "themeDark",
  contrast: "themeContrast",
} as const;

export function SettingsButton() {
  const { t } = useTranslation("frame");
  return (
    <Popover
      label={t("settings.title")}
      trigger={<IconButton label={t("top.settings")} icon={<Settings size={18} aria-hidden="true" />} />}
    >
      <SettingsForm />
    </Popover>
  );
}

function SettingsForm() {
  const { t } = useTranslation("frame");
  const { preferences, change } = usePreferences();
  const id = useId();
  const flag = (name: "casePanel" | "railFolded", label: string) => (
    <label className={styles.switchRow} htmlFor={`${id}-${name}`}>
      <input
        id={`${id}-${name}`}
        type="checkbox"
        checked={preferences[name]}
        onChange={(event) => change({ [name]: event.target.checked } as Partial<Preferences>)}
      />
      {label}
    </label>
  );
  return (
    <div className={styles.settings}>
      <h2>{t("settings.title")}</h2>
      <fieldset className={styles.group}>
        <legend>{t("settings.theme")}</legend>
        <div className={styles.segments}>
          {themes.map((theme) => (
            <button
              key={theme}
              type="button"
              aria-pressed={preferences.theme === theme}
              onClick={() => change({ theme })}
            >
              {t(`settings.${themeWords[theme]}`)}
            </button>
          ))}
        </div>
      </fieldset>
      <fieldset className={styles.group}>
        <legend>{t("settings.density")}</legend>
        <div className={styles.segments}>
          {(["comfortable", "compact"] as const).map((density) => (
            <button
              key={density}
              type="button"
              aria-pressed={preferences.density === density}
              onClick={() => change({ density })}
            >
              {density === "compact" ? t("settings.densityCompact") : t("settings.densityComfortable")}
            </button>
          ))}
        </div>
      </fieldset>
      <div className={styles.group}>
        <h3>
          <label htmlFor={`${id}-text`}>{t("settings.textSize")}</label>
        </h3>
        <div className={styles.slider}>
          <input
            id={`${id}-text`}
            type="range"
            min={100}
            max={200}
            step={10}
            value={preferences.textSize}
            onChange={(event) => change({ textSize: Number(event.target.value) })}
          />
          <output htmlFor={`${id}-text`} className="tabular">
            {preferences.textSize} %
          </output>
        </div>
      </div>
      <fieldset className={styles.group}>
        <legend>{t("settings.panels")}</legend>
        {flag("casePanel", t("settings.casePanel"))}
        {flag("railFolded", t("settings.foldRail"))}
      </fieldset>
    </div>
  );
}
