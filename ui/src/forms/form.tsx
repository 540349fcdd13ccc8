import { type ReactNode, useId } from "react";
import { type FieldValues, FormProvider, type UseFormReturn } from "react-hook-form";

interface FormProps<T extends FieldValues> {
  form: UseFormReturn<T>;
  onSubmit: (values: T) => void | Promise<void>;
  children: ReactNode;
  className?: string | undefined;
  label?: string;
}

/** react-hook-form behind one door: a form whose Enter is its primary button. */
export function Form<T extends FieldValues>({ form, onSubmit, children, className, label }: FormProps<T>) {
  const id = useId();
  return (
    <FormProvider {...form}>
      <form
        id={id}
        className={className}
        aria-label={label}
        noValidate
        onSubmit={(event) => {
          event.stopPropagation();
          void form.handleSubmit(onSubmit)(event);
        }}
      >
        {children}
      </form>
    </FormProvider>
  );
}
