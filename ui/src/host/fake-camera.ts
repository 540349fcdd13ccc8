import { cardHeight, cardWidth, drawn, drawSpecimen } from "./fake-pictures";
import type { CameraFrame, Corners } from "./host";
import type { CameraState, CameraView, CropView, FrameAdvice, OpenCamera, PictureSize } from "./types";

const isTest = import.meta.env.MODE === "test";
/** As a camera of 25 frames a second; tests wait for nothing. */
const frameMs = isTest ? 2 : 40;
/** Frames for which each thing is wrong before the document lies well. */
const framesEach = isTest ? 2 : 22;
/** What a good frame adds to `ready`. */
const readyStep = isTest ? 50 : 5;

const sizes: PictureSize[] = [
  { width: 1920, height: 1080 },
  { width: 1280, height: 720 },
  { width: 640, height: 480 },
];
const usual: PictureSize = { width: 1920, height: 1080 };

/** A hand's shaking, before it begins again. */
const phases = 8;

/** As somebody lays a document down who has never done it. */
const story: FrameAdvice[] = ["showDocument", "wholeDocument", "moveCloser", "straighten", "holdStill"];

/** What a test or a picture of the screens can ask for: held until something else is. */
export type OrderedCamera = CameraState | FrameAdvice | "none";

const states: readonly string[] = [
  "closed",
  "opening",
  "missing",
  "denied",
  "busy",
  "silent",
  "stuck",
  "failed",
];

interface Scene {
  advice: FrameAdvice;
  side: "front" | "back";
  /** Width of the card, in widths of the picture; none is there at 0. */
  scale: number;
  /** Degrees. */
  turn: number;
  /** From the middle, in widths of the picture. */
  aside: number;
}

function sceneOf(advice: FrameAdvice, side: "front" | "back"): Scene {
  const scene = { advice, side, scale: 0.56, turn: 0.6, aside: 0 };
  if (advice === "showDocument") scene.scale = 0;
  if (advice === "moveCloser") scene.scale = 0.3;
  if (advice === "straighten") scene.turn = 13;
  if (advice === "wholeDocument") scene.aside = -0.38;
  return scene;
}

/** Where the corners of the card are seen. */
function cornersOf(scene: Scene, size: PictureSize, phase: number): Corners {
  const shake = scene.advice === "holdStill" ? 0.012 : 0.0012;
  const middleX = size.width * (0.5 + scene.aside + Math.sin((phase * Math.PI * 2) / phases) * shake);
  const middleY = size.height * 0.5 + size.width * Math.cos((phase * Math.PI * 2) / phases) * shake;
  const half = {
    x: (size.width * scene.scale) / 2,
    y: (size.width * scene.scale * cardHeight) / cardWidth / 2,
  };
  const angle = (scene.turn * Math.PI) / 180;
  const corner = (x: number, y: number) => ({
    x: Math.round(middleX + x * half.x * Math.cos(angle) - y * half.y * Math.sin(angle)),
    y: Math.round(middleY + x * half.x * Math.sin(angle) + y * half.y * Math.cos(angle)),
  });
  return [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)];
}

function drawScene(
  context: OffscreenCanvasRenderingContext2D,
  scene: Scene,
  size: PictureSize,
  phase: number,
) {
  const desk = context.createLinearGradient(0, 0, size.width, size.height);
  desk.addColorStop(0, "#6d5a49");
  desk.addColorStop(1, "#4a3c30");
  context.fillStyle = desk;
  context.fillRect(0, 0, size.width, size.height);
  if (scene.scale > 0) {
    const [topLeft, topRight] = cornersOf(scene, size, phase);
    context.save();
    if (scene.advice === "sharpen") context.filter = "blur(9px)";
    context.translate(topLeft.x, topLeft.y);
    context.rotate(Math.atan2(topRight.y - topLeft.y, topRight.x - topLeft.x));
    const scale = (size.width * scene.scale) / cardWidth;
    context.scale(scale, scale);
    drawSpecimen(context, scene.side);
    if (scene.advice === "lessGlare") {
      context.fillStyle = "rgb(255 255 255 / 85%)";
      context.beginPath();
      context.ellipse(520, 260, 260, 110, -0.5, 0, Math.PI * 2);
      context.fill();
    }
    context.restore();
  }
  if (scene.advice === "moreLight") {
    context.fillStyle = "rgb(0 0 0 / 72%)";
    context.fillRect(0, 0, size.width, size.height);
  }
}

/** Drawing takes longer than a frame may: each picture is drawn once. */
const pictures = new Map<string, Promise<Uint8Array>>();

function pictureOf(scene: Scene, size: PictureSize, phase: number): Promise<Uint8Array> {
  const key = [scene.advice, scene.side, size.width, phase].join();
  const made = pictures.get(key) ?? drawPicture(scene, size, phase);
  pictures.set(key, made);
  return made;
}

function drawPicture(scene: Scene, size: PictureSize, phase: number): Promise<Uint8Array> {
  const scale = Math.min(1, 1280 / size.width);
  return drawn("image/jpeg", Math.round(size.width * scale), Math.round(size.height * scale), (context) => {
    context.scale(scale, scale);
    drawScene(context, scene, size, phase);
  });
}

/** A camera over a desk on which a card is laid, and turned over once it was photographed. */
export class FakeCamera {
  cameras: CameraView[] = [
    { id: "camera-1", name: "Integrated Camera", training: false },
    { id: "camera-2", name: "Document camera", training: false },
    { id: "camera-3", name: "Training camera", training: true },
  ];
  readonly opened: OpenCamera[] = [];
  /** Requests for a frame that were under way together, at most. */
  mostAtOnce = 0;
  /** Milliseconds that reading a shot takes. */
  readingMs = isTest ? 0 : 900;
  private ordered: OrderedCamera | null = null;
  private underWay = 0;
  private open: OpenCamera | null = null;
  private number = 0;
  private frames = 0;
  private ready = 0;
  private side: "front" | "back" = "front";
  /** What was photographed still lies there for so many frames. */
  private lying = 0;
  /** How many frames were kept so far, and whether the last one still waits for its turn. */
  private held = 0;
  private waits = false;

  /** Of whom a plain browser's store asks for something. */
  constructor(private readonly store: Storage | null) {}

  /** What it is to show from now on; null: the card is laid down as usual. */
  order(wanted: OrderedCamera | null): void {
    this.ordered = wanted;
  }

  private get wanted(): OrderedCamera | null {
    return this.ordered ?? ((this.store?.getItem("fake.camera") ?? null) as OrderedCamera | null);
  }

  get isOpen(): boolean {
    return this.open !== null;
  }

  list(): CameraView[] {
    return this.wanted === "none" ? [] : this.cameras;
  }

  openWith(wish: OpenCamera): void {
    this.open = wish;
    this.opened.push(wish);
    this.number = 0;
    this.frames = 0;
    this.ready = 0;
  }

  close(): void {
    this.open = null;
  }

  async frame(after: number): Promise<CameraFrame> {
    this.underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
    const state = this.state();
    await new Promise((resolve) => setTimeout(resolve, state === "live" ? frameMs : frameMs * 5));
    this.frames += 1;
    this.number = Math.max(this.number, after) + 1;
    const advice = this.advise();
    const size = this.open?.size ?? usual;
    const scene = sceneOf(advice, this.side);
    const seen = scene.scale > 0 && advice !== "wholeDocument" && advice !== "moreLight";
    const isLive = state === "live";
    const phase = this.number % phases;
    const jpeg = isLive ? await pictureOf(scene, size, phase) : null;
    this.underWay -= 1;
    const outline = isLive && seen ? cornersOf(scene, size, phase) : null;
    const view = { state, number: this.number, size, sizes, advice, outline, ready: isLive ? this.ready : 0 };
    return { view, jpeg };
  }

  /** The number of the frame that is kept; null where there is nothing to photograph. Then the card is turned over. */
  hold(): number | null {
    if (this.state() !== "live") return null;
    this.lying = framesEach * 2;
    this.ready = 0;
    this.held += 1;
    this.waits = true;
    return this.held;
  }

  /** Whether the frame of this number is kept; it is taken once. */
  take(held: number): boolean {
    const waits = this.waits && held === this.held;
    if (waits) this.waits = false;
    return waits;
  }

  cropView(): CropView {
    return { size: usual, corners: cornersOf(sceneOf("straighten", "front"), usual, 0) };
  }

  cropPicture(side: "front" | "back"): Promise<Uint8Array> {
    return pictureOf(sceneOf("straighten", side), usual, 0);
  }

  private state(): CameraState {
    const wanted = this.wanted;
    if (wanted && states.includes(wanted)) return wanted as CameraState;
    if (!this.open) return "closed";
    return this.frames < 2 ? "opening" : "live";
  }

  private advise(): FrameAdvice {
    const wanted = this.wanted;
    if (wanted && wanted !== "none" && !states.includes(wanted)) {
      this.ready = wanted === "good" ? 60 : 0;
      return wanted as FrameAdvice;
    }
    if (this.lying > 0) {
      this.lying -= 1;
      if (this.lying === 0) {
        this.side = this.side === "front" ? "back" : "front";
        // Turned over, it only has to be held still.
        this.frames = framesEach * (story.length - 1);
      }
      return "nextSide";
    }
    const advice = story[Math.floor((this.frames - 2) / framesEach)] ?? "good";
    this.ready = advice === "good" ? Math.min(100, this.ready + readyStep) : 0;
    return advice;
  }
}
