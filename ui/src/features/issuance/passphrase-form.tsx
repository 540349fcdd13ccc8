import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice, type Tone } from "@/components/notice";
import { ChoiceCards } from "@/forms/choice-cards";
import { Form } from "@/forms/form";
import { PasswordField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import type { Host } from "@/host/host";
import { queries, useAct } from "@/host/queries";
import styles from "./issuance.module.css";

const schema = z
  .object({
    passphrase: z
      .string()
      .min(10, "passphraseShort")
      .regex(/\p{L}/u, "passphraseMixed")
      .regex(/\d/, "passphraseMixed"),
    repeated: z.string(),
  })
  .refine((values) => values.passphrase === values.repeated, {
    path: ["repeated"],
    message: "passwordsDiffer",
  });

interface PassphraseFormProps<Sealed> {
  /** What was issued, or what is sent again: said before anything is asked. */
  about: { tone: Tone; title: string; detail: ReactNode };
  /** The holder's. */
  taxCode: string;
  seal: (host: Host, passphrase: string) => Promise<Sealed>;
  onSealed: (sealed: Sealed) => void;
  /** Another way out, at the left of the button. */
  aside?: ReactNode;
}

type Road = "own" | "taxCode";

/** The holder types what will open the envelope; the tax code only where the customer allows it. */
export function PassphraseForm<Sealed>(props: PassphraseFormProps<Sealed>) {
  const { about, taxCode, aside } = props;
  const { t } = useTranslation("issuance");
  const rules = useQuery(queries.reference(useHost())).data?.rules;
  const mayUseTaxCode = rules?.taxCodeAsPassphrase ?? false;
  const [road, setRoad] = useState<Road>("own");
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { passphrase: "", repeated: "" } });
  const seal = useAct(props.seal, { onSuccess: props.onSealed });
  const own = road === "own";
  return (
    <Form
      form={form}
      label={t("passphrase.title")}
      className={styles.stack}
      onSubmit={async (values) => {
        await seal.mutateAsync(values.passphrase).catch(() => {});
      }}
    >
      <Notice tone={about.tone} alert={about.tone === "success"} title={about.title}>
        {about.detail}
      </Notice>
      <Card title={t("passphrase.title")}>
        <div className={styles.stack}>
          <p>{t("passphrase.lead")}</p>
          {mayUseTaxCode ? <Roads road={road} onChoose={setRoad} /> : null}
          {own ? (
            <>
              <PasswordField
                name="passphrase"
                label={t("passphrase.field")}
                help={t("passphrase.help")}
                autoFocus
              />
              <PasswordField name="repeated" label={t("passphrase.repeat")} />
            </>
          ) : null}
          {seal.error ? <HostProblem problem={seal.error} /> : null}
          {seal.isPending ? <Working sentence={t("passphrase.sealing")} /> : null}
        </div>
      </Card>
      <div className={aside ? styles.actions : styles.actionsEnd}>
        {aside}
        {own ? (
          <Button type="submit" look="primary" busy={seal.isPending}>
            {t("passphrase.submit")}
          </Button>
        ) : (
          <Button look="primary" busy={seal.isPending} onClick={() => seal.mutate(taxCode)}>
            {t("passphrase.submit")}
          </Button>
        )}
      </div>
    </Form>
  );
}

function Roads({ road, onChoose }: { road: Road; onChoose: (road: Road) => void }) {
  const { t } = useTranslation("issuance");
  return (
    <ChoiceCards
      legend={t("passphrase.how")}
      hideLegend
      name="road"
      sideBySide
      value={road}
      onChange={(value) => onChoose(value === "taxCode" ? "taxCode" : "own")}
      choices={[
        { value: "own", title: t("passphrase.own"), detail: t("passphrase.ownDetail") },
        { value: "taxCode", title: t("passphrase.taxCode"), detail: t("passphrase.taxCodeDetail") },
      ]}
    />
  );
}
