import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Corners } from "@/host/host";
import type { PictureSize } from "@/host/types";
import { CornerHandle } from "./corner-handle";
import { cornerNames, withCorner } from "./corners";
import styles from "./crop.module.css";

interface CropPictureProps {
  address: string | null;
  size: PictureSize;
  corners: Corners;
  isCrossed: boolean;
  describedBy: string;
  onChange: (corners: Corners) => void;
}

/** The whole picture, what is outside the crop in shade, and a handle at each corner. */
export function CropPicture({ address, size, corners, isCrossed, describedBy, onChange }: CropPictureProps) {
  const { t } = useTranslation("registration");
  const [moved, setMoved] = useState<number | null>(null);
  const { width, height } = size;
  const path = corners.map(({ x, y }) => `${x} ${y}`).join(" L ");
  const told = moved === null ? undefined : corners[moved];
  return (
    <div className={styles.area}>
      <div
        className={styles.frame}
        style={{ aspectRatio: `${width} / ${height}`, width: `min(100cqw, ${(100 * width) / height}cqh)` }}
      >
        {address ? <img src={address} alt={t("crop.picture")} draggable={false} /> : null}
        <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true" data-crossed={isCrossed ? "yes" : "no"}>
          <path className={styles.shade} d={`M 0 0 H ${width} V ${height} H 0 Z M ${path} Z`} />
          <path className={styles.halo} d={`M ${path} Z`} />
          <path className={styles.edge} d={`M ${path} Z`} />
        </svg>
        {cornerNames.map((name, index) => (
          <CornerHandle
            key={name}
            label={t(`crop.corner.${name}`)}
            describedBy={describedBy}
            at={corners[index] ?? { x: 0, y: 0 }}
            size={size}
            onMove={(to) => {
              setMoved(index);
              onChange(withCorner(corners, index, to, size));
            }}
          />
        ))}
      </div>
      <p className="visually-hidden" aria-live="polite">
        {told ? `${told.x} × ${told.y}` : ""}
      </p>
    </div>
  );
}
