import { KeyRound, LockOpen, Rows3 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { useCardWords } from "@/components/card-words";
import { type Fact, Facts } from "@/components/facts";
import { Notice } from "@/components/notice";
import type { CardPin, CardView, ReaderView } from "@/host/types";
import { CardContentsList } from "./card-contents";
import styles from "./cards.module.css";
import { ChangePinDialog } from "./change-pin-dialog";
import { UnblockPinDialog } from "./unblock-pin-dialog";

/** Cards whose PIN is their issuers' affair; with some of them a module speaks. */
const notOurs = new Set<CardView["kind"]["kind"]>(["nationalServices", "identityCard", "module"]);

/** A reader, the card in it in words, and what can be done with that card. */
export function ReaderCard({ reader }: { reader: ReaderView }) {
  const { t } = useTranslation(["cardTools", "cards"]);
  const words = useCardWords();
  const { card } = reader;
  const what = card?.role ? `${t(`cards:role.${card.role}`)} · ${words(reader)}` : words(reader);
  return (
    <Card title={what} label={reader.name}>
      <div className={styles.stack}>
        <p className={styles.quiet}>
          {reader.training ? `${reader.name} (${t("cards:trainingReader")})` : reader.name}
        </p>
        {reader.cardPresent ? null : <p>{t("cardTools:put")}</p>}
        {card?.kind.kind === "piv" ? <PivTools reader={reader} card={card} /> : null}
        {card && notOurs.has(card.kind.kind) ? <p>{t("cardTools:notOurs")}</p> : null}
        {card?.kind.kind === "unknown" ? <p>{t("cards:problem.otherKind")}</p> : null}
        {card?.kind.kind === "silent" ? <p>{t("cards:problem.silent")}</p> : null}
      </div>
    </Card>
  );
}

type Doing = "change" | "unblock" | null;

function PivTools({ reader, card }: { reader: ReaderView; card: CardView }) {
  const { t } = useTranslation("cardTools");
  const facts = useCardFacts();
  const [shown, setShown] = useState(false);
  const [doing, setDoing] = useState<Doing>(null);
  const [done, setDone] = useState<Doing>(null);
  const begin = (what: Doing) => {
    setDone(null);
    setDoing(what);
  };
  const finish = (what: Doing) => {
    setDoing(null);
    setDone(what);
  };
  const pinBlocked = card.pin.kind === "blocked";
  const pukBlocked = card.puk.kind === "blocked";
  return (
    <>
      <Facts facts={facts(card)} />
      {pinBlocked && !pukBlocked ? <Notice tone="warning">{t("pinBlocked")}</Notice> : null}
      {pukBlocked ? (
        <Notice tone={pinBlocked ? "danger" : "warning"}>
          {pinBlocked ? t("pukBlocked") : t("pukBlockedAlone")}
        </Notice>
      ) : null}
      {done ? (
        <Notice tone="success" alert>
          {t(`${done}.done`)}
        </Notice>
      ) : null}
      <div className={styles.acts}>
        <Button
          icon={<Rows3 size={16} aria-hidden="true" />}
          aria-expanded={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? t("contents.hide") : t("contents.show")}
        </Button>
        <Button
          icon={<KeyRound size={16} aria-hidden="true" />}
          disabled={pinBlocked}
          onClick={() => begin("change")}
        >
          {t("change.open")}
        </Button>
        <Button
          icon={<LockOpen size={16} aria-hidden="true" />}
          disabled={pukBlocked}
          onClick={() => begin("unblock")}
        >
          {t("unblock.open")}
        </Button>
      </div>
      {shown ? <CardContentsList reader={reader.name} insertion={card.insertion} /> : null}
      <ChangePinDialog
        open={doing === "change"}
        reader={reader}
        card={card}
        onDone={() => finish("change")}
        onUnblock={() => begin("unblock")}
        onClose={() => setDoing(null)}
      />
      <UnblockPinDialog
        open={doing === "unblock"}
        reader={reader}
        card={card}
        onDone={() => finish("unblock")}
        onClose={() => setDoing(null)}
      />
    </>
  );
}

function useCardFacts(): (card: CardView) => Fact[] {
  const { t } = useTranslation(["cardTools", "cards"]);
  const tries = (pin: CardPin) => {
    switch (pin.kind) {
      case "triesLeft":
        return t("cardTools:tries", { count: pin.tries });
      case "blocked":
        return t("cardTools:blocked");
      case "someWrong":
        return t("cards:pin.someWrong");
      case "notTold":
        return t("cardTools:triesNotTold");
    }
  };
  return (card) => {
    const facts: Fact[] = [
      { label: t("cardTools:pin"), value: tries(card.pin) },
      { label: t("cardTools:puk"), value: tries(card.puk) },
    ];
    if (card.kind.kind === "piv" && card.kind.serial !== null) {
      const number = String(card.kind.serial);
      facts.push({ label: t("cards:number"), value: number, copy: number, code: true });
    }
    return facts;
  };
}
