import { TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { focusField } from "@/forms/error-summary";
import fieldStyles from "@/forms/field.module.css";
import type { DraftDoor } from "@/forms/use-draft";
import type { Fault, Step } from "@/host/types";
import { mismatchKey, settles } from "./accepted";
import { useFaultWords } from "./fault-words";
import { type Reason, reasonsFor } from "./reasons";
import styles from "./wizard.module.css";

/** What does not agree in a step: each is corrected, or kept with a reason that becomes part of the case. */
export function Mismatches({ draft, step }: { draft: DraftDoor; step: Step }) {
  const { t } = useTranslation("registration");
  const found = draft.view.faults.filter((fault) => fault.step === step && fault.severity === "mismatch");
  if (found.length === 0) return null;
  return (
    <section className={styles.mismatches} aria-label={t("mismatch.title")}>
      <h3>
        <TriangleAlert size={16} aria-hidden="true" /> {t("mismatch.title")}
      </h3>
      <ul>
        {found.map((fault) => (
          <Mismatch key={mismatchKey(fault)} fault={fault} draft={draft} />
        ))}
      </ul>
    </section>
  );
}

function Mismatch({ fault, draft }: { fault: Fault; draft: DraftDoor }) {
  const { t } = useTranslation("registration");
  const { sentence, fieldLabel } = useFaultWords();
  const accepted = draft.form.getValues("acceptedMismatches");
  const kept = accepted.find((each) => settles(each, fault));
  const listed = reasonsFor(fault.code);
  /** One of the list, `other`, or nothing yet. */
  const [choice, setChoice] = useState<Reason | "other" | "">(listed.length === 0 ? "other" : "");
  const [written, setWritten] = useState("");
  const reason = choice === "other" ? written.trim() : choice === "" ? "" : t(`mismatch.reasons.${choice}`);
  const read = fault.code === "readingMismatch" ? fault.params.read : undefined;
  const others = accepted.filter((each) => !settles(each, fault));
  const id = useId();

  const takeRead = () => {
    if (read === undefined) return;
    (draft.form.setValue as (name: string, value: unknown) => void)(fault.path, read);
    draft.put("acceptedMismatches", others);
  };
  const keep = () => {
    if (reason === "") return;
    draft.put("acceptedMismatches", [
      ...others,
      { code: fault.code, path: fault.path, reason, about: fault.about },
    ]);
  };
  return (
    <li>
      <p>
        <button type="button" className={styles.linkButton} onClick={() => focusField(fault.path)}>
          {fieldLabel(fault.path)}
        </button>{" "}
        {sentence(fault)}
      </p>
      {fault.accepted ? (
        <p className={styles.settledLine}>
          {t("mismatch.kept", { reason: kept?.reason ?? "" })}{" "}
          <button
            type="button"
            className={styles.linkButton}
            onClick={() => draft.put("acceptedMismatches", others)}
          >
            {t("mismatch.reopen")}
          </button>
        </p>
      ) : (
        <div className={styles.mismatchActs}>
          {read === undefined ? null : (
            <Button small onClick={takeRead}>
              {t("mismatch.useRead")}
            </Button>
          )}
          <label htmlFor={id} className="visually-hidden">
            {t("mismatch.reasonLabel", { field: fieldLabel(fault.path) })}
          </label>
          {listed.length === 0 ? null : (
            <select
              id={id}
              className={fieldStyles.control}
              value={choice}
              onChange={(event) => setChoice(event.target.value as typeof choice)}
            >
              <option value="" disabled>
                {t("mismatch.reason")}
              </option>
              {listed.map((each) => (
                <option key={each} value={each}>
                  {t(`mismatch.reasons.${each}`)}
                </option>
              ))}
              <option value="other">{t("mismatch.reasons.other")}</option>
            </select>
          )}
          {choice === "other" ? (
            <input
              id={listed.length === 0 ? id : undefined}
              className={fieldStyles.control}
              aria-label={t("mismatch.reasonInWords")}
              placeholder={t("mismatch.reasonInWords")}
              value={written}
              onChange={(event) => setWritten(event.target.value)}
              onKeyDown={(event) => {
                if (event.key !== "Enter") return;
                event.preventDefault();
                keep();
              }}
            />
          ) : null}
          <Button small disabled={reason === ""} onClick={keep}>
            {t("mismatch.keep")}
          </Button>
        </div>
      )}
    </li>
  );
}
