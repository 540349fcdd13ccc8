import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { DeviceIssuance } from "./device/device-issuance";
import { isOutOfReach, WasNoted } from "./device/was-begun";
import { RemoteIssuance } from "./remote-issuance";

/** How a product is issued depends on what carries the holder's key. */
export function IssuancePage({ product }: { product: string }) {
  const { t } = useTranslation("issuance");
  const found = useQuery(queries.product(useHost(), product));
  if (found.error && !found.data) {
    return (
      <Page name={t("title")} title={t("title")} column>
        <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
        <NotedDevice product={product} />
      </Page>
    );
  }
  if (!found.data) {
    return (
      <Page name={t("title")} title={t("title")} column>
        <Loading sentence={t("loading")} lines={6} />
      </Page>
    );
  }
  return found.data.carrier === "remote" ? (
    <RemoteIssuance product={found.data} />
  ) : (
    <DeviceIssuance product={found.data} />
  );
}

/** The product is not to be had, and this PC knows that a device was begun for it. */
function NotedDevice({ product }: { product: string }) {
  const view = useQuery(queries.deviceEnrolment(useHost(), product)).data;
  const noted = view ? isOutOfReach(view) : null;
  return noted ? <WasNoted noted={noted} /> : null;
}
