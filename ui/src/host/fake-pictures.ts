/** A picture of one dot: where no canvas can draw (tests), something that is a PNG all the same. */
const dot = Uint8Array.from(
  atob("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="),
  (letter) => letter.charCodeAt(0),
);

type Draw = (context: OffscreenCanvasRenderingContext2D) => void;

export async function drawn(
  type: "image/png" | "image/jpeg",
  width: number,
  height: number,
  draw: Draw,
): Promise<Uint8Array> {
  if (typeof OffscreenCanvas === "undefined") return dot;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (!context) return dot;
  draw(context);
  return new Uint8Array(await (await canvas.convertToBlob({ type })).arrayBuffer());
}

/** A sheet of paper with a title and lines of text. */
export function paper(title: string, lines: string[]): Promise<Uint8Array> {
  return drawn("image/png", 1240, 1754, (context) => {
    context.fillStyle = "#ffffff";
    context.fillRect(0, 0, 1240, 1754);
    context.fillStyle = "#0a6868";
    context.fillRect(120, 120, 64, 64);
    context.fillStyle = "#16202a";
    context.font = "600 44px sans-serif";
    context.fillText(title, 210, 168);
    context.font = "26px sans-serif";
    for (const [index, line] of lines.entries()) context.fillText(line, 120, 280 + index * 44);
    context.strokeStyle = "#7d8b99";
    context.strokeRect(120, 1500, 460, 120);
    context.strokeRect(660, 1500, 460, 120);
  });
}

/** A specimen of an identity card, with its machine-readable zone at the back. */
export function specimen(side: "front" | "back" | "both"): Promise<Uint8Array> {
  return drawn("image/png", cardWidth, cardHeight, (context) => drawSpecimen(context, side));
}

export const cardWidth = 1013;
export const cardHeight = 638;

export function drawSpecimen(
  context: OffscreenCanvasRenderingContext2D,
  side: "front" | "back" | "both",
): void {
  context.fillStyle = "#dfe9e6";
  context.fillRect(0, 0, cardWidth, cardHeight);
  context.fillStyle = "#30424f";
  context.font = "600 34px sans-serif";
  context.fillText("CARTA D'IDENTITÀ · SPECIMEN", 40, 70);
  if (side === "back") {
    context.font = "40px monospace";
    context.fillText("C<ITACA00842AB9<<<<<<<<<<<<<<<", 40, 470);
    context.fillText("8505223F3103154ITA<<<<<<<<<<<4", 40, 525);
    context.fillText("BIANCHI<<GIULIA<<<<<<<<<<<<<<<", 40, 580);
    return;
  }
  context.fillStyle = "#b9c8c9";
  context.fillRect(40, 120, 240, 310);
  context.fillStyle = "#30424f";
  context.font = "28px sans-serif";
  const lines = [
    "BIANCHI",
    "GIULIA",
    "22.05.1985 · MILANO (MI)",
    "F",
    "CA00842AB",
    "15.03.2021 – 15.03.2031",
  ];
  for (const [index, line] of lines.entries()) context.fillText(line, 320, 160 + index * 56);
}
