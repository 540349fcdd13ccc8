import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  CircleCheck,
  CircleX,
  CloudUpload,
  LoaderCircle,
  type LucideIcon,
  Pause,
  RefreshCw,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Empty } from "@/components/empty";
import { HostProblem, useProblemWords } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import type { Tone } from "@/components/notice";
import { Page } from "@/components/page";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { OthersWrite, QueueRow, QueueState } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./desk.module.css";

const looks: Record<QueueState["kind"], [Tone, LucideIcon]> = {
  onThisPc: ["warning", CloudUpload],
  sending: ["info", LoaderCircle],
  held: ["neutral", Pause],
  refused: ["danger", CircleX],
  received: ["success", CircleCheck],
};

/** The truth about every write: on this PC, sending, received, refused. */
export function QueuePage() {
  const { t } = useTranslation(["desk", "common"]);
  const host = useHost();
  const queue = useQuery(queries.queue(host));
  const others = useQuery(queries.queueOfOthers(host));
  const retry = useAct((host) => host.retryQueue());
  const waits = (queue.data ?? []).some((row) => row.state.kind !== "received");
  return (
    <Page
      name={t("desk:queue.title")}
      title={t("desk:queue.title")}
      lead={t("desk:queue.lead")}
      actions={
        waits ? (
          <Button
            look="primary"
            icon={<RefreshCw size={16} aria-hidden="true" />}
            busy={retry.isPending}
            onClick={() => retry.mutate(undefined)}
          >
            {t("desk:queue.sendNow")}
          </Button>
        ) : null
      }
    >
      {retry.error ? <HostProblem problem={retry.error} /> : null}
      {queue.error ? (
        <HostProblem problem={asHostError(queue.error)} onRetry={() => void queue.refetch()} />
      ) : null}
      {queue.isPending ? <Loading sentence={t("desk:queue.loading")} /> : null}
      {queue.data && queue.data.length === 0 ? (
        <Empty icon={<CloudUpload size={20} aria-hidden="true" />}>{t("desk:queue.empty")}</Empty>
      ) : null}
      {queue.data && queue.data.length > 0 ? (
        <ol className={styles.queue}>
          {queue.data.map((row) => (
            <Row key={row.command} row={row} />
          ))}
        </ol>
      ) : null}
      {others.error ? (
        <HostProblem problem={asHostError(others.error)} onRetry={() => void others.refetch()} />
      ) : null}
      {others.data && others.data.length > 0 ? <Others rows={others.data} /> : null}
    </Page>
  );
}

/** Theirs to send: that it is there, and nothing of what it says. */
function Others({ rows }: { rows: OthersWrite[] }) {
  const { t } = useTranslation("desk");
  const { exactInstant } = useFormat();
  return (
    <section className={styles.others} aria-labelledby="others-title">
      <h2 id="others-title">{t("queue.others")}</h2>
      <p className={styles.quiet}>{t("queue.othersLead")}</p>
      <ul className={styles.queue}>
        {rows.map((row) => (
          <li key={row.command} className={styles.queueRow}>
            <p className={styles.quiet}>{t("queue.made", { at: exactInstant(row.madeAt) })}</p>
            <Badge
              tone="neutral"
              icon={
                row.refused ? (
                  <CircleX size={14} aria-hidden="true" />
                ) : (
                  <Pause size={14} aria-hidden="true" />
                )
              }
            >
              {row.refused ? t("queue.otherRefused") : t("queue.otherWaits")}
            </Badge>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ row }: { row: QueueRow }) {
  const { t, i18n } = useTranslation(["desk", "words"]);
  const { exactInstant } = useFormat();
  const problemWords = useProblemWords();
  const [tone, Icon] = looks[row.state.kind];
  const kind = i18n.exists(`words:queueKind.${row.kind}`)
    ? t(`words:queueKind.${row.kind}` as "words:queueKind.submitRequest")
    : row.kind;
  return (
    <li className={styles.queueRow}>
      <div>
        <p className={styles.queueWhat}>
          {kind} · {row.label}
        </p>
        <p className={styles.quiet}>
          {t("desk:queue.made", { at: exactInstant(row.madeAt) })}
          {row.attempts > 0 ? ` · ${t("desk:queue.attempts", { count: row.attempts })}` : ""}
        </p>
        {row.state.kind === "refused" ? (
          <p className={styles.refusal}>
            {problemWords({ ...row.state, traceId: "" })} <span className="code">{row.state.code}</span>
          </p>
        ) : null}
      </div>
      <div className={styles.queueState}>
        <Badge tone={tone} icon={<Icon size={14} aria-hidden="true" />}>
          {row.state.kind === "received" && row.state.number
            ? t("desk:queue.receivedAs", { number: row.state.number })
            : t(`desk:queue.state.${row.state.kind}`)}
        </Badge>
        {row.state.kind === "received" ? (
          <Link to="/orders/$request" params={{ request: row.request }}>
            {t("desk:queue.openCase")}
          </Link>
        ) : null}
      </div>
    </li>
  );
}
