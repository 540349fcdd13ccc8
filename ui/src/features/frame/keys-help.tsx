import { useTranslation } from "react-i18next";
import { Dialog } from "@/components/dialog";
import styles from "./frame.module.css";

export function KeysHelp({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useTranslation("frame");
  const keys: [string, string][] = [
    ["Enter", t("keys.enter")],
    ["Esc", t("keys.escape")],
    ["Ctrl K", t("keys.find")],
    ["Ctrl S", t("keys.save")],
    ["F2", t("keys.nextCheck")],
    ["F8", t("keys.shutter")],
    ["F9", t("keys.sign")],
    ["↑ ↓", t("keys.move")],
    ["?", t("keys.help")],
  ];
  return (
    <Dialog open={open} title={t("keys.title")} onClose={onClose}>
      <dl className={styles.keys}>
        {keys.map(([key, words]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{words}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
}
