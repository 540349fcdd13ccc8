import {
  type ColumnDef,
  columnVisibilityFeature,
  createColumnHelper,
  tableFeatures,
  useTable,
} from "@tanstack/react-table";
import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from "react";
import styles from "./data-table.module.css";

const features = tableFeatures({ columnVisibilityFeature });
type Features = typeof features;

/** Builds the columns of a table of such rows. */
export function tableColumns<Row extends object>() {
  return createColumnHelper<Features, Row>();
}

export type TableColumn<Row extends object> = ColumnDef<Features, Row>;

interface DataTableProps<Row extends object> {
  label: string;
  rows: Row[];
  columns: TableColumn<Row>[];
  hidden?: string[];
  rowId: (row: Row) => string;
  rowLabel: (row: Row) => string;
  onOpen: (row: Row) => void;
  onLook?: (row: Row) => void;
  /** The last row came into sight: there may be more. */
  onEnd?: () => void;
}

/** Rows under a sticky header: arrow keys move, Enter opens, Space gives a quick look. */
export function DataTable<Row extends object>(props: DataTableProps<Row>) {
  const { label, rows, columns, hidden, rowId, rowLabel, onOpen, onLook, onEnd } = props;
  const [active, setActive] = useState(0);
  const body = useRef<HTMLTableSectionElement>(null);
  const end = useRef<HTMLDivElement>(null);
  const columnVisibility = useMemo(
    () => Object.fromEntries((hidden ?? []).map((id) => [id, false])),
    [hidden],
  );
  const table = useTable<Features, Row>({
    features,
    columns,
    data: rows,
    getRowId: rowId,
    state: { columnVisibility },
    onColumnVisibilityChange: () => {},
  });

  useEffect(() => {
    const mark = end.current;
    if (!mark || !onEnd || typeof IntersectionObserver === "undefined") return;
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) onEnd();
    });
    observer.observe(mark);
    return () => observer.disconnect();
  }, [onEnd]);

  const focusRow = (index: number) => {
    const next = Math.max(0, Math.min(rows.length - 1, index));
    setActive(next);
    body.current?.querySelectorAll<HTMLElement>("tr")[next]?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTableRowElement>, index: number, row: Row) => {
    if (event.target !== event.currentTarget) return;
    const moves: Record<string, number> = {
      ArrowDown: index + 1,
      ArrowUp: index - 1,
      PageDown: index + 10,
      PageUp: index - 10,
      Home: 0,
      End: rows.length - 1,
    };
    const to = moves[event.key];
    if (to !== undefined) {
      event.preventDefault();
      focusRow(to);
    } else if (event.key === "Enter") {
      event.preventDefault();
      onOpen(row);
    } else if (event.key === " " && onLook) {
      event.preventDefault();
      onLook(row);
    }
  };

  const onClick = (event: MouseEvent<HTMLTableRowElement>, index: number, row: Row) => {
    setActive(index);
    const target = event.target;
    // Text that is being selected, and what has its own act, is left alone; its icon is no HTMLElement.
    if (target instanceof Element && target.closest("a, button")) return;
    if (window.getSelection()?.toString()) return;
    onOpen(row);
  };

  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id}>
              {group.headers.map((header) => (
                <th key={header.id} scope="col">
                  {header.isPlaceholder ? null : <table.FlexRender header={header} />}
                </th>
              ))}
            </tr>
          ))}
        </thead>
        <tbody ref={body}>
          {table.getRowModel().rows.map((row, index) => (
            <tr
              key={row.id}
              data-keys="own"
              tabIndex={index === Math.min(active, rows.length - 1) ? 0 : -1}
              aria-label={rowLabel(row.original)}
              onFocus={() => setActive(index)}
              onKeyDown={(event) => onKeyDown(event, index, row.original)}
              onClick={(event) => onClick(event, index, row.original)}
            >
              {row.getVisibleCells().map((cell) => (
                <td key={cell.id} data-column={cell.column.id}>
                  <table.FlexRender cell={cell} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <div ref={end} />
    </div>
  );
}
