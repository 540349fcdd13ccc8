import { useTranslation } from "react-i18next";
import { toneOf } from "@/components/status-badge";
import { Timeline } from "@/components/timeline";
import type { HistoryLine } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** What became of it, who did it, when; the latest first. */
export function History({ lines }: { lines: HistoryLine[] }) {
  const { t, i18n } = useTranslation(["products", "words"]);
  const { exactInstant } = useFormat();
  const words = (what: string): string => {
    for (const family of ["history", "productStatus", "requestStatus"]) {
      const key = `words:${family}.${what}`;
      if (i18n.exists(key)) return t(key as "words:history.reportAccepted");
    }
    return what;
  };
  const told = lines.filter((line, index) => {
    const before = lines[index - 1];
    // Request and product often take a step of the same name at the same moment: one line says it.
    return !before || before.what !== line.what || exactInstant(before.at) !== exactInstant(line.at);
  });
  const entries = told.reverse().map((line, index) => ({
    key: `${line.at}-${line.what}-${index}`,
    title: words(line.what),
    detail: line.reason,
    when: exactInstant(line.at),
    who: line.who
      ? line.profile
        ? `${line.who} (${t(`words:profile.${line.profile}`)})`
        : line.who
      : t("products:byCentre"),
    tone: toneOf(line.what),
  }));
  return <Timeline entries={entries} label={t("products:history")} />;
}
