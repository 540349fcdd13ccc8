import { SlidersHorizontal } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Popover } from "@/components/popover";
import { DateField } from "@/forms/date-field";
import { readDay } from "@/forms/date-text";
import { Form } from "@/forms/form";
import { TextField } from "@/forms/text-field";
import type { ProductStatus } from "@/host/types";
import { allStatuses, dayFilters, type TypedFilter, textFilters } from "./filters";
import styles from "./search.module.css";

interface FilterPopoverProps {
  typed: TypedFilter;
  onApply: (typed: TypedFilter) => void;
}

export function FilterPopover({ typed, onApply }: FilterPopoverProps) {
  const { t } = useTranslation("products");
  const [open, setOpen] = useState(false);
  return (
    <Popover
      label={t("filters.title")}
      wide
      align="start"
      open={open}
      onOpenChange={setOpen}
      trigger={<Button icon={<SlidersHorizontal size={16} aria-hidden="true" />}>{t("filters.open")}</Button>}
    >
      <FilterForm
        typed={typed}
        onApply={(next) => {
          setOpen(false);
          onApply(next);
        }}
      />
    </Popover>
  );
}

type FilterValues = Record<string, string>;

function FilterForm({ typed, onApply }: FilterPopoverProps) {
  const { t } = useTranslation(["products", "words"]);
  const [statuses, setStatuses] = useState<ProductStatus[]>(typed.statuses ?? []);
  const form = useForm<FilterValues>({
    defaultValues: Object.fromEntries(
      [...textFilters, ...dayFilters].map((name) => [name, typed[name] ?? ""]),
    ),
  });
  const apply = (values: FilterValues) => {
    const next: TypedFilter = { statuses: statuses.length > 0 ? statuses : undefined };
    for (const name of textFilters) next[name] = values[name]?.trim() || undefined;
    for (const name of dayFilters) next[name] = readDay(values[name] ?? "") ?? undefined;
    onApply(next);
  };
  const toggle = (status: ProductStatus) =>
    setStatuses((now) => (now.includes(status) ? now.filter((each) => each !== status) : [...now, status]));
  return (
    <Form form={form} onSubmit={apply} className={styles.filters} label={t("products:filters.title")}>
      <div className={styles.filterGrid}>
        {textFilters.map((name) => (
          <TextField
            key={name}
            name={name}
            label={t(`products:filters.${name}`)}
            width="full"
            upper={name === "taxCode"}
            code={name === "taxCode"}
          />
        ))}
        {dayFilters.map((name) => (
          <DateField key={name} name={name} label={t(`products:filters.${name}`)} width="full" />
        ))}
      </div>
      <fieldset className={styles.statuses}>
        <legend>{t("products:filters.statuses")}</legend>
        {allStatuses.map((status) => (
          <button
            key={status}
            type="button"
            className={styles.statusChip}
            aria-pressed={statuses.includes(status)}
            onClick={() => toggle(status)}
          >
            {t(`words:productStatus.${status}`)}
          </button>
        ))}
      </fieldset>
      <div className={styles.filterFoot}>
        <Button look="quiet" onClick={() => onApply({})}>
          {t("products:filters.clear")}
        </Button>
        <Button type="submit" look="primary">
          {t("products:filters.apply")}
        </Button>
      </div>
    </Form>
  );
}
