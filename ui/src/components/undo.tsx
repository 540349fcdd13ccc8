import { X } from "lucide-react";
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "./button";
import styles from "./undo.module.css";

interface Undoable {
  sentence: string;
  undo: () => void;
}

const UndoContext = createContext<(offer: Undoable) => void>(() => {});

/** After a delete: what was done, and the way back. It stays for ten seconds, and while it has the focus. */
export function UndoProvider({ children }: { children: ReactNode }) {
  const { t } = useTranslation(["common", "frame"]);
  const [offer, setOffer] = useState<Undoable | null>(null);
  const [held, setHeld] = useState(false);
  const close = useCallback(() => setOffer(null), []);

  useEffect(() => {
    if (!offer || held) return;
    const timer = setTimeout(close, 10_000);
    return () => clearTimeout(timer);
  }, [offer, held, close]);

  return (
    <UndoContext value={setOffer}>
      {children}
      <div className={styles.place} role="status" data-print="hide">
        {offer ? (
          // biome-ignore lint/a11y/noStaticElementInteractions: only holds the clock while the pointer or focus is here
          <div
            className={styles.bar}
            onMouseEnter={() => setHeld(true)}
            onMouseLeave={() => setHeld(false)}
            onFocus={() => setHeld(true)}
            onBlur={() => setHeld(false)}
          >
            <span>{offer.sentence}</span>
            <Button
              small
              onClick={() => {
                offer.undo();
                close();
              }}
            >
              {t("common:undo")}
            </Button>
            <IconButton
              label={t("frame:undo.close")}
              icon={<X size={16} aria-hidden="true" />}
              onClick={close}
            />
          </div>
        ) : null}
      </div>
    </UndoContext>
  );
}

export function useUndo(): (offer: Undoable) => void {
  return useContext(UndoContext);
}
