import { useState } from "react";
import { type UseFormReturn, useForm } from "react-hook-form";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { CardSlots } from "@/components/card-slots";
import { HostProblem } from "@/components/host-problem";
import { usePageKeys } from "@/components/keys";
import { Form } from "@/forms/form";
import { TextField } from "@/forms/text-field";
import type { HostError } from "@/host/errors";
import { useAct } from "@/host/queries";
import type { DeviceChoice, DeviceEnrolmentView, EnrolmentStanding, ReaderView } from "@/host/types";
import styles from "../issuance.module.css";
import { useOnce } from "../once";
import { DeviceChecks } from "./device-checks";
import { DeviceChoices, nameOf } from "./device-choices";
import { ProofDialog } from "./proof-dialog";
import { type Revoked, RevokeOrphan } from "./revoke-orphan";
import { isOutOfReach, WasBegun, WasNoted } from "./was-begun";
import { Writing } from "./writing";

interface DeviceStepProps {
  view: DeviceEnrolmentView;
  /** The product's, as its data were confirmed. */
  version: number;
  onBack: () => void;
  onWritten: (standing: EnrolmentStanding) => void;
  onRevoked: (revoked: Revoked) => void;
}

/** What is to be written on. */
interface Target {
  reader: string;
  serial: string;
}

interface SerialValues {
  tokenSerial: string;
}

/** The device that was picked, or the one that the slot holds by itself: of several, none. */
function chosenOf(
  { devices, slots: { blankDevice } }: DeviceEnrolmentView,
  picked: string | null,
): DeviceChoice | null {
  const possible = devices.filter((device) => device.problem === null);
  const held = blankDevice.kind === "holds" ? blankDevice.reader : null;
  return (
    possible.find((device) => nameOf(device) === picked) ??
    possible.find((device) => device.reader === held) ??
    null
  );
}

/** The devices as what lies in their readers. */
function readersOf(devices: DeviceChoice[]): ReaderView[] {
  return devices.map(({ reader, training, card }) => ({ name: reader, training, cardPresent: true, card }));
}

/** Which device, and whether all is ready; then it is written, from the start or from where it was left. */
export function DeviceStep({ view, version, onBack, onWritten, onRevoked }: DeviceStepProps) {
  const { begun, doing } = view;
  const { t } = useTranslation("issuance");
  const [picked, setPicked] = useState<string | null>(null);
  const enrol = useAct(
    (host, { reader, serial }: Target) => host.enrolDevice(view.product, version, reader, serial),
    { onSuccess: onWritten },
  );
  const once = useOnce(enrol.mutate);
  const [proving, setProving] = useState<Target | "nothing" | null>(null);
  const form = useForm<SerialValues>({ defaultValues: { tokenSerial: "" } });
  const chosen = chosenOf(view, picked);
  const known = (begun ?? isOutOfReach(view))?.tokenSerial ?? chosen?.serial ?? null;
  // What was begun is gone on with as it is: the centre says what is missing.
  const ready =
    chosen !== null && (begun !== null || view.checks.every(({ kind, fine }) => fine || kind === "proof"));
  const working = enrol.isPending || (doing !== null && doing !== "deliver");
  const submit = ({ tokenSerial }: SerialValues) => {
    if (!ready || working) return;
    const serial = known ?? tokenSerial.trim();
    if (serial === "") form.setError("tokenSerial", { message: "required" }, { shouldFocus: true });
    else if (view.proof.until === null) setProving({ reader: chosen.reader, serial });
    else once({ reader: chosen.reader, serial });
  };
  usePageKeys({
    onEnter: ready && !working ? () => void form.handleSubmit(submit)() : undefined,
    onEscape: working ? undefined : onBack,
  });
  if (working) return <Writing doing={doing} />;
  return (
    <>
      <ChooseDevice
        view={view}
        form={form}
        chosen={chosen}
        asksSerial={chosen !== null && known === null}
        ready={ready}
        problem={enrol.error}
        onPick={setPicked}
        onSubmit={submit}
        onProve={() => setProving("nothing")}
        onBack={onBack}
        onRevoked={onRevoked}
      />
      <ProofDialog
        view={view}
        open={proving !== null}
        submit={t(
          `device.proof.${proving === "nothing" ? "submit" : begun ? "submitAndResume" : "submitAndWrite"}`,
        )}
        onProved={() => {
          setProving(null);
          if (proving !== null && proving !== "nothing") once(proving);
        }}
        onClose={() => setProving(null)}
      />
    </>
  );
}

interface ChooseDeviceProps extends Pick<DeviceStepProps, "view" | "onBack" | "onRevoked"> {
  form: UseFormReturn<SerialValues>;
  chosen: DeviceChoice | null;
  asksSerial: boolean;
  ready: boolean;
  problem: HostError | null;
  onPick: (name: string) => void;
  onSubmit: (values: SerialValues) => void;
  onProve: () => void;
}

function ChooseDevice({ view, form, chosen, asksSerial, ready, problem, ...on }: ChooseDeviceProps) {
  const { begun, noted } = view;
  const outOfReach = isOutOfReach(view);
  const { t } = useTranslation(["issuance", "common"]);
  const [revoking, setRevoking] = useState(false);
  return (
    <>
      <Form
        form={form}
        label={t("issuance:device.choose.title")}
        className={styles.stack}
        onSubmit={on.onSubmit}
      >
        {problem ? <HostProblem problem={problem} /> : null}
        {begun ? (
          <WasBegun
            begun={begun}
            failure={problem ? null : (noted?.failure ?? null)}
            ready={ready}
            onRevoke={() => setRevoking(true)}
          />
        ) : null}
        {outOfReach ? <WasNoted noted={outOfReach} /> : null}
        <DeviceChecks
          checks={view.checks}
          expected={begun?.tokenSerial ?? outOfReach?.tokenSerial ?? null}
          onProve={on.onProve}
        />
        <Card title={t("issuance:device.choose.legend")}>
          <div className={styles.stack}>
            <CardSlots
              slots={view.slots}
              readers={readersOf(view.devices)}
              choosing="blank"
              picked={chosen?.reader ?? null}
              begun={begun !== null}
            />
            <DeviceChoices
              devices={view.devices}
              value={chosen ? nameOf(chosen) : null}
              onChange={on.onPick}
            />
            {asksSerial ? (
              <TextField
                name="tokenSerial"
                label={t("issuance:device.serial.label")}
                help={t("issuance:device.serial.help")}
                maxLength={64}
                code
              />
            ) : null}
          </div>
        </Card>
        {begun || outOfReach ? null : (
          <div className={styles.actions}>
            <Button onClick={on.onBack}>{t("common:back")}</Button>
            <Button type="submit" look="primary" disabled={!ready}>
              {t("issuance:device.write")}
            </Button>
          </div>
        )}
      </Form>
      {begun ? (
        <RevokeOrphan
          open={revoking}
          product={view.product}
          begun={begun}
          onClose={() => setRevoking(false)}
          onRevoked={on.onRevoked}
        />
      ) : null}
    </>
  );
}
