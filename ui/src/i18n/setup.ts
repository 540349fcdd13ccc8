import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = ["en", "it"] as const;
export type Language = (typeof languages)[number];

export function isLanguage(value: unknown): value is Language {
  return value === "en" || value === "it";
}

/** All of them are there before the first screen: a page never waits for its words. */
const namespaces = [
  "cards",
  "cardTools",
  "common",
  "desk",
  "errors",
  "frame",
  "issuance",
  "products",
  "recognition",
  "registration",
  "requests",
  "session",
  "stock",
  "words",
] as const;

type Words = Record<(typeof namespaces)[number], object>;

/** A language is fetched when it is first spoken. */
const fetched: Record<Language, () => Promise<Words>> = {
  en: async () => (await import("./en")).en,
  it: async () => (await import("./it")).it,
};

/** Begins to fetch the language of the system, which is mostly the one that will be spoken. */
export function fetchLikelyWords(): void {
  const likely: Language = navigator.language.startsWith("it") ? "it" : "en";
  // Fetched again, and its failure told, when it is wanted.
  fetched[likely]().catch(() => {});
}

const catalogues: BackendModule = {
  type: "backend",
  init: () => {},
  read: (language, namespace, done) => {
    if (!isLanguage(language)) return done(new Error(`no words in ${language}`), null);
    fetched[language]().then(
      (words) => done(null, words[namespace as keyof Words] as Record<string, string>),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), null),
    );
  },
};

export async function setUpWords(language: Language): Promise<void> {
  await i18next
    .use(initReactI18next)
    .use(catalogues)
    .init({
      lng: language,
      // Italian is complete, which a test holds: nothing is looked for in a second language.
      fallbackLng: false,
      ns: namespaces,
      defaultNS: "common",
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = language;
  i18next.on("languageChanged", (now) => {
    document.documentElement.lang = now;
  });
}
