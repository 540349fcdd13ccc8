import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CreditCard } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { cardNumber, useCardWords } from "@/components/card-words";
import { Dialog, DialogFooter } from "@/components/dialog";
import { type Fact, Facts } from "@/components/facts";
import { HostProblem } from "@/components/host-problem";
import { useHost } from "@/host/context";
import { queries, useAct } from "@/host/queries";
import type { DeskStatus, ReaderView, TrainingCardAct } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./desk.module.css";
import { PinAct } from "./pin-act";

/** The cards in the readers: whose they are, whether they sign, and why not; in training a blank one becomes the own. */
export function CardsCard() {
  const { t } = useTranslation(["desk", "frame"]);
  const status = useQuery(queries.status(useHost())).data;
  if (!status) return null;
  const inside = status.readers.filter((reader) => reader.cardPresent || reader.training);
  const forOwn = status.training ? blankForOwn(status) : [];
  return (
    <Card title={t("desk:credential.cards")} aside={<Link to="/cards">{t("frame:nav.cards")}</Link>}>
      <div className={styles.stack}>
        {inside.length === 0 ? <p>{t("desk:credential.noCards")}</p> : null}
        {inside.some((reader) => reader.training) ? (
          <p className={styles.quiet}>{t("desk:credential.trainingCards")}</p>
        ) : null}
        {inside.map((reader) => (
          <CardInReader key={reader.name} reader={reader} canBeOwn={forOwn.includes(reader)} />
        ))}
      </div>
    </Card>
  );
}

/**
 * The blank cards that may become the own one: while the own one is in, none, so that no device for a holder becomes it by
 * mistake. Of the readers of the training, the first is for the own card. One on which the key was made is gone on with.
 */
function blankForOwn({ readers, slots }: DeskStatus): ReaderView[] {
  if (slots.myCard.kind !== "empty") return [];
  const begun = readers.filter(({ card }) => card?.role === "begun");
  if (begun.length > 0) return begun;
  const blank = readers.filter(({ card }) => card?.role === "blank" && card.kind.kind === "piv");
  const first = readers.find(({ training }) => training);
  return blank.filter((reader) => !reader.training || reader === first);
}

function CardInReader({ reader, canBeOwn }: { reader: ReaderView; canBeOwn: boolean }) {
  const { t } = useTranslation(["desk", "cards"]);
  const words = useCardWords();
  const facts = useCardFacts();
  const { card } = reader;
  const signs = card?.problem === null;
  return (
    <section className={styles.cardInReader} aria-label={reader.name}>
      <div className={styles.cardHead}>
        <h3>{card?.role ? `${t(`cards:role.${card.role}`)} · ${words(reader)}` : words(reader)}</h3>
        {card && card.role !== "blank" ? (
          <Badge tone={signs ? "success" : "neutral"} icon={<CreditCard size={14} aria-hidden="true" />}>
            {signs ? t("desk:credential.usable") : t("desk:credential.notUsable")}
          </Badge>
        ) : null}
      </div>
      <p className={styles.quiet}>
        {reader.training ? `${reader.name} (${t("cards:trainingReader")})` : reader.name}
      </p>
      {card ? <Facts facts={facts(reader)} /> : null}
      {card?.problem && card.role !== "blank" ? <p>{t(`cards:problem.${card.problem}`)}</p> : null}
      {card?.problem === "notRegistered" ? <RegisterCard reader={reader} /> : null}
      {canBeOwn ? <MakeOnCard reader={reader} /> : null}
      {reader.training ? <TrainingActs reader={reader} /> : null}
    </section>
  );
}

function useCardFacts(): (reader: ReaderView) => Fact[] {
  const { t } = useTranslation("cards");
  const { exactInstant } = useFormat();
  return ({ card }) => {
    const facts: Fact[] = [];
    if (card?.certificate) {
      facts.push(
        { label: t("holder"), value: card.certificate.holder },
        { label: t("issuer"), value: card.certificate.issuer },
        { label: t("until"), value: exactInstant(card.certificate.notAfter) },
      );
    }
    const number = card ? cardNumber(card.kind) : null;
    if (number) facts.push({ label: t("number"), value: number, copy: number, code: true });
    return facts;
  };
}

function MakeOnCard({ reader }: { reader: ReaderView }) {
  const { t } = useTranslation("desk");
  const lead =
    reader.card?.role === "begun" ? t("credential.goOnOnCardLead") : t("credential.makeOnCardLead");
  return (
    <PinAct
      reader={reader}
      name={t("credential.makeOnCard")}
      lead={lead}
      submit={t("credential.submit")}
      working={t("credential.makingOnCard")}
      act={(host, pin) => host.makeCardCredential(reader.name, pin)}
    />
  );
}

/** A certificate in the officer's name that the centre does not have as the own one yet. */
function RegisterCard({ reader }: { reader: ReaderView }) {
  const { t } = useTranslation("desk");
  return (
    <PinAct
      reader={reader}
      name={t("credential.register")}
      lead={t("credential.registerLead")}
      submit={t("credential.registerSubmit")}
      working={t("credential.registering")}
      act={(host, pin) => host.registerCardCredential(reader.name, pin)}
    />
  );
}

/** What a person in training does to the card on purpose: takes a new one, lets something go wrong. */
function TrainingActs({ reader }: { reader: ReaderView }) {
  const { t } = useTranslation("desk");
  // Nothing is written on the own card: there is nothing to go wrong midway.
  const takesOrders = reader.cardPresent && reader.card?.role !== "mine";
  const [ordered, setOrdered] = useState<"pullMidway" | "fill" | null>(null);
  const order = useAct((host, act: TrainingCardAct) => host.trainingCard(reader.name, act), {
    onSuccess: (_, act) => setOrdered(act === "pullMidway" || act === "fill" ? act : null),
  });
  return (
    <>
      <div className={styles.acts}>
        {takesOrders ? (
          <>
            <Button small onClick={() => order.mutate("pullMidway")}>
              {t("credential.pullMidway")}
            </Button>
            <Button small onClick={() => order.mutate("fill")}>
              {t("credential.fillCard")}
            </Button>
          </>
        ) : null}
        {reader.cardPresent ? null : (
          <Button small onClick={() => order.mutate("putIn")}>
            {t("credential.putIn")}
          </Button>
        )}
        {reader.card?.role === "blank" ? null : <NewCard reader={reader.name} />}
      </div>
      {takesOrders && ordered ? (
        <p role="status" className={styles.quiet}>
          {t(`credential.ordered.${ordered}`)}
        </p>
      ) : null}
      {order.error ? <HostProblem problem={order.error} /> : null}
    </>
  );
}

function NewCard({ reader }: { reader: string }) {
  const { t } = useTranslation(["desk", "common"]);
  const [open, setOpen] = useState(false);
  const change = useAct((host, _: undefined) => host.trainingCard(reader, "replace"), {
    onSuccess: () => setOpen(false),
  });
  return (
    <div>
      <Button
        small
        onClick={() => {
          change.reset();
          setOpen(true);
        }}
      >
        {t("desk:credential.newCard")}
      </Button>
      <Dialog open={open} title={t("desk:credential.newCard")} onClose={() => setOpen(false)}>
        <p>{t("desk:credential.newCardLead")}</p>
        {change.error ? <HostProblem problem={change.error} /> : null}
        <DialogFooter>
          <Button onClick={() => setOpen(false)}>{t("common:cancel")}</Button>
          <Button look="danger" busy={change.isPending} onClick={() => change.mutate(undefined)}>
            {t("desk:credential.newCardSubmit")}
          </Button>
        </DialogFooter>
      </Dialog>
    </div>
  );
}
