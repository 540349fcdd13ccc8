import type { Host } from "@/host/host";
import type { PictureSize } from "@/host/types";

/** What the officer chose the last time, on this PC. */
export interface RememberedCamera {
  auto: boolean;
  /** Its maker's name: the identifier is another each time. */
  name: string | null;
  size: PictureSize | null;
}

export async function readRemembered(host: Host): Promise<RememberedCamera> {
  const [auto, name, size] = await Promise.all(
    ["camera.auto", "camera.name", "camera.size"].map((each) => host.setting(each).catch(() => null)),
  );
  return { auto: auto !== "off", name: name ?? null, size: parseSize(size ?? "") };
}

/** A choice that could not be kept is made again the next time; nothing is lost. */
export function remember(host: Host, part: Partial<RememberedCamera>): void {
  const keep = (name: string, value: string | null) => void host.setSetting(name, value).catch(() => {});
  if (part.auto !== undefined) keep("camera.auto", part.auto ? "on" : "off");
  if (part.name !== undefined) keep("camera.name", part.name);
  if (part.size !== undefined) keep("camera.size", part.size ? sizeText(part.size) : null);
}

export function sizeText({ width, height }: PictureSize): string {
  return `${width}x${height}`;
}

export function parseSize(text: string): PictureSize | null {
  const found = /^(\d{2,5})x(\d{2,5})$/.exec(text);
  return found ? { width: Number(found[1]), height: Number(found[2]) } : null;
}
