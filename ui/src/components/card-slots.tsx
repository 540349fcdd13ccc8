import { useTranslation } from "react-i18next";
import type { CardSlot, DeskSlots, ReaderView } from "@/host/types";
import styles from "./card-slots.module.css";
import { cardNumber, useCardWords } from "./card-words";

/** The officer's own card; a blank device; the device on which an enrolment was begun, in the place of a blank one. */
type SlotName = "mine" | "blank" | "begun";

interface SlotProps {
  name: SlotName;
  slot: CardSlot;
  readers: ReaderView[];
  /** Whether it is chosen here: then it is said who has chosen, or has to. */
  choosing?: boolean;
  /** The reader that the officer chose where several come into question. */
  picked?: string | null;
}

/** What lies in a slot, in words; where one is chosen, by whom. */
export function SlotInWords({ name, slot, readers, choosing = false, picked = null }: SlotProps) {
  const { t } = useTranslation("cards");
  const words = useCardWords();
  // What was picked counts as long as there is something to pick from.
  const place = slot.kind === "holds" ? slot.reader : slot.kind === "empty" ? null : picked;
  const reader = readers.find((each) => each.name === place);
  if (!reader) {
    return (
      <span className={styles.words}>
        {slot.kind === "several" ? <span>{t("slots.several", { count: slot.readers.length })}</span> : null}
        {slot.kind === "several" && choosing ? <span>{t("slots.choose")}</span> : null}
        {slot.kind === "asking" ? <span>{t("slots.asking")}</span> : null}
        {slot.kind === "empty" || slot.kind === "holds" ? <span>{t(`slots.empty.${name}`)}</span> : null}
      </span>
    );
  }
  const serial = reader.card ? cardNumber(reader.card.kind) : null;
  return (
    <span className={styles.words}>
      <span className="tabular">
        {[words(reader), serial === null ? null : t("slots.number", { serial })].filter(Boolean).join(" · ")}
      </span>
      <span className={styles.quiet}>{t("slots.reader", { reader: reader.name })}</span>
      {choosing ? (
        <span className={styles.quiet}>
          {slot.kind === "holds" ? t(`slots.alone.${name}`) : t("slots.picked")}
        </span>
      ) : null}
    </span>
  );
}

interface CardSlotsProps {
  slots: DeskSlots;
  readers: ReaderView[];
  /** The slot from which is chosen on this page, if any is. */
  choosing: "mine" | "blank" | null;
  picked: string | null;
  /** Whether the second slot is for a device that was begun. */
  begun?: boolean;
}

/** Both slots of the desk by name, side by side as the readers stand at the counter. */
export function CardSlots({ slots, readers, choosing, picked, begun = false }: CardSlotsProps) {
  const { t } = useTranslation("cards");
  const second: SlotName = begun ? "begun" : "blank";
  const at = (slot: "mine" | "blank") => ({
    readers,
    choosing: choosing === slot,
    picked: choosing === slot ? picked : null,
  });
  return (
    <dl className={styles.slots} aria-label={t("slots.label")} aria-live="polite">
      <div className={styles.slot}>
        <dt>{t("role.mine")}</dt>
        <dd>
          <SlotInWords name="mine" slot={slots.myCard} {...at("mine")} />
        </dd>
      </div>
      <div className={styles.slot}>
        <dt>{begun ? t("slots.begun") : t("role.blank")}</dt>
        <dd>
          <SlotInWords name={second} slot={slots.blankDevice} {...at("blank")} />
        </dd>
      </div>
    </dl>
  );
}
