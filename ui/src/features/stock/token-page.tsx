import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  ArrowRightLeft,
  CornerUpLeft,
  Ellipsis,
  type LucideIcon,
  PackageCheck,
  SearchX,
  ShieldAlert,
  Trash2,
} from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Menu, type MenuEntry } from "@/components/menu";
import { Page } from "@/components/page";
import { TokenBadge, tokenTone } from "@/components/status-badge";
import { Timeline } from "@/components/timeline";
import { useWhyNot } from "@/components/why-not";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { TokenDetail, TokenHistoryLine } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { type ByHand, ChangeDialog, isByHand } from "./change-dialog";
import { useDeviceTypeName } from "./device-type";
import { FormatCard } from "./format-card";
import { MoveDialog } from "./move-dialog";
import styles from "./stock.module.css";

/** A token: what it is, where it is, what became of it, and what can be said of it by hand. */
export function TokenPage({ token }: { token: string }) {
  const { t } = useTranslation(["stock", "frame"]);
  const found = useQuery(queries.token(useHost(), token));
  if (found.data) return <Detail token={found.data} />;
  return (
    <Page name={t("frame:crumb.token")} title={t("frame:crumb.token")}>
      {found.error ? (
        <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
      ) : (
        <Loading sentence={t("stock:loading")} lines={8} />
      )}
    </Page>
  );
}

function Detail({ token }: { token: TokenDetail }) {
  const { t } = useTranslation("stock");
  const title = t("detail.title", { serial: token.row.serial });
  return (
    <Page
      name={title}
      title={title}
      beside={<TokenBadge status={token.row.status} />}
      actions={<Changes token={token} />}
      panel={
        <div className={styles.panel}>
          <h2>{t("detail.history")}</h2>
          <History lines={token.history} />
        </div>
      }
    >
      <FormatCard token={token} />
      <TokenFacts token={token} />
      <div className={styles.below}>
        <Card title={t("detail.history")}>
          <History lines={token.history} />
        </Card>
      </div>
    </Page>
  );
}

function TokenFacts({ token }: { token: TokenDetail }) {
  const { t } = useTranslation(["stock", "words", "common"]);
  const { instant } = useFormat();
  const typeName = useDeviceTypeName();
  const { row } = token;
  return (
    <Card title={t("stock:detail.facts")}>
      <Facts
        facts={[
          { label: t("stock:detail.serial"), value: row.serial, copy: row.serial, code: true },
          { label: t("stock:detail.type"), value: typeName(row.deviceType) },
          { label: t("stock:detail.carrier"), value: t(`words:carrier.${row.deviceType.carrier}`) },
          { label: t("stock:detail.qscd"), value: row.deviceType.qscd ? t("common:yes") : t("common:no") },
          { label: t("stock:detail.unit"), value: row.unitName },
          { label: t("stock:detail.received"), value: instant(row.receivedAt) },
          {
            label: t("stock:detail.used"),
            value: token.used ? t("stock:detail.usedYes") : t("stock:detail.usedNo"),
          },
          {
            label: t("stock:detail.product"),
            value: token.product ? (
              <Link to="/products/$product" params={{ product: token.product }}>
                {t("stock:detail.openProduct")}
              </Link>
            ) : null,
          },
        ]}
      />
    </Card>
  );
}

const icons: Record<ByHand, LucideIcon> = {
  markDamaged: ShieldAlert,
  reportLost: SearchX,
  takeBack: CornerUpLeft,
  dispose: Trash2,
  restock: PackageCheck,
};

/** What can be said of it, and why not what cannot. */
function Changes({ token }: { token: TokenDetail }) {
  const { t } = useTranslation(["stock", "words"]);
  const whyNot = useWhyNot();
  const [change, setChange] = useState<ByHand | null>(null);
  const [moves, setMoves] = useState(false);
  const entries: MenuEntry[] = token.changes.flatMap(({ event, whyNot: reason }) => {
    if (!isByHand(event)) return [];
    const Icon = icons[event];
    return [
      {
        key: event,
        label: t(`words:tokenChange.${event}`),
        icon: <Icon size={16} aria-hidden="true" />,
        whyNot: reason ? whyNot(reason) : null,
        danger: event === "dispose" || (event === "reportLost" && token.certificateAlive === true),
        onSelect: () => setChange(event),
      },
    ];
  });
  entries.push({
    key: "move",
    label: t("stock:detail.move"),
    icon: <ArrowRightLeft size={16} aria-hidden="true" />,
    whyNot: token.moveWhyNot ? whyNot(token.moveWhyNot) : null,
    onSelect: () => setMoves(true),
  });
  return (
    <>
      <Menu
        label={t("stock:detail.changes")}
        entries={entries}
        trigger={
          <Button icon={<Ellipsis size={16} aria-hidden="true" />}>{t("stock:detail.changes")}</Button>
        }
      />
      <ChangeDialog token={token} change={change} onClose={() => setChange(null)} />
      <MoveDialog token={token} open={moves} onClose={() => setMoves(false)} />
    </>
  );
}

function History({ lines }: { lines: TokenHistoryLine[] }) {
  const { t, i18n } = useTranslation(["stock", "words"]);
  const { exactInstant } = useFormat();
  const words = ({ what, unitName }: TokenHistoryLine): string => {
    const own = `stock:history.${what}`;
    if (i18n.exists(own)) return t(own as "stock:history.received", { unit: unitName });
    const key = `words:tokenStatus.${what}`;
    return i18n.exists(key) ? t(key as "words:tokenStatus.inStock") : what;
  };
  const entries = [...lines].reverse().map((line, index) => ({
    key: `${line.at}-${line.what}-${index}`,
    title: words(line),
    detail: line.reason,
    when: exactInstant(line.at),
    who: line.who
      ? line.profile
        ? `${line.who} (${t(`words:profile.${line.profile}`)})`
        : line.who
      : t("stock:history.byCentre"),
    tone: tokenTone(line.what),
  }));
  return <Timeline entries={entries} label={t("stock:detail.history")} />;
}
