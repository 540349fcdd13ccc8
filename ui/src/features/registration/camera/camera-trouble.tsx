import { useQuery } from "@tanstack/react-query";
import { Camera, CameraOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import styles from "./camera.module.css";
import type { CameraDoor } from "./use-camera";

/** Those that go on by themselves. */
const waiting = ["opening", "none", "missing"];

/** Why there is no picture, and what to do about it. */
export function CameraTrouble({ camera }: { camera: CameraDoor }) {
  const { t } = useTranslation(["registration", "common"]);
  const { state } = camera;
  if (state === "live") return null;
  const Icon = state === "opening" ? Camera : CameraOff;
  return (
    <div className={styles.trouble} role="status">
      <Icon size={28} aria-hidden="true" />
      <p className={styles.troubleTitle}>{t(`registration:camera.state.${state}.title`)}</p>
      {state === "denied" ? (
        <DeniedWords />
      ) : (
        <p className={styles.troubleLead}>{t(`registration:camera.state.${state}.lead`)}</p>
      )}
      {waiting.includes(state) ? null : (
        <Button onClick={camera.openAgain}>
          {state === "closed" ? t("registration:camera.openAgain") : t("common:tryAgain")}
        </Button>
      )}
    </div>
  );
}

/** Where the permission is to be found depends on the system. */
function DeniedWords() {
  const { t } = useTranslation("registration");
  const about = useQuery(queries.about(useHost()));
  const system = about.data?.system;
  return (
    <p className={styles.troubleLead}>
      {t(`camera.state.denied.${system === "windows" || system === "macos" ? system : "other"}`)}
    </p>
  );
}
