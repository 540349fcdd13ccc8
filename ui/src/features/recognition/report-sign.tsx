import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { FolderOpen } from "lucide-react";
import { useId, useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { FileDrop } from "@/components/file-drop";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { PaperPreview } from "@/components/paper-preview";
import { actionState, useWhyNot } from "@/components/why-not";
import { ChoiceCards } from "@/forms/choice-cards";
import { Form } from "@/forms/form";
import { PasswordField, TextField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import type { PickedFile } from "@/host/host";
import { queries, useAct } from "@/host/queries";
import type { ActionState, PreparedReportView, PrepareReport, Sent } from "@/host/types";
import { CredentialNotice, useCredentialCheck } from "./credential-notice";
import styles from "./recognition.module.css";

interface ReportSignProps {
  wanted: PrepareReport;
  prepared: PreparedReportView;
  /** What the centre allows; null while it cannot be asked. */
  actions: ActionState[] | null;
  onBack: () => void;
  onSent: (sent: Sent) => void;
}

/** Third: the report is looked at, then signed here, or uploaded as it was signed elsewhere. */
export function ReportSign({ wanted, prepared, actions, onBack, onSent }: ReportSignProps) {
  const { t } = useTranslation(["recognition", "common"]);
  const whyNot = useWhyNot();
  const session = useQuery(queries.session(useHost())).data;
  const isSelf = session?.kind === "signedIn" && session.session.account.id === wanted.recogniser;
  const refused = actions ? actionState(actions, "signReport")?.whyNot : null;
  const signsHere = isSelf && !refused;
  const [road, setRoad] = useState<"sign" | "upload">(signsHere ? "sign" : "upload");
  return (
    <div className={styles.report}>
      <PaperPreview paper={prepared.paper} label={t("recognition:report.preview")} />
      <div className={styles.side}>
        <Card title={t("recognition:report.title")}>
          <div className={styles.stack}>
            <p>{t("recognition:report.lead")}</p>
            <ChoiceCards
              legend={t("recognition:report.how")}
              hideLegend
              name="road"
              value={road}
              onChange={(value) => setRoad(value === "sign" ? "sign" : "upload")}
              choices={[
                {
                  value: "sign",
                  title: t("recognition:report.signHere"),
                  detail: refused
                    ? whyNot(refused)
                    : isSelf
                      ? t("recognition:report.signHereDetail")
                      : t("recognition:report.notSelf"),
                  disabled: !signsHere,
                },
                {
                  value: "upload",
                  title: t("recognition:report.upload"),
                  detail: t("recognition:report.uploadDetail"),
                },
              ]}
            />
            {road === "sign" ? (
              <SignHere request={wanted.request} onSent={onSent} />
            ) : (
              <UploadSigned wanted={wanted} onSent={onSent} />
            )}
          </div>
        </Card>
        <Card title={t("recognition:report.binding")}>
          <Facts
            narrow
            facts={[
              {
                label: t("recognition:report.caseHash"),
                value: `${prepared.caseSha256.slice(0, 16)}…`,
                copy: prepared.caseSha256,
                code: true,
              },
            ]}
          />
        </Card>
        <div>
          <Button onClick={onBack}>{t("common:back")}</Button>
        </div>
      </div>
    </div>
  );
}

const signSchema = z.object({
  path: z.string().trim().min(1, "required"),
  password: z.string().min(1, "required"),
});

function SignHere({ request, onSent }: { request: string; onSent: (sent: Sent) => void }) {
  const { t } = useTranslation("recognition");
  const check = useCredentialCheck();
  const remembered = check.kind === "ready" ? (check.credential.path ?? "") : "";
  const signs = check.kind === "ready" || check.kind === "unchecked";
  const why = useId();
  const form = useForm({
    resolver: zodResolver(signSchema),
    defaultValues: { path: "", password: "" },
    // What the desk remembers is filled in as soon as it is known.
    values: remembered ? { path: remembered, password: "" } : undefined,
    resetOptions: { keepDirtyValues: true },
  });
  const pick = useAct((host) => host.pickCredentialFile(false), {
    onSuccess: (path) => {
      if (path) form.setValue("path", path, { shouldDirty: true });
    },
  });
  const sign = useAct(
    (host, values: z.infer<typeof signSchema>) => host.signReport(request, values.path, values.password),
    {
      onSuccess: onSent,
      onError: () => {
        form.setValue("password", "");
        form.setFocus("password");
      },
    },
  );
  const submit = form.handleSubmit(async (values) => {
    await sign.mutateAsync(values).catch(() => {});
  });
  usePageKeys({ onSign: signs ? () => void submit() : undefined });
  return (
    <Form
      form={form}
      label={t("report.signHere")}
      className={styles.stack}
      onSubmit={async (values) => {
        if (signs) await sign.mutateAsync(values).catch(() => {});
      }}
    >
      <div className={styles.pathLine}>
        <TextField name="path" label={t("report.path")} help={t("report.pathHelp")} width="full" />
        <Button
          icon={<FolderOpen size={16} aria-hidden="true" />}
          busy={pick.isPending}
          onClick={() => pick.mutate(undefined)}
        >
          {t("report.browse")}
        </Button>
      </div>
      <PasswordField
        name="password"
        label={t("report.password")}
        help={t("report.passwordHelp")}
        width="full"
      />
      {sign.error ? <HostProblem problem={sign.error} /> : null}
      {sign.isPending ? <Working sentence={t("report.signing")} /> : null}
      {check.kind === "ready" ? null : <CredentialNotice id={why} />}
      <Button
        type="submit"
        look="primary"
        shortcut="F9"
        busy={sign.isPending}
        disabled={!signs}
        aria-describedby={signs ? undefined : why}
      >
        {t("report.sign")}
      </Button>
    </Form>
  );
}

function UploadSigned({ wanted, onSent }: { wanted: PrepareReport; onSent: (sent: Sent) => void }) {
  const { t } = useTranslation("recognition");
  const upload = useAct((host, file: PickedFile) => host.uploadSignedReport(wanted, file), {
    onSuccess: onSent,
  });
  return (
    <div className={styles.stack}>
      <Notice tone="info">{t("report.uploadHelp")}</Notice>
      <FileDrop
        label={t("report.uploadLabel")}
        accept="application/pdf,.pdf"
        busy={upload.isPending}
        onFile={(file) => upload.mutate(file)}
      />
      {upload.isPending ? <Working sentence={t("report.checking")} /> : null}
      {upload.error ? <HostProblem problem={upload.error} /> : null}
    </div>
  );
}
