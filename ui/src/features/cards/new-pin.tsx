import { useTranslation } from "react-i18next";
import { z } from "zod";
import { PasswordField } from "@/forms/text-field";
import type { HostError } from "@/host/errors";

/** A new PIN as it is typed, twice. Its form is looked at here; the rest is the desk's to refuse. */
export const newPin = {
  wanted: z.string().regex(/^\d{6,8}$/, "pinShape"),
  repeated: z.string(),
};

export function areAlike({ wanted, repeated }: { wanted: string; repeated: string }): boolean {
  return wanted === repeated;
}

export const unlike = { path: ["repeated"], message: "passwordsDiffer" };

/** The rules are said before anything is typed. */
export function NewPinFields() {
  const { t } = useTranslation("cardTools");
  return (
    <>
      <PasswordField name="wanted" label={t("change.wanted")} help={t("rules")} width="m" />
      <PasswordField name="repeated" label={t("change.repeated")} width="m" />
    </>
  );
}

/** Interrupted, the card has the old PIN or the new one. */
export function endIsUnknown(error: HostError): boolean {
  const step = error.params.step;
  return (
    (error.code === "cardRemoved" || error.code === "cardBusy") &&
    (step === "changePin" || step === "unblock")
  );
}
