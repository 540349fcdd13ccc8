import { newId } from "../fake-data";
import { fillIn, machineReadable, printed } from "../fake-persons";
import { specimen } from "../fake-pictures";
import { refusal } from "../fake-refusal";
import type { CameraFrame, Corners, PickedFile } from "../host";
import type {
  AttachedView,
  CameraView,
  CropView,
  DocumentSide,
  DraftView,
  EvidenceRef,
  OpenCamera,
  PageChoice,
  PaperView,
} from "../types";
import { FakeDrafts } from "./drafts";

/** The images of a document: files, the camera, crops, and what is read from them. */
export abstract class FakeImages extends FakeDrafts {
  /** As if the two images of a draft were of two documents. */
  mixUp(draft: string): void {
    const { content } = this.draft(draft);
    const of = (side: DocumentSide, value: string) =>
      machineReadable(side).map((each) => (each.path === "document.number" ? { ...each, value } : each));
    content.readings = [...of("front", "YA1234567"), ...of("back", "CA00842AB")];
  }

  async attachDocumentImage(draft: string, side: DocumentSide, file: PickedFile): Promise<AttachedView> {
    return this.answer("attachDocumentImage", () => {
      if (file.bytes.length === 0) throw refusal("fileEmpty");
      if (!/\.(jpe?g|png|pdf)$/i.test(file.name)) throw refusal("fileFormatUnknown");
      return this.attachSide(draft, side);
    });
  }

  /** A PDF of as many pages as its name says (`scan-3.pdf`), else of one. */
  async openDocumentFile(draft: string, file: PickedFile): Promise<PaperView> {
    return this.answer("openDocumentFile", () => {
      this.draft(draft);
      const pages = Number(/-(\d+)\.pdf$/i.exec(file.name)?.[1] ?? 1);
      if (pages === 0) throw refusal("fileWithoutPages");
      if (pages > 10) throw refusal("fileTooManyPages", { pages: String(pages), most: "10" });
      return { paper: `file-${newId()}`, pages, fileName: file.name };
    });
  }

  async attachDocumentPages(draft: string, _paper: string, choices: PageChoice[]): Promise<AttachedView> {
    return this.answer("attachDocumentPages", () => {
      const all = choices.map(({ side }) => this.attachSide(draft, side));
      const last = all.at(-1);
      if (!last) throw refusal("badInput", { field: "side" });
      const filled = all.flatMap((each) => each.filled);
      return { ...last, filled, unreadBecause: filled.length > 0 ? null : last.unreadBecause };
    });
  }

  protected attachSide(draft: string, side: DocumentSide): AttachedView {
    const kept = this.draft(draft);
    const evidence = `image-${side}-${newId()}`;
    const images = kept.content.document.images.filter((image) => image.side !== side);
    images.push({
      id: evidence,
      kind: "documentImage",
      side,
      mediaType: "image/png",
      size: 1,
      sha256: "41ab".repeat(16),
      originalSha256: "41ab".repeat(16),
    });
    kept.content.document.images = images;
    const readings = side === "front" ? [] : machineReadable(side);
    const filled = fillIn(kept.content, readings);
    kept.content.readings = [...kept.content.readings.filter((each) => each.side !== side), ...readings];
    kept.version += 1;
    return {
      draft: this.draftView(draft),
      evidence,
      filled,
      noticed: [],
      unreadBecause: readings.length > 0 ? null : ("noMachineReadableZone" as const),
    };
  }

  async removeDocumentImage(draft: string, evidence: string): Promise<DraftView> {
    return this.answer("removeDocumentImage", () => {
      const kept = this.draft(draft);
      kept.content.document.images = kept.content.document.images.filter((image) => image.id !== evidence);
      kept.version += 1;
      return this.draftView(draft);
    });
  }

  async readDocumentPrint(draft: string, image: string): Promise<void> {
    return this.answer("readDocumentPrint", () => {
      this.image(draft, image);
    });
  }

  async takeDocumentPrint(draft: string, image: string): Promise<AttachedView> {
    return this.answer("takeDocumentPrint", () => {
      const kept = this.draft(draft);
      const { side } = this.image(draft, image);
      const readings = printed(side ?? "both");
      const filled = fillIn(kept.content, readings);
      kept.content.readings.push(...readings);
      kept.content.printRead = [...(kept.content.printRead ?? []), image];
      kept.version += 1;
      return { draft: this.draftView(draft), evidence: image, filled, noticed: [], unreadBecause: null };
    });
  }

  async cropSource(draft: string, evidence: string): Promise<CropView> {
    return this.answer("cropSource", () => {
      this.image(draft, evidence);
      return this.camera.cropView();
    });
  }

  async cropSourceImage(_draft: string, evidence: string): Promise<Uint8Array> {
    return this.answer("cropSourceImage", () =>
      this.camera.cropPicture(evidence.includes("back") ? "back" : "front"),
    );
  }

  async cropDocumentImage(draft: string, evidence: string, corners: Corners): Promise<AttachedView> {
    return this.answer("cropDocumentImage", () => {
      const { side } = this.image(draft, evidence);
      this.crops.push(corners);
      return this.attachSide(draft, side ?? "both");
    });
  }

  async listCameras(): Promise<CameraView[]> {
    return this.answer("listCameras", () => this.camera.list());
  }

  async openCamera(wish: OpenCamera): Promise<void> {
    return this.answer("openCamera", () => this.camera.openWith(wish));
  }

  async cameraFrame(after: number): Promise<CameraFrame> {
    this.calls.push("cameraFrame");
    // A frame takes its own time, and no other.
    this.refuse("cameraFrame");
    return this.camera.frame(after);
  }

  async cameraHold(): Promise<number> {
    this.calls.push("cameraHold");
    this.refuse("cameraHold");
    // At once, whatever else takes its time: what it is for.
    const held = this.camera.hold();
    if (held === null) throw refusal("cameraNoPicture");
    return held;
  }

  async cameraShoot(draft: string, side: DocumentSide, held: number): Promise<AttachedView> {
    return this.answer("cameraShoot", async () => {
      if (!this.camera.take(held)) throw refusal("cameraNoPicture");
      await new Promise((resolve) => setTimeout(resolve, this.camera.readingMs));
      return this.attachSide(draft, side);
    });
  }

  async closeCamera(): Promise<void> {
    return this.answer("closeCamera", () => this.camera.close());
  }

  async evidence(evidence: string): Promise<Uint8Array> {
    return this.answer("evidence", () => specimen(evidence.includes("back") ? "back" : "front"));
  }

  protected image(draft: string, evidence: string): EvidenceRef {
    const found = this.draft(draft).content.document.images.find((image) => image.id === evidence);
    if (!found) throw refusal("notFound");
    return found;
  }
}
