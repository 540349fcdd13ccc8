import { Check, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Card } from "@/components/card";
import { Notice } from "@/components/notice";
import type { DeviceStage } from "@/host/types";
import styles from "./device.module.css";

const stages = ["begin", "prepare", "certify", "complete", "confirm"] as const satisfies DeviceStage[];

/** How far the writing is; nothing of it is the officer's to do but to leave the device where it is. */
export function Writing({ doing }: { doing: DeviceStage | null }) {
  const { t } = useTranslation("issuance");
  const here = Math.max(0, stages.indexOf((doing ?? "begin") as (typeof stages)[number]));
  return (
    <div className={styles.writing}>
      <Notice tone="info" title={t("device.writing.keep")} />
      <Card title={t("device.writing.title")}>
        <ol className={styles.stages} aria-label={t("device.writing.title")}>
          {stages.map((stage, index) => (
            <li
              key={stage}
              className={index < here ? styles.done : index === here ? styles.now : styles.later}
              aria-current={index === here ? "step" : undefined}
            >
              <span className={styles.mark} aria-hidden="true">
                {index < here ? <Check size={14} /> : index === here ? <LoaderCircle size={16} /> : null}
              </span>
              {t(`device.writing.stage.${stage}`)}
              {index <= here ? (
                <span className="visually-hidden">
                  {`, ${index < here ? t("device.writing.done") : t("device.writing.here")}`}
                </span>
              ) : null}
            </li>
          ))}
        </ol>
        <p className="visually-hidden" role="status">
          {t(`device.writing.stage.${stages[here] ?? "begin"}`)}
        </p>
      </Card>
    </div>
  );
}
