import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { DocumentSide, FrameAdvice } from "@/host/types";
import styles from "./camera.module.css";
import type { Painted } from "./use-painter";

interface InstructionProps {
  /** The side to be photographed; null when none is missing. */
  side: DocumentSide | null;
  advice: FrameAdvice;
  auto: boolean;
  isReading: boolean;
  /** The side is to be photographed again, and lies there already. */
  isAgain: boolean;
  isLive: boolean;
  ring: Painted["ring"];
}

/** One thing to do at a time, to be read from a metre away, and how far it is to the shot. */
export function Instruction({ side, advice, auto, isReading, isAgain, isLive, ring }: InstructionProps) {
  const { t } = useTranslation(["registration", "words"]);
  const sentence = () => {
    if (isReading) return t("registration:camera.reading");
    if (!side) return t("registration:camera.advice.done");
    if (advice === "nextSide" && isAgain) return t("registration:camera.advice.sameSide");
    if (advice === "good" && !auto) return t("registration:camera.advice.goodPress");
    return t(`registration:camera.advice.${advice}`);
  };
  return (
    <div className={styles.instruction} data-shown={isLive || isReading || !side ? "yes" : "no"}>
      {!side ? <CircleCheck className={styles.allThere} aria-hidden="true" /> : null}
      {auto && side ? (
        <div
          ref={ring}
          className={styles.ring}
          role="progressbar"
          aria-label={t("registration:camera.ready")}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={0}
          data-busy={isReading ? "yes" : "no"}
        >
          <svg viewBox="0 0 36 36" aria-hidden="true">
            <circle cx="18" cy="18" r="15" pathLength={100} />
            <circle cx="18" cy="18" r="15" pathLength={100} />
          </svg>
        </div>
      ) : null}
      <div>
        <p className={styles.sideNow}>{side ? t(`words:documentSide.${side}`) : " "}</p>
        <p className={styles.sentence} aria-live="polite" data-testid="instruction">
          {isLive || isReading || !side ? sentence() : ""}
        </p>
      </div>
    </div>
  );
}
