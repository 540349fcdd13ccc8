import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import {
  ArrowRight,
  CirclePlus,
  FileCheck,
  FilePen,
  Inbox,
  type LucideIcon,
  PenLine,
  ShieldAlert,
  UserSearch,
} from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { CopyButton } from "@/components/copy-button";
import { Empty } from "@/components/empty";
import { usePageKeys } from "@/components/keys";
import { Page } from "@/components/page";
import { type Section, sectionFilter, sections } from "@/components/sections";
import { ProductBadge } from "@/components/status-badge";
import { Unanswered } from "@/components/unanswered";
import { useMay } from "@/components/use-may";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { Action } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./dashboard.module.css";
import { DraftLine } from "./draft-line";

export function Dashboard() {
  const { t } = useTranslation("requests");
  const host = useHost();
  const navigate = useNavigate();
  const session = useQuery(queries.session(host)).data;
  const may = useMay();
  const mayEnter = may("editDraft");
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
      {may("readCase") ? <Waiting /> : null}
      <div className={styles.columns}>
        {mayEnter ? <LastDrafts /> : null}
        <Support />
      </div>
    </Page>
  );
}

/** What waits, and the act it waits for: whoever may not do it has nothing waiting there. */
const tiles: { section: Exclude<Section, "all">; icon: LucideIcon; act: Action }[] = [
  { section: "toIdentify", icon: UserSearch, act: "uploadSignedForm" },
  { section: "toBeIssued", icon: FileCheck, act: "issue" },
  { section: "toActivate", icon: Inbox, act: "resendEnvelope" },
  { section: "failed", icon: ShieldAlert, act: "issue" },
];

/** What waits for me: how much, and the first of each. */
function Waiting() {
  const { t } = useTranslation(["requests", "frame"]);
  const { number } = useFormat();
  const host = useHost();
  const may = useMay();
  const own = tiles.filter(({ act }) => may(act));
  const counts = useQuery(queries.counts(host));
  const firstOf = (section: "toIdentify" | "toBeIssued") => ({
    queryKey: ["orders", "first", section],
    queryFn: () => host.searchProducts({ filter: sectionFilter(section), after: null, limit: 4 }),
    staleTime: 0,
    enabled: own.some((tile) => tile.section === section),
  });
  const identify = useQuery(firstOf("toIdentify"));
  const issue = useQuery(firstOf("toBeIssued"));
  if (own.length === 0) {
    return (
      <Empty
        icon={<Inbox size={20} aria-hidden="true" />}
        action={
          <Link to="/search/$section" params={{ section: "all" }}>
            {t("requests:dashboard.toSearch")}
          </Link>
        }
      >
        {t("requests:dashboard.readsOnly")}
      </Empty>
    );
  }
  if (counts.error) return <Unanswered query={counts} sentence={t("requests:dashboard.loading")} />;
  const countOf = (section: Section) =>
    (counts.data ?? [])
      .filter((row) => (sections[section] as readonly string[]).includes(row.status))
      .reduce((sum, row) => sum + row.count, 0);
  const first = [...(issue.data?.rows ?? []).slice(0, 3), ...(identify.data?.rows ?? []).slice(0, 4)];
  return (
    <section className={styles.waiting} aria-labelledby="waiting">
      <h2 id="waiting">{t("requests:dashboard.waiting")}</h2>
      <div className={styles.tiles}>
        {own.map(({ section, icon: Icon }) => (
          <Fragment key={section}>
            <Link
              to="/search/$section"
              params={{ section }}
              className={`${styles.tile} ${section === "failed" && countOf(section) > 0 ? styles.alarm : ""}`}
            >
              <Icon size={20} aria-hidden="true" />
              <span className={`${styles.figure} tabular`}>
                {counts.data ? number(countOf(section)) : "–"}
              </span>
              <span>{t(`frame:section.${section}`)}</span>
            </Link>
            {section === "toIdentify" && may("signReport") ? <ReportsTile /> : null}
          </Fragment>
        ))}
      </div>
      {[issue, identify].map((asked, index) =>
        asked.error ? (
          <Unanswered key={index === 0 ? "issue" : "identify"} query={asked} sentence="" />
        ) : null,
      )}
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

/** The reports that lack nothing but this officer's signature. */
function ReportsTile() {
  const { t } = useTranslation("frame");
  const { number } = useFormat();
  const reports = useQuery(queries.reports(useHost())).data?.reports;
  const ready = reports?.filter(({ whyNot }) => whyNot === null).length;
  return (
    <Link to="/reports-to-sign" className={styles.tile}>
      <FilePen size={20} aria-hidden="true" />
      <span className={`${styles.figure} tabular`}>{ready === undefined ? "–" : number(ready)}</span>
      <span>{t("nav.reports")}</span>
    </Link>
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
      <Unanswered query={drafts} sentence={t("drafts.loading")} lines={3} />
      {drafts.data && last.length === 0 ? (
        <Empty
          icon={<PenLine size={20} aria-hidden="true" />}
          action={<Link to="/new">{t("dashboard.newRequest")}</Link>}
        >
          {t("drafts.empty")}
        </Empty>
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
