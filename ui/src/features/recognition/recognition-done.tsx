import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { DonePanel } from "@/components/done-panel";
import { usePageKeys } from "@/components/keys";
import type { Sent } from "@/host/types";
import { useFormat } from "@/i18n/format";
import styles from "./recognition.module.css";

/** What became of the report; nothing is called done before the centre's receipt. */
export function RecognitionDone({ sent, product }: { sent: Sent; product: string | null }) {
  const { t } = useTranslation("recognition");
  const { exactInstant } = useFormat();
  const navigate = useNavigate();
  const received = sent.kind === "received";
  const toProduct = () => {
    if (product) void navigate({ to: "/products/$product", params: { product } });
  };
  const toQueue = () => void navigate({ to: "/queue" });
  usePageKeys({ onEnter: received ? toProduct : toQueue });
  return (
    <div className={styles.column}>
      <DonePanel
        title={received ? t("done.title") : t("done.waitingTitle")}
        waiting={!received}
        actions={
          received ? (
            <>
              <Button look="primary" onClick={toProduct}>
                {t("done.toProduct")}
              </Button>
              <Button
                onClick={() => void navigate({ to: "/search/$section", params: { section: "toIdentify" } })}
              >
                {t("done.next")}
              </Button>
            </>
          ) : (
            <Button look="primary" onClick={toQueue}>
              {t("done.toQueue")}
            </Button>
          )
        }
      >
        <p>{received ? t("done.lead", { at: exactInstant(sent.at) }) : t("done.waitingLead")}</p>
      </DonePanel>
    </div>
  );
}
