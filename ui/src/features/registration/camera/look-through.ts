import { asHostError, type HostError } from "@/host/errors";
import type { CameraFrame, Host } from "@/host/host";
import type { OpenCamera } from "@/host/types";

interface Looking {
  /** Another camera, or another size of its picture. */
  open: (wish: OpenCamera) => void;
  close: () => void;
}

interface Lookout {
  /** The next frame is on its way while this one is shown, and handed in once it has been. */
  onFrame: (frame: CameraFrame) => Promise<void> | void;
  onProblem: (problem: HostError) => void;
}

/** After an answer without a picture that came at once, and after one that failed. */
const idleMs = 100;
const failedMs = 1000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** A frame that was asked for, and of which camera. */
interface Asked {
  turn: number;
  frame: Promise<CameraFrame>;
}

/** Asks for frame after frame, never for two at once, from the first `open` to `close`. */
export function lookThrough(host: Host, { onFrame, onProblem }: Lookout): Looking {
  let closed = false;
  let pulling = false;
  let after = 0;
  let turn = 0;
  let opening: Promise<void> = Promise.resolve();

  const ask = (): Asked => {
    const frame = host.cameraFrame(after);
    // Heard where it is waited for; nobody may wait for it any more.
    frame.catch(() => {});
    return { turn, frame };
  };

  const pull = async () => {
    let asked: Asked | null = null;
    while (!closed) {
      const began = performance.now();
      const mine: Asked = asked ?? ask();
      asked = null;
      try {
        const frame = await mine.frame;
        if (closed) return;
        // Of the camera before.
        if (mine.turn !== turn) continue;
        after = frame.view.number;
        if (frame.jpeg) asked = ask();
        await onFrame(frame);
        if (!frame.jpeg && performance.now() - began < idleMs) await pause(idleMs);
      } catch (thrown) {
        if (closed) return;
        onProblem(asHostError(thrown));
        await pause(failedMs);
      }
    }
  };

  const open = (wish: OpenCamera) => {
    opening = opening
      .then(async () => {
        if (closed) return;
        await host.openCamera(wish);
        // Its frames are counted anew.
        turn += 1;
        after = 0;
        if (pulling) return;
        pulling = true;
        void pull();
      })
      .catch((thrown) => {
        if (!closed) onProblem(asHostError(thrown));
      });
  };

  const close = () => {
    closed = true;
    // What was on its way to be opened is closed after that.
    void opening.then(() => host.closeCamera()).catch(() => {});
  };

  return { open, close };
}
