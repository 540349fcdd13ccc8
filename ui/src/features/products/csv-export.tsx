import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { useItemName } from "@/components/item-name";
import { usePreferences } from "@/components/preferences";
import { useAct } from "@/host/queries";
import type { ProductFilter, ProductRow } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./search.module.css";

const columns = [
  "orderId",
  "applicant",
  "holder",
  "userId",
  "status",
  "type",
  "info",
  "input",
  "operator",
] as const;
/** Rows asked for at once: the most there are. */
const pageSize = 200;

/** Saves the list as it is shown: these filters, the columns switched on, the officer's language; all of its pages. */
export function CsvExport({ filter, section }: { filter: ProductFilter; section: string }) {
  const { t } = useTranslation(["products", "common"]);
  const { language } = useFormat();
  const { preferences } = usePreferences();
  const cellOf = useCells();
  const shown = columns.filter((column) => !preferences.hiddenColumns.includes(column));
  const save = useAct(async (host, _: undefined) => {
    const rows: ProductRow[] = [];
    let after: string | null = null;
    do {
      const page = await host.searchProducts({ filter, after, limit: pageSize });
      rows.push(...page.rows);
      after = page.next;
    } while (after !== null);
    const table = {
      columns: shown.map((column) => t(`products:column.${column}`)),
      rows: rows.map((row) => shown.map((column) => cellOf(row, column))),
    };
    return host.saveTable(table, language, `${section}.csv`);
  });
  return (
    <>
      <Button
        small
        look="quiet"
        icon={<Download size={16} aria-hidden="true" />}
        busy={save.isPending}
        onClick={() => save.mutate(undefined)}
      >
        {t("products:csv")}
      </Button>
      {save.data ? (
        <p className={styles.wide} role="status">
          {t("common:savedTo", { path: save.data })}
        </p>
      ) : null}
      {save.error ? (
        <div className={styles.wide}>
          <HostProblem problem={save.error} onRetry={() => save.mutate(undefined)} />
        </div>
      ) : null}
    </>
  );
}

/** What stands in a cell, as text. */
function useCells() {
  const { t } = useTranslation("words");
  const { instant } = useFormat();
  const itemName = useItemName();
  return (row: ProductRow, column: (typeof columns)[number]): string => {
    switch (column) {
      case "status":
        return t(`productStatus.${row.status}`);
      case "type":
        return itemName(row.item) ?? t(`carrier.${row.carrier}`);
      case "info":
        return [row.carrier === "remote" ? null : t(`carrier.${row.carrier}`), row.role, row.nickname]
          .filter(Boolean)
          .join(" · ");
      case "input":
        return instant(row.inputAt);
      default:
        return row[column];
    }
  };
}
