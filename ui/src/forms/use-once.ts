import { useEffect, useRef } from "react";

/** Two presses of one moment are one try: the second comes before the button can be drawn as busy. */
export function useOnce(busy: boolean, error: unknown): (act: () => void) => void {
  const shown = useRef(false);
  useEffect(() => {
    if (!busy || error) shown.current = false;
  }, [busy, error]);
  return (act) => {
    if (shown.current) return;
    shown.current = true;
    act();
  };
}
