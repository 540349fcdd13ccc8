import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DonePanel } from "@/components/done-panel";
import { Facts } from "@/components/facts";
import { FormPreview } from "@/components/form-preview";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { ConfirmedView } from "@/host/types";

/** After step 8: the result, the order ID to note down, and the next thing to do. */
export function ConfirmedPage({ request }: { request: string }) {
  const { t } = useTranslation("registration");
  const found = useQuery(queries.confirmed(useHost(), request));
  const title = found.data?.orderId ? t("confirmed.title") : t("confirmed.waitingTitle");
  return (
    <Page name={title} title={found.data ? title : t("confirmed.reading")} column>
      {found.error ? (
        <>
          <HostProblem problem={asHostError(found.error)} onRetry={() => void found.refetch()} />
          <Link to="/registration/$draft/$step" params={{ draft: request, step: "next" }}>
            {t("confirmed.openCase")}
          </Link>
        </>
      ) : null}
      {found.isPending ? <Loading sentence={t("confirmed.reading")} /> : null}
      {found.data ? <Confirmed view={found.data} /> : null}
      {found.data === null ? <HostProblem problem={notConfirmed} /> : null}
    </Page>
  );
}

const notConfirmed = { code: "notFound", params: {}, remedy: "correct", traceId: "" } as const;

function Confirmed({ view }: { view: ConfirmedView }) {
  const { t } = useTranslation("registration");
  const navigate = useNavigate();
  const [showsForm, setShowsForm] = useState(false);
  const waiting = view.orderId === null;
  const toProduct = () => void navigate({ to: "/products/$product", params: { product: view.product } });
  const recognise = () => void navigate({ to: "/recognition/$request", params: { request: view.request } });
  usePageKeys({ onEnter: waiting ? recognise : toProduct });
  return (
    <>
      <DonePanel
        title={t("confirmed.title")}
        waiting={waiting}
        actions={
          <>
            {waiting ? (
              <Button look="primary" onClick={recognise}>
                {t("confirmed.recognise")}
              </Button>
            ) : (
              <Button look="primary" onClick={toProduct}>
                {t("confirmed.toProduct")}
              </Button>
            )}
            <Button onClick={() => setShowsForm(true)}>{t("confirmed.printForm")}</Button>
            <Button look="quiet" onClick={() => void navigate({ to: "/new" })}>
              {t("confirmed.another")}
            </Button>
          </>
        }
      >
        <p>{waiting ? t("confirmed.waitingLead") : t("confirmed.lead")}</p>
        <Facts
          facts={
            waiting
              ? [{ label: t("confirmed.localCode"), value: view.localCode, copy: view.localCode, code: true }]
              : [
                  { label: t("confirmed.orderId"), value: view.orderId, copy: view.orderId, code: true },
                  { label: t("confirmed.userId"), value: view.userId, copy: view.userId, code: true },
                ]
          }
        />
      </DonePanel>
      <FormPreview request={view.request} open={showsForm} onClose={() => setShowsForm(false)} />
    </>
  );
}
