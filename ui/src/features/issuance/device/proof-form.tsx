import { zodResolver } from "@hookform/resolvers/zod";
import { useQuery } from "@tanstack/react-query";
import { type UseFormReturn, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { z } from "zod";
import { Button } from "@/components/button";
import { PinTries } from "@/components/card-tries";
import { DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Form } from "@/forms/form";
import { isTypedOnReader, PinField } from "@/forms/pin-field";
import { PasswordField, TextField } from "@/forms/text-field";
import { useHost } from "@/host/context";
import { type HostError, isPinBlocked } from "@/host/errors";
import type { Host } from "@/host/host";
import { queries, useAct } from "@/host/queries";
import type { DeviceChoice, DeviceEnrolmentView } from "@/host/types";
import { useOnce } from "../once";

interface ProofFormProps {
  view: DeviceEnrolmentView;
  /** The own card; null where the credential file of the training proves it. */
  own: DeviceChoice | null;
  submit: string;
  onProved: () => void;
  onClose: () => void;
}

interface ProofValues {
  path: string;
  /** The PIN of the card, or the password of the file; empty where the PIN is typed on the reader. */
  secret: string;
  code: string;
}

function schemaOf(own: DeviceChoice | null, asksCode: boolean) {
  const code = z.string().transform((text) => text.replace(/\s/g, ""));
  return z.object({
    path: own ? z.string() : z.string().trim().min(1, "required"),
    secret: own && isTypedOnReader(own.card) ? z.string() : z.string().min(1, "required"),
    code: asksCode ? code.pipe(z.string().regex(/^\d{6}$/, "sixDigits")) : z.string(),
  });
}

/** What was wrong is not kept in its field; what was not looked at stays. */
function clear(form: UseFormReturn<ProofValues>, { code }: HostError) {
  const field = code === "secondFactorWrong" || code === "secondFactorMissing" ? "code" : "secret";
  form.setValue(field, "");
  form.setFocus(field);
}

function prove(host: Host, { product, proof }: DeviceEnrolmentView, own: DeviceChoice | null) {
  return ({ path, secret, code }: ProofValues) => {
    const shown = proof.asksCode ? code : null;
    return own
      ? host.proveWithCard(product, own.reader, secret, shown)
      : host.proveWithFile(product, path, secret, shown);
  };
}

/** PIN or password, and the authenticator's code where the customer asks for it. Each press is one try. */
export function ProofForm({ view, own, submit, onProved, onClose }: ProofFormProps) {
  const { t } = useTranslation(["issuance", "cards", "common"]);
  const { asksCode } = view.proof;
  const credential = useQuery(queries.credential(useHost())).data;
  const remembered = credential?.kind === "registered" ? (credential.path ?? "") : "";
  const form = useForm<ProofValues>({
    resolver: zodResolver(schemaOf(own, asksCode)),
    defaultValues: { path: "", secret: "", code: "" },
    // What the desk remembers is filled in as soon as it is known.
    values: remembered ? { path: remembered, secret: "", code: "" } : undefined,
    resetOptions: { keepDirtyValues: true },
  });
  const act = useAct((host, values: ProofValues) => prove(host, view, own)(values), {
    onSuccess: onProved,
    onError: (error) => clear(form, error),
  });
  const once = useOnce(act.mutate);
  const blocked = isPinBlocked(act.error?.code) || own?.card.pin.kind === "blocked";
  return (
    <Form form={form} label={t("issuance:device.proof.title")} onSubmit={once}>
      {own ? <CardFields own={own} /> : <FileFields />}
      {asksCode ? (
        <TextField
          name="code"
          label={t("issuance:device.proof.code")}
          help={t("issuance:device.proof.codeHelp")}
          width="s"
          inputMode="numeric"
          autoComplete="one-time-code"
          maxLength={7}
          code
        />
      ) : null}
      <p>{t("issuance:device.proof.holds")}</p>
      {act.error ? <HostProblem problem={act.error} /> : null}
      {act.isPending ? <Working sentence={t("issuance:device.proof.working")} /> : null}
      <DialogFooter>
        <Button disabled={act.isPending} onClick={onClose}>
          {t("common:cancel")}
        </Button>
        <Button type="submit" look="primary" busy={act.isPending} disabled={blocked}>
          {submit}
        </Button>
      </DialogFooter>
    </Form>
  );
}

function CardFields({ own: { reader, card, training } }: { own: DeviceChoice }) {
  const { t } = useTranslation("issuance");
  const holder = card.certificate?.holder ?? "–";
  return (
    <>
      <p>{t("device.proof.leadCard", { reader, holder })}</p>
      <PinTries pin={card.pin} />
      <PinField name="secret" card={card} training={training} />
    </>
  );
}

function FileFields() {
  const { t } = useTranslation("issuance");
  return (
    <>
      <p>{t("device.proof.leadFile")}</p>
      <TextField name="path" label={t("device.proof.path")} help={t("device.proof.pathHelp")} width="full" />
      <PasswordField
        name="secret"
        label={t("device.proof.password")}
        help={t("device.proof.passwordHelp")}
        width="full"
      />
    </>
  );
}
