import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { ChoiceCards } from "@/forms/choice-cards";
import { Form } from "@/forms/form";
import { PasswordField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { queries, useAct } from "@/host/queries";
import type { ProductDetail, SealedEnvelope } from "@/host/types";
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

interface PassphraseFormProps {
  product: ProductDetail;
  version: number;
  serial: string | null;
  onSealed: (sealed: SealedEnvelope) => void;
}

/** The holder types what will open the envelope; the tax code only where the customer allows it. */
export function PassphraseForm({ product, version, serial, onSealed }: PassphraseFormProps) {
  const { t } = useTranslation("issuance");
  const rules = useQuery(queries.reference(useHost())).data?.rules;
  const mayUseTaxCode = rules?.taxCodeAsPassphrase ?? false;
  const [road, setRoad] = useState<"own" | "taxCode">("own");
  const form = useForm({ resolver: zodResolver(schema), defaultValues: { passphrase: "", repeated: "" } });
  const seal = useAct((host, passphrase: string) => host.sealEnvelope(product.product, version, passphrase), {
    onSuccess: onSealed,
  });
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
      <Notice tone="success" alert title={t("passphrase.issued")}>
        {serial ? t("passphrase.serial", { serial }) : null}
      </Notice>
      <Card title={t("passphrase.title")}>
        <div className={styles.stack}>
          <p>{t("passphrase.lead")}</p>
          {mayUseTaxCode ? (
            <ChoiceCards
              legend={t("passphrase.how")}
              hideLegend
              name="road"
              sideBySide
              value={road}
              onChange={(value) => setRoad(value === "taxCode" ? "taxCode" : "own")}
              choices={[
                { value: "own", title: t("passphrase.own"), detail: t("passphrase.ownDetail") },
                { value: "taxCode", title: t("passphrase.taxCode"), detail: t("passphrase.taxCodeDetail") },
              ]}
            />
          ) : null}
          {own ? (
            <>
              <PasswordField name="passphrase" label={t("passphrase.field")} help={t("passphrase.help")} />
              <PasswordField name="repeated" label={t("passphrase.repeat")} />
            </>
          ) : null}
          {seal.error ? <HostProblem problem={seal.error} /> : null}
          {seal.isPending ? <Working sentence={t("passphrase.sealing")} /> : null}
        </div>
      </Card>
      <div className={styles.actionsEnd}>
        {own ? (
          <Button type="submit" look="primary" busy={seal.isPending}>
            {t("passphrase.submit")}
          </Button>
        ) : (
          <Button look="primary" busy={seal.isPending} onClick={() => seal.mutate(product.holder.taxCode)}>
            {t("passphrase.submit")}
          </Button>
        )}
      </div>
    </Form>
  );
}
