import { Link } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useItemName } from "@/components/item-name";
import type { DraftRow } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./dashboard.module.css";

export function DraftLine({ row }: { row: DraftRow }) {
  const { t } = useTranslation("requests");
  const { since } = useFormat();
  const itemName = useItemName();
  return (
    <li>
      <Link to="/registration/$draft/$step" params={{ draft: row.id, step: "next" }} className={styles.row}>
        <span className={styles.rowName}>
          {row.name === "" ? t("drafts.unnamed") : row.name}
          <small>{itemName(row.item) ?? t("drafts.noProduct")}</small>
        </span>
        <span className={styles.steps}>
          {t("drafts.steps", { done: row.stepsDone, needed: row.stepsNeeded })}
        </span>
        <span className={styles.when}>{since(row.savedAt, Date.now())}</span>
        <ArrowRight size={16} aria-hidden="true" />
      </Link>
    </li>
  );
}
