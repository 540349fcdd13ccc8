import { zodResolver } from "@hookform/resolvers/zod";
import { useEffect } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Form } from "@/forms/form";
import { TextField } from "@/forms/text-field";
import { useAct } from "@/host/queries";
import styles from "./session.module.css";
import { SessionGround } from "./session-ground";
import { useSession } from "./use-session";

const schema = z.object({
  code: z
    .string()
    .transform((text) => text.replace(/\s/g, ""))
    .pipe(z.string().regex(/^\d{6}$/, "sixDigits")),
});

export function SecondFactor() {
  const { t } = useTranslation("session");
  const session = useSession();
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { code: "" } });
  const give = useAct((host, code: string) => host.giveSecondFactor(code), {
    onSuccess: session.set,
    onError: () => form.reset({ code: "" }),
  });
  const leave = useAct((host) => host.signOut(), { onSuccess: session.set });
  usePageKeys({ onEscape: () => leave.mutate(undefined) });

  useEffect(() => {
    document.title = `${t("secondFactor.title")} · Sportello`;
  }, [t]);

  return (
    <SessionGround>
      <div className={styles.head}>
        <h1>{t("secondFactor.title")}</h1>
        <p>{t("secondFactor.lead")}</p>
      </div>
      {give.error ? <HostProblem problem={give.error} /> : null}
      <Form
        form={form}
        label={t("secondFactor.title")}
        className={`${styles.form} ${styles.codeField}`}
        onSubmit={async (values) => {
          await give.mutateAsync(values.code).catch(() => {});
        }}
      >
        <TextField
          name="code"
          label={t("secondFactor.code")}
          width="full"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          code
          autoFocus
        />
        <Button type="submit" look="primary" className={styles.submit} busy={give.isPending}>
          {t("secondFactor.submit")}
        </Button>
      </Form>
      <div className={styles.under}>
        <Button look="quiet" small onClick={() => leave.mutate(undefined)}>
          {t("secondFactor.back")}
        </Button>
      </div>
    </SessionGround>
  );
}
