import { useTranslation } from "react-i18next";
import type { DeviceType } from "@/host/types";

/** A kind of token in one line: the maker's name, and whether it is certified. */
export function useDeviceTypeName(): (type: DeviceType) => string {
  const { t } = useTranslation("stock");
  return (type) => (type.qscd ? `${type.name}, ${t("qscd")}` : type.name);
}
