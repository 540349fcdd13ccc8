import { useQuery } from "@tanstack/react-query";
import { BadgeCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { type Fact, Facts } from "@/components/facts";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { CardContents, CardView, SlotKey, SlotView } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./cards.module.css";

/** Every slot in which something lies, or what a token shows to anybody: keys and certificates in words. */
export function CardContentsList({ reader, card }: { reader: string; card: CardView }) {
  const { t } = useTranslation("cardTools");
  const read = useQuery(queries.cardContents(useHost(), reader, card.insertion));
  const isToken = card.kind.kind === "module";
  return (
    <section className={styles.slots} aria-label={t("contents.title")}>
      {read.isPending ? (
        <Loading sentence={isToken ? t("token.reading") : t("contents.reading")} lines={4} />
      ) : null}
      {read.error ? (
        <HostProblem problem={asHostError(read.error)} onRetry={() => void read.refetch()} />
      ) : null}
      {read.data ? isToken ? <OnToken contents={read.data} /> : <Slots contents={read.data} /> : null}
    </section>
  );
}

function Slots({ contents }: { contents: CardContents }) {
  const { t } = useTranslation("cardTools");
  const { slots, others, tellsKeys } = contents;
  if (slots.length === 0) return <p>{tellsKeys ? t("contents.empty") : t("contents.emptySilent")}</p>;
  return (
    <>
      {slots.map((slot) => (
        <Slot key={slot.reference} slot={slot} />
      ))}
      <p className={styles.quiet}>
        {tellsKeys ? t("contents.others", { count: others }) : t("contents.othersSilent", { count: others })}
      </p>
    </>
  );
}

/** A token shows no more than what it shows to anybody: that there is more is said, since nobody knows whether there is. */
function OnToken({ contents: { slots } }: { contents: CardContents }) {
  const { t } = useTranslation("cardTools");
  if (slots.length === 0) return <p>{t("token.empty")}</p>;
  return (
    <>
      {slots.map((slot) => (
        // What has neither name nor identifier is told apart by what it is.
        <Slot key={JSON.stringify(slot)} slot={slot} />
      ))}
      <p className={styles.quiet}>{t("token.others")}</p>
    </>
  );
}

const tones = { valid: "success", notYet: "warning", expired: "danger" } as const;

function Slot({ slot }: { slot: SlotView }) {
  const { t } = useTranslation("cardTools");
  const facts = useSlotFacts();
  const { certificate } = slot;
  const named = useSlotName()(slot);
  return (
    <section className={styles.slot} aria-label={named}>
      <div className={styles.slotHead}>
        <h3>{named}</h3>
        {certificate.kind === "readable" ? (
          <Badge tone={tones[certificate.validity]} icon={<BadgeCheck size={14} aria-hidden="true" />}>
            {t(`certificate.validity.${certificate.validity}`)}
          </Badge>
        ) : null}
      </div>
      {certificate.kind === "readable" && certificate.fitsKey === false ? (
        <Notice tone="warning">{t("certificate.otherKey")}</Notice>
      ) : null}
      <Facts facts={facts(slot)} />
    </section>
  );
}

function useSlotName(): (slot: SlotView) => string {
  const { t } = useTranslation("cardTools");
  return ({ slot, reference, certificate }) => {
    switch (slot.kind) {
      case "onToken": {
        const holder = certificate.kind === "readable" ? certificate.certificate.holder : "";
        const name = slot.label || holder || t("slot.nameless");
        return reference ? t("slot.identified", { name, reference }) : name;
      }
      case "retired":
        return t("slot.named", { name: t("slot.retired", { number: slot.number }), reference });
      default:
        return t("slot.named", { name: t(`slot.${slot.kind}`), reference });
    }
  };
}

function useKeyWords(): (key: SlotKey) => string {
  const { t } = useTranslation("cardTools");
  return (key) => {
    switch (key.kind) {
      case "none":
        return t("key.none");
      case "notTold":
        return t("key.notTold");
      case "present": {
        const algorithm = key.algorithm ?? t("key.unknownKind");
        if (key.madeOnCard === null) return t("key.originNotTold", { algorithm });
        return key.madeOnCard ? t("key.made", { algorithm }) : t("key.brought", { algorithm });
      }
    }
  };
}

function useSlotFacts(): (slot: SlotView) => Fact[] {
  const { t } = useTranslation(["cardTools", "cards"]);
  const { exactInstant } = useFormat();
  const keyWords = useKeyWords();
  return ({ key, certificate: told }) => {
    const facts: Fact[] = [{ label: t("cardTools:key.label"), value: keyWords(key) }];
    if (told.kind !== "readable") {
      facts.push({ label: t("cardTools:certificate.label"), value: t(`cardTools:certificate.${told.kind}`) });
      return facts;
    }
    const { certificate, uses } = told;
    const usesWords = uses.map((use) => t(`cardTools:certificate.use.${use}`)).join(", ");
    if (key.kind !== "present")
      facts.push({ label: t("cardTools:certificate.ofKey"), value: told.algorithm });
    facts.push(
      { label: t("cards:holder"), value: certificate.holder },
      { label: t("cards:issuer"), value: certificate.issuer },
      {
        label: t("cardTools:certificate.serial"),
        value: certificate.serial,
        copy: certificate.serial,
        code: true,
      },
      { label: t("cardTools:certificate.from"), value: exactInstant(certificate.notBefore) },
      { label: t("cards:until"), value: exactInstant(certificate.notAfter) },
      { label: t("cardTools:certificate.uses"), value: usesWords || t("cardTools:certificate.noUses") },
    );
    return facts;
  };
}
