import { useTranslation } from "react-i18next";
import type { ProductDetail } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** Where the product stands, in one sentence. */
export function useStateLine(): (product: ProductDetail) => string {
  const { t } = useTranslation("products");
  const { since, instantDay, instant } = useFormat();
  return (product) => {
    const when = since(product.statusSince, Date.now());
    const onDevice = product.carrier !== "remote";
    switch (product.status) {
      case "toIdentify":
        return product.requestStatus === "returned"
          ? t("state.returned", { when })
          : product.contractStatus === "uploaded"
            ? t("state.toIdentifyForm", { when })
            : t("state.toIdentify", { when });
      case "toBeIssued":
        return onDevice ? t("state.toBeIssuedOnDevice", { when }) : t("state.toBeIssued", { when });
      case "issuanceFailed":
        return onDevice ? t("state.issuanceFailedOnDevice", { when }) : t("state.issuanceFailed", { when });
      case "inIssuance":
        if (onDevice) return t("state.inIssuanceOnDevice", { when });
        return product.awaitsPassphrase
          ? t("state.awaitsPassphrase", { when })
          : t("state.inIssuance", { when });
      case "active":
        return t("state.active", { until: product.expiresAt ? instant(product.expiresAt) : "–" });
      case "toActivate":
        return t("state.toActivate", { when, email: product.contacts.email });
      case "expired":
        return t("state.expired", { on: product.expiresAt ? instantDay(product.expiresAt) : "–" });
      default:
        return t(`state.${product.status}`, { when });
    }
  };
}
