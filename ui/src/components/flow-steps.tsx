import { Check } from "lucide-react";
import styles from "./flow-steps.module.css";

interface FlowStepsProps {
  label: string;
  steps: string[];
  /** Counted from 0; beyond the last: all done. */
  here: number;
}

/** Where a short procedure stands, in one line. */
export function FlowSteps({ label, steps, here }: FlowStepsProps) {
  return (
    <ol className={styles.steps} aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < here ? styles.done : index === here ? styles.here : ""}
          aria-current={index === here ? "step" : undefined}
        >
          <span className={styles.mark} aria-hidden="true">
            {index < here ? <Check size={12} /> : index + 1}
          </span>
          {step}
        </li>
      ))}
    </ol>
  );
}
