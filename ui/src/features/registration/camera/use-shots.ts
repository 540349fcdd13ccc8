import { useRef, useState } from "react";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { useAct } from "@/host/queries";
import type { AttachedView, DocumentSide, EvidenceRef, FrameView } from "@/host/types";

/** A press: of which side, and the frame of that moment. */
interface Press {
  side: DocumentSide;
  held: Promise<number>;
}

interface Shots {
  draft: DraftDoor;
  sides: DocumentSide[];
  images: EvidenceRef[];
  first: DocumentSide | null;
  onAttached: (attached: AttachedView | null) => void;
}

function missingSide(sides: DocumentSide[], images: EvidenceRef[]): DocumentSide | null {
  return sides.find((side) => !images.some((image) => image.side === side)) ?? null;
}

/** Side after side: which is photographed now, and each shot, by hand or by itself. */
export function useShots({ draft, sides, images, first, onAttached }: Shots) {
  const [side, setSide] = useState<DocumentSide | null>(first ?? missingSide(sides, images));
  /** A frame can come before the screen is drawn for the next side. */
  const wanted = useRef(side);
  const turnTo = (next: DocumentSide | null) => {
    wanted.current = next;
    setSide(next);
  };
  const [last, setLast] = useState<DocumentSide | null>(null);
  /** A frame and a key can come before the screen is drawn as busy. */
  const running = useRef(false);
  /** After a shot the document has to be seen otherwise once, before the next one comes by itself. */
  const armed = useRef(true);
  const host = useHost();
  const act = useAct(
    (host, { side, held }: Press) =>
      draft.act(
        async (id) => host.cameraShoot(id, side, await held),
        (attached) => attached.draft,
      ),
    {
      onSuccess: (attached, press) => {
        turnTo(missingSide(sides, attached.draft.content.document.images));
        running.current = false;
        setLast(press.side);
        onAttached(attached);
      },
      onError: () => {
        running.current = false;
      },
    },
  );
  const shoot = () => {
    const pressed = wanted.current;
    if (!pressed || running.current) return;
    running.current = true;
    armed.current = false;
    onAttached(null);
    // At once: what the draft still saves comes before the shot, and the document is moved meanwhile.
    const held = host.cameraHold();
    // Heard where its turn comes.
    held.catch(() => {});
    act.mutate({ side: pressed, held });
  };
  const onFrame = (view: FrameView, auto: boolean) => {
    if (view.ready < 100) armed.current = true;
    else if (auto && armed.current && view.state === "live") shoot();
  };
  const choose = (chosen: DocumentSide) => {
    act.reset();
    turnTo(chosen);
  };
  return { side, last, isReading: act.isPending, problem: act.error, shoot, onFrame, choose };
}
