import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { describedBy, FieldFrame, type Width } from "./field";
import styles from "./field.module.css";
import type { FieldLook } from "./use-field";

export interface ComboOption {
  key: string;
  label: string;
  hint?: string;
}

interface ComboboxProps {
  label: string;
  /** The name that an error summary and F2 find the field by. */
  name: string;
  /** What stands in the field when nobody is typing. */
  text: string;
  search: (text: string) => Promise<ComboOption[]> | ComboOption[];
  onPick: (option: ComboOption) => void;
  /** Text that was typed and left; without it only options count. */
  onText?: (text: string) => void;
  help?: ReactNode;
  error?: string | undefined;
  optional?: boolean;
  mark?: ReactNode;
  look?: FieldLook;
  width?: Width;
  onPoint?: (name: string | null) => void;
  upperOff?: boolean;
}

/** Type or pick: the ARIA combobox with a list, by keyboard as by pointer. */
export function Combobox(props: ComboboxProps) {
  const { label, name, text, search, onPick, onText, help, error, optional, mark, look, width, onPoint } =
    props;
  const { t } = useTranslation("common");
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const [options, setOptions] = useState<ComboOption[]>([]);
  const [active, setActive] = useState(0);
  const [open, setOpen] = useState(false);
  const asked = useRef(0);
  const list = useRef<HTMLDivElement>(null);

  const ask = (wanted: string) => {
    asked.current += 1;
    const turn = asked.current;
    void Promise.resolve(search(wanted)).then((found) => {
      // Only the answer to the last question counts.
      if (turn !== asked.current) return;
      setOptions(found);
      setActive(0);
    });
  };

  useEffect(() => {
    if (!open) return;
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  });

  const pick = (option: ComboOption) => {
    asked.current += 1;
    setOpen(false);
    setTyped(null);
    onPick(option);
  };

  const leave = () => {
    setOpen(false);
    const left = typed;
    setTyped(null);
    if (left === null || left === text) return;
    const exact = options.find((option) => option.label.toLowerCase() === left.trim().toLowerCase());
    if (exact) pick(exact);
    else onText?.(left.trim());
  };

  const current = options[active];
  return (
    <FieldFrame id={id} label={label} help={help} error={error} optional={optional} mark={mark} width={width}>
      <div className={styles.combo}>
        <input
          id={id}
          name={name}
          type="text"
          role="combobox"
          className={styles.control}
          autoComplete="off"
          spellCheck={false}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && current ? `${id}-${current.key}` : undefined}
          aria-invalid={Boolean(error)}
          aria-describedby={describedBy(id, help, error)}
          aria-required={!optional}
          {...look}
          value={typed ?? text}
          onFocus={(event) => {
            onPoint?.(name);
            event.target.select();
          }}
          onMouseEnter={() => onPoint?.(name)}
          onMouseLeave={() => onPoint?.(null)}
          onChange={(event) => {
            setTyped(event.target.value);
            setOpen(true);
            ask(event.target.value);
          }}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown" || event.key === "ArrowUp") {
              event.preventDefault();
              if (!open) {
                setOpen(true);
                ask(typed ?? "");
                return;
              }
              const step = event.key === "ArrowDown" ? 1 : -1;
              if (options.length > 0) setActive((active + step + options.length) % options.length);
            } else if (event.key === "Enter" && open && current) {
              event.preventDefault();
              pick(current);
            } else if (event.key === "Escape" && open) {
              event.preventDefault();
              event.stopPropagation();
              setOpen(false);
              setTyped(null);
            } else if (event.key === "Tab" && open && current && typed) {
              pick(current);
            }
          }}
          onBlur={leave}
        />
        {open ? (
          <div id={`${id}-list`} ref={list} role="listbox" aria-label={label} className={styles.list}>
            {options.map((option, index) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox itself
              <div
                key={option.key}
                id={`${id}-${option.key}`}
                role="option"
                tabIndex={-1}
                aria-selected={index === active}
                className={styles.option}
                onMouseDown={(event) => event.preventDefault()}
                onMouseEnter={() => setActive(index)}
                onClick={() => pick(option)}
              >
                <span>{option.label}</span>
                {option.hint ? <small>{option.hint}</small> : null}
              </div>
            ))}
            {options.length === 0 ? <div className={styles.nothing}>{t("nothingFound")}</div> : null}
          </div>
        ) : null}
      </div>
    </FieldFrame>
  );
}
