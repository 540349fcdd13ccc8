import { useTranslation } from "react-i18next";
import { EvidencePicture } from "@/components/evidence-picture";
import { type Fact, Facts } from "@/components/facts";
import { useItemName } from "@/components/item-name";
import type { DraftView } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { shownSteps } from "./step-list";
import styles from "./wizard.module.css";

/** Who, how, with what, and what is missing; always in the same place. */
export function CasePanel({ view }: { view: DraftView }) {
  const { t } = useTranslation(["registration", "words"]);
  const itemName = useItemName();
  const { day } = useFormat();
  const { content } = view;
  const name = `${content.person.givenNames} ${content.person.surname}`.trim();
  const mismatches = view.faults.filter((fault) => fault.severity === "mismatch" && !fault.accepted).length;
  const missing = shownSteps(view.steps).filter(
    (step) => step.state !== "complete" && step.step !== "summary",
  );
  const facts: Fact[] = [
    { label: t("registration:panel.who"), value: name || null },
    {
      label: t("registration:field.person_taxCode"),
      value: content.person.taxCode || null,
      code: content.person.taxCode !== "",
    },
    {
      label: t("registration:panel.born"),
      value: /^\d{4}-\d{2}-\d{2}$/.test(content.person.bornOn) ? day(content.person.bornOn) : null,
    },
    {
      label: t("registration:panel.method"),
      value: content.method ? t(`words:method.${content.method}`) : null,
    },
    { label: t("registration:panel.product"), value: itemName(content.item) },
    {
      label: t("registration:panel.crossChecks"),
      value:
        content.readings.length === 0
          ? t("registration:panel.nothingRead")
          : mismatches > 0
            ? t("registration:panel.mismatches", { count: mismatches })
            : t("registration:panel.agree"),
    },
  ];
  return (
    <section className={styles.panel} aria-label={t("registration:panel.title")}>
      <h2>{t("registration:panel.title")}</h2>
      {content.document.images.length > 0 ? (
        <div className={styles.thumbs}>
          {content.document.images.map((image) => (
            <EvidencePicture
              key={image.id}
              evidence={image.id}
              mediaType={image.mediaType}
              label={t(`words:documentSide.${image.side ?? "both"}`)}
            />
          ))}
        </div>
      ) : null}
      <Facts facts={facts} narrow />
      <div className={styles.missing}>
        <h3>{t("registration:panel.missing")}</h3>
        {missing.length === 0 ? (
          <p>{t("registration:panel.nothingMissing")}</p>
        ) : (
          <ul>
            {missing.map((step) => (
              <li key={step.step}>
                <span>{t(`registration:steps.${step.step}`)}</span>
                {step.faults > 0 ? <small className="tabular">{step.faults}</small> : null}
              </li>
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}
