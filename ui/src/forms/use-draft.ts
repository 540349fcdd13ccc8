import { useCallback, useEffect, useRef, useState } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import { useHost } from "@/host/context";
import { asHostError, type HostError } from "@/host/errors";
import { inTurn } from "@/host/turns";
import type { DraftContent, DraftView } from "@/host/types";
import { merge } from "./merge";

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
  /**
   * An act after which the desk has another content of it: a picture was read, a person was found. What is not saved yet
   * is saved before, and what is typed meanwhile stays: only what the act changed comes in. Of a page that was left
   * meanwhile nothing is done any more: the same draft may stand on another page, which would not know of it.
   */
  act: <Result>(
    run: (draft: string) => Promise<Result>,
    viewOf: (result: Result) => DraftView,
  ) => Promise<Result>;
  /** Changes a part that no input holds. */
  put: <Key extends keyof DraftContent>(key: Key, value: DraftContent[Key]) => void;
}

/** The page of the draft is gone, and what it would still have done with it was not done. */
export class PageLeft extends Error {}

/**
 * The draft behind the wizard: one save or act in flight, the last content wins, and a failed save is shown and tried
 * again with the next key. What is typed while one runs is saved after it.
 */
export function useDraft(initial: DraftView): DraftDoor {
  const host = useHost();
  const form = useForm<DraftContent>({ defaultValues: initial.content });
  const [view, setView] = useState(initial);
  const [state, setState] = useState<SaveState>({ kind: "saved", at: initial.savedAt });
  const latest = useRef(initial);
  const dirty = useRef(false);
  const waiting = useRef<Promise<DraftView> | null>(null);
  const left = useRef(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const inLine = useCallback(
    <Result>(run: () => Promise<Result>): Promise<Result> => inTurn(host, initial.id, run),
    [host, initial.id],
  );

  /** Sends what is not saved yet; nothing else of this draft may be under way. */
  const send = useCallback(async (): Promise<DraftView> => {
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
  }, [form, host]);

  const save = useCallback((): Promise<DraftView> => {
    clearTimeout(timer.current);
    if (waiting.current) return waiting.current;
    const turn = inLine(send).finally(() => {
      waiting.current = null;
    });
    waiting.current = turn;
    return turn;
  }, [inLine, send]);

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
  useEffect(() => {
    left.current = false;
    return () => {
      left.current = true;
      saveQuietly();
    };
  }, [saveQuietly]);

  const take = useCallback(
    (next: DraftView) => {
      const merged = merge(latest.current.content, form.getValues(), next.content);
      latest.current = next;
      setView(next);
      for (const { path, value } of merged.incoming) {
        (form.setValue as (name: string, value: unknown) => void)(path, structuredClone(value));
      }
      if (merged.typed) touched();
      else setState({ kind: "saved", at: next.savedAt });
    },
    [form, touched],
  );

  const act = useCallback(
    async <Result>(run: (draft: string) => Promise<Result>, viewOf: (result: Result) => DraftView) => {
      if (left.current) throw new PageLeft();
      return await inLine(async () => {
        const saved = await send();
        const done = await run(saved.id);
        take(viewOf(done));
        // In the same turn: who opens the draft after it finds what was typed meanwhile.
        await send().catch(() => {});
        return done;
      });
    },
    [inLine, send, take],
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

  return { form, view, state, save, onLeave: saveQuietly, act, put };
}
