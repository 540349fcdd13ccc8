import { FakeCardTools } from "./fake/cards";
import { slotsOf } from "./fake-cards";
import { newId } from "./fake-data";
import { remedyOf } from "./fake-refusal";
import type { Host } from "./host";
import type { DeskStatus, OthersWrite, QueueRow, TrainingMessage } from "./types";

/**
 * The workstation in memory: for the screens' own tests and for a plain browser. User name `locked` is locked,
 * any password but `wrong` is right, any second factor but 000000 is right; `failNext` makes any call fail with any code.
 * It is cut by what the commands are about (`fake/`): each part knows those before it, and the last one is the whole.
 */
export class FakeHost extends FakeCardTools implements Host {
  async deskStatus(): Promise<DeskStatus> {
    return this.answer("deskStatus", () => {
      const readers = this.status.readersFault === "noAnswer" ? [] : this.cards.readers;
      return { ...this.status, readers, slots: slotsOf(readers) };
    });
  }

  async queue(): Promise<QueueRow[]> {
    return this.answer("queue", () => [...this.waiting]);
  }

  async queueOfOthers(): Promise<OthersWrite[]> {
    return this.answer("queueOfOthers", () => [...this.othersWrites]);
  }

  async retryQueue(): Promise<QueueRow[]> {
    return this.answer("retryQueue", () => {
      this.needsCentre();
      for (const row of this.waiting)
        row.state = { kind: "received", at: new Date().toISOString(), number: null };
      this.setStatus({ ...this.status, waiting: 0, refused: 0 });
      this.changed("queue", "orders");
      return [...this.waiting];
    });
  }

  async trainingMessages(): Promise<TrainingMessage[]> {
    return this.answer("trainingMessages", () => [...this.letters]);
  }

  async saveTrainingAttachment(_message: string, name: string): Promise<string | null> {
    return this.answer("saveTrainingAttachment", () => `~/${name}`);
  }

  /** As if another officer had left a write on this PC. */
  leaveWriteOfAnother(refused: boolean): void {
    this.othersWrites.push({ command: newId(), madeAt: new Date().toISOString(), refused });
    this.setStatus({ ...this.status, ofOthers: this.othersWrites.length });
  }

  /** As if a service of the system did not answer. */
  hangDevices(): void {
    const none = { readers: [], cameras: [], readersFault: "noAnswer", camerasFault: "noAnswer" };
    this.setStatus({ ...this.status, ...none });
  }

  /** Puts a write that the centre refused into the queue. */
  refuseInQueue(code: string): void {
    const [first] = this.cases;
    if (!first) return;
    this.enqueue("fileReport", first);
    const last = this.waiting.at(-1);
    if (last) last.state = { kind: "refused", code, params: {}, remedy: remedyOf(code) };
    this.setStatus({ ...this.status, waiting: this.status.waiting - 1, refused: this.status.refused + 1 });
  }
}
