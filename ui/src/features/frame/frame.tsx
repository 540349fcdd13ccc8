import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { focusNextCheck, usePageKeys } from "@/components/keys";
import { usePreferences } from "@/components/preferences";
import type { SignedIn } from "@/host/types";
import { CommandBox } from "./command-box";
import styles from "./frame.module.css";
import { KeysHelp } from "./keys-help";
import { Rail } from "./rail";
import { StatusBar } from "./status-bar";
import { TopBar } from "./top-bar";

/** The window around every page: rail, top bar, status bar, the keys that work everywhere. */
export function Frame({ session, children }: { session: SignedIn; children: ReactNode }) {
  const { t } = useTranslation("frame");
  const { preferences, narrow } = usePreferences();
  const [finding, setFinding] = useState(false);
  const [helping, setHelping] = useState(false);
  usePageKeys({
    onFind: () => setFinding(true),
    onHelp: () => setHelping(true),
    onNextCheck: focusNextCheck,
  });
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={skipToContent}>
        {t("skip")}
      </button>
      <Rail session={session} folded={preferences.railFolded || narrow} />
      <TopBar onFind={() => setFinding(true)} onKeys={() => setHelping(true)} />
      <main id="content" className={styles.content} tabIndex={-1}>
        {children}
      </main>
      <StatusBar />
      {session.training ? <Watermark /> : null}
      <CommandBox open={finding} onClose={() => setFinding(false)} />
      <KeysHelp open={helping} onClose={() => setHelping(false)} />
    </div>
  );
}

/** A link would do, were the address after # not the router's. */
function skipToContent(): void {
  document.getElementById("content")?.focus();
}

function Watermark() {
  const { t } = useTranslation("frame");
  const places = Array.from({ length: 24 }, (_, index) => `place-${index}`);
  return (
    <div className={styles.watermark} aria-hidden="true" data-decoration>
      {places.map((place) => (
        // The words are painted by the style sheet: they are a picture, and no text to find, copy or read aloud.
        <span key={place} data-words={t("watermark")} />
      ))}
    </div>
  );
}
