import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { actionState } from "@/components/why-not";
import { ChoiceCards } from "@/forms/choice-cards";
import { Form } from "@/forms/form";
import { TextArea, TextField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { queries, useAct } from "@/host/queries";
import type { BegunView, TokenFate } from "@/host/types";
import styles from "../issuance.module.css";
import { useOnce } from "../once";

/** Whether there is anything to revoke: that is said where there is, and only there. */
export type Orphaned = "begun" | "issued";

export function orphaned({ step }: Pick<BegunView, "step">): Orphaned {
  return step === "begun" ? "begun" : "issued";
}

/** An enrolment that was given up. */
export interface Revoked {
  serial: string;
  what: Orphaned;
  fate: TokenFate;
  /** The product has ended with it. */
  ended: boolean;
}

interface RevokeOrphanProps {
  product: string;
  begun: Pick<BegunView, "enrolment" | "tokenSerial" | "step" | "fates">;
  onClose: () => void;
  onRevoked: (revoked: Revoked) => void;
}

/** Gives an enrolment up: says what happens, and asks what becomes of the device, and of the product. */
export function RevokeOrphan({ open, ...inside }: RevokeOrphanProps & { open: boolean }) {
  const { t } = useTranslation("issuance");
  return (
    <Dialog open={open} title={t(`device.revoke.${orphaned(inside.begun)}`)} onClose={inside.onClose} roomy>
      {open ? <Inside {...inside} /> : null}
    </Dialog>
  );
}

type After = "anew" | "end";

interface OrphanValues {
  reason: string;
  typedName: string;
}

interface Wish {
  fate: TokenFate;
  ending: string | null;
}

function Inside({ product, begun, onClose, onRevoked }: RevokeOrphanProps) {
  const { t } = useTranslation(["issuance", "common"]);
  const [fate, setFate] = useState<TokenFate | null>(null);
  const [after, setAfter] = useState<After>("anew");
  const form = useForm<OrphanValues>({ defaultValues: { reason: "", typedName: "" } });
  const detail = useQuery(queries.product(useHost(), product)).data;
  const name = detail ? `${detail.holder.givenNames} ${detail.holder.surname}` : "";
  const mayEnd = detail !== undefined && actionState(detail.actions, "revoke")?.whyNot === null;
  const { enrolment, tokenSerial: serial } = begun;
  const what = orphaned(begun);
  const abandon = useAct(
    (host, { fate, ending }: Wish) => host.abandonDevice(product, enrolment, fate, ending),
    { onSuccess: (_standing, { fate, ending }) => onRevoked({ serial, what, fate, ended: ending !== null }) },
  );
  const once = useOnce(abandon.mutate);
  const ends = mayEnd && after === "end";
  const submit = ({ reason, typedName }: OrphanValues) => {
    if (!fate) return;
    if (!ends) return once({ fate, ending: null });
    if (reason.trim() === "") return form.setError("reason", { message: "required" }, { shouldFocus: true });
    if (typedName.trim().toLowerCase() !== name.toLowerCase()) {
      return form.setError("typedName", { message: "nameDiffers" }, { shouldFocus: true });
    }
    once({ fate, ending: reason.trim() });
  };
  return (
    <Form form={form} className={styles.stack} label={t(`issuance:device.revoke.${what}`)} onSubmit={submit}>
      <p>
        {t(`issuance:device.orphan.lead.${what}`, { serial })} {t("issuance:device.orphan.final")}
      </p>
      <ChoiceCards
        legend={t("issuance:device.orphan.fate")}
        name="fate"
        sideBySide
        value={fate}
        onChange={(value) => setFate(value as TokenFate)}
        choices={begun.fates.map((value) => ({
          value,
          title: t(`issuance:device.orphan.${value}`),
          detail: t(`issuance:device.orphan.${value}Detail`),
        }))}
      />
      {mayEnd ? (
        <ProductsFate after={after} onChange={setAfter} />
      ) : (
        <p>{t("issuance:device.orphan.then")}</p>
      )}
      {ends ? <Ending name={name} /> : null}
      {abandon.error ? <HostProblem problem={abandon.error} /> : null}
      {abandon.isPending ? <Working sentence={t(`issuance:device.orphan.working.${what}`)} /> : null}
      <DialogFooter>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button type="submit" look="danger" busy={abandon.isPending} disabled={fate === null}>
          {ends ? t(`issuance:device.orphan.submitEnd.${what}`) : t(`issuance:device.revoke.${what}`)}
        </Button>
      </DialogFooter>
    </Form>
  );
}

function ProductsFate({ after, onChange }: { after: After; onChange: (after: After) => void }) {
  const { t } = useTranslation("issuance");
  return (
    <ChoiceCards
      legend={t("device.orphan.product")}
      name="after"
      sideBySide
      value={after}
      onChange={(value) => onChange(value === "end" ? "end" : "anew")}
      choices={(["anew", "end"] as const).map((value) => ({
        value,
        title: t(`device.orphan.${value}`),
        detail: t(`device.orphan.${value}Detail`),
      }))}
    />
  );
}

/** Why it ends, and the name typed again: nothing leads back from there. */
function Ending({ name }: { name: string }) {
  const { t } = useTranslation("products");
  return (
    <>
      <TextArea name="reason" label={t("ending.reason")} help={t("ending.reasonHelp")} />
      <TextField name="typedName" label={t("ending.typeName", { name })} width="full" />
    </>
  );
}
