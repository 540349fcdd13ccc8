import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { CardSlots } from "@/components/card-slots";
import { useCardWords } from "@/components/card-words";
import { Notice } from "@/components/notice";
import { type CardChoice, ChoiceCards } from "@/forms/choice-cards";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { ReaderView } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { CredentialNotice, useCredentialCheck } from "./credential-notice";
import styles from "./recognition.module.css";

/** No reader is called so: the file is one of the choices. */
const file = "";

interface SignWithProps {
  withCard: (reader: ReaderView) => ReactNode;
  withFile: () => ReactNode;
}

/**
 * What the officer signs with: each card with its holder, issuer and end, or why it does not sign; in training a file
 * too. The own card is chosen by itself where there is one; of several, the officer chooses.
 */
export function SignWith({ withCard, withFile }: SignWithProps) {
  const { t } = useTranslation("recognition");
  const host = useHost();
  const status = useQuery(queries.status(host)).data;
  const choice = useCardChoice();
  const [chosen, setChosen] = useState<string | null>(null);
  // What the desk knows of the own certificate is asked anew: by it the own card is known.
  const check = useCredentialCheck();
  const readers = status?.readers ?? [];
  const mine = status?.slots.myCard;
  const held = mine?.kind === "holds" ? mine.reader : null;
  const own = readers.find((reader) => reader.name === held && reader.card?.problem === null);
  const found = own?.name;
  useEffect(() => {
    // Chosen once it is seen: pulled out, it is still the one that is meant.
    if (chosen === null && found !== undefined) setChosen(found);
  }, [chosen, found]);
  const value = chosen ?? found ?? (mine?.kind === "several" ? null : file);
  const shown = readers.filter((reader) => reader.cardPresent || reader.name === chosen);
  const reader = readers.find((each) => each.name === value);
  if (!status) return null;
  const choices: CardChoice[] = shown.map(choice);
  if (status.training) {
    choices.push({ value: file, title: t("report.file"), detail: t("report.fileDetail") });
  }
  return (
    <div className={styles.inSigning}>
      <CardSlots
        slots={status.slots}
        readers={readers}
        choosing={value === file ? null : "mine"}
        picked={value}
      />
      {choices.length > 0 ? (
        <ChoiceCards
          legend={t("report.with")}
          name="signWith"
          choices={choices}
          value={value}
          onChange={setChosen}
        />
      ) : null}
      {value === file ? (
        status.training ? (
          withFile()
        ) : (
          <>
            {check.kind === "ready" ? null : <CredentialNotice />}
            {own ? null : <Notice tone="info">{t("report.noneToSignWith")}</Notice>}
          </>
        )
      ) : null}
      {value !== file && value !== null && reader ? withCard(reader) : null}
      {value !== file && value !== null && !reader ? (
        <Notice tone="warning">{t("report.cardGone")}</Notice>
      ) : null}
    </div>
  );
}

function useCardChoice(): (reader: ReaderView) => CardChoice {
  const { t } = useTranslation(["cards", "recognition"]);
  const words = useCardWords();
  const { instantDay } = useFormat();
  return (reader) => {
    const { card } = reader;
    const certificate = card?.certificate;
    return {
      value: reader.name,
      title: card?.role === "mine" ? `${t("cards:role.mine")} · ${words(reader)}` : words(reader),
      disabled: !card || card.problem !== null,
      detail: (
        <span className={styles.choiceLines}>
          <span>{reader.training ? `${reader.name} (${t("cards:trainingReader")})` : reader.name}</span>
          {certificate ? (
            <>
              <span>{`${t("cards:holder")}: ${certificate.holder}`}</span>
              <span>{`${t("cards:issuer")}: ${certificate.issuer}`}</span>
              <span>{`${t("cards:until")}: ${instantDay(certificate.notAfter)}`}</span>
            </>
          ) : null}
          {card?.problem ? <span>{t(`cards:problem.${card.problem}`)}</span> : null}
          {reader.cardPresent ? null : <span>{t("recognition:report.cardGone")}</span>}
        </span>
      ),
    };
  };
}
