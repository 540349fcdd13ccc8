import { useTranslation } from "react-i18next";
import { Button } from "./button";
import styles from "./error-page.module.css";
import { Notice } from "./notice";

/** A screen that failed: the rest of the window goes on. */
export function ErrorPage({ reset }: { reset: () => void }) {
  const { t } = useTranslation(["frame", "common"]);
  return (
    <div className={styles.page}>
      <Notice
        tone="danger"
        alert
        title={t("frame:broken.title")}
        actions={
          <Button small onClick={reset}>
            {t("common:tryAgain")}
          </Button>
        }
      >
        {t("frame:broken.lead")}
      </Notice>
    </div>
  );
}
