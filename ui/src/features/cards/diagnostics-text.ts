import { useTranslation } from "react-i18next";
import { cardNumber, useCardWords } from "@/components/card-words";
import type { CardDiagnosis, CardDiagnostics, CardFailure, CardPin, ReaderDiagnosis } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** What support is told, a line for each thing; the card's own words and numbers are as they came. */
export function useDiagnosticsText(): (told: CardDiagnostics) => string {
  const { t } = useTranslation("cardTools");
  const { exactInstant } = useFormat();
  const readerLines = useReaderLines();
  return (told) => {
    const service = told.serviceFault
      ? t(`diagnostics.serviceFault.${told.serviceFault}` as "diagnostics.serviceFault.noService")
      : t("diagnostics.serviceRuns");
    const readers =
      told.readers.length > 0 ? told.readers.flatMap(readerLines) : ["", t("diagnostics.noReaders")];
    return [
      `${t("diagnostics.program")}: Sportello ${told.version}`,
      `${t("diagnostics.system")}: ${told.system}`,
      `${t("diagnostics.service")}: ${service}`,
      `${t("diagnostics.at")}: ${exactInstant(told.at)} (${told.at})`,
      ...readers,
    ].join("\n");
  };
}

function useReaderLines(): (reader: ReaderDiagnosis) => string[] {
  const { t } = useTranslation("cardTools");
  const cardLines = useCardLines();
  const failureLine = useFailureLine();
  return (reader) => {
    const marks = [
      reader.training ? t("diagnostics.training") : "",
      reader.present ? "" : t("diagnostics.gone"),
    ].filter(Boolean);
    const mark = marks.length > 0 ? ` (${marks.join(", ")})` : "";
    const failures =
      reader.failures.length > 0 ? reader.failures.map(failureLine) : [t("diagnostics.noFailure")];
    return [
      "",
      `${t("diagnostics.reader")}: ${reader.name}${mark}`,
      ...(reader.card
        ? cardLines(reader.card, reader.training)
        : [`${t("diagnostics.card")}: ${t("diagnostics.noCard")}`]),
      ...failures,
    ];
  };
}

function useCardLines(): (card: CardDiagnosis, training: boolean) => string[] {
  const { t } = useTranslation(["cardTools", "cards"]);
  const words = useCardWords();
  const tries = (pin: CardPin) => {
    switch (pin.kind) {
      case "triesLeft":
        return t("tries", { count: pin.tries });
      case "blocked":
        return t("blocked");
      case "someWrong":
        return t("cards:pin.someWrong");
      case "notTold":
        return t("triesNotTold");
    }
  };
  return (card, training) => {
    const told: [string, string | null][] = [
      [t("diagnostics.card"), words({ card, cardPresent: true, training })],
      ["ATR", card.atr.toUpperCase() || null],
      [t("diagnostics.application"), card.label],
      [t("diagnostics.version"), card.version],
      [t("diagnostics.number"), cardNumber(card.kind)],
      [
        t("diagnostics.driver"),
        card.driver ? t(`diagnostics.driverOf.${card.driver}`) : t("diagnostics.noDriver"),
      ],
    ];
    if (card.kind.kind === "piv") told.push([t("pin"), tries(card.pin)], [t("puk"), tries(card.puk)]);
    return told.map(([label, value]) => `${label}: ${value ?? "–"}`);
  };
}

function useFailureLine(): (failure: CardFailure) => string {
  const { t } = useTranslation("cardTools");
  const { exactInstant } = useFormat();
  return ({ step, fault, statusWord, detail, at }) => {
    const failed = t("diagnostics.failure", {
      at: exactInstant(at),
      step: t(`step.${step}`),
      fault: t(`fault.${fault}`),
    });
    const more = [
      `${step}/${fault}`,
      statusWord ? t("diagnostics.statusWord", { word: statusWord }) : "",
      detail ?? "",
    ].filter(Boolean);
    return `${failed} [${more.join("; ")}]`;
  };
}
