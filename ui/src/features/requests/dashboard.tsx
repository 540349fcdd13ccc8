import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  ArrowRight,
  CirclePlus,
  FileCheck,
  Inbox,
  type LucideIcon,
  PenLine,
  ShieldAlert,
  UserSearch,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { CopyButton } from "@/components/copy-button";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { type Section, sectionFilter, sections } from "@/components/sections";
import { ProductBadge } from "@/components/status-badge";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { useFormat } from "@/i18n/format";
import styles from "./dashboard.module.css";
import { DraftLine } from "./draft-line";
import { useMayEnter } from "./may-enter";

export function Dashboard() {
  const { t } = useTranslation("requests");
  const host = useHost();
  const navigate = useNavigate();
  const session = useQuery(queries.session(host)).data;
  const mayEnter = useMayEnter();
  const name = session?.kind === "signedIn" ? (session.session.account.fullName.split(" ")[0] ?? "") : "";
  const start = () => void navigate({ to: "/new" });
  usePageKeys({ onEnter: mayEnter ? start : undefined });
  return (
    <Page
      name={t("dashboard.name")}
      title={t("dashboard.title", { name })}
      actions={
        mayEnter ? (
          <Button look="primary" icon={<CirclePlus size={16} aria-hidden="true" />} onClick={start}>
            {t("dashboard.newRequest")}
          </Button>
        ) : null
      }
    >
      <Waiting />
      <div className={styles.columns}>
        {mayEnter ? <LastDrafts /> : null}
        <Support />
      </div>
    </Page>
  );
}

const tiles: { section: Exclude<Section, "all">; icon: LucideIcon }[] = [
  { section: "toIdentify", icon: UserSearch },
  { section: "toBeIssued", icon: FileCheck },
  { section: "toActivate", icon: Inbox },
  { section: "failed", icon: ShieldAlert },
];

/** What waits for me: how much, and the first of each. */
function Waiting() {
  const { t } = useTranslation(["requests", "frame"]);
  const { number } = useFormat();
  const host = useHost();
  const counts = useQuery(queries.counts(host));
  const identify = useQuery({
    queryKey: ["orders", "first", "toIdentify"],
    queryFn: () => host.searchProducts({ filter: sectionFilter("toIdentify"), after: null, limit: 4 }),
  });
  const issue = useQuery({
    queryKey: ["orders", "first", "toBeIssued"],
    queryFn: () => host.searchProducts({ filter: sectionFilter("toBeIssued"), after: null, limit: 4 }),
  });
  if (counts.error)
    return <HostProblem problem={asHostError(counts.error)} onRetry={() => void counts.refetch()} />;
  const countOf = (section: Section) =>
    (counts.data ?? [])
      .filter((row) => (sections[section] as readonly string[]).includes(row.status))
      .reduce((sum, row) => sum + row.count, 0);
  const first = [...(issue.data?.rows ?? []).slice(0, 3), ...(identify.data?.rows ?? []).slice(0, 4)];
  return (
    <section className={styles.waiting} aria-labelledby="waiting">
      <h2 id="waiting">{t("requests:dashboard.waiting")}</h2>
      <div className={styles.tiles}>
        {tiles.map(({ section, icon: Icon }) => (
          <Link
            key={section}
            to="/search/$section"
            params={{ section }}
            className={`${styles.tile} ${section === "failed" && countOf(section) > 0 ? styles.alarm : ""}`}
          >
            <Icon size={20} aria-hidden="true" />
            <span className={`${styles.figure} tabular`}>{counts.data ? number(countOf(section)) : "–"}</span>
            <span>{t(`frame:section.${section}`)}</span>
          </Link>
        ))}
      </div>
      {first.length > 0 ? (
        <Card flush label={t("requests:dashboard.next")}>
          <ul className={styles.rows}>
            {first.map((row) => (
              <li key={row.product}>
                <Link to="/products/$product" params={{ product: row.product }} className={styles.row}>
                  <span className={styles.rowName}>{row.holder}</span>
                  <span className={`${styles.rowCode} code`}>{row.orderId}</span>
                  <span className={styles.rowState}>
                    <ProductBadge status={row.status} />
                  </span>
                  <ArrowRight size={16} aria-hidden="true" />
                </Link>
              </li>
            ))}
          </ul>
        </Card>
      ) : null}
    </section>
  );
}

function LastDrafts() {
  const { t } = useTranslation("requests");
  const drafts = useQuery(queries.drafts(useHost()));
  const last = (drafts.data ?? []).slice(0, 5);
  return (
    <Card
      title={t("dashboard.lastDrafts")}
      flush
      aside={last.length > 0 ? <Link to="/drafts">{t("dashboard.allDrafts")}</Link> : null}
    >
      {drafts.isPending ? <Loading sentence={t("drafts.loading")} lines={3} /> : null}
      {drafts.data && last.length === 0 ? (
        <Empty icon={<PenLine size={20} aria-hidden="true" />}>{t("drafts.empty")}</Empty>
      ) : null}
      <ul className={styles.rows}>
        {last.map((row) => (
          <DraftLine key={row.id} row={row} />
        ))}
      </ul>
    </Card>
  );
}

function Support() {
  const { t } = useTranslation("requests");
  const { language } = useFormat();
  const support = useQuery(queries.reference(useHost())).data?.support ?? [];
  if (support.length === 0) return null;
  return (
    <Card title={t("dashboard.support")}>
      <ul className={styles.support}>
        {support.map((link) => (
          <li key={link.contact}>
            <small>{link.label[language]}</small>
            <span>
              {link.contact}
              <CopyButton text={link.contact} what={link.label[language]} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
