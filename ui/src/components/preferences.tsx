import i18next from "i18next";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import { isLanguage, type Language } from "@/i18n/setup";

/** How the window looks: this workstation's own business, and nothing of a case. */
export interface Preferences {
  language: Language;
  theme: "system" | "light" | "dark" | "contrast";
  density: "comfortable" | "compact";
  /** Percent. */
  textSize: number;
  casePanel: boolean;
  railFolded: boolean;
  /** Columns of the products' table that are switched off. */
  hiddenColumns: string[];
}

const defaults: Preferences = {
  language: "en",
  theme: "system",
  density: "comfortable",
  textSize: 100,
  casePanel: true,
  railFolded: false,
  hiddenColumns: ["input", "operator"],
};

/** What was kept (JSON), mended where it does not fit. */
export function readPreferences(kept: string | null): Preferences {
  const system: Language = navigator.language.startsWith("it") ? "it" : "en";
  const base = { ...defaults, language: system };
  try {
    const parsed: unknown = JSON.parse(kept ?? "null");
    if (typeof parsed !== "object" || parsed === null) return base;
    const merged = { ...base, ...parsed } as Preferences;
    return { ...merged, language: isLanguage(merged.language) ? merged.language : system };
  } catch {
    return base;
  }
}

interface PreferencesDoor {
  preferences: Preferences;
  /** Too little room for a column more than the page itself. */
  narrow: boolean;
  change: (part: Partial<Preferences>) => void;
}

const PreferencesContext = createContext<PreferencesDoor | null>(null);

interface PreferencesProviderProps {
  initial: Preferences;
  /** Puts them away; the window itself keeps nothing. */
  keep: (preferences: string) => void;
  children: ReactNode;
}

export function PreferencesProvider({ initial, keep, children }: PreferencesProviderProps) {
  const [preferences, setPreferences] = useState(initial);
  const changed = useRef(false);
  const [narrow, setNarrow] = useState(false);

  useEffect(() => {
    if (changed.current) keep(JSON.stringify(preferences));
  }, [preferences, keep]);

  useEffect(() => {
    if (i18next.language !== preferences.language) void i18next.changeLanguage(preferences.language);
    const root = document.documentElement;
    root.dataset.density = preferences.density;
    root.style.fontSize = `${preferences.textSize}%`;
  }, [preferences]);

  useEffect(() => {
    const root = document.documentElement;
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const contrast = window.matchMedia("(prefers-contrast: more)");
    const paint = () => {
      const system = contrast.matches ? "contrast" : dark.matches ? "dark" : "light";
      root.dataset.theme = preferences.theme === "system" ? system : preferences.theme;
    };
    paint();
    dark.addEventListener("change", paint);
    contrast.addEventListener("change", paint);
    return () => {
      dark.removeEventListener("change", paint);
      contrast.removeEventListener("change", paint);
    };
  }, [preferences.theme]);

  useEffect(() => {
    // Larger text makes a window narrower: what fits is counted in lines of text, not in pixels.
    const measure = () => {
      const width = window.innerWidth / (preferences.textSize / 100);
      setNarrow(width < 1000);
      document.documentElement.dataset.width = width < 1000 ? "narrow" : width < 1200 ? "normal" : "wide";
      document.documentElement.dataset.roomy = width < 1500 ? "no" : "yes";
    };
    measure();
    window.addEventListener("resize", measure);
    return () => window.removeEventListener("resize", measure);
  }, [preferences.textSize]);

  const door = useMemo<PreferencesDoor>(
    () => ({
      preferences,
      narrow,
      change: (part) => {
        changed.current = true;
        setPreferences((now) => ({ ...now, ...part }));
      },
    }),
    [preferences, narrow],
  );
  return <PreferencesContext value={door}>{children}</PreferencesContext>;
}

export function usePreferences(): PreferencesDoor {
  const door = useContext(PreferencesContext);
  if (!door) throw new Error("no preferences were provided");
  return door;
}
