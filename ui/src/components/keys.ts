import { useEffect, useRef } from "react";

interface PageKeys {
  /** Enter, where no field or button has the focus. */
  onEnter?: (() => void) | undefined;
  onEscape?: (() => void) | undefined;
  onSave?: (() => void) | undefined;
  onSign?: (() => void) | undefined;
  onHelp?: (() => void) | undefined;
  onFind?: (() => void) | undefined;
  onNextCheck?: (() => void) | undefined;
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select"))
  );
}

function hasOwnEnter(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    target.closest("button, a, input, textarea, select, [role=menuitem], [data-keys=own]") !== null
  );
}

/** Brings the caret to the next field that asks for a look, the least sure first; after the last comes the first. */
export function focusNextCheck(): void {
  const fields = [...document.querySelectorAll<HTMLElement>('[data-check="true"], [aria-invalid="true"]')];
  const sure = (field: HTMLElement) => Number(field.dataset.sure ?? 0);
  // Stable: those equally sure stay as they stand on the page.
  fields.sort((one, other) => sure(one) - sure(other));
  const now = fields.indexOf(document.activeElement as HTMLElement);
  const next = fields[(now + 1) % fields.length];
  next?.focus();
  next?.scrollIntoView({ block: "center" });
}

/** The keys of a page. An open dialog or menu keeps them for itself. */
export function usePageKeys(keys: PageKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      // A key that is held down is pressed once: the next screen is not acted on unseen.
      if (event.defaultPrevented || event.repeat || document.querySelector("dialog[open]")) return;
      const now = latest.current;
      const command = event.ctrlKey || event.metaKey;
      const run = (act: (() => void) | undefined) => {
        if (!act) return;
        event.preventDefault();
        act();
      };
      if (command && event.key.toLowerCase() === "k") run(now.onFind);
      else if (command && event.key.toLowerCase() === "s") run(now.onSave);
      else if (event.key === "F2") run(now.onNextCheck);
      else if (event.key === "F9") run(now.onSign);
      else if (event.key === "Escape") run(now.onEscape);
      else if (event.key === "?" && !isTyping(event.target)) run(now.onHelp);
      else if (event.key === "Enter" && !command && !hasOwnEnter(event.target)) run(now.onEnter);
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
}
