import { useTranslation } from "react-i18next";
import type { CardPin } from "@/host/types";
import { Notice } from "./notice";

/** How many tries of its PIN a card leaves, before one is typed. */
export function PinTries({ pin }: { pin: CardPin }) {
  const { t } = useTranslation("cards");
  switch (pin.kind) {
    case "triesLeft":
      return pin.tries === 1 ? (
        <Notice tone="warning">{t("pin.last")}</Notice>
      ) : (
        <p>{t("pin.tries", { tries: pin.tries })}</p>
      );
    case "someWrong":
      return <Notice tone="warning">{t("pin.someWrong")}</Notice>;
    case "notTold":
      return <p>{t("pin.notTold")}</p>;
    case "blocked":
      return <Notice tone="danger">{t("problem.pinBlocked")}</Notice>;
  }
}

/** The same of the PUK, whose end is the card's. */
export function PukTries({ puk }: { puk: CardPin }) {
  const { t } = useTranslation("cardTools");
  switch (puk.kind) {
    case "triesLeft":
      return (
        <Notice tone={puk.tries === 1 ? "danger" : "info"}>
          {t("unblock.triesPuk", { count: puk.tries })}
        </Notice>
      );
    case "someWrong":
    case "notTold":
      return <Notice tone="info">{t("unblock.pukNotTold")}</Notice>;
    case "blocked":
      return <Notice tone="danger">{t("pukBlocked")}</Notice>;
  }
}
