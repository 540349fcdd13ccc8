import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./button";
import styles from "./dialog.module.css";

interface DialogProps {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  wide?: boolean;
  /** For choices that stand side by side. */
  roomy?: boolean;
  /** Near the top, where what is found grows downwards. */
  high?: boolean;
  /** All of the window, for what is looked at from afar. */
  full?: boolean;
}

/**
 * A modal on the platform's own `<dialog>`: focus is trapped, the rest is inert, Esc closes, and no style element is
 * injected, which the content security policy would refuse.
 */
export function Dialog({
  open,
  title,
  onClose,
  children,
  wide = false,
  roomy = false,
  high = false,
  full = false,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  const { t } = useTranslation("common");

  useEffect(() => {
    const dialog = ref.current;
    if (!dialog) return;
    if (open && !dialog.open) {
      dialog.showModal();
      // What says so itself, the first thing to fill in, else the main button; the cross at the top is nobody's aim.
      const aim =
        dialog.querySelector<HTMLElement>("[data-aim]") ??
        dialog.querySelector<HTMLElement>(`.${styles.body} :is(input, textarea, select)`) ??
        dialog.querySelector<HTMLElement>('[data-look="primary"]');
      aim?.focus();
    }
    if (!open && dialog.open) dialog.close();
  }, [open]);

  return (
    <dialog
      ref={ref}
      className={[
        styles.dialog,
        wide ? styles.wide : "",
        roomy ? styles.roomy : "",
        high ? styles.high : "",
        full ? styles.full : "",
      ].join(" ")}
      aria-labelledby={titleId}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={() => {
        if (open) onClose();
      }}
      onKeyDown={(event) => {
        // Keys pressed in a dialog never reach the page below it.
        event.stopPropagation();
        if (event.key === "Escape") {
          event.preventDefault();
          onClose();
        }
      }}
    >
      {open ? (
        <>
          <header className={styles.header}>
            <h2 id={titleId}>{title}</h2>
            <IconButton label={t("close")} icon={<X size={16} aria-hidden="true" />} onClick={onClose} />
          </header>
          <div className={styles.body}>{children}</div>
        </>
      ) : null}
    </dialog>
  );
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return <footer className={styles.footer}>{children}</footer>;
}
