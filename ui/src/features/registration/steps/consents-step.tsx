import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Notice } from "@/components/notice";
import { Unanswered } from "@/components/unanswered";
import { ChoiceCards } from "@/forms/choice-cards";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { ConsentText } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { useFaultWords } from "../fault-words";
import styles from "../wizard.module.css";

/** Step 7: each text by itself, with the version that is shown. */
export function ConsentsStep({ draft, attempted }: { draft: DraftDoor; attempted: boolean }) {
  const { t } = useTranslation("registration");
  const reference = useQuery(queries.reference(useHost()));
  const method = draft.form.watch("method");
  return (
    <div className={styles.stack}>
      <Notice tone="info">{method === "offline" ? t("consents.copy") : t("consents.ask")}</Notice>
      <Unanswered query={reference} sentence={t("textsLoading")} />
      {reference.data?.texts.map((text) => (
        <Consent key={text.id} text={text} draft={draft} attempted={attempted} />
      ))}
    </div>
  );
}

interface ConsentProps {
  text: ConsentText;
  draft: DraftDoor;
  attempted: boolean;
}

function Consent({ text, draft, attempted }: ConsentProps) {
  const { t } = useTranslation(["registration", "common"]);
  const { language } = useFormat();
  const { sentence } = useFaultWords();
  const marks = draft.form.watch("consents");
  const mark = marks.find((each) => each.text === text.id);
  const current = mark?.version === text.version ? mark : undefined;
  const fault = draft.view.faults.find((each) => each.path === `consents.${text.id}`);
  const answer = (given: boolean) =>
    draft.put("consents", [
      ...marks.filter((each) => each.text !== text.id),
      { text: text.id, version: text.version, given },
    ]);
  return (
    <section className={styles.consent} aria-label={text.title[language]}>
      <header>
        <h3>{text.title[language]}</h3>
        <p>
          {t("registration:consents.version", { version: text.version })} ·{" "}
          {text.required ? t("registration:consents.required") : t("registration:consents.optional")}
        </p>
      </header>
      <section
        className={styles.consentText}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by the keyboard
        tabIndex={0}
        aria-label={t("registration:consents.textOf", { text: text.title[language] })}
      >
        {text.body[language].split(/\n\s*\n/).map((paragraph) => (
          <p key={paragraph}>{paragraph}</p>
        ))}
      </section>
      <ChoiceCards
        legend={t("registration:consents.answer", { text: text.title[language] })}
        hideLegend
        name={`consents.${text.id}`}
        sideBySide
        value={current ? (current.given ? "yes" : "no") : null}
        onChange={(value) => answer(value === "yes")}
        choices={[
          { value: "yes", title: t("registration:consents.yes") },
          { value: "no", title: t("registration:consents.no") },
        ]}
      />
      {fault && (attempted || fault.code !== "missing") ? (
        <Notice tone="danger">{sentence(fault)}</Notice>
      ) : null}
    </section>
  );
}
