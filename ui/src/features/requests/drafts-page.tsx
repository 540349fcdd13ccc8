import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { PenLine, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/button";
import { DataTable, tableColumns } from "@/components/data-table";
import { Empty } from "@/components/empty";
import { HostProblem } from "@/components/host-problem";
import { useItemName } from "@/components/item-name";
import { Loading } from "@/components/loading";
import { Page } from "@/components/page";
import { RequestBadge } from "@/components/status-badge";
import { useUndo } from "@/components/undo";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { DraftRow } from "@/host/types";
import { useFormat } from "@/i18n/format";

const column = tableColumns<DraftRow>();

export function DraftsPage() {
  const { t } = useTranslation("requests");
  const { instant } = useFormat();
  const itemName = useItemName();
  const navigate = useNavigate();
  const offerUndo = useUndo();
  const drafts = useQuery(queries.drafts(useHost()));
  const restore = useAct((host, draft: string) => host.restoreDraft(draft));
  const discard = useAct((host, row: DraftRow) => host.discardDraft(row.id));
  const nameOf = (row: DraftRow) => (row.name === "" ? t("drafts.unnamed") : row.name);
  const open = (row: DraftRow) =>
    void navigate({ to: "/registration/$draft/$step", params: { draft: row.id, step: "next" } });
  const remove = (row: DraftRow) =>
    discard.mutate(row, {
      onSuccess: () =>
        offerUndo({
          sentence: t("drafts.deleted", { name: nameOf(row) }),
          undo: () => restore.mutate(row.id),
        }),
    });

  const columns = column.columns([
    column.display({ id: "name", header: t("drafts.name"), cell: ({ row }) => nameOf(row.original) }),
    column.display({
      id: "operator",
      header: t("drafts.operator"),
      cell: ({ row }) => row.original.operator,
    }),
    column.display({
      id: "item",
      header: t("drafts.product"),
      cell: ({ row }) => itemName(row.original.item) ?? t("drafts.noProduct"),
    }),
    column.display({
      id: "status",
      header: t("drafts.status"),
      cell: ({ row }) => <RequestBadge status={row.original.status} />,
    }),
    column.display({
      id: "steps",
      header: t("drafts.done"),
      cell: ({ row }) =>
        t("drafts.steps", { done: row.original.stepsDone, needed: row.original.stepsNeeded }),
    }),
    column.display({
      id: "created",
      header: t("drafts.created"),
      cell: ({ row }) => instant(row.original.createdAt),
    }),
    column.display({
      id: "visibility",
      header: t("drafts.visibility"),
      cell: ({ row }) => (row.original.visibility === "own" ? t("drafts.own") : t("drafts.unit")),
    }),
    column.display({
      id: "actions",
      header: t("drafts.actions"),
      cell: ({ row }) => (
        <>
          <IconButton
            label={t("drafts.edit", { name: nameOf(row.original) })}
            icon={<PenLine size={16} aria-hidden="true" />}
            onClick={() => open(row.original)}
          />
          <IconButton
            disabled={row.original.status !== "draft"}
            label={t("drafts.delete", { name: nameOf(row.original) })}
            icon={<Trash2 size={16} aria-hidden="true" />}
            onClick={() => remove(row.original)}
          />
        </>
      ),
    }),
  ]);

  return (
    <Page name={t("drafts.title")} title={t("drafts.title")} lead={t("drafts.lead")}>
      {discard.error ? <HostProblem problem={discard.error} /> : null}
      {restore.error ? <HostProblem problem={restore.error} /> : null}
      {drafts.error ? (
        <HostProblem problem={asHostError(drafts.error)} onRetry={() => void drafts.refetch()} />
      ) : null}
      {drafts.isPending ? <Loading sentence={t("drafts.loading")} /> : null}
      {drafts.data && drafts.data.length === 0 ? (
        <Empty
          icon={<PenLine size={20} aria-hidden="true" />}
          action={<Link to="/new">{t("dashboard.newRequest")}</Link>}
        >
          {t("drafts.empty")}
        </Empty>
      ) : null}
      {drafts.data && drafts.data.length > 0 ? (
        <DataTable
          label={t("drafts.title")}
          rows={drafts.data}
          columns={columns}
          rowId={(row) => row.id}
          rowLabel={nameOf}
          onOpen={open}
        />
      ) : null}
    </Page>
  );
}
