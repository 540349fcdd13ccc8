import { useTranslation } from "react-i18next";
import type { CardKind, CardRole } from "@/host/types";

/** As much of a reader as its words need. */
interface ReaderInWords {
  card: { kind: CardKind; atr: string; role?: CardRole | null } | null;
  cardPresent: boolean;
  training: boolean;
}

/** The card in a reader, in words: what it is, or why there is nothing to say yet. */
export function useCardWords(): (reader: ReaderInWords) => string {
  const { t } = useTranslation("cards");
  return ({ card, cardPresent, training }) => {
    if (!cardPresent) return t("empty");
    if (!card) return t("asking");
    switch (card.kind.kind) {
      case "piv":
        if (training) return t("kind.training");
        return card.kind.product ? t("kind.piv", { product: card.kind.product }) : t("kind.pivNameless");
      case "module":
        if (card.role === "blank") return t("kind.blankModule", { model: card.kind.model });
        if (card.kind.label === "") return t("kind.moduleNameless", { model: card.kind.model });
        return t("kind.module", { label: card.kind.label, model: card.kind.model });
      case "unknown":
        return t("kind.unknown", { atr: card.atr.toUpperCase() });
      case "nationalServices":
      case "identityCard":
      case "silent":
        return t(`kind.${card.kind.kind}`);
    }
  };
}

/** The number that a card tells of itself. */
export function cardNumber(kind: CardKind): string | null {
  if (kind.kind === "module") return kind.serial || null;
  return kind.kind === "piv" && kind.serial !== null ? String(kind.serial) : null;
}
