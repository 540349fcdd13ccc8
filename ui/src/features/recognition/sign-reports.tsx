import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { PinTries } from "@/components/card-tries";
import { usePageKeys } from "@/components/keys";
import { type Part, Working } from "@/components/loading";
import { PinDialog } from "@/forms/pin-dialog";
import { useHost } from "@/host/context";
import { mostReports } from "@/host/limits";
import { queries } from "@/host/queries";
import type { ReaderView, ReportToSign } from "@/host/types";
import styles from "./recognition.module.css";
import { SignWith } from "./sign-with";
import { SignWithFile } from "./sign-with-file";
import type { RunOfReports } from "./use-report-run";

interface SignReportsProps {
  chosen: ReportToSign[];
  run: RunOfReports;
}

/** What the chosen reports are signed with, how often its secret is asked for, and the act itself. */
export function SignReports({ chosen, run }: SignReportsProps) {
  const { t } = useTranslation("recognition");
  const host = useHost();
  // Once the reports are made, this card is the one that is meant, whatever is pulled or put in.
  const [meant, setMeant] = useState<ReaderView | null>(null);
  const count = chosen.length;
  const possible = count > 0 && count <= mostReports;
  const preparing = run.stage.kind === "preparing" ? t("run.preparing", { count: run.lines.length }) : null;
  const { progress } = run;
  const sending = progress?.step === "sending" ? t("run.sending", { count: progress.of }) : null;
  const signing =
    run.stage.kind === "signing" ? (sending ?? t("run.signingFile", { count: run.left.length })) : null;
  return (
    <Card title={t("run.signTitle")}>
      <div className={styles.signing}>
        <p>{t("run.signLead")}</p>
        {count === 0 ? <p className={styles.quiet}>{t("run.noneChosen")}</p> : null}
        {count > mostReports ? <p>{t("run.tooMany", { most: mostReports })}</p> : null}
        <SignWith
          withCard={(reader) => (
            <WithCard
              reader={reader}
              count={count}
              possible={possible}
              busy={run.busy}
              preparing={preparing}
              part={progress}
              onSign={() => {
                setMeant(reader);
                void run.prepare(chosen);
              }}
            />
          )}
          withFile={() => (
            <SignWithFile
              submit={t("run.sign", { count })}
              working={preparing ?? signing}
              part={progress}
              disabled={!possible}
              note={possible ? <p>{t("run.pin.file", { count })}</p> : null}
              onSign={async ({ path, password }) => {
                setMeant(null);
                const made = await run.prepare(chosen);
                await run.sign(made, made.length, (requests) => host.signReports(requests, path, password));
              }}
            />
          )}
        />
        {meant ? <RunPin run={run} meant={meant} /> : null}
      </div>
    </Card>
  );
}

interface WithCardProps {
  reader: ReaderView;
  count: number;
  possible: boolean;
  busy: boolean;
  preparing: string | null;
  part: Part | null;
  onSign: () => void;
}

/** The officer's own card: how often it will ask for its PIN is said before anything is begun. */
function WithCard({ reader, count, possible, busy, preparing, part, onSign }: WithCardProps) {
  const { t } = useTranslation("recognition");
  const { card } = reader;
  const able = card !== null && card.problem === null;
  const signs = able && possible;
  usePageKeys({ onSign: signs && !busy ? onSign : undefined });
  return (
    <div className={styles.signAct}>
      {preparing ? <Working sentence={preparing} part={part} /> : null}
      {able && count > 0 && !preparing ? (
        <div className={styles.beforehand}>
          <p>{t(`run.pin.${card.pinAsked}`, { count })}</p>
          <PinTries pin={card.pin} />
        </div>
      ) : null}
      <Button look="primary" shortcut="F9" disabled={!signs} busy={busy} onClick={onSign}>
        {t("run.sign", { count })}
      </Button>
    </div>
  );
}

/** The PIN, asked when every report is made, and anew for each where the key wants it so. */
function RunPin({ run, meant }: { run: RunOfReports; meant: ReaderView }) {
  const { t } = useTranslation("recognition");
  const host = useHost();
  const readers = useQuery(queries.status(host)).data?.readers ?? [];
  const { stage, left, lines, progress } = run;
  const [next] = left;
  if (!next || (stage.kind !== "asking" && stage.kind !== "signing")) return null;
  const here = readers.find(({ name }) => name === meant.name);
  // Pulled out, it is still the one that is meant: what is typed is refused by the desk.
  const reader = here?.card ? here : meant;
  const asked = reader.card?.pinAsked ?? "each";
  const each = asked === "each";
  const count = left.length;
  return (
    <PinDialog
      // Each report has a PIN of its own: what was typed for the one before is gone with its dialog.
      key={next.report.request}
      reader={reader}
      title={
        each
          ? t("run.pinTitleEach", { place: lines.indexOf(next) + 1, count: lines.length })
          : t("run.pinTitle", { count })
      }
      lead={
        each
          ? t("run.pinLeadEach", {
              name: next.report.applicant,
              order: next.report.orderId ?? "–",
              reader: reader.name,
            })
          : t("run.pinLead", { count, reader: reader.name })
      }
      note={each ? undefined : t(`run.pin.${asked}`, { count })}
      submit={each ? t("report.sign") : t("run.sign", { count })}
      working={
        progress?.step === "sending"
          ? t("run.sending", { count: progress.of })
          : t("run.signing", { count: each ? 1 : count })
      }
      part={progress}
      busy={stage.kind === "signing"}
      error={stage.kind === "asking" ? stage.error : null}
      onPin={(pin) =>
        void run.sign(lines, each ? 1 : count, (requests) =>
          host.signReportsWithCard(requests, reader.name, pin),
        )
      }
      onClose={run.stop}
    />
  );
}
