import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import type { PicturePoint, PictureSize } from "@/host/types";
import styles from "./crop.module.css";

interface CornerHandleProps {
  label: string;
  describedBy: string;
  at: PicturePoint;
  size: PictureSize;
  onMove: (to: PicturePoint) => void;
}

const steps: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** How many pixels of the picture one on the screen is; the handle's parent is the picture as it is shown. */
function scaleAt(handle: HTMLElement, size: PictureSize): number {
  const shown = handle.parentElement?.getBoundingClientRect().width ?? 0;
  return shown > 0 ? size.width / shown : 1;
}

/** One corner of the crop: dragged, or moved by the arrow keys. */
export function CornerHandle({ label, describedBy, at, size, onMove }: CornerHandleProps) {
  /** Where the pointer took hold, from the corner itself: it does not jump under the pointer. */
  const hold = useRef<PicturePoint | null>(null);
  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    const scale = scaleAt(event.currentTarget, size);
    event.currentTarget.setPointerCapture(event.pointerId);
    hold.current = { x: at.x - event.clientX * scale, y: at.y - event.clientY * scale };
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (!hold.current) return;
    const scale = scaleAt(event.currentTarget, size);
    onMove({ x: hold.current.x + event.clientX * scale, y: hold.current.y + event.clientY * scale });
  };
  const letGo = () => {
    hold.current = null;
  };
  const onKeyDown = (event: KeyboardEvent<HTMLButtonElement>) => {
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    // What is seen to move: a pixel of the screen, where the picture is larger than that.
    const far = Math.max(1, Math.round(scaleAt(event.currentTarget, size))) * (event.shiftKey ? 10 : 1);
    onMove({ x: at.x + step[0] * far, y: at.y + step[1] * far });
  };
  return (
    <button
      type="button"
      className={styles.corner}
      style={{ left: `${(at.x * 100) / size.width}%`, top: `${(at.y * 100) / size.height}%` }}
      aria-label={label}
      aria-describedby={describedBy}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={letGo}
      onPointerCancel={letGo}
      onKeyDown={onKeyDown}
    />
  );
}
