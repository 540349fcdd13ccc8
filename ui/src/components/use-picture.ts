import { useEffect, useState } from "react";

/** An address under which the window can show these bytes; given back when they are no longer shown. */
export function usePicture(bytes: Uint8Array | undefined, mediaType = "image/png"): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) {
      setAddress(null);
      return;
    }
    const made = URL.createObjectURL(new Blob([bytes as BlobPart], { type: mediaType }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType]);
  return address;
}
