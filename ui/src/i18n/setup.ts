import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import { en, it } from "./resources";

export const languages = ["en", "it"] as const;
export type Language = (typeof languages)[number];

export function isLanguage(value: unknown): value is Language {
  return value === "en" || value === "it";
}

export async function setUpWords(language: Language): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: "en",
    defaultNS: "common",
    resources: { en, it },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = language;
  i18next.on("languageChanged", (now) => {
    document.documentElement.lang = now;
  });
}
