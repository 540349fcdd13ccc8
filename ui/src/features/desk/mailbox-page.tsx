import { useQuery } from "@tanstack/react-query";
import { Download, Mail, MessageSquareText, Paperclip } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { TrainingMessage } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./desk.module.css";

/** What the centre would have sent, by mail and SMS; in training only. */
export function MailboxPage() {
  const { t } = useTranslation("desk");
  const letters = useQuery(queries.mailbox(useHost()));
  const [chosen, setChosen] = useState<string | null>(null);
  const shown = letters.data?.find((each) => each.id === chosen) ?? letters.data?.[0];
  return (
    <Page name={t("mailbox.title")} title={t("mailbox.title")} lead={t("mailbox.lead")}>
      {letters.error ? (
        <HostProblem problem={asHostError(letters.error)} onRetry={() => void letters.refetch()} />
      ) : null}
      {letters.isPending ? <Loading sentence={t("mailbox.loading")} /> : null}
      {letters.data && letters.data.length === 0 ? (
        <Empty icon={<Mail size={20} aria-hidden="true" />}>{t("mailbox.empty")}</Empty>
      ) : null}
      {shown && letters.data ? (
        <div className={styles.mailbox}>
          <ul className={styles.letters} aria-label={t("mailbox.title")}>
            {letters.data.map((letter) => (
              <LetterLine
                key={letter.id}
                letter={letter}
                open={letter.id === shown.id}
                onOpen={() => setChosen(letter.id)}
              />
            ))}
          </ul>
          <Letter key={shown.id} letter={shown} />
        </div>
      ) : null}
    </Page>
  );
}

interface LetterLineProps {
  letter: TrainingMessage;
  open: boolean;
  onOpen: () => void;
}

function LetterLine({ letter, open, onOpen }: LetterLineProps) {
  const { t } = useTranslation("desk");
  const { since } = useFormat();
  const Icon = letter.channel === "sms" ? MessageSquareText : Mail;
  return (
    <li>
      <button type="button" className={styles.letterLine} aria-pressed={open} onClick={onOpen}>
        <Icon size={16} aria-hidden="true" />
        <span className={styles.letterWords}>
          <strong>{letter.channel === "sms" ? t("mailbox.sms") : letter.subject}</strong>
          <span>{letter.to}</span>
        </span>
        <small>{since(letter.sentAt, Date.now())}</small>
      </button>
    </li>
  );
}

function Letter({ letter }: { letter: TrainingMessage }) {
  const { t } = useTranslation(["desk", "common"]);
  const { exactInstant, size } = useFormat();
  const save = useAct((host, name: string) => host.saveTrainingAttachment(letter.id, name));
  return (
    <article className={styles.letter} aria-label={letter.subject || t("desk:mailbox.sms")}>
      <header>
        <h2>{letter.channel === "sms" ? t("desk:mailbox.sms") : letter.subject}</h2>
        <p className={styles.quiet}>
          {t("desk:mailbox.to", { to: letter.to })} · {exactInstant(letter.sentAt)}
        </p>
      </header>
      <pre data-testid="letter-text">{letter.text}</pre>
      {letter.attachments.length > 0 ? (
        <ul className={styles.attachments}>
          {letter.attachments.map((attachment) => (
            <li key={attachment.name}>
              <Paperclip size={16} aria-hidden="true" />
              <span>
                {attachment.name} <small>{size(attachment.size)}</small>
              </span>
              <Button
                small
                icon={<Download size={16} aria-hidden="true" />}
                busy={save.isPending && save.variables === attachment.name}
                onClick={() => save.mutate(attachment.name)}
              >
                {t("desk:mailbox.save")}
              </Button>
            </li>
          ))}
        </ul>
      ) : null}
      {save.data ? <Notice tone="success">{t("common:savedTo", { path: save.data })}</Notice> : null}
      {save.error ? <HostProblem problem={save.error} /> : null}
    </article>
  );
}
