import { useTranslation } from "react-i18next";
import { Notice } from "@/components/notice";
import type { AttachedView } from "@/host/types";

/** What attaching an image gave: what to look at again, what was filled in, or why nothing was read. */
export function AttachedNotes({ attached }: { attached: AttachedView }) {
  const { t, i18n } = useTranslation("registration");
  return (
    <>
      {attached.noticed.length > 0 ? (
        <Notice tone="warning" alert title={t("noticed.title")}>
          <ul>
            {attached.noticed.map((each) => (
              <li key={each}>
                {i18n.exists(`registration:noticed.${each}`)
                  ? t(`noticed.${each}` as "noticed.checkDigit")
                  : each}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {attached.filled.length > 0 ? (
        <Notice tone="success" alert title={t("document.read")}>
          {t("document.filled", { count: attached.filled.length })}
        </Notice>
      ) : null}
      {attached.unreadBecause ? (
        <Notice tone="info" alert title={t("document.notRead")}>
          {t(`unread.${attached.unreadBecause}`)}
        </Notice>
      ) : null}
    </>
  );
}
