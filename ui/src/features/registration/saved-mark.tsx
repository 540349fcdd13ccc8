import { Check, CloudOff, LoaderCircle, PenLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { SaveState } from "@/forms/use-draft";
import { useFormat } from "@/i18n/format";
import styles from "./wizard.module.css";

/** "Saved 10:42", or that it is not. */
export function SavedMark({ state }: { state: SaveState }) {
  const { t } = useTranslation("registration");
  const { time } = useFormat();
  return (
    <p className={`${styles.saved} ${state.kind === "notSaved" ? styles.notSaved : ""}`} role="status">
      {state.kind === "saved" ? (
        <>
          <Check size={14} aria-hidden="true" /> {t("saved.at", { time: time(state.at) })}
        </>
      ) : null}
      {state.kind === "saving" ? (
        <>
          <LoaderCircle size={14} aria-hidden="true" /> {t("saved.saving")}
        </>
      ) : null}
      {state.kind === "waiting" ? (
        <>
          <PenLine size={14} aria-hidden="true" /> {t("saved.waiting")}
        </>
      ) : null}
      {state.kind === "notSaved" ? (
        <>
          <CloudOff size={14} aria-hidden="true" /> {t("saved.not")}
        </>
      ) : null}
    </p>
  );
}
