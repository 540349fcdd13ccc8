import { useId } from "react";
import { useTranslation } from "react-i18next";
import fieldStyles from "@/forms/field.module.css";
import styles from "./camera.module.css";
import { parseSize, sizeText } from "./remembered";
import type { CameraDoor } from "./use-camera";

/** Which camera, how large, and whether it shoots by itself; all of it is remembered. */
export function CameraChoices({ camera }: { camera: CameraDoor }) {
  const { t } = useTranslation("registration");
  const id = useId();
  const sizes = new Set([...(camera.size ? [camera.size] : []), ...camera.sizes].map(sizeText));
  return (
    <div className={styles.choices}>
      <label className={styles.switchRow} htmlFor={`${id}-auto`}>
        <input
          id={`${id}-auto`}
          type="checkbox"
          checked={camera.auto}
          aria-describedby={`${id}-help`}
          onChange={(event) => camera.setAuto(event.target.checked)}
        />
        <span>{t("camera.auto")}</span>
      </label>
      <p id={`${id}-help`} className={styles.help}>
        {t("camera.autoHelp")}
      </p>
      <div className={styles.selects}>
        <div>
          <label htmlFor={`${id}-camera`} className={fieldStyles.label}>
            {t("camera.camera")}
          </label>
          <select
            id={`${id}-camera`}
            className={fieldStyles.control}
            value={camera.camera?.id ?? ""}
            disabled={camera.cameras.length === 0}
            onChange={(event) => camera.chooseCamera(event.target.value)}
          >
            {camera.camera ? null : <option value="">—</option>}
            {camera.cameras.map((each) => (
              <option key={each.id} value={each.id}>
                {each.training ? t("camera.trainingName") : each.name}
              </option>
            ))}
          </select>
        </div>
        <div>
          <label htmlFor={`${id}-size`} className={fieldStyles.label}>
            {t("camera.size")}
          </label>
          <select
            id={`${id}-size`}
            className={fieldStyles.control}
            value={camera.size ? sizeText(camera.size) : ""}
            disabled={!camera.camera}
            onChange={(event) => camera.chooseSize(parseSize(event.target.value))}
          >
            <option value="">{t("camera.sizeAuto")}</option>
            {[...sizes].map((each) => (
              <option key={each} value={each}>
                {each.replace("x", " × ")}
              </option>
            ))}
          </select>
        </div>
      </div>
    </div>
  );
}
