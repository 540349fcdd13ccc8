import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Language } from "./setup";

/** The legal zone of every date that is shown; the same on all workstations. */
const zone = "Europe/Rome";

function locale(language: string): string {
  return language === "it" ? "it-IT" : "en-GB";
}

export interface Format {
  language: Language;
  /** 22 Nov 2026 */
  day: (isoDay: string) => string;
  /** 22 Nov 2026, the legal day of an instant. */
  instantDay: (rfc3339: string) => string;
  /** 22 Nov 2026, 10:42 */
  instant: (rfc3339: string) => string;
  /** 22 Nov 2026, 10:42:07: where the time is evidence. */
  exactInstant: (rfc3339: string) => string;
  /** 10:42 */
  time: (rfc3339: string) => string;
  /** "2 minutes ago"; beyond a day the instant itself. */
  since: (rfc3339: string, now: number) => string;
  number: (value: number) => string;
  size: (bytes: number) => string;
  country: (code: string) => string;
}

function makeFormat(language: Language): Format {
  const tag = locale(language);
  // "Sept" is what en-GB says for September alone; every month has three letters here.
  const short = (text: string) => text.replace("Sept", "Sep");
  const dayFormat = new Intl.DateTimeFormat(tag, {
    day: "2-digit",
    month: "short",
    year: "numeric",
    timeZone: "UTC",
  });
  const datePart = new Intl.DateTimeFormat(tag, {
    day: "2-digit",
    month: "short",
    year: "numeric",
    timeZone: zone,
  });
  const timePart = new Intl.DateTimeFormat(tag, {
    hour: "2-digit",
    minute: "2-digit",
    hour12: false,
    timeZone: zone,
  });
  const exactPart = new Intl.DateTimeFormat(tag, {
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hour12: false,
    timeZone: zone,
  });
  const relative = new Intl.RelativeTimeFormat(tag, { numeric: "auto" });
  const numbers = new Intl.NumberFormat(tag);
  const regions = new Intl.DisplayNames([tag], { type: "region" });
  const instant = (text: string) =>
    `${short(datePart.format(new Date(text)))}, ${timePart.format(new Date(text))}`;
  return {
    language,
    day: (isoDay) => short(dayFormat.format(new Date(`${isoDay}T00:00:00Z`))),
    instantDay: (text) => short(datePart.format(new Date(text))),
    instant,
    exactInstant: (text) => `${short(datePart.format(new Date(text)))}, ${exactPart.format(new Date(text))}`,
    time: (text) => timePart.format(new Date(text)),
    since: (text, now) => {
      const seconds = Math.round((new Date(text).getTime() - now) / 1000);
      if (Math.abs(seconds) < 60) return relative.format(0, "second");
      if (Math.abs(seconds) < 3600) return relative.format(Math.round(seconds / 60), "minute");
      if (Math.abs(seconds) < 86_400) return relative.format(Math.round(seconds / 3600), "hour");
      return instant(text);
    },
    number: (value) => numbers.format(value),
    size: (bytes) => {
      if (bytes < 1024) return `${numbers.format(bytes)} B`;
      if (bytes < 1024 * 1024) return `${numbers.format(Math.round(bytes / 1024))} KB`;
      return `${numbers.format(Math.round((bytes / 1024 / 1024) * 10) / 10)} MB`;
    },
    country: (code) => {
      try {
        return regions.of(code) ?? code;
      } catch {
        return code;
      }
    },
  };
}

const formats: Record<Language, Format> = { en: makeFormat("en"), it: makeFormat("it") };

export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => (i18n.language === "it" ? formats.it : formats.en), [i18n.language]);
}
