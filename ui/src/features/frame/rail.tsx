import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import {
  BadgeCheck,
  CircleCheck,
  CircleDashed,
  CircleDot,
  CirclePause,
  CirclePlus,
  CircleX,
  Clock,
  CreditCard,
  FileCheck,
  FilePen,
  IdCard,
  LayoutDashboard,
  type LucideIcon,
  Mail,
  Nfc,
  PanelLeftClose,
  PanelLeftOpen,
  PenLine,
  Search,
  ShieldAlert,
  UploadCloud,
} from "lucide-react";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/components/button";
import { usePreferences } from "@/components/preferences";
import { type Section, sections } from "@/components/sections";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { Action, SignedIn } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { useLeave } from "./leave";
import styles from "./rail.module.css";

const sectionIcons: Record<Exclude<Section, "all">, LucideIcon> = {
  toIdentify: CircleDashed,
  toBeIssued: FileCheck,
  inProgress: CircleDot,
  failed: ShieldAlert,
  toActivate: Clock,
  active: CircleCheck,
  suspended: CirclePause,
  revoked: CircleX,
};

const sectionNames = Object.keys(sectionIcons) as (keyof typeof sectionIcons)[];

export function Rail({ session, folded }: { session: SignedIn; folded: boolean }) {
  const { t } = useTranslation(["frame", "words"]);
  const { preferences, narrow, change } = usePreferences();
  const host = useHost();
  const may = (action: Action) => session.may.includes(action);
  const readsCases = may("readCase");
  const counts = useQuery({ ...queries.counts(host), enabled: readsCases }).data ?? [];
  const drafts = useQuery({ ...queries.drafts(host), enabled: readsCases }).data;
  const status = useQuery(queries.status(host)).data;
  const leave = useLeave();
  const entersRequests = may("editDraft");
  const signs = may("holdOfficerCredential");
  const signsReports = may("signReport");
  const reports = useQuery({ ...queries.reports(host), enabled: signsReports }).data?.reports ?? [];
  const readyReports = reports.filter(({ whyNot }) => whyNot === null).length;

  const countOf = (section: Section) =>
    counts
      .filter((row) => (sections[section] as readonly string[]).includes(row.status))
      .reduce((sum, row) => sum + row.count, 0);
  const waiting = status ? status.waiting + status.refused : 0;

  return (
    <nav
      className={`${styles.rail} ${folded ? styles.folded : ""}`}
      aria-label={t("frame:nav.label")}
      data-print="hide"
    >
      <div className={styles.brand}>
        <img src="./mark.svg" alt="" />
        <span className={styles.word}>Sportello</span>
        {narrow ? null : (
          <IconButton
            label={folded ? t("frame:nav.unfold") : t("frame:nav.fold")}
            icon={
              folded ? (
                <PanelLeftOpen size={16} aria-hidden="true" />
              ) : (
                <PanelLeftClose size={16} aria-hidden="true" />
              )
            }
            onClick={() => change({ railFolded: !preferences.railFolded })}
          />
        )}
      </div>
      <ul className={styles.list}>
        <RailItem icon={LayoutDashboard} label={t("frame:nav.dashboard")} link={{ to: "/" }} />
        {entersRequests ? (
          <RailItem icon={CirclePlus} label={t("frame:nav.newRequest")} link={{ to: "/new" }} />
        ) : null}
        <RailItem
          icon={Search}
          label={t("frame:nav.search")}
          link={{ to: "/search/$section", params: { section: "all" } }}
        />
        <li>
          <ul className={styles.sections}>
            {entersRequests ? (
              <RailItem
                icon={PenLine}
                label={t("frame:nav.drafts")}
                link={{ to: "/drafts" }}
                count={drafts?.length}
              />
            ) : null}
            {sectionNames.map((section) => (
              <Fragment key={section}>
                <RailItem
                  icon={sectionIcons[section]}
                  label={t(`frame:section.${section}`)}
                  link={{ to: "/search/$section", params: { section } }}
                  count={countOf(section)}
                  loud={section === "failed"}
                />
                {section === "toIdentify" && signsReports ? (
                  <RailItem
                    icon={FilePen}
                    label={t("frame:nav.reports")}
                    link={{ to: "/reports-to-sign" }}
                    count={readyReports}
                  />
                ) : null}
              </Fragment>
            ))}
          </ul>
        </li>
        {entersRequests ? (
          <RailItem
            icon={UploadCloud}
            label={t("frame:nav.queue")}
            link={{ to: "/queue" }}
            count={waiting}
            loud={(status?.refused ?? 0) > 0}
          />
        ) : null}
        {may("readTokenStock") ? (
          <RailItem icon={CreditCard} label={t("frame:nav.stock")} link={{ to: "/stock" }} />
        ) : null}
        {signs ? (
          <RailItem icon={BadgeCheck} label={t("frame:nav.credential")} link={{ to: "/credential" }} />
        ) : null}
        <RailItem icon={Nfc} label={t("frame:nav.cards")} link={{ to: "/cards" }} />
        {session.training ? (
          <RailItem icon={Mail} label={t("frame:nav.mailbox")} link={{ to: "/mailbox" }} />
        ) : null}
      </ul>
      <div className={styles.who}>
        <span className={styles.portrait} aria-hidden="true">
          {initials(session.account.fullName)}
        </span>
        <div className={styles.whoWords}>
          <p className={styles.name}>{session.account.fullName}</p>
          <p className={styles.where}>
            <span className="code">{session.account.operatorCode}</span> ·{" "}
            {t(`words:profile.${session.profile}`)}
          </p>
          <p className={styles.where} title={session.unitPath.join(" › ")}>
            {session.unitPath.at(-1)}
          </p>
          <p className={styles.whoActs}>
            <Button look="quiet" small onClick={leave.change} aria-label={t("frame:nav.changeLabel")}>
              {t("frame:nav.change")}
            </Button>
            <Button look="quiet" small onClick={leave.signOut}>
              {t("frame:nav.signOut")}
            </Button>
          </p>
        </div>
        {folded ? (
          <IconButton
            label={t("frame:nav.changeLabel")}
            icon={<IdCard size={16} aria-hidden="true" />}
            onClick={leave.change}
          />
        ) : null}
      </div>
    </nav>
  );
}

function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return `${parts[0]?.[0] ?? ""}${parts.length > 1 ? (parts.at(-1)?.[0] ?? "") : ""}`.toUpperCase();
}

type RailLink =
  | {
      to:
        | "/"
        | "/new"
        | "/drafts"
        | "/reports-to-sign"
        | "/queue"
        | "/stock"
        | "/credential"
        | "/cards"
        | "/mailbox";
    }
  | { to: "/search/$section"; params: { section: string } };

interface RailItemProps {
  icon: LucideIcon;
  label: string;
  link: RailLink;
  count?: number | undefined;
  loud?: boolean;
}

function RailItem({ icon: Icon, label, link, count, loud = false }: RailItemProps) {
  const { number } = useFormat();
  const shown = count !== undefined && count > 0;
  return (
    <li>
      <Link
        {...link}
        className={styles.item}
        activeOptions={{ exact: true, includeSearch: false }}
        activeProps={{ "aria-current": "page" }}
        title={label}
      >
        <Icon size={16} aria-hidden="true" />
        <span className={styles.word}>{label}</span>
        {shown ? (
          <span className={`${styles.count} ${loud ? styles.loud : ""} tabular`}>{number(count)}</span>
        ) : null}
      </Link>
    </li>
  );
}
