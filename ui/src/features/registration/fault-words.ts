import { useTranslation } from "react-i18next";
import type { SummaryFault } from "@/forms/error-summary";
import type { Fault } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** Puts the rules' findings into words. */
export function useFaultWords() {
  const { t, i18n } = useTranslation(["registration", "words"]);
  const { day } = useFormat();

  /** What stands in a field, as the screen writes it: days and sexes are not shown as the wire has them. */
  const shownValue = (path: string, value: string): string => {
    if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return day(value);
    if (path === "person.sex" && (value === "female" || value === "male")) return t(`words:sex.${value}`);
    if (path === "document.kind" && (value === "passport" || value === "identityCard")) {
      return t(`words:documentKind.${value}`);
    }
    return value;
  };

  const fieldLabel = (path: string): string => {
    if (path.startsWith("consents.")) return t("registration:field.consent");
    const key = `registration:field.${path.replace(".", "_")}`;
    return i18n.exists(key) ? t(key as "registration:field.person_surname") : path;
  };

  const sentence = (fault: Fault): string => {
    const { code, path, params } = fault;
    if (code === "notATaxCode") {
      const key = `registration:taxCode.${params.reason}`;
      return i18n.exists(key)
        ? t(key as "registration:taxCode.wrongLength")
        : t("registration:faults.notATaxCode");
    }
    if (code === "taxCodeMismatch") {
      const key = `registration:taxCodeSays.${params.part}`;
      return i18n.exists(key)
        ? t(key as "registration:taxCodeSays.surname")
        : t("registration:faults.taxCodeMismatch");
    }
    if (code === "sidesDiffer") {
      const field = params.field ?? "";
      return t("registration:faults.sidesDiffer", {
        field: fieldLabel(field),
        front: shownValue(field, params.front ?? ""),
        back: shownValue(field, params.back ?? ""),
      });
    }
    if (code === "checkDigit" && path === "document.images")
      return t("registration:faults.checkDigitOfImages");
    return t(`registration:faults.${code}`, { ...params, read: shownValue(path, params.read ?? "") });
  };

  const summary = (fault: Fault): SummaryFault => ({
    name: fault.path,
    label: fieldLabel(fault.path),
    message: fault.code === "missing" ? null : sentence(fault),
  });

  return { sentence, fieldLabel, summary, shownValue };
}
