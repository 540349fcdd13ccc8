import { useId } from "react";
import { get, useFormContext } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { useFieldNotes } from "./notes";

/** What every field asks of its form: its id, its error in words, its mark. */
export function useField(name: string) {
  const id = useId();
  const form = useFormContext();
  const notes = useFieldNotes();
  const { t } = useTranslation("common");
  const found = get(form.formState.errors, name) as { message?: unknown } | undefined;
  const message = found?.message;
  const own = typeof message === "string" ? t(`faults.${message}` as "faults.required") : undefined;
  return {
    id,
    form,
    error: own ?? notes.faultOf(name),
    mark: notes.markOf(name),
    look: looked(notes.needsLook(name)),
    point: {
      onFocus: () => notes.onPoint(name),
      onMouseEnter: () => notes.onPoint(name),
      onMouseLeave: () => notes.onPoint(null),
    },
  };
}

/** What F2 looks for. */
export interface FieldLook {
  "data-check"?: true;
  "data-sure"?: number;
}

function looked(sure: number | null): FieldLook {
  return sure === null ? {} : { "data-check": true, "data-sure": sure };
}
