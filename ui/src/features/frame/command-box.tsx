import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  CirclePlus,
  CreditCard,
  FilePen,
  FileText,
  LayoutDashboard,
  type LucideIcon,
  Nfc,
  PenLine,
  Search,
  UploadCloud,
} from "lucide-react";
import { useEffect, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/dialog";
import { emptyFilter } from "@/components/sections";
import { useMay } from "@/components/use-may";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { Action, DraftRow, ProductFilter, ProductRow } from "@/host/types";
import styles from "./frame.module.css";

interface Command {
  key: string;
  icon: LucideIcon;
  label: string;
  /** Shown to whoever may do this. */
  act?: Action;
  run: () => void;
}

interface Entry {
  key: string;
  group: "commands" | "cases" | "drafts";
  icon: LucideIcon;
  label: string;
  hint?: string;
  run: () => void;
}

/** What a text is most likely to be: an order, a product, a tax code, a name. */
export function guessFilter(text: string): ProductFilter {
  const typed = text.trim();
  const solid = typed.replace(/\s/g, "").toUpperCase();
  if (/^[A-Z]{6}[0-9A-Z]{10}$/.test(solid)) return { ...emptyFilter, taxCode: solid };
  if (typed.includes("@")) return { ...emptyFilter, email: typed };
  if (/^\+?\d[\d\s]{7,}$/.test(typed)) return { ...emptyFilter, mobile: typed.replace(/\s/g, "") };
  if (/\d/.test(typed) && /^[A-Z0-9-]+$/.test(solid)) {
    return /^U/.test(solid) ? { ...emptyFilter, userId: typed } : { ...emptyFilter, orderId: typed };
  }
  return { ...emptyFilter, name: typed };
}

function useLater<T>(value: T, ms: number): T {
  const [late, setLate] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms);
    return () => clearTimeout(timer);
  }, [value, ms]);
  return late;
}

export function CommandBox({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("frame");
  return (
    <Dialog open={open} title={t("command.title")} onClose={onClose} high>
      <Finder onClose={onClose} />
    </Dialog>
  );
}

function Finder({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["frame", "words"]);
  const id = useId();
  const host = useHost();
  const navigate = useNavigate();
  const [text, setText] = useState("");
  const [active, setActive] = useState(0);
  const asked = useLater(text.trim(), 200);
  const worth = asked.length >= 2;
  const found = useQuery({
    queryKey: ["orders", "find", asked],
    queryFn: () => host.searchProducts({ filter: guessFilter(asked), after: null, limit: 8 }),
    enabled: worth,
    staleTime: 5_000,
  });
  const drafts = useQuery(queries.drafts(host)).data ?? [];

  const go = (run: () => void) => () => {
    onClose();
    run();
  };
  const may = useMay();
  const known: Command[] = [
    {
      key: "home",
      icon: LayoutDashboard,
      label: t("frame:nav.dashboard"),
      run: () => void navigate({ to: "/" }),
    },
    {
      key: "new",
      act: "editDraft",
      icon: CirclePlus,
      label: t("frame:nav.newRequest"),
      run: () => void navigate({ to: "/new" }),
    },
    {
      key: "toIdentify",
      act: "readCase",
      icon: Search,
      label: t("frame:section.toIdentify"),
      run: () => void navigate({ to: "/search/$section", params: { section: "toIdentify" } }),
    },
    {
      key: "reports",
      act: "signReport",
      icon: FilePen,
      label: t("frame:nav.reports"),
      run: () => void navigate({ to: "/reports-to-sign" }),
    },
    {
      key: "toBeIssued",
      act: "readCase",
      icon: Search,
      label: t("frame:section.toBeIssued"),
      run: () => void navigate({ to: "/search/$section", params: { section: "toBeIssued" } }),
    },
    {
      key: "drafts",
      act: "editDraft",
      icon: PenLine,
      label: t("frame:nav.drafts"),
      run: () => void navigate({ to: "/drafts" }),
    },
    {
      key: "queue",
      act: "editDraft",
      icon: UploadCloud,
      label: t("frame:nav.queue"),
      run: () => void navigate({ to: "/queue" }),
    },
    {
      key: "stock",
      act: "readTokenStock",
      icon: CreditCard,
      label: t("frame:nav.stock"),
      run: () => void navigate({ to: "/stock" }),
    },
    {
      key: "cards",
      icon: Nfc,
      label: t("frame:nav.cards"),
      run: () => void navigate({ to: "/cards" }),
    },
  ];
  const commands = known
    .filter(({ act }) => act === undefined || may(act))
    .map(({ key, icon, label, run }): Entry => ({ key, icon, label, group: "commands", run: go(run) }));

  const wanted = text.trim().toLowerCase();
  const caseEntry = (row: ProductRow): Entry => ({
    key: row.product,
    group: "cases",
    icon: FileText,
    label: `${row.holder} · ${row.orderId}`,
    hint: t(`words:productStatus.${row.status}`),
    run: go(() => void navigate({ to: "/products/$product", params: { product: row.product } })),
  });
  const draftEntry = (row: DraftRow): Entry => ({
    key: row.id,
    group: "drafts",
    icon: PenLine,
    label: row.name,
    hint: t("words:requestStatus.draft"),
    run: go(
      () => void navigate({ to: "/registration/$draft/$step", params: { draft: row.id, step: "next" } }),
    ),
  });
  const entries: Entry[] = [
    ...(worth ? (found.data?.rows ?? []).map(caseEntry) : []),
    ...drafts.filter((row) => wanted.length >= 2 && row.name.toLowerCase().includes(wanted)).map(draftEntry),
    ...commands.filter((entry) => entry.label.toLowerCase().includes(wanted)),
  ];
  const current = entries[Math.min(active, entries.length - 1)];

  return (
    <div className={styles.find}>
      <input
        className={styles.findInput}
        role="combobox"
        aria-expanded="true"
        aria-controls={`${id}-results`}
        aria-activedescendant={current ? `${id}-${current.key}` : undefined}
        aria-label={t("frame:command.placeholder")}
        placeholder={t("frame:command.placeholder")}
        // biome-ignore lint/a11y/noAutofocus: the dialog was opened to be typed into
        autoFocus
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.target.value);
          setActive(0);
        }}
        onKeyDown={(event) => {
          if (event.key === "ArrowDown" || event.key === "ArrowUp") {
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            if (entries.length > 0) setActive((active + step + entries.length) % entries.length);
          } else if (event.key === "Enter") {
            event.preventDefault();
            current?.run();
          }
        }}
      />
      <div
        id={`${id}-results`}
        role="listbox"
        aria-label={t("frame:command.title")}
        className={styles.results}
      >
        {entries.map((entry, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled by the combobox itself
          <div
            key={entry.key}
            id={`${id}-${entry.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={entry === current}
            className={styles.result}
            onMouseEnter={() => setActive(index)}
            onMouseDown={(event) => event.preventDefault()}
            onClick={entry.run}
          >
            <entry.icon size={16} aria-hidden="true" />
            <span>{entry.label}</span>
            {entry.hint ? <small>{entry.hint}</small> : null}
          </div>
        ))}
      </div>
      <p className={styles.hint} role="status">
        {worth && found.isFetching
          ? t("frame:command.searching")
          : entries.length === 0
            ? t("frame:command.nothing")
            : t("frame:command.hint")}
      </p>
    </div>
  );
}
