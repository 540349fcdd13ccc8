import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Ban, CircleSlash, CircleX, CornerUpLeft, Ellipsis, FileText, MailPlus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { FormPreview } from "@/components/form-preview";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Menu, type MenuEntry } from "@/components/menu";
import { actionState, useWhyNot } from "@/components/why-not";
import { useHost } from "@/host/context";
import { queries, useAct } from "@/host/queries";
import type { Action, ActionState, ProductDetail, ProductStatus, RequestStatus } from "@/host/types";
import styles from "./detail.module.css";
import { type CaseEnding, EndRequest } from "./end-request";

interface CaseActionsProps {
  request: string;
  product: string;
  name: string;
  productStatus: ProductStatus;
  requestStatus: RequestStatus;
  awaitsPassphrase: boolean;
}

interface Primary {
  label: string;
  action: Action;
  run: () => void;
}

/** The one thing to do next, and the rest in a menu that says why not. */
export function CaseActions(props: CaseActionsProps) {
  const { request, product, name } = props;
  const { actions, known, detail } = useCaseActions(request, product);
  const { t } = useTranslation(["products", "common", "words"]);
  const whyNot = useWhyNot();
  const navigate = useNavigate();
  const [ending, setEnding] = useState<CaseEnding | null>(null);
  const [showsForm, setShowsForm] = useState(false);
  const { primary, busy, problem } = usePrimary(props);
  const state = primary ? actionState(actions, primary.action) : undefined;
  const reason = state?.whyNot ? whyNot(state.whyNot) : null;
  // A returned case is the desk's to open; the centre says nothing of it.
  const offered = primary !== null && (state !== undefined || primary.action === "editDraft");
  usePageKeys({
    onEnter: offered && known && !reason ? primary.run : undefined,
    onEscape: () => window.history.back(),
  });

  const entry = (action: Action, which: CaseEnding, icon: MenuEntry["icon"]): MenuEntry[] => {
    const known = actionState(actions, action);
    if (!known) return [];
    return [
      {
        key: action,
        label: which === "product" ? t("products:ending.product.title") : t(`words:action.${action}`),
        icon,
        whyNot: known.whyNot ? whyNot(known.whyNot) : null,
        danger: which !== "return",
        onSelect: () => setEnding(which),
      },
    ];
  };
  const resend = ((): MenuEntry[] => {
    const state = actionState(actions, "resendEnvelope");
    // Until there was a first one, nothing is said of another.
    if (!state || !detail || !hadEnvelope.includes(detail.status)) return [];
    return [
      {
        key: "resendEnvelope",
        label: t("words:action.resendEnvelope"),
        icon: <MailPlus size={16} aria-hidden="true" />,
        whyNot: state.whyNot ? whyNot(state.whyNot) : null,
        onSelect: () => void navigate({ to: "/products/$product/envelope", params: { product } }),
      },
    ];
  })();
  const entries: MenuEntry[] = [
    {
      key: "form",
      label: t("products:form.show"),
      icon: <FileText size={16} aria-hidden="true" />,
      onSelect: () => setShowsForm(true),
    },
    ...resend,
    ...entry("returnRequest", "return", <CornerUpLeft size={16} aria-hidden="true" />),
    ...entry("rejectRequest", "reject", <CircleX size={16} aria-hidden="true" />),
    ...entry("cancelRequest", "cancel", <Ban size={16} aria-hidden="true" />),
    ...(leadsNowhere(detail) ? entry("revoke", "product", <CircleSlash size={16} aria-hidden="true" />) : []),
  ];
  return (
    <>
      {primary && offered && known ? (
        <div className={styles.primary}>
          <Button look="primary" disabled={reason !== null} busy={busy} onClick={primary.run}>
            {primary.label}
          </Button>
          {reason ? <small>{reason}</small> : null}
        </div>
      ) : null}
      {primary && !known ? <span className={styles.place} aria-hidden="true" /> : null}
      <Menu
        label={t("common:moreActions")}
        entries={entries}
        trigger={<Button icon={<Ellipsis size={16} aria-hidden="true" />}>{t("common:moreActions")}</Button>}
      />
      {problem ? <HostProblem problem={problem} /> : null}
      <EndRequest
        ending={ending}
        request={request}
        product={product}
        version={detail?.version ?? 0}
        name={name}
        onClose={() => setEnding(null)}
      />
      <FormPreview request={request} open={showsForm} onClose={() => setShowsForm(false)} />
      <span className="visually-hidden" data-testid="case-product">
        {product}
      </span>
    </>
  );
}

const hadEnvelope: readonly ProductStatus[] = ["toActivate", "active", "suspended"];

/** Begun, and not on a device that is being written on: what became of that is said there. */
function leadsNowhere(detail: ProductDetail | undefined): boolean {
  if (!detail) return false;
  const { status, carrier } = detail;
  return status === "issuanceFailed" || (status === "inIssuance" && carrier === "remote");
}

interface CaseFacts {
  actions: ActionState[];
  known: boolean;
  detail: ProductDetail | undefined;
}

/** The centre says with the order what may be done to the request, with the product what to the product. */
function useCaseActions(request: string, product: string): CaseFacts {
  const host = useHost();
  const order = useQuery(queries.order(host, request));
  const own = useQuery(queries.product(host, product));
  return {
    actions: [...(order.data?.actions ?? []), ...(own.data?.actions ?? [])],
    known: !order.isPending && !own.isPending,
    detail: own.data,
  };
}

function usePrimary({ request, product, productStatus, requestStatus, awaitsPassphrase }: CaseActionsProps) {
  const { t } = useTranslation("products");
  const navigate = useNavigate();
  const editing = useAct((host, id: string) => host.editReturned(id), {
    onSuccess: (draft) =>
      void navigate({ to: "/registration/$draft/$step", params: { draft: draft.id, step: "next" } }),
  });
  const starting = useAct((host, id: string) => host.startRecognition(id), {
    onSuccess: () => void navigate({ to: "/recognition/$request", params: { request } }),
  });
  const primary = ((): Primary | null => {
    const issue = () => void navigate({ to: "/products/$product/issuance", params: { product } });
    const recognise = () => {
      if (productStatus === "toIdentify") starting.mutate(request);
      else void navigate({ to: "/recognition/$request", params: { request } });
    };
    if (requestStatus === "returned") {
      return { label: t("primary.correct"), action: "editDraft", run: () => editing.mutate(request) };
    }
    switch (productStatus) {
      case "toIdentify":
        return { label: t("primary.startRecognition"), action: "uploadSignedForm", run: recognise };
      case "recognitionInProgress":
        return { label: t("primary.continueRecognition"), action: "uploadSignedForm", run: recognise };
      case "toBeIssued":
        return { label: t("primary.startIssuance"), action: "issue", run: issue };
      case "issuanceFailed":
        return { label: t("primary.retryIssuance"), action: "issue", run: issue };
      case "inIssuance":
        return {
          label: awaitsPassphrase ? t("primary.setPassphrase") : t("primary.continueIssuance"),
          action: "issue",
          run: issue,
        };
      default:
        return null;
    }
  })();
  return { primary, busy: editing.isPending || starting.isPending, problem: editing.error ?? starting.error };
}
