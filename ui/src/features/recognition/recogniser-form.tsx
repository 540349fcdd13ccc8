import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { HostProblem } from "@/components/host-problem";
import { Loading } from "@/components/loading";
import { Unanswered } from "@/components/unanswered";
import { Combobox } from "@/forms/combobox";
import { DateField } from "@/forms/date-field";
import { Form } from "@/forms/form";
import { TextField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { queries, useAct } from "@/host/queries";
import type { PreparedReportView, PrepareReport, Reference, SignedIn } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./recognition.module.css";

const schema = z.object({
  recogniser: z.string().min(1, "choose"),
  place: z.string().trim().min(1, "required"),
  on: z
    .string()
    .regex(/^\d{4}-\d{2}-\d{2}$/, "required")
    .refine((day) => day <= today(), "dateInFuture"),
});

/** The legal day now, in the zone of the law. */
function today(): string {
  const format = new Intl.DateTimeFormat("en", {
    timeZone: "Europe/Rome",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
  });
  // By its parts: how a whole day is written differs from engine to engine.
  const part = Object.fromEntries(format.formatToParts(new Date()).map(({ type, value }) => [type, value]));
  return `${part.year}-${part.month}-${part.day}`;
}

interface RecogniserFormProps {
  request: string;
  onBack: () => void;
  onPrepared: (wanted: PrepareReport, prepared: PreparedReportView) => void;
}

/** Second: who recognised the person, where and when. */
export function RecogniserForm(props: RecogniserFormProps) {
  const { t } = useTranslation("recognition");
  const host = useHost();
  const reference = useQuery(queries.reference(host));
  const session = useQuery(queries.session(host)).data;
  if (!reference.data) return <Unanswered query={reference} sentence={t("loading")} />;
  if (session?.kind !== "signedIn") return <Loading sentence={t("loading")} />;
  return <Fields {...props} reference={reference.data} session={session.session} />;
}

interface FieldsProps extends RecogniserFormProps {
  reference: Reference;
  session: SignedIn;
}

function Fields({ request, onBack, onPrepared, reference, session }: FieldsProps) {
  const { t } = useTranslation(["recognition", "common"]);
  const { language } = useFormat();
  const unit = reference.units.find((each) => each.id === session.unit);
  const self = reference.recognisers.find((each) => each.account === session.account.id);
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { recogniser: self?.account ?? "", place: unit?.place ?? "", on: today() },
  });
  const prepare = useAct((host, report: PrepareReport) => host.prepareReport(report, language), {
    onSuccess: (prepared, report) => onPrepared(report, prepared),
  });
  const chosen = reference.recognisers.find((each) => each.account === form.watch("recogniser"));
  const error = form.formState.errors.recogniser?.message;
  return (
    <Form
      form={form}
      label={t("recognition:recogniser.title")}
      className={styles.column}
      onSubmit={async (values) => {
        await prepare.mutateAsync({ request, ...values }).catch(() => {});
      }}
    >
      <Card title={t("recognition:recogniser.title")}>
        <div className={styles.stack}>
          <p>{t("recognition:recogniser.lead")}</p>
          {prepare.error ? <HostProblem problem={prepare.error} /> : null}
          <Combobox
            label={t("recognition:recogniser.who")}
            name="recogniser"
            text={chosen ? `${chosen.fullName} (${chosen.operatorCode})` : ""}
            error={error ? t(`common:faults.${error}` as "common:faults.choose") : undefined}
            search={(text) =>
              reference.recognisers
                .filter((each) =>
                  `${each.fullName} ${each.operatorCode}`.toLowerCase().includes(text.trim().toLowerCase()),
                )
                .map((each) => ({ key: each.account, label: each.fullName, hint: each.operatorCode }))
            }
            onPick={(option) => form.setValue("recogniser", option.key, { shouldValidate: true })}
          />
          <TextField name="place" label={t("recognition:recogniser.place")} width="m" />
          <DateField name="on" label={t("recognition:recogniser.on")} />
        </div>
      </Card>
      <div className={styles.actions}>
        <Button onClick={onBack}>{t("common:back")}</Button>
        <Button type="submit" look="primary" busy={prepare.isPending}>
          {t("recognition:recogniser.submit")}
        </Button>
      </div>
    </Form>
  );
}
