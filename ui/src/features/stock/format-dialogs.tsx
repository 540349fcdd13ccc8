import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Form } from "@/forms/form";
import { TextArea } from "@/forms/text-field";
import type { HostError } from "@/host/errors";
import { useAct } from "@/host/queries";
import type { OpenFormat, TokenDetail } from "@/host/types";

interface AskProps {
  token: TokenDetail;
  open: boolean;
  onClose: () => void;
}

/** Asks that a token be formatted, with a reason. */
export function AskFormatDialog({ token, open, onClose }: AskProps) {
  const { t } = useTranslation("stock");
  const ask = useAct((host, reason: string) => host.askFormat(token.row.token, token.version, reason), {
    onSuccess: onClose,
  });
  const title = t("format.ask");
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <ReasonForm
        title={title}
        lead={t("format.askLead")}
        problem={ask.error}
        busy={ask.isPending}
        onReason={ask.mutate}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** Withdraws the own request, or refuses another officer's. */
export function CallOffDialog({ token, format, open, onClose }: AskProps & { format: OpenFormat }) {
  const { t } = useTranslation("stock");
  const callOff = useAct(
    (host, reason: string) => host.callOffFormat(token.row.token, token.version, format.format, reason),
    { onSuccess: onClose },
  );
  const title = t(format.own ? "format.withdraw" : "format.refuse");
  return (
    <Dialog open={open} title={title} onClose={onClose}>
      <ReasonForm
        title={title}
        lead={t(format.own ? "format.withdrawLead" : "format.refuseLead")}
        problem={callOff.error}
        busy={callOff.isPending}
        onReason={callOff.mutate}
        onClose={onClose}
      />
    </Dialog>
  );
}

interface ReasonFormProps {
  /** Of the act: the button says the same. */
  title: string;
  lead: string;
  problem: HostError | null;
  busy: boolean;
  onReason: (reason: string) => void;
  onClose: () => void;
}

function ReasonForm({ title, lead, problem, busy, onReason, onClose }: ReasonFormProps) {
  const { t } = useTranslation(["stock", "common"]);
  const form = useForm<{ reason: string }>({ defaultValues: { reason: "" } });
  const submit = ({ reason }: { reason: string }) => {
    if (reason.trim() === "") form.setError("reason", { message: "required" });
    else onReason(reason.trim());
  };
  return (
    <Form form={form} onSubmit={submit} label={title}>
      <p>{lead}</p>
      {problem ? <HostProblem problem={problem} /> : null}
      <TextArea name="reason" label={t("stock:change.reason")} help={t("stock:change.reasonHelp")} />
      <DialogFooter>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button type="submit" look="primary" busy={busy}>
          {title}
        </Button>
      </DialogFooter>
    </Form>
  );
}
