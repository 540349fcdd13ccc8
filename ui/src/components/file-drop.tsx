import { FileUp } from "lucide-react";
import { type DragEvent, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { PickedFile } from "@/host/host";
import styles from "./file-drop.module.css";
import { TooLarge, usePickedFile } from "./picked-file";

interface FileDropProps {
  label: string;
  help?: string;
  accept: string;
  busy?: boolean;
  onFile: (file: PickedFile) => void;
}

/** A place for one file: chosen, or dropped. What it holds is judged by the desk. */
export function FileDrop({ label, help, accept, busy = false, onFile }: FileDropProps) {
  const { t } = useTranslation("common");
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const picked = usePickedFile(onFile);

  const take = async (file: File | undefined) => {
    if (!file) return;
    await picked.take(file);
    // The same file can be chosen again after it was refused.
    if (input.current) input.current.value = "";
  };

  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!busy) void take(event.dataTransfer.files[0]);
  };

  return (
    <div className={styles.outer}>
      <label
        className={`${styles.drop} ${over ? styles.over : ""}`}
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        aria-busy={busy}
      >
        <FileUp size={20} aria-hidden="true" />
        <span className={styles.words}>
          <strong>{label}</strong>
          <span>
            <u>{t("pickFile")}</u> {t("dropFile")}
          </span>
          {help ? <span id={`${id}-help`}>{help}</span> : null}
        </span>
        <input
          ref={input}
          id={id}
          type="file"
          className="visually-hidden"
          accept={accept}
          disabled={busy}
          aria-label={label}
          aria-describedby={help ? `${id}-help` : undefined}
          onChange={(event) => void take(event.target.files?.[0])}
        />
      </label>
      <TooLarge bytes={picked.tooLarge} />
    </div>
  );
}
