import { type ReactNode, useId } from "react";
import styles from "./field.module.css";

export interface CardChoice {
  value: string;
  title: string;
  detail?: ReactNode;
  icon?: ReactNode;
  disabled?: boolean;
}

interface ChoiceCardsProps {
  legend: string;
  name: string;
  choices: CardChoice[];
  value: string | null;
  onChange: (value: string) => void;
  sideBySide?: boolean;
  hideLegend?: boolean;
}

/** One of a few, each with what it means: radio buttons in their own frames. */
export function ChoiceCards({
  legend,
  name,
  choices,
  value,
  onChange,
  sideBySide,
  hideLegend,
}: ChoiceCardsProps) {
  const id = useId();
  return (
    <fieldset>
      <legend className={hideLegend ? "visually-hidden" : styles.legend}>{legend}</legend>
      <div className={`${styles.choices} ${sideBySide ? styles.choicesWide : ""}`}>
        {choices.map((choice, place) => (
          // By its place: a value may hold spaces, which no reference to an id may.
          <label key={choice.value} className={styles.choice} htmlFor={`${id}-${place}`}>
            <input
              id={`${id}-${place}`}
              type="radio"
              name={name}
              value={choice.value}
              checked={value === choice.value}
              disabled={choice.disabled}
              aria-describedby={choice.detail ? `${id}-${place}-detail` : undefined}
              aria-labelledby={`${id}-${place}-title`}
              onChange={() => onChange(choice.value)}
            />
            {choice.icon ? <span className={styles.choiceIcon}>{choice.icon}</span> : null}
            <span className={styles.checkWords}>
              <span id={`${id}-${place}-title`} className={styles.choiceTitle}>
                {choice.title}
              </span>
              {choice.detail ? (
                <span id={`${id}-${place}-detail`} className={styles.checkHelp}>
                  {choice.detail}
                </span>
              ) : null}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
