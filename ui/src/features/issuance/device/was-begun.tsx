import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { useProblemWords } from "@/components/host-problem";
import { Notice } from "@/components/notice";
import type { BegunView, DeviceEnrolmentView, DeviceFailure, NotedView } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { orphaned } from "./revoke-orphan";

/** What this PC noted, where the centre does not say how it stands. */
export function isOutOfReach({ begun, noted, checks }: DeviceEnrolmentView): NotedView | null {
  const answers = checks.some(({ kind, fine }) => kind === "centre" && fine);
  return begun === null && !answers ? noted : null;
}

interface WasBegunProps {
  begun: BegunView;
  /** What ended the last attempt, unless that is said already. */
  failure: DeviceFailure | null;
  ready: boolean;
  onRevoke: () => void;
}

/** How far it came, and the two ways on. */
export function WasBegun({ begun, failure, ready, onRevoke }: WasBegunProps) {
  const { t } = useTranslation("issuance");
  const { step } = begun;
  return (
    <Notice
      tone="warning"
      title={t("device.begun.title", { serial: begun.tokenSerial })}
      actions={
        <>
          <Button type="submit" look="primary" disabled={!ready}>
            {t("device.resume")}
          </Button>
          <Button onClick={onRevoke}>{t(`device.revoke.${orphaned(begun)}`)}</Button>
        </>
      }
    >
      {step === "delivered" || step === "abandoned" ? null : <p>{t(`device.begun.step.${step}`)}</p>}
      {failure ? <LastFailure failure={failure} /> : null}
      <p>{t(`device.begun.ways.${orphaned(begun)}`)}</p>
    </Notice>
  );
}

/** The same while the centre does not answer: both ways are shut, and it is said why. */
export function WasNoted({ noted }: { noted: NotedView }) {
  const { t } = useTranslation("issuance");
  return (
    <Notice
      tone="warning"
      title={t("device.begun.title", { serial: noted.tokenSerial })}
      actions={
        <>
          <Button look="primary" disabled>
            {t("device.resume")}
          </Button>
          <Button disabled>{t("device.revoke.issued")}</Button>
        </>
      }
    >
      <p>{t("device.begun.unknown", { stage: t(`device.writing.stage.${noted.stage}`) })}</p>
      {noted.failure ? <LastFailure failure={noted.failure} /> : null}
    </Notice>
  );
}

function LastFailure({ failure }: { failure: DeviceFailure }) {
  const { t } = useTranslation("issuance");
  const words = useProblemWords();
  const { exactInstant } = useFormat();
  const { stage, error, at } = failure;
  const ended = t("device.begun.failure", {
    stage: t(`device.writing.stage.${stage}`),
    when: exactInstant(at),
  });
  return (
    <p>
      {ended} {words(error)}
    </p>
  );
}
