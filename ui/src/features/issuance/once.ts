import { useRef } from "react";

/** Two clicks of one moment are one wish: the second comes before the button can be drawn as busy. */
export function useOnce<Input>(
  mutate: (input: Input, options: { onSettled: () => void }) => void,
): (input: Input) => void {
  const pressed = useRef(false);
  return (input) => {
    if (pressed.current) return;
    pressed.current = true;
    mutate(input, {
      onSettled: () => {
        pressed.current = false;
      },
    });
  };
}
