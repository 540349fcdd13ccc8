import { type RefObject, useEffect, useRef } from "react";

interface ShutterKeys {
  onShoot: () => void;
  /** What the main button says. */
  onEnter: () => void;
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("button, a, input, select, textarea") !== null;
}

/** F8 shoots wherever the focus is; Space and Enter where no control wants them. */
export function useShutterKeys(inside: RefObject<HTMLElement | null>, keys: ShutterKeys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const theirs = event.target instanceof Element ? event.target.closest("dialog") : null;
      // A picture shown large lies over this dialog, and has keys of its own.
      if (theirs && theirs !== inside.current?.closest("dialog")) return;
      const isSwitch = event.target instanceof HTMLInputElement;
      const act =
        event.key === "F8" || (event.key === " " && !isControl(event.target))
          ? latest.current.onShoot
          : event.key === "Enter" && (isSwitch || !isControl(event.target))
            ? latest.current.onEnter
            : null;
      if (!act) return;
      // Enter in an input would send the form around the dialog.
      event.preventDefault();
      if (!event.repeat) act();
    };
    document.addEventListener("keydown", onKeyDown, true);
    return () => document.removeEventListener("keydown", onKeyDown, true);
  }, [inside]);
}
