import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { PaperPreview } from "@/components/paper-preview";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { useFormat } from "@/i18n/format";

/** The request form, filled in from the case, to look at, save and print. */
export function FormPreview({
  request,
  open,
  onClose,
}: {
  request: string;
  open: boolean;
  onClose: () => void;
}) {
  const { t } = useTranslation("products");
  return (
    <Dialog open={open} title={t("form.title")} onClose={onClose} wide>
      <FormPages request={request} />
    </Dialog>
  );
}

/** The request form of a product with lines to write on. */
export function BlankFormPreview({ item, onClose }: { item: string | null; onClose: () => void }) {
  const { t } = useTranslation("products");
  return (
    <Dialog open={item !== null} title={t("form.title")} onClose={onClose} wide>
      {item ? <BlankPages item={item} /> : null}
    </Dialog>
  );
}

function BlankPages({ item }: { item: string }) {
  const { t } = useTranslation("products");
  const { language } = useFormat();
  const form = useQuery(queries.blankForm(useHost(), item, language));
  if (form.error)
    return <HostProblem problem={asHostError(form.error)} onRetry={() => void form.refetch()} />;
  if (!form.data) return <Loading sentence={t("form.loading")} />;
  return <PaperPreview paper={form.data} label={t("form.title")} />;
}

function FormPages({ request }: { request: string }) {
  const { t } = useTranslation("products");
  const { language } = useFormat();
  const form = useQuery(queries.requestForm(useHost(), request, language));
  if (form.error)
    return <HostProblem problem={asHostError(form.error)} onRetry={() => void form.refetch()} />;
  if (!form.data) return <Loading sentence={t("form.loading")} />;
  return <PaperPreview paper={form.data} label={t("form.title")} />;
}
