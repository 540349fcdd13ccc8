import type { ButtonHTMLAttributes, ReactNode } from "react";
import styles from "./button.module.css";

type Look = "primary" | "secondary" | "quiet" | "danger";

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  icon?: ReactNode;
  /** Work is under way: the button keeps its width and its word, and cannot be pressed again. */
  busy?: boolean;
  small?: boolean;
  /** A key that does the same, shown at the button's right. */
  shortcut?: string;
}

export function Button({
  look = "secondary",
  icon,
  busy = false,
  small = false,
  shortcut,
  children,
  className,
  type = "button",
  disabled,
  ...rest
}: ButtonProps) {
  return (
    <button
      type={type}
      className={[styles.button, styles[look], small ? styles.small : "", className ?? ""].join(" ")}
      disabled={disabled || busy}
      aria-busy={busy || undefined}
      data-look={look}
      {...rest}
    >
      {busy ? <span className={styles.spinner} aria-hidden="true" /> : icon}
      <span className={styles.word}>{children}</span>
      {shortcut ? (
        <span className={styles.shortcut} aria-hidden="true">
          {shortcut}
        </span>
      ) : null}
    </button>
  );
}

interface IconButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  label: string;
  icon: ReactNode;
  small?: boolean;
}

/** An icon always has a word: here it is the accessible name and the native tooltip. */
export function IconButton({ label, icon, small, className, type = "button", ...rest }: IconButtonProps) {
  return (
    <button
      type={type}
      className={[styles.iconButton, small ? styles.smallIcon : "", className ?? ""].join(" ")}
      aria-label={label}
      title={label}
      {...rest}
    >
      {icon}
    </button>
  );
}
