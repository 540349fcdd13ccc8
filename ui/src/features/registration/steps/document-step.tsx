import { useQuery } from "@tanstack/react-query";
import { ImageOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EvidencePicture } from "@/components/evidence-picture";
import { FileDrop } from "@/components/file-drop";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { ChoiceCards } from "@/forms/choice-cards";
import { CountryField } from "@/forms/country-field";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import type { PickedFile } from "@/host/host";
import { queries, useAct } from "@/host/queries";
import type { DocumentKind, DocumentSide, EvidenceRef } from "@/host/types";
import { Mismatches } from "../mismatches";
import styles from "../wizard.module.css";

const accepted = "image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf";

/** Step 3: country, kind, and colour images, front and back or one with both. */
export function DocumentStep({ draft, attempted }: { draft: DraftDoor; attempted: boolean }) {
  const { t } = useTranslation(["registration", "words"]);
  const reference = useQuery(queries.reference(useHost())).data;
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
      <ChoiceCards
        legend={t("registration:field.document_kind")}
        name="document.kind"
        sideBySide
        value={kind}
        onChange={(value) => chooseKind(value as DocumentKind)}
        choices={(reference?.rules.documentKinds ?? []).map((each) => ({
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
        <Images draft={draft} sides={layout === "one" ? ["both"] : ["front", "back"]} images={images} />
      </section>
    </div>
  );
}

interface ImagesProps {
  draft: DraftDoor;
  sides: DocumentSide[];
  images: EvidenceRef[];
}

function Images({ draft, sides, images }: ImagesProps) {
  const { t, i18n } = useTranslation(["registration", "words"]);
  const attach = useAct(
    async (host, input: { side: DocumentSide; file: PickedFile }) => {
      const saved = await draft.save();
      return host.attachDocumentImage(saved.id, input.side, input.file);
    },
    { onSuccess: (attached) => draft.replace(attached.draft) },
  );
  const remove = useAct(
    async (host, evidence: string) => {
      const saved = await draft.save();
      return host.removeDocumentImage(saved.id, evidence);
    },
    { onSuccess: draft.replace },
  );
  return (
    <>
      <div className={styles.images}>
        {sides.map((side) => {
          const image = images.find((each) => each.side === side);
          const words = t(`words:documentSide.${side}`);
          return image ? (
            <div key={side} className={styles.image}>
              <EvidencePicture evidence={image.id} mediaType={image.mediaType} label={words} />
              <Button
                small
                look="quiet"
                icon={<ImageOff size={16} aria-hidden="true" />}
                busy={remove.isPending && remove.variables === image.id}
                aria-label={t("registration:document.removeSide", { side: words })}
                onClick={() => remove.mutate(image.id)}
              >
                {t("registration:document.remove")}
              </Button>
            </div>
          ) : (
            <FileDrop
              key={side}
              label={words}
              help={t("registration:document.fileHelp")}
              accept={accepted}
              busy={attach.isPending}
              onFile={(file) => attach.mutate({ side, file })}
            />
          );
        })}
      </div>
      {attach.isPending ? <Working sentence={t("registration:document.reading")} /> : null}
      {attach.error ? <HostProblem problem={attach.error} /> : null}
      {remove.error ? <HostProblem problem={remove.error} /> : null}
      {attach.data && attach.data.noticed.length > 0 && !attach.isPending ? (
        <Notice tone="warning" alert title={t("registration:noticed.title")}>
          <ul>
            {attach.data.noticed.map((each) => (
              <li key={each}>
                {i18n.exists(`registration:noticed.${each}`)
                  ? t(`registration:noticed.${each}` as "registration:noticed.checkDigit")
                  : each}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {attach.data && !attach.isPending ? (
        attach.data.filled.length > 0 ? (
          <Notice tone="success" alert title={t("registration:document.read")}>
            {t("registration:document.filled", { count: attach.data.filled.length })}
          </Notice>
        ) : attach.data.unreadBecause ? (
          <Notice tone="info" alert title={t("registration:document.notRead")}>
            {t(`registration:unread.${attach.data.unreadBecause}`)}
          </Notice>
        ) : null
      ) : null}
    </>
  );
}
