import { CreditCard } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useCardWords } from "@/components/card-words";
import { ChoiceCards } from "@/forms/choice-cards";
import type { DeviceChoice } from "@/host/types";
import styles from "./device.module.css";

/** A device is chosen with its reader: another one in the same reader is another choice. */
export function nameOf({ reader, serial, card }: DeviceChoice): string {
  return `${reader}/${serial ?? card.atr}`;
}

interface DeviceChoicesProps {
  devices: DeviceChoice[];
  value: string | null;
  onChange: (name: string) => void;
}

/** What is in the readers: what cannot be chosen is shown with why. */
export function DeviceChoices({ devices, value, onChange }: DeviceChoicesProps) {
  const { t } = useTranslation(["issuance", "common"]);
  const cardWords = useCardWords();
  if (devices.length === 0) return <p className={styles.none}>{t("issuance:device.choose.none")}</p>;
  const toChoose = value === null && devices.some((device) => device.problem === null);
  return (
    <>
      {toChoose ? <p className={styles.none}>{t("common:faults.choose")}</p> : null}
      <ChoiceCards
        legend={t("issuance:device.choose.legend")}
        hideLegend
        name="device"
        value={value}
        onChange={onChange}
        choices={devices.map((device) => ({
          value: nameOf(device),
          title: cardWords({ ...device, cardPresent: true }),
          icon: <CreditCard size={20} aria-hidden="true" />,
          disabled: device.problem !== null,
          detail: <Detail device={device} />,
        }))}
      />
    </>
  );
}

function Detail({ device }: { device: DeviceChoice }) {
  const { t } = useTranslation("issuance");
  const { serial, problem, card, reader } = device;
  const facts = [
    serial ? t("device.choose.serial", { serial }) : null,
    serial === null && (card.kind.kind === "piv" || card.role === "blank")
      ? t("device.choose.noSerial")
      : null,
    card.certificate ? t("device.choose.holder", { holder: card.certificate.holder }) : null,
    t("device.choose.reader", { reader }),
  ].filter((fact) => fact !== null);
  return (
    <span className={styles.words}>
      <span className="tabular">{facts.join(" · ")}</span>
      {problem ? <span className={styles.problem}>{t(`device.choose.problem.${problem}`)}</span> : null}
    </span>
  );
}
