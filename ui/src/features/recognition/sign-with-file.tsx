import { zodResolver } from "@hookform/resolvers/zod";
import { FolderOpen } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { type Part, Working } from "@/components/loading";
import { Form } from "@/forms/form";
import { PasswordField, TextField } from "@/forms/text-field";
import type { HostError } from "@/host/errors";
import { useAct } from "@/host/queries";
import { CredentialNotice, useCredentialCheck } from "./credential-notice";
import styles from "./recognition.module.css";

const signSchema = z.object({
  path: z.string().trim().min(1, "required"),
  password: z.string().min(1, "required"),
});

export type FileSecret = z.infer<typeof signSchema>;

interface SignWithFileProps {
  submit: string;
  /** What is being done now. */
  working: string | null;
  part?: Part | null;
  error?: HostError | null;
  /** Nothing is there to be signed. */
  disabled?: boolean;
  /** What is said before the password is typed. */
  note?: ReactNode;
  /** Refused, the password is typed anew; done, it is not kept. */
  onSign: (secret: FileSecret) => Promise<unknown>;
}

/** In training: a credential file with its password. */
export function SignWithFile({
  submit,
  working,
  part = null,
  error = null,
  disabled = false,
  note,
  onSign,
}: SignWithFileProps) {
  const { t } = useTranslation("recognition");
  const check = useCredentialCheck();
  const remembered = check.kind === "ready" ? (check.credential.path ?? "") : "";
  const able = check.kind === "ready" || check.kind === "unchecked";
  const signs = able && !disabled;
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
  const sign = async (secret: FileSecret) => {
    if (!signs) return;
    const ended = await onSign(secret).catch(() => null);
    form.setValue("password", "");
    if (ended === null) form.setFocus("password");
  };
  const submitNow = form.handleSubmit(sign);
  usePageKeys({ onSign: signs ? () => void submitNow() : undefined });
  return (
    <Form form={form} label={t("report.signHere")} className={styles.inSigning} onSubmit={sign}>
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
      {error ? <HostProblem problem={error} /> : null}
      {check.kind === "ready" ? null : <CredentialNotice id={why} />}
      <div className={styles.signAct}>
        {working ? <Working sentence={working} part={part} /> : note}
        <Button
          type="submit"
          look="primary"
          shortcut="F9"
          busy={working !== null}
          disabled={!signs}
          aria-describedby={able ? undefined : why}
        >
          {submit}
        </Button>
      </div>
    </Form>
  );
}
