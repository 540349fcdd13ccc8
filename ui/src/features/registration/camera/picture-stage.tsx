import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import styles from "./camera.module.css";
import type { Painted } from "./use-painter";

interface PictureStageProps {
  painted: Painted;
  /** Stands in the picture's place while there is none. */
  instead: ReactNode;
  isDone: boolean;
}

/** The camera's picture, large, with the document's outline on it. */
export function PictureStage({ painted, instead, isDone }: PictureStageProps) {
  const { t } = useTranslation("registration");
  return (
    <div className={styles.stage}>
      <canvas
        ref={painted.picture}
        className={styles.canvas}
        role="img"
        aria-label={t("camera.picture")}
        data-done={isDone ? "yes" : "no"}
      />
      {instead ? <div className={styles.instead}>{instead}</div> : null}
    </div>
  );
}
