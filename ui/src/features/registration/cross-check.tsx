import { Check, CheckCheck, CircleHelp, Minus, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DraftDoor } from "@/forms/use-draft";
import type { CheckState } from "@/host/types";
import styles from "./cross-check.module.css";
import { Mismatches } from "./mismatches";

const icons = {
  agrees: Check,
  accepted: CheckCheck,
  toCorrect: TriangleAlert,
  overruled: CircleHelp,
  notCompared: Minus,
} as const;
const order: CheckState[] = ["toCorrect", "overruled", "accepted", "agrees", "notCompared"];

/** What was compared with what, and how it stands; what does not agree is settled here. */
export function CrossCheck({ draft }: { draft: DraftDoor }) {
  const { t } = useTranslation("registration");
  const { checks } = draft.view;
  const count = (state: CheckState) => checks.filter((line) => line.state === state).length;
  // Nothing was read and little typed: nine lines that say nothing would only stand in the way.
  if (checks.every((line) => line.state === "notCompared")) return <Mismatches draft={draft} step="data" />;
  const lines = [...checks].sort((one, other) => order.indexOf(one.state) - order.indexOf(other.state));
  return (
    <section className={styles.panel} aria-label={t("crossCheck.title")}>
      <header>
        <h3>{t("crossCheck.title")}</h3>
        <p role="status">
          {count("toCorrect") > 0
            ? t("crossCheck.toCorrect", { count: count("toCorrect") })
            : t("crossCheck.allAgree", { count: count("agrees") + count("accepted") })}
        </p>
      </header>
      <Mismatches draft={draft} step="data" />
      <ul className={styles.lines}>
        {lines.map((line) => {
          const Icon = icons[line.state];
          return (
            <li key={line.check} data-state={line.state}>
              <Icon size={14} aria-hidden="true" />
              <span>{t(`crossCheck.line.${line.check}`)}</span>
              <span className="visually-hidden">{t(`crossCheck.state.${line.state}`)}</span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
