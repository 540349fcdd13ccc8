import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Form } from "@/forms/form";
import { SelectField } from "@/forms/select-field";
import { TextArea } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { TokenDetail } from "@/host/types";

interface MoveDialogProps {
  token: TokenDetail;
  open: boolean;
  onClose: () => void;
}

export function MoveDialog({ token, open, onClose }: MoveDialogProps) {
  const { t } = useTranslation("stock");
  return (
    <Dialog open={open} title={t("move.title")} onClose={onClose}>
      <MoveForm token={token} onClose={onClose} />
    </Dialog>
  );
}

interface MoveValues {
  unit: string | null;
  reason: string;
}

function MoveForm({ token, onClose }: Omit<MoveDialogProps, "open">) {
  const { t } = useTranslation(["stock", "common"]);
  const stock = useQuery(queries.tokenStock(useHost()));
  const form = useForm<MoveValues>({ defaultValues: { unit: null, reason: "" } });
  const hand = useAct(
    (host, { unit, reason }: { unit: string; reason: string }) =>
      host.moveToken(token.row.token, token.version, unit, reason),
    { onSuccess: onClose },
  );
  const others = stock.data?.units.filter(({ unit }) => unit !== token.row.unit) ?? [];
  const submit = ({ unit, reason }: MoveValues) => {
    if (!unit) form.setError("unit", { message: "choose" });
    if (reason.trim() === "") form.setError("reason", { message: "required" });
    if (unit && reason.trim() !== "") hand.mutate({ unit, reason: reason.trim() });
  };
  if (stock.error) {
    return <HostProblem problem={asHostError(stock.error)} onRetry={() => void stock.refetch()} />;
  }
  if (!stock.data) return <Loading sentence={t("stock:loading")} />;
  if (others.length === 0) return <p>{t("stock:move.nowhere")}</p>;
  return (
    <Form form={form} onSubmit={submit} label={t("stock:move.title")}>
      <p>{t("stock:move.lead")}</p>
      {hand.error ? <HostProblem problem={hand.error} /> : null}
      <SelectField
        name="unit"
        label={t("stock:move.unit")}
        empty={t("common:choose")}
        choices={others.map(({ unit, name }) => ({ value: unit, label: name }))}
      />
      <TextArea name="reason" label={t("stock:change.reason")} help={t("stock:change.reasonHelp")} />
      <DialogFooter>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button type="submit" look="primary" busy={hand.isPending}>
          {t("stock:move.submit")}
        </Button>
      </DialogFooter>
    </Form>
  );
}
