import { useTranslation } from "react-i18next";
import type { StockCountRow, UnitStock } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./stock.module.css";

/** What each unit has in each status, and how its drawer was counted last. */
export function UnitTable({ units, counts }: { units: UnitStock[]; counts: StockCountRow[] }) {
  const { t } = useTranslation(["stock", "words"]);
  const { number } = useFormat();
  return (
    <div className={styles.scrollX}>
      <table className={styles.units}>
        <thead>
          <tr>
            <th scope="col">{t("stock:units.unit")}</th>
            <th scope="col">{t("stock:units.tokens")}</th>
            <th scope="col">{t("stock:units.lastCount")}</th>
          </tr>
        </thead>
        <tbody>
          {units.map((unit) => (
            <tr key={unit.unit}>
              <th scope="row">{unit.name}</th>
              <td className="tabular">
                {unit.counts
                  .map(({ status, count }) => `${t(`words:tokenStatus.${status}`)} ${number(count)}`)
                  .join(" · ") || t("stock:units.none")}
              </td>
              <td>
                <LastCount count={counts.find((each) => each.unit === unit.unit)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LastCount({ count }: { count: StockCountRow | undefined }) {
  const { t } = useTranslation("stock");
  const { instant } = useFormat();
  if (!count) return <span className={styles.quiet}>{t("units.neverCounted")}</span>;
  const agrees = count.found === count.expected && count.missing.length + count.unexpected.length === 0;
  const { found, expected } = count;
  const at = instant(count.at);
  return (
    <>
      <span className={agrees ? undefined : styles.differs}>
        {agrees ? t("units.agrees", { at, found }) : t("units.differs", { at, found, expected })}
      </span>
      <span className={styles.quiet}>
        {" "}
        {count.who}
        {count.note ? ` · ${count.note}` : ""}
      </span>
    </>
  );
}
