import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import type { DeviceCheck } from "@/host/types";
import styles from "./device.module.css";

interface DeviceChecksProps {
  checks: DeviceCheck[];
  /** The serial number of the device that was begun. */
  expected: string | null;
  /** Gives the officer's proof without writing: where own card and device share one reader. */
  onProve: () => void;
}

/** What must be so before a device is written on: the list mends itself as things are plugged in. */
export function DeviceChecks({ checks, expected, onProve }: DeviceChecksProps) {
  const { t } = useTranslation(["issuance", "desk"]);
  const todo = ({ kind }: DeviceCheck) =>
    kind === "device" && expected
      ? t("issuance:device.checks.device.todoResume", { serial: expected })
      : t(`issuance:device.checks.${kind}.todo`);
  const hasCredential = checks.every((check) => check.kind !== "credential" || check.fine);
  const title = expected ? t("issuance:device.checks.titleResume") : t("issuance:device.checks.title");
  return (
    <Card title={title}>
      <ul className={styles.checks} aria-label={title} aria-live="polite">
        {checks.map((check) => (
          <li key={check.kind} className={check.fine ? styles.fine : styles.missing}>
            {check.fine ? (
              <CircleCheck size={16} aria-hidden="true" />
            ) : (
              <CircleAlert size={16} aria-hidden="true" />
            )}
            <span className={styles.words}>
              <span>{t(`issuance:device.checks.${check.kind}.${check.fine ? "fine" : "missing"}`)}</span>
              {check.fine ? null : <span className={styles.todo}>{todo(check)}</span>}
              {!check.fine && check.kind === "credential" ? (
                <Link to="/credential">{t("desk:credential.title")}</Link>
              ) : null}
              {!check.fine && check.kind === "proof" && hasCredential ? (
                <Button small className={styles.prove} onClick={onProve}>
                  {t("issuance:device.proof.now")}
                </Button>
              ) : null}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
