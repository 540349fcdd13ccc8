import { CircleCheck, Info, OctagonAlert, TriangleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import styles from "./notice.module.css";

export type Tone = "info" | "success" | "warning" | "danger" | "neutral";

const icons = {
  info: Info,
  success: CircleCheck,
  warning: TriangleAlert,
  danger: OctagonAlert,
  neutral: Info,
} as const;

interface NoticeProps {
  tone: Tone;
  title?: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** Spoken at once, for what answers the person's act. */
  alert?: boolean;
}

export function Notice({ tone, title, children, actions, alert = false }: NoticeProps) {
  const Icon = icons[tone];
  const shown = useRef<HTMLDivElement>(null);
  // What answers an act is seen, wherever on the page the act was.
  useEffect(() => {
    if (alert) shown.current?.scrollIntoView({ block: "nearest" });
  }, [alert]);
  return (
    <div ref={shown} className={`${styles.notice} ${styles[tone]}`} role={alert ? "alert" : undefined}>
      <Icon size={20} aria-hidden="true" />
      <div className={styles.words}>
        {title ? <p className={styles.title}>{title}</p> : null}
        {children ? <div className={styles.body}>{children}</div> : null}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
    </div>
  );
}
