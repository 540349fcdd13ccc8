import { type RefObject, useCallback, useRef } from "react";
import type { CameraFrame } from "@/host/host";

export interface Painted {
  picture: RefObject<HTMLCanvasElement | null>;
  ring: RefObject<HTMLDivElement | null>;
}

/** Over a picture, whose colours no theme knows; widths in pixels of the screen. */
const halo = { colour: "rgb(8 14 18 / 70%)", width: 9 };
const edge = { colour: "#ffc64d", width: 4, dashes: [14, 10] };
const goodEdge = { colour: "#5be08a", width: 6, dashes: [] };

/** The picture, as soon as it is decoded, with the outline that belongs to it; one that cannot be is passed over. */
async function paintPicture(canvas: HTMLCanvasElement, jpeg: Uint8Array, view: CameraFrame["view"]) {
  if (typeof createImageBitmap === "undefined") return;
  const bitmap = await createImageBitmap(new Blob([jpeg as BlobPart], { type: "image/jpeg" })).catch(
    () => null,
  );
  if (!bitmap) return;
  if (canvas.width !== bitmap.width) canvas.width = bitmap.width;
  if (canvas.height !== bitmap.height) canvas.height = bitmap.height;
  const context = canvas.getContext("2d", { alpha: false });
  context?.drawImage(bitmap, 0, 0);
  bitmap.close();
  // Nothing is missing: nothing is to be outlined either.
  if (context && canvas.dataset.done !== "yes") paintOutline(context, view);
}

/** On the picture itself: a second layer over it costs as much as the picture where a machine has no graphics card. */
function paintOutline(context: CanvasRenderingContext2D, { outline, advice }: CameraFrame["view"]): void {
  const [first, ...others] = outline ?? [];
  if (!first) return;
  const { canvas } = context;
  const shown = Math.min(canvas.clientWidth / canvas.width, canvas.clientHeight / canvas.height);
  const scale = shown > 0 ? 1 / shown : 1;
  context.lineJoin = "round";
  context.beginPath();
  context.moveTo(first.x, first.y);
  for (const { x, y } of others) context.lineTo(x, y);
  context.closePath();
  const { colour, width, dashes } = advice === "good" ? goodEdge : edge;
  context.setLineDash([]);
  context.strokeStyle = halo.colour;
  context.lineWidth = halo.width * scale;
  context.stroke();
  context.setLineDash(dashes.map((length) => length * scale));
  context.strokeStyle = colour;
  context.lineWidth = width * scale;
  context.stroke();
}

function paintRing(ring: HTMLDivElement, ready: number): void {
  ring.setAttribute("aria-valuenow", String(ready));
  ring.style.setProperty("--ready", String(ready));
}

/** Paints frame after frame without a word to React: the form beside stays as it is. */
export function usePainter() {
  const picture = useRef<HTMLCanvasElement>(null);
  const ring = useRef<HTMLDivElement>(null);
  const paint = useCallback(async ({ view, jpeg }: CameraFrame) => {
    if (picture.current && jpeg) await paintPicture(picture.current, jpeg, view);
    if (ring.current) paintRing(ring.current, view.ready);
  }, []);
  return { painted: { picture, ring } satisfies Painted, paint };
}
