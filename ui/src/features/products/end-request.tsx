import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Form } from "@/forms/form";
import { TextArea, TextField } from "@/forms/text-field";
import type { Ending, Host } from "@/host/host";
import { useAct } from "@/host/queries";

/** Of the request, or of its product alone. */
export type CaseEnding = Ending | "product";

interface EndRequestProps {
  /** Which act was chosen; null while the dialog is closed. */
  ending: CaseEnding | null;
  request: string;
  product: string;
  /** The product's, as it is shown. */
  version: number;
  /** Typed again before what cannot be undone. */
  name: string;
  onClose: () => void;
}

interface EndingValues {
  reason: string;
  typedName: string;
}

export function EndRequest({ ending, ...inside }: EndRequestProps) {
  const { t } = useTranslation("products");
  const title = ending ? t(`ending.${ending}.title`) : "";
  return (
    <Dialog open={ending !== null} title={title} onClose={inside.onClose}>
      {ending ? <EndingForm ending={ending} {...inside} /> : null}
    </Dialog>
  );
}

type EndingFormProps = EndRequestProps & { ending: CaseEnding };

function carryOut(host: Host, { ending, request, product, version }: EndingFormProps, reason: string) {
  return ending === "product"
    ? host.endProduct(product, version, reason)
    : host.endRequest(ending, request, reason);
}

function EndingForm(props: EndingFormProps) {
  const { ending, name, onClose } = props;
  const { t } = useTranslation(["products", "common"]);
  const final = ending !== "return";
  const form = useForm<EndingValues>({ defaultValues: { reason: "", typedName: "" } });
  const end = useAct((host, reason: string): Promise<unknown> => carryOut(host, props, reason), {
    onSuccess: onClose,
  });
  const submit = ({ reason, typedName }: EndingValues) => {
    if (reason.trim() === "") {
      form.setError("reason", { message: "required" });
      return;
    }
    if (final && typedName.trim().toLowerCase() !== name.toLowerCase()) {
      form.setError("typedName", { message: "nameDiffers" }, { shouldFocus: true });
      return;
    }
    end.mutate(reason.trim());
  };
  return (
    <Form form={form} onSubmit={submit} label={t(`products:ending.${ending}.title`)}>
      <p>{t(`products:ending.${ending}.lead`)}</p>
      {end.error ? <HostProblem problem={end.error} /> : null}
      <TextArea name="reason" label={t("products:ending.reason")} help={t("products:ending.reasonHelp")} />
      {final ? (
        <TextField name="typedName" label={t("products:ending.typeName", { name })} width="full" />
      ) : null}
      <DialogFooter>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button type="submit" look={final ? "danger" : "primary"} busy={end.isPending}>
          {t(`products:ending.${ending}.submit`)}
        </Button>
      </DialogFooter>
    </Form>
  );
}
