import { useEffect, useRef, useState } from "react";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";

/**
 * Reads the print of the draft's images, one after the other, while the officer goes on; what it says comes in with the
 * draft. True while one is being read.
 */
export function useDocumentPrint(draft: DraftDoor): boolean {
  const host = useHost();
  const { id } = draft.view;
  const [given, setGiven] = useState<ReadonlySet<string>>(new Set());
  const next = draft.view.printToRead.find((image) => !given.has(image)) ?? null;
  const { act } = draft;
  const asked = useRef<string | null>(null);

  useEffect(() => {
    if (!next || asked.current === next) return;
    asked.current = next;
    const read = async () => {
      try {
        await host.readDocumentPrint(id, next);
        await act(
          (draft) => host.takeDocumentPrint(draft, next),
          (taken) => taken.draft,
        );
      } catch {
        // Reading is help: the image is gone, or the officer types what was not read. The next start tries again.
      } finally {
        setGiven((now) => new Set(now).add(next));
      }
    };
    void read();
  }, [next, id, host, act]);

  return next !== null;
}
