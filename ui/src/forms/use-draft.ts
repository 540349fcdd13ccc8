import { useCallback, useEffect, useRef, useState } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import { useHost } from "@/host/context";
import { asHostError, type HostError } from "@/host/errors";
import type { DraftContent, DraftView } from "@/host/types";

/** What stands beside the title: nothing is called saved that is not. */
export type SaveState =
  | { kind: "saved"; at: string }
  | { kind: "saving" }
  | { kind: "waiting" }
  | { kind: "notSaved"; error: HostError };

/** After the last key, so long; leaving a field saves at once. */
const pauseMs = 2000;

export interface DraftDoor {
  form: UseFormReturn<DraftContent>;
  view: DraftView;
  state: SaveState;
  /** Saves what is not saved yet, and gives back what the rules say of it. */
  save: () => Promise<DraftView>;
  /** A field was left. */
  onLeave: () => void;
  /** The desk made another content of it: a picture was read, a person was found. */
  replace: (view: DraftView) => void;
  /** Changes a part that no input holds. */
  put: <Key extends keyof DraftContent>(key: Key, value: DraftContent[Key]) => void;
}

/**
 * The draft behind the wizard: one save in flight, the last content wins, and a failed save is shown and tried again
 * with the next key. What is typed while a save runs is saved after it.
 */
export function useDraft(initial: DraftView): DraftDoor {
  const host = useHost();
  const form = useForm<DraftContent>({ defaultValues: initial.content });
  const [view, setView] = useState(initial);
  const [state, setState] = useState<SaveState>({ kind: "saved", at: initial.savedAt });
  const latest = useRef(initial);
  const dirty = useRef(false);
  const running = useRef<Promise<DraftView> | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const save = useCallback((): Promise<DraftView> => {
    clearTimeout(timer.current);
    if (running.current) return running.current;
    const run = async (): Promise<DraftView> => {
      try {
        while (dirty.current) {
          dirty.current = false;
          setState({ kind: "saving" });
          const { id, version } = latest.current;
          const content = structuredClone(form.getValues());
          latest.current = await host.saveDraft({ id, version, content });
          setView(latest.current);
        }
        setState({ kind: "saved", at: latest.current.savedAt });
        return latest.current;
      } catch (thrown) {
        dirty.current = true;
        const error = asHostError(thrown);
        setState({ kind: "notSaved", error });
        throw error;
      }
    };
    // Cleared in a later turn: a save with nothing to do ends before this line is reached.
    const turn = run().finally(() => {
      running.current = null;
    });
    running.current = turn;
    return turn;
  }, [form, host]);

  /** For saves that nobody waits for: their failure already stands beside the title. */
  const saveQuietly = useCallback(() => {
    if (dirty.current) save().catch(() => {});
  }, [save]);

  const touched = useCallback(() => {
    dirty.current = true;
    setState((now) => (now.kind === "saving" || now.kind === "notSaved" ? now : { kind: "waiting" }));
    clearTimeout(timer.current);
    timer.current = setTimeout(saveQuietly, pauseMs);
  }, [saveQuietly]);

  useEffect(() => {
    const watching = form.watch((_values, { type }) => {
      if (type === "change") touched();
    });
    return () => watching.unsubscribe();
  }, [form, touched]);

  // Leaving the page saves too.
  useEffect(() => saveQuietly, [saveQuietly]);

  const replace = useCallback(
    (next: DraftView) => {
      latest.current = next;
      dirty.current = false;
      clearTimeout(timer.current);
      form.reset(next.content);
      setView(next);
      setState({ kind: "saved", at: next.savedAt });
    },
    [form],
  );

  const put = useCallback(
    <Key extends keyof DraftContent>(key: Key, value: DraftContent[Key]) => {
      // The path and its value belong together; the form's own types cannot say so for a key that is a parameter.
      (form.setValue as (name: string, value: unknown) => void)(key, value);
      touched();
      saveQuietly();
    },
    [form, touched, saveQuietly],
  );

  return { form, view, state, save, onLeave: saveQuietly, replace, put };
}
