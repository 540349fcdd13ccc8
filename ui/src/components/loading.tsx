import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import styles from "./loading.module.css";

/** True once `ms` have passed: what ends sooner shows nothing. */
function useLater(ms: number): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), ms);
    return () => clearTimeout(timer);
  }, [ms]);
  return late;
}

/** Keeps the place of what is loading; says so in words after 300 ms. */
export function Loading({ sentence, lines = 4 }: { sentence: string; lines?: number }) {
  const late = useLater(300);
  const bars = Array.from({ length: lines }, (_, index) => `bar-${index}`);
  return (
    <div className={styles.loading} role="status" aria-busy="true">
      {late ? (
        <>
          <p className={styles.sentence}>{sentence}</p>
          {bars.map((bar) => (
            <span key={bar} className={styles.bar} aria-hidden="true" />
          ))}
        </>
      ) : null}
    </div>
  );
}

/** How much of the work is done. */
export interface Part {
  done: number;
  of: number;
}

/** Work that takes more than a second, in a sentence, with how much is done where that is known, and its way out where there
 * is one. */
export function Working({
  sentence,
  part = null,
  onCancel,
  cancel,
}: {
  sentence: string;
  part?: Part | null;
  onCancel?: () => void;
  cancel?: string;
}) {
  const { t } = useTranslation("common");
  const late = useLater(300);
  if (!late) return <div className={styles.working} />;
  return (
    <div className={styles.working}>
      {part ? (
        <progress className={styles.done} aria-label={sentence} value={part.done} max={part.of} />
      ) : (
        <span className={styles.track} aria-hidden="true">
          <span className={styles.runner} />
        </span>
      )}
      <p>
        <span role="status">{sentence}</span>
        {/* Every single one would be read out: who listens asks the bar. */}
        {part ? <span className={styles.part} aria-hidden="true">{` ${t("part", { ...part })}`}</span> : null}
      </p>
      {onCancel && cancel ? (
        <button type="button" className={styles.cancel} onClick={onCancel}>
          {cancel}
        </button>
      ) : null}
    </div>
  );
}
