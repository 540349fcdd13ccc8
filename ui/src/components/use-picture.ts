import { useEffect, useState } from "react";

/** Pages come as PNG where the desk draws them, as JPEG where they were taken in. */
function mediaTypeOf(bytes: Uint8Array): string {
  return bytes[0] === 0xff && bytes[1] === 0xd8 ? "image/jpeg" : "image/png";
}

/** An address under which the window can show these bytes; given back when they are no longer shown. */
export function usePicture(bytes: Uint8Array | undefined, mediaType?: string): string | null {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    if (!bytes) {
      setAddress(null);
      return;
    }
    const made = URL.createObjectURL(
      new Blob([bytes as BlobPart], { type: mediaType ?? mediaTypeOf(bytes) }),
    );
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, mediaType]);
  return address;
}
