import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Fact } from "@/components/facts";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { CardPin, CardView } from "@/host/types";

function useTriesWords(): (pin: CardPin) => string {
  const { t } = useTranslation(["cardTools", "cards"]);
  return (pin) => {
    switch (pin.kind) {
      case "triesLeft":
        return t("cardTools:tries", { count: pin.tries });
      case "blocked":
        return t("cardTools:blocked");
      case "someWrong":
        return t("cards:pin.someWrong");
      case "notTold":
        return t("cardTools:triesNotTold");
    }
  };
}

/** How PIN and PUK of a PIV card stand, and its number. */
export function usePivFacts(): (card: CardView) => Fact[] {
  const { t } = useTranslation(["cardTools", "cards"]);
  const tries = useTriesWords();
  return (card) => {
    const facts: Fact[] = [
      { label: t("cardTools:pin"), value: tries(card.pin) },
      { label: t("cardTools:puk"), value: tries(card.puk) },
    ];
    if (card.kind.kind === "piv" && card.kind.serial !== null) {
      const number = String(card.kind.serial);
      facts.push({ label: t("cards:number"), value: number, copy: number, code: true });
    }
    return facts;
  };
}

/** What a token says of itself, and what speaks with it. */
export function useTokenFacts(): (card: CardView) => Fact[] {
  const { t } = useTranslation(["cardTools", "cards"]);
  const tries = useTriesWords();
  const modules = useQuery(queries.cardModules(useHost())).data;
  return ({ kind, pin, role }) => {
    if (kind.kind !== "module") return [];
    const file = modules?.chosen?.file;
    const module = modules?.found.find((found) => found.file === file)?.name;
    const facts: Fact[] = [
      ...(kind.label ? [{ label: t("cardTools:token.name"), value: kind.label }] : []),
      { label: t("cardTools:token.maker"), value: kind.maker },
      { label: t("cardTools:token.model"), value: kind.model },
    ];
    if (kind.serial)
      facts.push({ label: t("cards:number"), value: kind.serial, copy: kind.serial, code: true });
    facts.push({ label: t("cardTools:token.module"), value: module ? `${module} (${file})` : file });
    if (role !== "blank") facts.push({ label: t("cardTools:pin"), value: tries(pin) });
    return facts;
  };
}
