import type { Corners } from "@/host/host";
import type { PicturePoint, PictureSize } from "@/host/types";

/** In the order in which they are told: around the document from its top left. */
export const cornerNames = ["topLeft", "topRight", "bottomRight", "bottomLeft"] as const;

/** The edges of the picture itself. */
export function wholePicture({ width, height }: PictureSize): Corners {
  const [right, bottom] = [width - 1, height - 1];
  return [
    { x: 0, y: 0 },
    { x: right, y: 0 },
    { x: right, y: bottom },
    { x: 0, y: bottom },
  ];
}

/** One corner elsewhere, on the picture still. */
export function withCorner(corners: Corners, index: number, to: PicturePoint, size: PictureSize): Corners {
  const within = (value: number, most: number) => Math.round(Math.min(most - 1, Math.max(0, value)));
  const next: Corners = [...corners];
  next[index] = { x: within(to.x, size.width), y: within(to.y, size.height) };
  return next;
}

/** Whether each corner turns the same way: a document has no crossed edges and no dents. */
export function isSquareOn(corners: Corners): boolean {
  return corners.every((at, index) => {
    const before = corners[(index + 3) % 4] ?? at;
    const after = corners[(index + 1) % 4] ?? at;
    return (at.x - before.x) * (after.y - at.y) - (at.y - before.y) * (after.x - at.x) > 0;
  });
}
