import { useNavigate } from "@tanstack/react-router";
import { type MouseEvent, useRef, useState } from "react";
import { FormProvider } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { usePreferences } from "@/components/preferences";
import { ErrorSummary } from "@/forms/error-summary";
import { FieldNotesProvider } from "@/forms/notes";
import { useDraft } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { useAct } from "@/host/queries";
import type { DraftView, Step } from "@/host/types";
import { CasePanel } from "./case-panel";
import { DocumentPanel } from "./document-panel";
import { useFaultWords } from "./fault-words";
import { PrintMark } from "./print-mark";
import { useReadingNotes } from "./reading-notes";
import { SavedMark } from "./saved-mark";
import { StepList, shownSteps } from "./step-list";
import { CertificateStep } from "./steps/certificate-step";
import { ConfigurationStep } from "./steps/configuration-step";
import { ConsentsStep } from "./steps/consents-step";
import { DataStep } from "./steps/data-step";
import { DocumentStep } from "./steps/document-step";
import { MethodStep } from "./steps/method-step";
import { PersonStep } from "./steps/person-step";
import { SummaryStep } from "./steps/summary-step";
import { useDocumentPrint } from "./use-document-print";
import styles from "./wizard.module.css";

/** The eight steps around one draft: where it stands, what is missing, what happens on Enter. */
export function Wizard({ initial, step }: { initial: DraftView; step: Step }) {
  const { t } = useTranslation(["registration", "common"]);
  const navigate = useNavigate();
  const host = useHost();
  const { preferences } = usePreferences();
  const draft = useDraft(initial);
  const readingPrint = useDocumentPrint(draft);
  const faultWords = useFaultWords();
  const [tried, setTried] = useState<{ step: Step; turn: number } | null>(null);
  const [checking, setChecking] = useState(false);
  const attempted = tried?.step === step;
  const { notes, pointed, onFocusCapture } = useReadingNotes({ view: draft.view, attempted });

  const shown = shownSteps(draft.view.steps);
  const index = shown.findIndex((each) => each.step === step);
  const nextStep = shown[index + 1]?.step;
  const previous = shown[index - 1]?.step;
  const goTo = (to: Step) =>
    void navigate({ to: "/registration/$draft/$step", params: { draft: draft.view.id, step: to } });

  const confirm = useAct((host, id: string) => host.confirmRequest(id), {
    onSuccess: (done) => void navigate({ to: "/confirmed/$request", params: { request: done.request } }),
    // The desk has marked the draft as refused: what is corrected goes on from there, not from the state before.
    onError: () =>
      void draft
        .act(
          (id) => host.openDraft(id),
          (view) => view,
        )
        .catch(() => {}),
  });

  const pressed = useRef(false);
  const forward = async () => {
    // Two presses of one moment are one: the second comes before the button can be drawn as busy.
    if (pressed.current || confirm.isPending) return;
    pressed.current = true;
    setChecking(true);
    try {
      const view = await draft.save();
      const open = view.faults.filter(
        (fault) => !fault.accepted && (fault.step === step || step === "summary"),
      );
      if (open.length > 0) {
        setTried((now) => ({ step, turn: (now?.turn ?? 0) + 1 }));
      } else if (step === "summary") {
        confirm.mutate(view.id);
      } else {
        const after = shownSteps(view.steps);
        const to = after[after.findIndex((each) => each.step === step) + 1]?.step ?? nextStep;
        setTried(null);
        if (to) goTo(to);
      }
    } catch {
      // Not saved: it stands beside the title, and nobody is sent on.
    } finally {
      pressed.current = false;
      setChecking(false);
    }
  };
  const leave = async () => {
    try {
      await draft.save();
      void navigate({ to: "/drafts" });
    } catch {
      // Not saved: the officer stays where the text is.
    }
  };
  const back = () => (previous ? goTo(previous) : void leave());
  usePageKeys({
    onEnter: () => void forward(),
    onEscape: back,
    onSave: () => void draft.save().catch(() => {}),
  });

  const faults = attempted
    ? draft.view.faults.filter(
        (fault) => !fault.accepted && fault.step === step && fault.severity === "error",
      )
    : [];
  const name = [draft.form.watch("person.givenNames"), draft.form.watch("person.surname")].join(" ").trim();
  const stepTitle = t(`registration:steps.${step}`);
  const panel =
    step === "data" ? (
      <DocumentPanel content={draft.view.content} pointed={pointed} />
    ) : preferences.casePanel ? (
      <CasePanel view={draft.view} />
    ) : null;

  return (
    <Page
      name={`${stepTitle} · ${name || t("registration:newCase")}`}
      title={name || t("registration:newCase")}
      beside={
        <>
          <SavedMark state={draft.state} />
          {readingPrint ? <PrintMark /> : null}
        </>
      }
      panel={panel}
    >
      <FormProvider {...draft.form}>
        <FieldNotesProvider value={notes}>
          <div className={styles.wizard}>
            <StepList draft={draft.view.id} steps={draft.view.steps} here={step} />
            <form
              className={styles.form}
              noValidate
              aria-labelledby="step-title"
              onSubmit={(event) => {
                event.preventDefault();
                void forward();
              }}
              onFocusCapture={onFocusCapture}
              onBlurCapture={draft.onLeave}
            >
              <Refusals view={draft.view} />
              {draft.state.kind === "notSaved" ? (
                <HostProblem problem={draft.state.error} onRetry={() => void draft.save().catch(() => {})} />
              ) : null}
              {confirm.error && !draft.view.refused ? <HostProblem problem={confirm.error} /> : null}
              <header className={styles.stepHead}>
                <p>{t("registration:stepOf", { step: index + 1, steps: shown.length })}</p>
                <h2 id="step-title">{stepTitle}</h2>
                <p className={styles.stepLead}>{t(`registration:lead.${step}`)}</p>
              </header>
              <ErrorSummary
                turn={tried?.turn ?? 0}
                title={t("registration:summaryTitle", { count: faults.length })}
                fillIn={t("registration:fillIn")}
                faults={faults.map((fault) => faultWords.summary(fault))}
              />
              <StepBody step={step} draft={draft} attempted={attempted} />
              <footer className={styles.footer}>
                <Button look="quiet" onMouseDown={keepFocus} onClick={() => void leave()}>
                  {t("registration:saveAndLeave")}
                </Button>
                <span className={styles.space} />
                {previous ? (
                  <Button onMouseDown={keepFocus} onClick={back}>
                    {t("common:back")}
                  </Button>
                ) : null}
                <Button
                  type="submit"
                  look="primary"
                  busy={checking || confirm.isPending}
                  onMouseDown={keepFocus}
                >
                  {step === "summary"
                    ? t("registration:confirm")
                    : t("registration:continueTo", {
                        step: t(`registration:stepTarget.${nextStep ?? "summary"}`),
                      })}
                </Button>
              </footer>
            </form>
          </div>
        </FieldNotesProvider>
      </FormProvider>
    </Page>
  );
}

/**
 * The field left for a button would be checked between press and release; a sentence that comes or goes with it moves
 * the button away from under the pointer, and the press is lost.
 */
function keepFocus(event: MouseEvent) {
  event.preventDefault();
}

function Refusals({ view }: { view: DraftView }) {
  const { t } = useTranslation("registration");
  return (
    <>
      {view.returnedBecause ? (
        <Notice tone="warning" title={t("returnedBecause")}>
          {view.returnedBecause}
        </Notice>
      ) : null}
      {view.refused ? (
        <div>
          <p className={styles.refused}>{t("refused")}</p>
          <HostProblem problem={view.refused} />
        </div>
      ) : null}
    </>
  );
}

interface StepBodyProps {
  step: Step;
  draft: ReturnType<typeof useDraft>;
  attempted: boolean;
}

function StepBody({ step, draft, attempted }: StepBodyProps) {
  switch (step) {
    case "method":
      return <MethodStep draft={draft} />;
    case "person":
      return <PersonStep draft={draft} />;
    case "document":
      return <DocumentStep draft={draft} attempted={attempted} />;
    case "data":
      return <DataStep draft={draft} />;
    case "certificate":
      return <CertificateStep draft={draft} />;
    case "configuration":
      return <ConfigurationStep draft={draft} attempted={attempted} />;
    case "consents":
      return <ConsentsStep draft={draft} attempted={attempted} />;
    case "summary":
      return <SummaryStep draft={draft} />;
  }
}
