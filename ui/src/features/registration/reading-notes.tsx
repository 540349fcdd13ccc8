import { ScanLine } from "lucide-react";
import { type FocusEvent, useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import type { FieldNotes } from "@/forms/notes";
import { sureFrom } from "@/host/limits";
import type { DraftView, Reading } from "@/host/types";
import { useFaultWords } from "./fault-words";
import { valueAt } from "./value-at";
import styles from "./wizard.module.css";

interface ReadingNotesInput {
  view: DraftView;
  /** The officer wanted to go on: everything that is missing is said. */
  attempted: boolean;
}

/** What the fields of the wizard say of themselves: faults of the rules, and where a value was read. */
export function useReadingNotes({ view, attempted }: ReadingNotesInput) {
  const { t } = useTranslation(["registration", "words"]);
  const { sentence } = useFaultWords();
  const [focused, setFocused] = useState<string | null>(null);
  const [pointed, setPointed] = useState<Reading | null>(null);
  const [visited, setVisited] = useState<ReadonlySet<string>>(new Set());

  const onFocusCapture = useCallback((event: FocusEvent) => {
    const name = event.target.getAttribute("name");
    setFocused(name);
    if (name) setVisited((now) => (now.has(name) ? now : new Set(now).add(name)));
  }, []);

  const notes = useMemo((): FieldNotes => {
    /** Still the value that was read. */
    const kept = (reading: Reading) =>
      valueAt(view.content, reading.path).toUpperCase() === reading.value.toUpperCase();
    /** Of what zone and print say of a field, the one that stands in it. */
    const readingOf = (name: string) => {
      const read = view.content.readings.filter((reading) => reading.path === name);
      return read.find(kept) ?? read[0];
    };
    return {
      faultOf: (name) => {
        const fault = view.faults.find((each) => each.path === name && each.severity === "error");
        if (!fault) return undefined;
        const speak = attempted || (fault.code !== "missing" && focused !== name);
        return speak ? sentence(fault) : undefined;
      },
      markOf: (name) => {
        const reading = readingOf(name);
        if (!reading || !kept(reading)) return null;
        const sure = reading.checked || reading.confidence >= sureFrom;
        const words = t("registration:readFrom", {
          source: t(`words:source.${reading.source}`),
          confidence: reading.confidence,
        });
        return (
          <span className={`${styles.read} ${sure ? "" : styles.unsure}`} title={words}>
            <ScanLine size={13} aria-hidden="true" />
            {reading.checked ? t("registration:readChecked") : `${reading.confidence} %`}
            <span className="visually-hidden">{words}</span>
          </span>
        );
      },
      needsLook: (name) => {
        if (
          view.faults.some((fault) => fault.path === name && fault.severity === "mismatch" && !fault.accepted)
        ) {
          return 0;
        }
        const reading = readingOf(name);
        if (!reading || !kept(reading) || visited.has(name)) return null;
        return !reading.checked && reading.confidence < sureFrom ? reading.confidence : null;
      },
      onPoint: (name) => setPointed(name ? (readingOf(name) ?? null) : null),
    };
  }, [view, attempted, focused, visited, sentence, t]);

  return { notes, pointed, onFocusCapture };
}
