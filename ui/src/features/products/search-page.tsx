import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Columns3, SearchX, X } from "lucide-react";
import { useCallback, useId, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, IconButton } from "@/components/button";
import { DataTable, tableColumns } from "@/components/data-table";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { useItemName } from "@/components/item-name";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { Popover } from "@/components/popover";
import { usePreferences } from "@/components/preferences";
import { type Section, sectionFilter } from "@/components/sections";
import { ProductBadge } from "@/components/status-badge";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { ProductRow } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { CsvExport } from "./csv-export";
import { FilterPopover } from "./filter-popover";
import { dayFilters, isFiltering, type TypedFilter, textFilters, wholeFilter, without } from "./filters";
import { QuickLook } from "./quick-look";
import styles from "./search.module.css";

const column = tableColumns<ProductRow>();

export function SearchPage({ section, typed }: { section: Section; typed: TypedFilter }) {
  const { t } = useTranslation(["products", "frame", "common"]);
  const host = useHost();
  const navigate = useNavigate();
  const { preferences } = usePreferences();
  const [looked, setLooked] = useState<ProductRow | null>(null);
  const filter = useMemo(() => wholeFilter(typed, sectionFilter(section)), [typed, section]);
  const found = useInfiniteQuery(queries.products(host, filter));
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data]);
  const columns = useProductColumns();
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = found;
  const more = useCallback(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [fetchNextPage, hasNextPage, isFetchingNextPage]);

  const open = (row: ProductRow) =>
    void navigate({ to: "/products/$product", params: { product: row.product } });
  const apply = (next: TypedFilter) =>
    void navigate({
      to: "/search/$section",
      params: { section },
      search: isFiltering(next) ? { filter: next } : {},
      replace: true,
    });
  const title = t(`frame:section.${section}`);
  return (
    <Page name={title} title={title}>
      <div className={styles.tools} data-print="hide">
        <FilterPopover key={JSON.stringify(typed)} typed={typed} onApply={apply} />
        <Chips typed={typed} onApply={apply} />
        <span className={styles.count} role="status">
          {found.data ? t("products:count", { count: rows.length, more: hasNextPage ? "+" : "" }) : ""}
        </span>
        {rows.length > 0 ? <CsvExport filter={filter} section={section} /> : null}
        <ColumnChooser />
      </div>
      {found.error ? (
        <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
      ) : null}
      {found.isPending ? <Loading sentence={t("products:loading")} lines={8} /> : null}
      {found.data && rows.length === 0 ? (
        <Empty
          icon={<SearchX size={20} aria-hidden="true" />}
          action={
            isFiltering(typed) ? (
              <Button onClick={() => apply({})}>{t("products:filters.clear")}</Button>
            ) : section === "all" ? undefined : (
              <Link to="/search/$section" params={{ section: "all" }}>
                {t("products:seeAll")}
              </Link>
            )
          }
        >
          {isFiltering(typed) ? t("products:nothing") : t("products:emptySection")}
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <DataTable
          label={title}
          rows={rows}
          columns={columns}
          hidden={preferences.hiddenColumns}
          rowId={(row) => row.product}
          rowLabel={(row) => `${row.holder}, ${row.orderId}`}
          onOpen={open}
          onLook={setLooked}
          onEnd={more}
        />
      ) : null}
      {hasNextPage ? (
        <div className={styles.more}>
          <Button busy={isFetchingNextPage} onClick={more}>
            {t("products:more")}
          </Button>
        </div>
      ) : null}
      <QuickLook row={looked} onClose={() => setLooked(null)} onOpen={open} />
    </Page>
  );
}

function useProductColumns() {
  const { t, i18n } = useTranslation(["products", "words"]);
  const { instant, instantDay } = useFormat();
  const itemName = useItemName();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  return useMemo(
    () =>
      column.columns([
        column.display({
          id: "orderId",
          header: t("products:column.orderId"),
          cell: ({ row }) => (
            <Link to="/orders/$request" params={{ request: row.original.request }} className="code">
              {row.original.orderId}
            </Link>
          ),
        }),
        column.display({
          id: "applicant",
          header: t("products:column.applicant"),
          cell: ({ row }) => row.original.applicant,
        }),
        column.display({
          id: "holder",
          header: t("products:column.holder"),
          cell: ({ row }) => row.original.holder,
        }),
        column.display({
          id: "userId",
          header: t("products:column.userId"),
          cell: ({ row }) => (
            <Link to="/products/$product" params={{ product: row.original.product }} className="code">
              {row.original.userId}
            </Link>
          ),
        }),
        column.display({
          id: "status",
          header: t("products:column.status"),
          cell: ({ row }) => <ProductBadge status={row.original.status} />,
        }),
        column.display({
          id: "type",
          header: t("products:column.type"),
          cell: ({ row }) => itemName(row.original.item) ?? t(`words:carrier.${row.original.carrier}`),
        }),
        column.display({
          id: "info",
          header: t("products:column.info"),
          cell: ({ row }) =>
            [
              row.original.carrier === "remote" ? null : t(`words:carrier.${row.original.carrier}`),
              row.original.role,
              row.original.nickname,
            ]
              .filter(Boolean)
              .join(" · ") || "–",
        }),
        column.display({
          id: "input",
          header: t("products:column.input"),
          cell: ({ row }) => (
            <span title={instant(row.original.inputAt)}>{instantDay(row.original.inputAt)}</span>
          ),
        }),
        column.display({
          id: "operator",
          header: t("products:column.operator"),
          cell: ({ row }) => row.original.operator,
        }),
      ]),
    [i18n.language, itemName],
  );
}

const choosable = ["applicant", "holder", "type", "info", "input", "operator"] as const;

function ColumnChooser() {
  const { t } = useTranslation("products");
  const { preferences, change } = usePreferences();
  const id = useId();
  return (
    <Popover
      label={t("columns")}
      trigger={<IconButton label={t("columns")} icon={<Columns3 size={18} aria-hidden="true" />} />}
    >
      <div className={styles.columns}>
        <h2>{t("columns")}</h2>
        {choosable.map((name) => (
          <label key={name} className={styles.columnLine} htmlFor={`${id}-${name}`}>
            <input
              id={`${id}-${name}`}
              type="checkbox"
              checked={!preferences.hiddenColumns.includes(name)}
              onChange={(event) =>
                change({
                  hiddenColumns: event.target.checked
                    ? preferences.hiddenColumns.filter((each) => each !== name)
                    : [...preferences.hiddenColumns, name],
                })
              }
            />
            {t(`column.${name}`)}
          </label>
        ))}
      </div>
    </Popover>
  );
}

function Chips({ typed, onApply }: { typed: TypedFilter; onApply: (typed: TypedFilter) => void }) {
  const { t } = useTranslation(["products", "words"]);
  const { day } = useFormat();
  const chips: { name: keyof TypedFilter; words: string }[] = [];
  for (const name of textFilters) {
    const value = typed[name];
    if (value) chips.push({ name, words: `${t(`products:filters.${name}`)}: ${value}` });
  }
  for (const name of dayFilters) {
    const value = typed[name];
    if (value) chips.push({ name, words: `${t(`products:filters.${name}`)}: ${day(value)}` });
  }
  if (typed.statuses && typed.statuses.length > 0) {
    const words = typed.statuses.map((status) => t(`words:productStatus.${status}`)).join(", ");
    chips.push({ name: "statuses", words: `${t("products:filters.statuses")}: ${words}` });
  }
  return (
    <ul className={styles.chips} aria-label={t("products:filters.active")}>
      {chips.map((chip) => (
        <li key={chip.name} className={styles.chip}>
          {chip.words}
          <IconButton
            small
            label={t("products:filters.remove", { filter: chip.words })}
            icon={<X size={14} aria-hidden="true" />}
            onClick={() => onApply(without(typed, chip.name))}
          />
        </li>
      ))}
    </ul>
  );
}
