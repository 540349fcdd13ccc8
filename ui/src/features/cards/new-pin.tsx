import { useTranslation } from "react-i18next";
import { z } from "zod";
import { PasswordField } from "@/forms/text-field";
import type { HostError } from "@/host/errors";
import type { CardView } from "@/host/types";

/** A new PIN as it is typed, twice. Its form is looked at here; the rest is the desk's to refuse. */
export const newPin = {
  wanted: z.string().regex(/^\d{6,8}$/, "pinShape"),
  repeated: z.string(),
};

/** A PIN of a token, present or new: of a length that it takes, where it says so. */
export function tokenPin({ pinLengths }: CardView) {
  const length = (pin: string) => new TextEncoder().encode(pin).length;
  return z
    .string()
    .min(1, "required")
    .refine(
      (pin) => !pinLengths || (length(pin) >= pinLengths.shortest && length(pin) <= pinLengths.longest),
      "tokenPinShape",
    );
}

/** A new one of a token: each character is one byte in every program. */
export function newTokenPin(card: CardView) {
  return tokenPin(card).refine((pin) => /^[!-~]*$/.test(pin), "tokenPinCharacters");
}

export function areAlike({ wanted, repeated }: { wanted: string; repeated: string }): boolean {
  return wanted === repeated;
}

export const unlike = { path: ["repeated"], message: "passwordsDiffer" };

/** The rules are said before anything is typed. */
export function NewPinFields({ card }: { card: CardView }) {
  const { t } = useTranslation("cardTools");
  const rules = useRules();
  return (
    <>
      <PasswordField name="wanted" label={t("change.wanted")} help={rules(card)} width="m" />
      <PasswordField name="repeated" label={t("change.repeated")} width="m" />
    </>
  );
}

function useRules(): (card: CardView) => string {
  const { t } = useTranslation("cardTools");
  return ({ kind, pinLengths }) => {
    if (kind.kind !== "module") return t("rules");
    if (!pinLengths) return t("token.rulesSilent");
    const { shortest, longest } = pinLengths;
    return shortest === longest
      ? t("token.rulesExact", { length: longest })
      : t("token.rules", { shortest, longest });
  };
}

/** Interrupted, the card has the old PIN or the new one. */
export function endIsUnknown(error: HostError): boolean {
  const step = error.params.step;
  return (
    (error.code === "cardRemoved" || error.code === "cardBusy") &&
    (step === "changePin" || step === "unblock")
  );
}
