import { useCallback, useEffect, useRef, useState } from "react";
import { useHost } from "@/host/context";
import { asHostError, type HostError } from "@/host/errors";
import type { CameraFrame } from "@/host/host";
import type { CameraState, CameraView, FrameAdvice, PictureSize } from "@/host/types";
import { lookThrough } from "./look-through";
import { type RememberedCamera, readRemembered, remember, sizeText } from "./remembered";

/** Where none is there, it is looked for again. */
const lookAgainMs = 2000;
/** One instruction stands so long at least: nobody can follow one that flickers. */
const adviceMs = import.meta.env.MODE === "test" ? 0 : 500;

/** What the screen says of the camera; each frame's picture goes past it. */
interface Seen {
  state: CameraState | "none";
  advice: FrameAdvice;
  sizes: PictureSize[];
}

const atFirst: Seen = { state: "opening", advice: "showDocument", sizes: [] };

const isSame = (one: PictureSize[], other: PictureSize[]) =>
  one.map(sizeText).join() === other.map(sizeText).join();

export interface CameraDoor extends Seen {
  cameras: CameraView[];
  camera: CameraView | null;
  auto: boolean;
  size: PictureSize | null;
  problem: HostError | null;
  chooseCamera: (id: string) => void;
  chooseSize: (size: PictureSize | null) => void;
  setAuto: (auto: boolean) => void;
  openAgain: () => void;
}

/** The camera for as long as the dialog stands: found, opened, looked through, let go. */
export function useCamera(onFrame: (frame: CameraFrame) => Promise<void> | void): CameraDoor {
  const host = useHost();
  const [cameras, setCameras] = useState<CameraView[]>([]);
  const [chosen, setChosen] = useState<string | null>(null);
  const [kept, setKept] = useState<RememberedCamera>({ auto: true, name: null, size: null });
  const [seen, setSeen] = useState<Seen>(atFirst);
  const [problem, setProblem] = useState<HostError | null>(null);
  const [turn, setTurn] = useState(0);
  const looking = useRef<ReturnType<typeof lookThrough> | null>(null);
  const show = useRef(onFrame);
  show.current = onFrame;
  const latest = useRef(atFirst);
  /** Most frames say nothing new: the screen is drawn anew only where one does. */
  const see = useCallback((part: Partial<Seen>) => {
    const now = latest.current;
    const next = { ...now, ...part };
    if (isSame(next.sizes, now.sizes)) next.sizes = now.sizes;
    if (next.state === now.state && next.advice === now.advice && next.sizes === now.sizes) return;
    latest.current = next;
    setSeen(next);
  }, []);

  useEffect(() => {
    let advisedAt = 0;
    const door = lookThrough(host, {
      onFrame: async (frame) => {
        setProblem(null);
        const { state, advice, sizes } = frame.view;
        const isNews = advice !== latest.current.advice && performance.now() - advisedAt >= adviceMs;
        if (isNews) advisedAt = performance.now();
        see({ state, ...(isNews ? { advice } : {}), ...(sizes.length > 0 ? { sizes } : {}) });
        await show.current(frame);
      },
      onProblem: setProblem,
    });
    looking.current = door;
    return door.close;
  }, [host, see]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a turn more looks again
  useEffect(() => {
    let left = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      try {
        const [found, before] = await Promise.all([host.listCameras(), readRemembered(host)]);
        if (left) return;
        setProblem(null);
        setCameras(found);
        setKept(before);
        const camera = found.find((each) => each.name === before.name) ?? found[0];
        if (camera) {
          setChosen(camera.id);
          looking.current?.open({ camera: camera.id, size: before.size });
          return;
        }
        see({ state: "none" });
      } catch (thrown) {
        if (left) return;
        setProblem(asHostError(thrown));
      }
      timer = setTimeout(() => void look(), lookAgainMs);
    };
    void look();
    return () => {
      left = true;
      clearTimeout(timer);
    };
  }, [host, see, turn]);

  const name = cameras.find((each) => each.id === chosen)?.name;
  useEffect(() => {
    if (seen.state !== "missing") return;
    // The desk waits for the same socket; in another one the camera has another id.
    const timer = setInterval(async () => {
      try {
        const found = await host.listCameras();
        setCameras(found);
        const back = found.find((each) => each.name === name && each.id !== chosen);
        if (!back) return;
        setChosen(back.id);
        looking.current?.open({ camera: back.id, size: kept.size });
      } catch {
        // It is looked for again in a moment.
      }
    }, lookAgainMs);
    return () => clearInterval(timer);
  }, [host, seen.state, name, chosen, kept.size]);

  const keep = useCallback(
    (part: Partial<RememberedCamera>) => {
      setKept((now) => ({ ...now, ...part }));
      remember(host, part);
    },
    [host],
  );
  const reopen = (camera: string, size: PictureSize | null) => {
    see({ state: "opening" });
    looking.current?.open({ camera, size });
  };

  return {
    ...seen,
    cameras,
    camera: cameras.find((each) => each.id === chosen) ?? null,
    auto: kept.auto,
    size: kept.size,
    problem,
    chooseCamera: (id) => {
      const camera = cameras.find((each) => each.id === id);
      if (!camera) return;
      setChosen(id);
      see({ sizes: [] });
      // Another camera has other sizes.
      keep({ name: camera.name, size: null });
      reopen(id, null);
    },
    chooseSize: (size) => {
      keep({ size });
      if (chosen) reopen(chosen, size);
    },
    setAuto: (auto) => keep({ auto }),
    openAgain: () => {
      see({ state: "opening" });
      setTurn((now) => now + 1);
    },
  };
}
