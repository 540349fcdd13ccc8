import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Step, StepCheck } from "@/host/types";
import styles from "./wizard.module.css";

const order: Step[] = [
  "method",
  "person",
  "document",
  "data",
  "certificate",
  "configuration",
  "consents",
  "summary",
];

export function isStep(value: string): value is Step {
  return (order as string[]).includes(value);
}

/** The steps that this case has, in order. */
export function shownSteps(steps: StepCheck[]): StepCheck[] {
  return steps.filter((step) => step.state !== "notNeeded");
}

/** Where to go on: the first step that is not complete. */
export function firstOpenStep(steps: StepCheck[]): Step {
  return shownSteps(steps).find((step) => step.state !== "complete")?.step ?? "summary";
}

interface StepListProps {
  draft: string;
  steps: StepCheck[];
  here: Step;
}

/** Where the case stands. One can jump to any step that was reached. */
export function StepList({ draft, steps, here }: StepListProps) {
  const { t } = useTranslation("registration");
  const shown = shownSteps(steps);
  const reachedTo = Math.max(
    shown.findIndex((step) => step.step === here),
    shown.findIndex((step) => step.step === firstOpenStep(steps)),
    ...shown.map((step, index) => (step.state === "empty" ? -1 : index)),
  );
  return (
    <nav className={styles.steps} aria-label={t("steps.label")}>
      <ol>
        {shown.map((step, index) => {
          const isHere = step.step === here;
          const words = t(`steps.${step.step}`);
          const mark =
            step.state === "complete" && !isHere ? (
              <Check size={12} aria-hidden="true" />
            ) : (
              <span>{index + 1}</span>
            );
          const note =
            step.state === "partial" && step.faults > 0 && step.step !== "summary"
              ? t("steps.missing", { count: step.faults })
              : step.state === "complete"
                ? t("steps.complete")
                : "";
          const inside = (
            <>
              <span className={styles.mark}>{mark}</span>
              <span className={styles.stepWords}>
                {words}
                {note && !(step.state === "complete" && isHere) ? <small>{note}</small> : null}
              </span>
            </>
          );
          return (
            <li key={step.step} data-state={isHere ? "here" : step.state}>
              {index <= reachedTo ? (
                <Link
                  to="/registration/$draft/$step"
                  params={{ draft, step: step.step }}
                  aria-current={isHere ? "step" : undefined}
                  className={styles.step}
                >
                  {inside}
                </Link>
              ) : (
                <span className={styles.step} aria-disabled="true">
                  {inside}
                </span>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
