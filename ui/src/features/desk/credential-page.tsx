import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { BadgeCheck, FolderOpen } from "lucide-react";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Badge } from "@/components/badge";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { Facts } from "@/components/facts";
import { HostProblem } from "@/components/host-problem";
import { Loading, Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { Page } from "@/components/page";
import { Form } from "@/forms/form";
import { PasswordField, TextField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { CredentialView } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { CardsCard } from "./cards-card";
import styles from "./desk.module.css";
import { ModuleCard } from "./module-card";

/** The certificate with which this officer signs reports. */
export function CredentialPage() {
  const { t } = useTranslation("desk");
  const host = useHost();
  const credential = useQuery(queries.credential(host));
  const session = useQuery(queries.session(host)).data;
  const training = session?.kind === "signedIn" && session.session.training;
  const [again, setAgain] = useState(false);
  const missing = credential.data?.kind === "missing";
  return (
    <Page name={t("credential.title")} title={t("credential.title")} lead={t("credential.lead")} column>
      {credential.error ? (
        <HostProblem problem={asHostError(credential.error)} onRetry={() => void credential.refetch()} />
      ) : null}
      {credential.isPending ? <Loading sentence={t("credential.loading")} /> : null}
      {credential.data?.kind === "registered" ? <Registered credential={credential.data} /> : null}
      {missing ? <Notice tone="info">{t("credential.none")}</Notice> : null}
      <CardsCard />
      <ModuleCard />
      {training && credential.data && (missing || again) ? <Make onMade={() => setAgain(false)} /> : null}
      {training && credential.data?.kind === "registered" && !again ? (
        <div>
          <Button onClick={() => setAgain(true)}>{t("credential.makeAgain")}</Button>
        </div>
      ) : null}
    </Page>
  );
}

function Registered({ credential }: { credential: Extract<CredentialView, { kind: "registered" }> }) {
  const { t } = useTranslation("desk");
  const { exactInstant } = useFormat();
  const state = credential.problem ?? "valid";
  return (
    <Card
      title={t("credential.registered")}
      aside={
        <Badge
          tone={state === "valid" ? "success" : "danger"}
          icon={<BadgeCheck size={14} aria-hidden="true" />}
        >
          {t(`credential.state.${state}`)}
        </Badge>
      }
    >
      <Facts
        facts={[
          { label: t("credential.holder"), value: credential.holder },
          { label: t("credential.issuer"), value: credential.issuer },
          { label: t("credential.serial"), value: credential.serial, copy: credential.serial, code: true },
          { label: t("credential.notBefore"), value: exactInstant(credential.notBefore) },
          { label: t("credential.notAfter"), value: exactInstant(credential.notAfter) },
          { label: t("credential.path"), value: credential.path, copy: credential.path },
        ]}
      />
    </Card>
  );
}

const schema = z
  .object({
    path: z.string().trim().min(1, "required"),
    password: z.string().min(10, "passwordShort"),
    repeated: z.string(),
  })
  .refine((values) => values.password === values.repeated, {
    path: ["repeated"],
    message: "passwordsDiffer",
  });

function Make({ onMade }: { onMade: () => void }) {
  const { t } = useTranslation("desk");
  const form = useForm({
    resolver: zodResolver(schema),
    defaultValues: { path: "", password: "", repeated: "" },
  });
  const pick = useAct((host) => host.pickCredentialFile(true), {
    onSuccess: (path) => {
      if (path) form.setValue("path", path);
    },
  });
  const make = useAct(
    (host, values: z.infer<typeof schema>) => host.makeOfficerCredential(values.path, values.password),
    { onSuccess: onMade },
  );
  return (
    <Form
      form={form}
      label={t("credential.make")}
      onSubmit={async (values) => {
        await make.mutateAsync(values).catch(() => {});
      }}
    >
      <Card title={t("credential.make")}>
        <div className={styles.stack}>
          <p>{t("credential.makeLead")}</p>
          <div className={styles.pathLine}>
            <TextField
              name="path"
              label={t("credential.file")}
              help={t("credential.fileHelp")}
              width="full"
            />
            <Button
              icon={<FolderOpen size={16} aria-hidden="true" />}
              busy={pick.isPending}
              onClick={() => pick.mutate(undefined)}
            >
              {t("credential.browse")}
            </Button>
          </div>
          <PasswordField
            name="password"
            label={t("credential.password")}
            help={t("credential.passwordHelp")}
            autoComplete="new-password"
          />
          <PasswordField name="repeated" label={t("credential.repeat")} autoComplete="new-password" />
          {make.error ? <HostProblem problem={make.error} /> : null}
          {make.isPending ? <Working sentence={t("credential.making")} /> : null}
          <div>
            <Button type="submit" look="primary" busy={make.isPending}>
              {t("credential.submit")}
            </Button>
          </div>
        </div>
      </Card>
    </Form>
  );
}
