import { zodResolver } from "@hookform/resolvers/zod";
import { FolderOpen } from "lucide-react";
import { useId } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Working } from "@/components/loading";
import { Form } from "@/forms/form";
import { PasswordField, TextField } from "@/forms/text-field";
import { useAct } from "@/host/queries";
import type { Sent } from "@/host/types";
import { CredentialNotice, useCredentialCheck } from "./credential-notice";
import styles from "./recognition.module.css";

const signSchema = z.object({
  path: z.string().trim().min(1, "required"),
  password: z.string().min(1, "required"),
});

/** In training: a credential file with its password. */
export function SignWithFile({ request, onSent }: { request: string; onSent: (sent: Sent) => void }) {
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
      className={styles.inSigning}
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
      <div className={styles.signAct}>
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
      </div>
    </Form>
  );
}
