import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect, useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { Notice } from "@/components/notice";
import { Form } from "@/forms/form";
import { PasswordField, TextField } from "@/forms/text-field";
import { useAct } from "@/host/queries";
import styles from "./session.module.css";
import { SessionGround } from "./session-ground";
import { useSession } from "./use-session";

const signInSchema = z.object({
  userName: z.string().trim().min(1, "required"),
  password: z.string().min(1, "required"),
});
const recoverySchema = z.object({ userName: z.string().trim().min(1, "required") });

export function SignIn() {
  const { t } = useTranslation("session");
  const [recovering, setRecovering] = useState(false);
  const session = useSession();
  const form = useForm({
    resolver: zodResolver(signInSchema),
    defaultValues: { userName: "", password: "" },
  });
  const signIn = useAct(
    (host, values: z.infer<typeof signInSchema>) => host.signIn(values.userName, values.password),
    {
      onSuccess: session.set,
      onError: () => {
        form.setValue("password", "");
        form.setFocus("password");
      },
    },
  );

  useEffect(() => {
    document.title = `${t("signIn.title")} · Sportello`;
  }, [t]);

  if (recovering) return <Recovery onBack={() => setRecovering(false)} />;
  return (
    <SessionGround>
      <div className={styles.head}>
        <h1>{t("signIn.title")}</h1>
      </div>
      {signIn.error ? <HostProblem problem={signIn.error} /> : null}
      <Form
        form={form}
        label={t("signIn.title")}
        className={styles.form}
        onSubmit={async (values) => {
          await signIn.mutateAsync(values).catch(() => {});
        }}
      >
        <TextField
          name="userName"
          label={t("signIn.userName")}
          width="full"
          autoComplete="username"
          autoFocus
        />
        <PasswordField
          name="password"
          label={t("signIn.password")}
          width="full"
          autoComplete="current-password"
        />
        <Button type="submit" look="primary" className={styles.submit} busy={signIn.isPending}>
          {signIn.isPending ? t("signIn.working") : t("signIn.submit")}
        </Button>
      </Form>
      <div className={styles.under}>
        <Button look="quiet" small onClick={() => setRecovering(true)}>
          {t("signIn.forgot")}
        </Button>
      </div>
    </SessionGround>
  );
}

function Recovery({ onBack }: { onBack: () => void }) {
  const { t } = useTranslation("session");
  const form = useForm({ resolver: zodResolver(recoverySchema), defaultValues: { userName: "" } });
  const ask = useAct((host, userName: string) => host.askRecovery(userName));
  return (
    <SessionGround>
      <div className={styles.head}>
        <h1>{t("recovery.title")}</h1>
        {ask.isSuccess ? null : <p>{t("recovery.lead")}</p>}
      </div>
      {ask.error ? <HostProblem problem={ask.error} /> : null}
      {ask.isSuccess ? (
        <Notice tone="info" title={t("recovery.sentTitle")} alert>
          {t("recovery.sent")}
        </Notice>
      ) : (
        <Form
          form={form}
          label={t("recovery.title")}
          className={styles.form}
          onSubmit={async (values) => {
            await ask.mutateAsync(values.userName).catch(() => {});
          }}
        >
          <TextField
            name="userName"
            label={t("signIn.userName")}
            width="full"
            autoComplete="username"
            autoFocus
          />
          <Button type="submit" look="primary" className={styles.submit} busy={ask.isPending}>
            {t("recovery.submit")}
          </Button>
        </Form>
      )}
      <div className={styles.under}>
        <Button look="quiet" small onClick={onBack}>
          {t("recovery.back")}
        </Button>
      </div>
    </SessionGround>
  );
}
