import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PickedFile } from "@/host/host";
import { largestFile } from "@/host/limits";
import { useFormat } from "@/i18n/format";
import { Notice } from "./notice";

/** Takes a file in, chosen, dropped or pasted, unless it is too large. */
export function usePickedFile(onFile: (file: PickedFile) => void) {
  const [tooLarge, setTooLarge] = useState<number | null>(null);
  const take = async (file: File) => {
    const fits = file.size <= largestFile;
    setTooLarge(fits ? null : file.size);
    if (fits) onFile({ name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  };
  return { take, tooLarge };
}

export function TooLarge({ bytes }: { bytes: number | null }) {
  const { t } = useTranslation("common");
  const { size } = useFormat();
  if (bytes === null) return null;
  return (
    <Notice tone="warning" alert>
      {t("fileTooLarge", { size: size(bytes), max: size(largestFile) })}
    </Notice>
  );
}
