import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { Facts } from "@/components/facts";
import { useItemName } from "@/components/item-name";
import { ProductBadge } from "@/components/status-badge";
import type { ProductRow } from "@/host/types";
import { useFormat } from "@/i18n/format";

interface QuickLookProps {
  row: ProductRow | null;
  onClose: () => void;
  onOpen: (row: ProductRow) => void;
}

export function QuickLook({ row, onClose, onOpen }: QuickLookProps) {
  const { t } = useTranslation(["products", "words", "common"]);
  const { instant } = useFormat();
  const itemName = useItemName();
  return (
    <Dialog open={row !== null} title={row?.holder ?? ""} onClose={onClose}>
      {row ? (
        <>
          <p>
            <ProductBadge status={row.status} />
          </p>
          <Facts
            facts={[
              { label: t("products:column.orderId"), value: row.orderId, copy: row.orderId, code: true },
              { label: t("products:column.userId"), value: row.userId, copy: row.userId, code: true },
              { label: t("products:fact.taxCode"), value: row.taxCode, copy: row.taxCode, code: true },
              { label: t("products:column.type"), value: itemName(row.item) },
              { label: t("products:fact.method"), value: t(`words:method.${row.method}`) },
              { label: t("products:column.input"), value: instant(row.inputAt) },
            ]}
          />
          <DialogFooter>
            <Button onClick={onClose}>{t("common:close")}</Button>
            <Button look="primary" onClick={() => onOpen(row)}>
              {t("products:open")}
            </Button>
          </DialogFooter>
        </>
      ) : null}
    </Dialog>
  );
}
