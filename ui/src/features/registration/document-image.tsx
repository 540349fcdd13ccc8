import { Camera, Crop, ImageOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EvidencePicture } from "@/components/evidence-picture";
import type { EvidenceRef } from "@/host/types";
import styles from "./wizard.module.css";

interface DocumentImageProps {
  image: EvidenceRef;
  /** The side, in words. */
  label: string;
  isRemoving: boolean;
  onPhotograph: () => void;
  onCrop: () => void;
  onRemove: () => void;
}

/** One image of the document, and what can be done about it. */
export function DocumentImage({
  image,
  label,
  isRemoving,
  onPhotograph,
  onCrop,
  onRemove,
}: DocumentImageProps) {
  const { t } = useTranslation("registration");
  return (
    <div className={styles.image}>
      <EvidencePicture evidence={image.id} mediaType={image.mediaType} label={label} />
      <div className={styles.imageActs}>
        <Button
          small
          look="quiet"
          icon={<Camera size={16} aria-hidden="true" />}
          aria-label={t("camera.againSide", { side: label })}
          onClick={onPhotograph}
        >
          {t("camera.again")}
        </Button>
        <Button
          small
          look="quiet"
          icon={<Crop size={16} aria-hidden="true" />}
          aria-label={t("crop.openSide", { side: label })}
          onClick={onCrop}
        >
          {t("crop.open")}
        </Button>
        <Button
          small
          look="quiet"
          icon={<ImageOff size={16} aria-hidden="true" />}
          busy={isRemoving}
          aria-label={t("document.removeSide", { side: label })}
          onClick={onRemove}
        >
          {t("document.remove")}
        </Button>
      </div>
    </div>
  );
}
