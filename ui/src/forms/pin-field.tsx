import { useTranslation } from "react-i18next";
import { Notice } from "@/components/notice";
import type { CardView } from "@/host/types";
import { PasswordField } from "./text-field";

/** Whether who signs types the PIN on the reader's own keys, and never here. */
export function isTypedOnReader(card: CardView | null): boolean {
  return card?.pinOnReader ?? false;
}

interface PinFieldProps {
  name: string;
  card: CardView | null;
  training: boolean;
}

/** The PIN of a card or token; where its reader asks for it, what the officer does there. */
export function PinField({ name, card, training }: PinFieldProps) {
  const { t } = useTranslation("cards");
  if (isTypedOnReader(card)) return <Notice tone="info">{t("pin.onReader")}</Notice>;
  const help = card?.kind.kind === "module" ? t("pin.helpModule") : t("pin.help");
  return (
    <PasswordField
      name={name}
      label={t("pin.label")}
      help={training ? `${help} ${t("pin.training")}` : help}
      width="s"
    />
  );
}
