import { useRef } from "react";
import { useController } from "react-hook-form";
import { useHost } from "@/host/context";
import type { PlaceView } from "@/host/types";
import { Combobox } from "./combobox";
import type { Width } from "./field";
import { useField } from "./use-field";

interface PlaceFieldProps {
  name: string;
  label: string;
  /** The day on which the municipality must have existed. */
  on: string | null;
  width?: Width;
  onPlace: (place: PlaceView) => void;
  /** A name that was typed and is no municipality of the list. */
  onTyped: (name: string) => void;
}

/** An Italian municipality, typed or picked; the rules say whether a typed one exists. */
export function PlaceField({ name, label, on, width = "m", onPlace, onTyped }: PlaceFieldProps) {
  const host = useHost();
  const { form, error, mark, look, point } = useField(name);
  const { field } = useController({ name, control: form.control });
  const found = useRef(new Map<string, PlaceView>());
  return (
    <Combobox
      label={label}
      name={name}
      width={width}
      error={error}
      mark={mark}
      look={look}
      onPoint={(pointed) => (pointed ? point.onFocus() : point.onMouseLeave())}
      text={String(field.value ?? "")}
      search={async (text) => {
        if (text.trim().length < 2) return [];
        const places = await host.searchPlaces(text.trim(), on).catch(() => []);
        found.current = new Map(places.map((place) => [place.code, place]));
        return places.map((place) => ({ key: place.code, label: place.name, hint: place.province }));
      }}
      onPick={(option) => {
        const place = found.current.get(option.key);
        if (!place) return;
        field.onChange(place.name);
        onPlace(place);
      }}
      onText={(text) => {
        field.onChange(text);
        onTyped(text);
      }}
    />
  );
}
