import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Archive, ClipboardCheck, PackagePlus, SearchX } from "lucide-react";
import { useEffect, useMemo, useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { DataTable, tableColumns } from "@/components/data-table";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { TokenBadge } from "@/components/status-badge";
import { useMay } from "@/components/use-may";
import { InnerForm } from "@/forms/inner-form";
import { SelectField } from "@/forms/select-field";
import { TextField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { TokenFilter, TokenRow, TokenStatus, TokenStock } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { CountDialog } from "./count-dialog";
import { useDeviceTypeName } from "./device-type";
import styles from "./stock.module.css";
import { UnitTable } from "./unit-table";

const column = tableColumns<TokenRow>();

export const tokenStatuses: readonly TokenStatus[] = [
  "inStock",
  "reserved",
  "initialised",
  "enrolled",
  "delivered",
  "damaged",
  "lost",
  "returned",
  "disposed",
];

/** What each unit has, counted, and the tokens one by one. */
export function StockPage() {
  const { t } = useTranslation("stock");
  const host = useHost();
  const navigate = useNavigate();
  const manages = useMay()("manageTokenStock");
  const stock = useQuery(queries.tokenStock(host));
  const counts = useQuery(queries.stockCounts(host));
  const [counting, setCounting] = useState(false);
  return (
    <Page
      name={t("title")}
      title={t("title")}
      lead={t("lead")}
      actions={
        manages && stock.data ? (
          <>
            <Button icon={<ClipboardCheck size={16} aria-hidden="true" />} onClick={() => setCounting(true)}>
              {t("count")}
            </Button>
            <Button
              look="primary"
              icon={<PackagePlus size={16} aria-hidden="true" />}
              onClick={() => void navigate({ to: "/stock/receive" })}
            >
              {t("receive")}
            </Button>
          </>
        ) : null
      }
    >
      {stock.error ? (
        <HostProblem problem={asHostError(stock.error)} onRetry={() => void stock.refetch()} />
      ) : null}
      {counts.error && !stock.error ? (
        <HostProblem problem={asHostError(counts.error)} onRetry={() => void counts.refetch()} />
      ) : null}
      {stock.isPending ? <Loading sentence={t("loading")} lines={8} /> : null}
      {stock.data ? (
        <>
          <Card title={t("units.title")} flush>
            <UnitTable units={stock.data.units} counts={counts.data ?? []} />
          </Card>
          <Tokens stock={stock.data} manages={manages} />
          <CountDialog
            open={counting}
            units={stock.data.units}
            counts={counts.data ?? []}
            onClose={() => setCounting(false)}
          />
        </>
      ) : null}
    </Page>
  );
}

interface Typed {
  unit: string | null;
  status: TokenStatus | null;
  serial: string;
}

const noFilter: Typed = { unit: null, status: null, serial: "" };

function useLater(text: string): string {
  const [late, setLate] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setLate(text), 200);
    return () => clearTimeout(timer);
  }, [text]);
  return late;
}

function Tokens({ stock, manages }: { stock: TokenStock; manages: boolean }) {
  const { t } = useTranslation(["stock", "words"]);
  const host = useHost();
  const navigate = useNavigate();
  const form = useForm<Typed>({ defaultValues: noFilter });
  const { unit, status, serial } = form.watch();
  const begun = useLater(serial.trim());
  const filter: TokenFilter = useMemo(
    () => ({ unit: unit || null, statuses: status ? [status] : [], serial: begun || null }),
    [unit, status, begun],
  );
  const filters = filter.unit !== null || filter.statuses.length > 0 || filter.serial !== null;
  const found = useInfiniteQuery(queries.tokens(host, filter));
  const rows = useMemo(() => found.data?.pages.flatMap((page) => page.rows) ?? [], [found.data]);
  const columns = useTokenColumns();
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = found;
  const more = () => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  };
  return (
    <>
      <InnerForm form={form} onEnter={() => {}} className={styles.tools}>
        {stock.units.length > 1 ? (
          <SelectField
            name="unit"
            label={t("stock:filters.unit")}
            empty={t("stock:filters.allUnits")}
            choices={stock.units.map(({ unit, name }) => ({ value: unit, label: name }))}
            width="s"
          />
        ) : null}
        <SelectField
          name="status"
          label={t("stock:filters.status")}
          empty={t("stock:filters.allStatuses")}
          choices={tokenStatuses.map((value) => ({ value, label: t(`words:tokenStatus.${value}`) }))}
          width="s"
        />
        <TextField name="serial" label={t("stock:filters.serial")} width="s" code />
        <span className={styles.count} role="status">
          {found.data ? t("stock:results", { count: rows.length, more: hasNextPage ? "+" : "" }) : ""}
        </span>
      </InnerForm>
      {found.error ? (
        <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
      ) : null}
      {found.isPending ? <Loading sentence={t("stock:loading")} lines={8} /> : null}
      {found.data && rows.length === 0 ? (
        <Empty
          icon={filters ? <SearchX size={20} aria-hidden="true" /> : <Archive size={20} aria-hidden="true" />}
          action={
            filters ? (
              <Button onClick={() => form.reset(noFilter)}>{t("stock:clear")}</Button>
            ) : manages ? (
              <Link to="/stock/receive">{t("stock:receive")}</Link>
            ) : undefined
          }
        >
          {filters ? t("stock:nothing") : t("stock:empty")}
        </Empty>
      ) : null}
      {rows.length > 0 ? (
        <DataTable
          label={t("stock:list")}
          rows={rows}
          columns={columns}
          rowId={(row) => row.token}
          rowLabel={(row) => `${row.serial}, ${t(`words:tokenStatus.${row.status}`)}`}
          onOpen={(row) => void navigate({ to: "/stock/tokens/$token", params: { token: row.token } })}
          onEnd={more}
        />
      ) : null}
      {hasNextPage ? (
        <div className={styles.more}>
          <Button busy={isFetchingNextPage} onClick={more}>
            {t("stock:more")}
          </Button>
        </div>
      ) : null}
    </>
  );
}

function useTokenColumns() {
  const { t, i18n } = useTranslation(["stock", "words"]);
  const { instant, instantDay } = useFormat();
  const typeName = useDeviceTypeName();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the words change with the language alone
  return useMemo(
    () =>
      column.columns([
        column.display({
          id: "serial",
          header: t("stock:column.serial"),
          cell: ({ row }) => (
            <Link to="/stock/tokens/$token" params={{ token: row.original.token }} className="code">
              {row.original.serial}
            </Link>
          ),
        }),
        column.display({
          id: "type",
          header: t("stock:column.type"),
          cell: ({ row }) => typeName(row.original.deviceType),
        }),
        column.display({
          id: "status",
          header: t("stock:column.status"),
          cell: ({ row }) => <Status row={row.original} />,
        }),
        column.display({
          id: "unit",
          header: t("stock:column.unit"),
          cell: ({ row }) => row.original.unitName,
        }),
        column.display({
          id: "since",
          header: t("stock:column.since"),
          cell: ({ row }) => (
            <span title={instant(row.original.statusSince)}>{instantDay(row.original.statusSince)}</span>
          ),
        }),
        column.display({
          id: "received",
          header: t("stock:column.received"),
          cell: ({ row }) => (
            <span title={instant(row.original.receivedAt)}>{instantDay(row.original.receivedAt)}</span>
          ),
        }),
      ]),
    [i18n.language],
  );
}

/** Whoever is to approve finds here what waits. */
function Status({ row }: { row: TokenRow }) {
  const { t } = useTranslation("stock");
  return (
    <>
      <TokenBadge status={row.status} />{" "}
      {row.format === "asked" || row.format === "approved" ? (
        <span className={styles.quiet}>{t(`format.inList.${row.format}`)}</span>
      ) : null}
    </>
  );
}
