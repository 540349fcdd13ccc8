import { Eye, EyeOff } from "lucide-react";
import { type HTMLInputAutoCompleteAttribute, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/button";
import { describedBy, FieldFrame, type Width } from "./field";
import styles from "./field.module.css";
import { useField } from "./use-field";

interface TextFieldProps {
  name: string;
  label: string;
  help?: ReactNode;
  optional?: boolean;
  width?: Width;
  /** Upper case as it is typed: tax codes, document numbers. */
  upper?: boolean;
  code?: boolean;
  type?: "text" | "email" | "tel";
  inputMode?: "text" | "numeric" | "email" | "tel";
  autoComplete?: HTMLInputAutoCompleteAttribute;
  autoFocus?: boolean;
  maxLength?: number;
  readOnly?: boolean;
  placeholder?: string;
  onBlur?: () => void;
}

export function TextField(props: TextFieldProps) {
  const { name, label, help, optional, width, upper, code, type = "text" } = props;
  const { id, form, error, mark, look, point } = useField(name);
  const registered = form.register(name, {
    onBlur: props.onBlur,
    setValueAs: upper
      ? (value: unknown) => (typeof value === "string" ? value.toUpperCase() : value)
      : undefined,
  });
  return (
    <FieldFrame id={id} label={label} help={help} error={error} optional={optional} mark={mark} width={width}>
      <input
        id={id}
        type={type}
        className={`${styles.control} ${code ? "code" : ""}`}
        aria-invalid={Boolean(error)}
        aria-describedby={describedBy(id, help, error)}
        aria-required={!optional}
        {...look}
        autoComplete={props.autoComplete ?? "off"}
        autoCapitalize={upper ? "characters" : undefined}
        spellCheck={false}
        inputMode={props.inputMode}
        maxLength={props.maxLength}
        readOnly={props.readOnly}
        placeholder={props.placeholder}
        // biome-ignore lint/a11y/noAutofocus: the first field of a screen that was opened to be typed into
        autoFocus={props.autoFocus}
        {...registered}
        onInput={
          upper
            ? (event) => {
                const input = event.currentTarget;
                const caret = input.selectionStart;
                input.value = input.value.toUpperCase();
                input.setSelectionRange(caret, caret);
              }
            : undefined
        }
        {...point}
      />
    </FieldFrame>
  );
}

export function TextArea({ name, label, help, optional, width = "full" }: TextFieldProps) {
  const { id, form, error } = useField(name);
  return (
    <FieldFrame id={id} label={label} help={help} error={error} optional={optional} width={width}>
      <textarea
        id={id}
        className={`${styles.control} ${styles.area}`}
        aria-invalid={Boolean(error)}
        aria-describedby={describedBy(id, help, error)}
        aria-required={!optional}
        {...form.register(name)}
      />
    </FieldFrame>
  );
}

export function PasswordField(props: TextFieldProps) {
  const { name, label, help, width } = props;
  const { t } = useTranslation("common");
  const { id, form, error } = useField(name);
  const [shown, setShown] = useState(false);
  return (
    <FieldFrame id={id} label={label} help={help} error={error} width={width}>
      <div className={styles.withButton}>
        <input
          id={id}
          type={shown ? "text" : "password"}
          className={styles.control}
          aria-invalid={Boolean(error)}
          aria-describedby={describedBy(id, help, error)}
          aria-required
          autoComplete={props.autoComplete ?? "off"}
          spellCheck={false}
          // biome-ignore lint/a11y/noAutofocus: the first field of a screen that was opened to be typed into
          autoFocus={props.autoFocus}
          {...form.register(name)}
        />
        <IconButton
          small
          label={shown ? t("hideText") : t("showText")}
          aria-pressed={shown}
          icon={shown ? <EyeOff size={16} aria-hidden="true" /> : <Eye size={16} aria-hidden="true" />}
          onClick={() => setShown(!shown)}
        />
      </div>
    </FieldFrame>
  );
}
