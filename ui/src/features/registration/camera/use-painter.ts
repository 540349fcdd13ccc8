import { type RefObject, useCallback, useRef } from "react";
import type { CameraFrame } from "@/host/host";

export interface Painted {
  picture: RefObject<HTMLCanvasElement | null>;
  outline: RefObject<SVGSVGElement | null>;
  ring: RefObject<HTMLDivElement | null>;
}

/** The picture, as soon as it is decoded; one that cannot be is passed over. */
async function paintPicture(canvas: HTMLCanvasElement, jpeg: Uint8Array): Promise<void> {
  if (typeof createImageBitmap === "undefined") return;
  const bitmap = await createImageBitmap(new Blob([jpeg as BlobPart], { type: "image/jpeg" })).catch(
    () => null,
  );
  if (!bitmap) return;
  if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
  if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
  canvas.getContext("2d")?.drawImage(bitmap, 0, 0);
  bitmap.close();
}

function paintOutline(svg: SVGSVGElement, { outline, size, advice }: CameraFrame["view"]): void {
  svg.setAttribute("viewBox", `0 0 ${size.width} ${size.height}`);
  svg.dataset.good = advice === "good" ? "yes" : "no";
  const points = (outline ?? []).map(({ x, y }) => `${x},${y}`).join(" ");
  for (const polygon of svg.children) polygon.setAttribute("points", points);
}

function paintRing(ring: HTMLDivElement, ready: number): void {
  ring.setAttribute("aria-valuenow", String(ready));
  ring.style.setProperty("--ready", String(ready));
}

/** Paints frame after frame without a word to React: the form beside stays as it is. */
export function usePainter() {
  const picture = useRef<HTMLCanvasElement>(null);
  const outline = useRef<SVGSVGElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const paint = useCallback(async ({ view, jpeg }: CameraFrame) => {
    if (picture.current && jpeg) await paintPicture(picture.current, jpeg);
    // The outline belongs to the picture below it: both change together.
    if (outline.current) paintOutline(outline.current, view);
    if (ring.current) paintRing(ring.current, view.ready);
  }, []);
  return { painted: { picture, outline, ring } satisfies Painted, paint };
}
