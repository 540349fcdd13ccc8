import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Notice } from "@/components/notice";
import { Unanswered } from "@/components/unanswered";
import { ChoiceCards } from "@/forms/choice-cards";
import { CountryField } from "@/forms/country-field";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { DocumentKind } from "@/host/types";
import { DocumentImages } from "../document-images";
import { Mismatches } from "../mismatches";
import styles from "../wizard.module.css";

/** Step 3: country, kind, and colour images, front and back or one with both. */
export function DocumentStep({ draft, attempted }: { draft: DraftDoor; attempted: boolean }) {
  const { t } = useTranslation(["registration", "words"]);
  const reference = useQuery(queries.reference(useHost()));
  const kind = draft.form.watch("document.kind");
  const images = draft.form.watch("document.images");
  const [layout, setLayout] = useState<"sides" | "one">(() =>
    images.some((image) => image.side === "both") || (images.length === 0 && kind === "passport")
      ? "one"
      : "sides",
  );
  const document = draft.form.watch("document");
  const chooseKind = (value: DocumentKind) => {
    draft.put("document", { ...document, kind: value });
    // The data page of a passport is one image; a card has two sides.
    if (images.length === 0) setLayout(value === "passport" ? "one" : "sides");
  };
  const missing = attempted && images.length === 0;
  return (
    <div className={styles.stack}>
      <CountryField name="document.country" label={t("registration:field.document_country")} />
      <Unanswered query={reference} sentence={t("registration:catalogueLoading")} lines={2} />
      <ChoiceCards
        legend={t("registration:field.document_kind")}
        name="document.kind"
        sideBySide
        value={kind}
        onChange={(value) => chooseKind(value as DocumentKind)}
        choices={(reference.data?.rules.documentKinds ?? []).map((each) => ({
          value: each,
          title: t(`words:documentKind.${each}`),
        }))}
      />
      <section className={styles.stack} aria-labelledby="images">
        <div className={styles.inlineBetween}>
          <h3 id="images">{t("registration:document.images")}</h3>
          <div className={styles.sides}>
            <button type="button" aria-pressed={layout === "sides"} onClick={() => setLayout("sides")}>
              {t("registration:document.twoImages")}
            </button>
            <button type="button" aria-pressed={layout === "one"} onClick={() => setLayout("one")}>
              {t("registration:document.oneImage")}
            </button>
          </div>
        </div>
        {missing ? <Notice tone="danger">{t("registration:faults.imageMissing")}</Notice> : null}
        <Mismatches draft={draft} step="document" />
        <DocumentImages
          draft={draft}
          sides={layout === "one" ? ["both"] : ["front", "back"]}
          images={images}
        />
      </section>
    </div>
  );
}
