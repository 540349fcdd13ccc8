import { Circle, CircleCheck, CircleDot } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EvidencePicture } from "@/components/evidence-picture";
import type { DocumentSide, EvidenceRef } from "@/host/types";
import styles from "./camera.module.css";

interface SideListProps {
  sides: DocumentSide[];
  images: EvidenceRef[];
  /** The one that is photographed now. */
  now: DocumentSide | null;
  isReading: boolean;
  onChoose: (side: DocumentSide) => void;
}

/** What is to be photographed, what is there, and what comes now. */
export function SideList({ sides, images, now, isReading, onChoose }: SideListProps) {
  const { t } = useTranslation("registration");
  return (
    <ol className={styles.sides} aria-label={t("camera.sides")}>
      {sides.map((side) => (
        <Side
          key={side}
          side={side}
          image={images.find((each) => each.side === side)}
          isNow={side === now}
          isReading={isReading}
          onChoose={() => onChoose(side)}
        />
      ))}
    </ol>
  );
}

interface SideProps {
  side: DocumentSide;
  image: EvidenceRef | undefined;
  isNow: boolean;
  isReading: boolean;
  onChoose: () => void;
}

function Side({ side, image, isNow, isReading, onChoose }: SideProps) {
  const { t } = useTranslation(["registration", "words"]);
  const words = t(`words:documentSide.${side}`);
  const state = isNow ? "now" : image ? "there" : "missing";
  const Icon = { now: CircleDot, there: CircleCheck, missing: Circle }[state];
  return (
    <li className={styles.side} data-state={state} aria-current={isNow ? "step" : undefined}>
      <div className={styles.thumb}>
        {image ? (
          <EvidencePicture evidence={image.id} mediaType={image.mediaType} label={words} />
        ) : (
          <span className={styles.noThumb} />
        )}
      </div>
      <div className={styles.sideWords}>
        <p className={styles.sideName}>{words}</p>
        <p className={styles.sideState}>
          <Icon size={16} aria-hidden="true" />
          {isNow && isReading ? t("registration:camera.reading") : t(`registration:camera.side.${state}`)}
        </p>
        {isNow ? null : (
          <Button
            small
            look="quiet"
            disabled={isReading}
            aria-label={
              image
                ? t("registration:camera.retakeSide", { side: words })
                : t("registration:camera.thisFirstSide", { side: words })
            }
            onClick={onChoose}
          >
            {image ? t("registration:camera.retake") : t("registration:camera.thisFirst")}
          </Button>
        )}
      </div>
    </li>
  );
}
