import { KeyRound, LockOpen, Rows3 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { useCardWords } from "@/components/card-words";
import { Facts } from "@/components/facts";
import { Notice } from "@/components/notice";
import { isTypedOnReader } from "@/forms/pin-field";
import type { CardView, ReaderView } from "@/host/types";
import { CardContentsList } from "./card-contents";
import { usePivFacts, useTokenFacts } from "./card-facts";
import styles from "./cards.module.css";
import { ChangePinDialog } from "./change-pin-dialog";
import { UnblockPinDialog } from "./unblock-pin-dialog";

/** Cards whose PIN is their issuers' affair, unless the module of their maker was chosen. */
const notOurs = new Set<CardView["kind"]["kind"]>(["nationalServices", "identityCard"]);

/** A reader, the card in it in words, and what can be done with that card. */
export function ReaderCard({ reader }: { reader: ReaderView }) {
  const { t } = useTranslation(["cardTools", "cards"]);
  const words = useCardWords();
  const { card } = reader;
  // The words of a blank token say already that it is one.
  const isNamed = card?.role === "blank" && card.kind.kind === "module";
  const what = card?.role && !isNamed ? `${t(`cards:role.${card.role}`)} · ${words(reader)}` : words(reader);
  return (
    <Card title={what} label={reader.name}>
      <div className={styles.stack}>
        <p className={styles.quiet}>
          {reader.training ? `${reader.name} (${t("cards:trainingReader")})` : reader.name}
        </p>
        {reader.cardPresent ? null : <p>{t("cardTools:put")}</p>}
        {card?.kind.kind === "piv" ? <PivTools reader={reader} card={card} /> : null}
        {card?.kind.kind === "module" ? <OfModule reader={reader} card={card} /> : null}
        {card && notOurs.has(card.kind.kind) ? <p>{t("cardTools:notOurs")}</p> : null}
        {card?.kind.kind === "unknown" ? <p>{t("cards:problem.otherKind")}</p> : null}
        {card?.kind.kind === "silent" ? <p>{t("cards:problem.silent")}</p> : null}
      </div>
    </Card>
  );
}

type Doing = "change" | "unblock" | null;

/** What is being done with a card, and what was done last. */
function useDoing() {
  const [doing, setDoing] = useState<Doing>(null);
  const [done, setDone] = useState<Doing>(null);
  return {
    doing,
    done,
    begin: (what: Doing) => {
      setDone(null);
      setDoing(what);
    },
    finish: (what: Doing) => {
      setDoing(null);
      setDone(what);
    },
    close: () => setDoing(null),
  };
}

interface ToolsProps {
  reader: ReaderView;
  card: CardView;
}

function PivTools({ reader, card }: ToolsProps) {
  const { t } = useTranslation("cardTools");
  const facts = usePivFacts();
  const [shown, setShown] = useState(false);
  const { doing, done, begin, finish, close } = useDoing();
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
      <Done done={done} />
      <div className={styles.acts}>
        <ContentsButton shown={shown} onToggle={() => setShown(!shown)} />
        <ActButton what="change" disabled={pinBlocked} onClick={() => begin("change")} />
        <ActButton what="unblock" disabled={pukBlocked} onClick={() => begin("unblock")} />
      </div>
      {isTypedOnReader(card) ? <p className={styles.quiet}>{t("onReader")}</p> : null}
      {shown ? <CardContentsList reader={reader.name} card={card} /> : null}
      <ChangePinDialog
        open={doing === "change"}
        reader={reader}
        card={card}
        onDone={() => finish("change")}
        onUnblock={() => begin("unblock")}
        onClose={close}
      />
      <UnblockPinDialog
        open={doing === "unblock"}
        reader={reader}
        card={card}
        onDone={() => finish("unblock")}
        onClose={close}
      />
    </>
  );
}

function OfModule({ reader, card }: ToolsProps) {
  return card.role === "blank" ? <BlankToken card={card} /> : <TokenTools reader={reader} card={card} />;
}

/** One that nobody has made ready yet has nothing to show and no PIN to change. */
function BlankToken({ card }: { card: CardView }) {
  const { t } = useTranslation("cardTools");
  const facts = useTokenFacts();
  return (
    <>
      <Facts facts={facts(card)} />
      <p>{t("token.blank")}</p>
    </>
  );
}

/** A token behind a module: the same tools, as far as its module goes. */
function TokenTools({ reader, card }: ToolsProps) {
  const { t } = useTranslation("cardTools");
  const facts = useTokenFacts();
  const [shown, setShown] = useState(false);
  const { doing, done, begin, finish, close } = useDoing();
  const pinBlocked = card.pin.kind === "blocked";
  const onReader = isTypedOnReader(card);
  const blockedWords = card.takesPuk ? t("pinBlocked") : t("token.pinBlocked");
  return (
    <>
      <Facts facts={facts(card)} />
      {pinBlocked ? <Notice tone="warning">{blockedWords}</Notice> : null}
      <Done done={done} />
      <div className={styles.acts}>
        <ContentsButton shown={shown} onToggle={() => setShown(!shown)} />
        {onReader ? null : <ActButton what="change" disabled={pinBlocked} onClick={() => begin("change")} />}
        {card.takesPuk ? <ActButton what="unblock" onClick={() => begin("unblock")} /> : null}
      </div>
      {onReader ? <p>{t("token.onReader")}</p> : null}
      {card.takesPuk ? null : <p className={styles.quiet}>{t("token.noPuk")}</p>}
      {shown ? <CardContentsList reader={reader.name} card={card} /> : null}
      <ChangePinDialog
        open={doing === "change"}
        reader={reader}
        card={card}
        onDone={() => finish("change")}
        onUnblock={card.takesPuk ? () => begin("unblock") : undefined}
        onClose={close}
      />
      <UnblockPinDialog
        open={doing === "unblock"}
        reader={reader}
        card={card}
        onDone={() => finish("unblock")}
        onClose={close}
      />
    </>
  );
}

function Done({ done }: { done: Doing }) {
  const { t } = useTranslation("cardTools");
  return done ? (
    <Notice tone="success" alert>
      {t(`${done}.done`)}
    </Notice>
  ) : null;
}

function ContentsButton({ shown, onToggle }: { shown: boolean; onToggle: () => void }) {
  const { t } = useTranslation("cardTools");
  return (
    <Button icon={<Rows3 size={16} aria-hidden="true" />} aria-expanded={shown} onClick={onToggle}>
      {shown ? t("contents.hide") : t("contents.show")}
    </Button>
  );
}

const icons = { change: KeyRound, unblock: LockOpen };

interface ActButtonProps {
  what: keyof typeof icons;
  disabled?: boolean;
  onClick: () => void;
}

function ActButton({ what, disabled = false, onClick }: ActButtonProps) {
  const { t } = useTranslation("cardTools");
  const Icon = icons[what];
  return (
    <Button icon={<Icon size={16} aria-hidden="true" />} disabled={disabled} onClick={onClick}>
      {t(`${what}.open`)}
    </Button>
  );
}
