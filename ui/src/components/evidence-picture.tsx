import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import { Dialog } from "./dialog";
import styles from "./evidence-picture.module.css";
import { HostProblem } from "./host-problem";
import { usePicture } from "./use-picture";

interface EvidencePictureProps {
  evidence: string;
  mediaType: string;
  label: string;
}

/** A stored picture, small; pressed, it is shown large. */
export function EvidencePicture({ evidence, mediaType, label }: EvidencePictureProps) {
  const { t } = useTranslation("common");
  const [large, setLarge] = useState(false);
  const bytes = useQuery(queries.evidence(useHost(), evidence));
  const address = usePicture(bytes.data, mediaType);
  if (bytes.error)
    return <HostProblem problem={asHostError(bytes.error)} onRetry={() => void bytes.refetch()} />;
  return (
    <figure className={styles.figure}>
      <button type="button" onClick={() => setLarge(true)} aria-label={t("showLarge", { what: label })}>
        {address ? <img src={address} alt="" /> : <span className={styles.blank} />}
      </button>
      <figcaption>{label}</figcaption>
      <Dialog open={large} title={label} onClose={() => setLarge(false)} wide>
        {address ? <img className={styles.large} src={address} alt={label} /> : null}
      </Dialog>
    </figure>
  );
}
