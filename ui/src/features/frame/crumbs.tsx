import { Link, useMatches } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { isSection } from "@/components/sections";
import styles from "./top-bar.module.css";

interface Crumb {
  label: string;
  to?: "/new" | "/drafts" | "/stock";
}

/** Where the page stands, from its address alone. */
function useCrumbs(): Crumb[] {
  const { t } = useTranslation("frame");
  const match = useMatches().at(-1);
  const params = (match?.params ?? {}) as Record<string, string | undefined>;
  switch (match?.routeId as string | undefined) {
    case "/new":
      return [{ label: t("nav.newRequest") }];
    case "/drafts":
      return [{ label: t("nav.search") }, { label: t("nav.drafts") }];
    case "/registration/$draft/$step":
      return [{ label: t("nav.newRequest"), to: "/new" }, { label: t("crumb.case") }];
    case "/confirmed/$request":
      return [{ label: t("nav.newRequest"), to: "/new" }, { label: t("crumb.confirmed") }];
    case "/search/$section": {
      const section = params.section ?? "all";
      return section !== "all" && isSection(section)
        ? [{ label: t("nav.search") }, { label: t(`section.${section}`) }]
        : [{ label: t("nav.search") }];
    }
    case "/orders/$request":
      return [{ label: t("nav.search") }, { label: t("crumb.order") }];
    case "/products/$product":
      return [{ label: t("nav.search") }, { label: t("crumb.product") }];
    case "/recognition/$request":
      return [{ label: t("nav.search") }, { label: t("crumb.order") }, { label: t("crumb.recognition") }];
    case "/reports-to-sign":
      return [{ label: t("nav.search") }, { label: t("nav.reports") }];
    case "/products/$product/issuance":
      return [{ label: t("nav.search") }, { label: t("crumb.product") }, { label: t("crumb.issuance") }];
    case "/products/$product/envelope":
      return [{ label: t("nav.search") }, { label: t("crumb.product") }, { label: t("crumb.envelope") }];
    case "/queue":
      return [{ label: t("nav.queue") }];
    case "/stock":
      return [{ label: t("nav.stock") }];
    case "/stock/receive":
      return [{ label: t("nav.stock"), to: "/stock" }, { label: t("crumb.receiving") }];
    case "/stock/tokens/$token":
      return [{ label: t("nav.stock"), to: "/stock" }, { label: t("crumb.token") }];
    case "/credential":
      return [{ label: t("nav.credential") }];
    case "/cards":
      return [{ label: t("nav.cards") }];
    case "/mailbox":
      return [{ label: t("nav.mailbox") }];
    case "/":
      return [{ label: t("nav.dashboard") }];
    default:
      return [{ label: t("lost.title") }];
  }
}

export function Crumbs() {
  const { t } = useTranslation("frame");
  const crumbs = useCrumbs();
  return (
    <nav className={styles.crumbs} aria-label={t("top.where")}>
      <ol>
        {crumbs.map((crumb, index) => (
          <li key={crumb.label}>
            {index > 0 ? <ChevronRight size={14} aria-hidden="true" /> : null}
            {crumb.to ? (
              <Link to={crumb.to}>{crumb.label}</Link>
            ) : (
              <span aria-current={index === crumbs.length - 1 ? "page" : undefined}>{crumb.label}</span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  );
}
