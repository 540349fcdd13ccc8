import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/components/button";
import { CopyButton } from "@/components/copy-button";
import { Popover } from "@/components/popover";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import { useFormat } from "@/i18n/format";
import styles from "./top-bar.module.css";

export function SupportButton({ icon }: { icon: ReactNode }) {
  const { t } = useTranslation("frame");
  const { language, day } = useFormat();
  const host = useHost();
  const support = useQuery(queries.reference(host)).data?.support ?? [];
  const about = useQuery(queries.about(host)).data;
  return (
    <Popover label={t("support.title")} trigger={<IconButton label={t("top.support")} icon={icon} />}>
      <div className={styles.support}>
        <h2>{t("support.title")}</h2>
        <p>{support.length > 0 ? t("support.lead") : t("support.none")}</p>
        {support.map((link) => (
          <p key={link.contact} className={styles.contact}>
            <span>
              <small>{link.label[language]}</small>
              {link.contact}
            </span>
            <CopyButton text={link.contact} what={link.label[language]} />
          </p>
        ))}
        {about ? (
          <p className={styles.version}>
            Sportello {about.version} · {about.system}
            {about.placesUntil ? (
              <>
                <br />
                {t("support.places", { day: day(about.placesUntil) })}
              </>
            ) : null}
          </p>
        ) : null}
      </div>
    </Popover>
  );
}
