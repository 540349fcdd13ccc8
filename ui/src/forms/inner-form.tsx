import type { ReactNode } from "react";
import { type FieldValues, FormProvider, type UseFormReturn } from "react-hook-form";
import { FieldNotesProvider } from "./notes";

const noNotes = {
  faultOf: () => undefined,
  markOf: () => null,
  needsLook: () => null,
  onPoint: () => {},
};

interface InnerFormProps<T extends FieldValues> {
  form: UseFormReturn<T>;
  onEnter: () => void;
  className?: string | undefined;
  children: ReactNode;
}

/** Fields of another form inside a form: Enter does this one's act, and HTML's rule of no form in a form is kept. */
export function InnerForm<T extends FieldValues>({ form, onEnter, className, children }: InnerFormProps<T>) {
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: catches Enter before the outer form sees it
    <div
      className={className}
      onKeyDown={(event) => {
        if (event.key === "Enter" && event.target instanceof HTMLInputElement && !event.defaultPrevented) {
          event.preventDefault();
          event.stopPropagation();
          onEnter();
        }
      }}
    >
      <FieldNotesProvider value={noNotes}>
        <FormProvider {...form}>{children}</FormProvider>
      </FieldNotesProvider>
    </div>
  );
}
