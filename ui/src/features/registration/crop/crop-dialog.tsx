import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { Loading, Working } from "@/components/loading";
import { usePicture } from "@/components/use-picture";
import type { DraftDoor } from "@/forms/use-draft";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import type { Corners } from "@/host/host";
import { queries, useAct } from "@/host/queries";
import type { AttachedView, CropView, EvidenceRef } from "@/host/types";
import { isSquareOn, wholePicture } from "./corners";
import styles from "./crop.module.css";
import { CropPicture } from "./crop-picture";

interface CropDialogProps {
  draft: DraftDoor;
  /** Null: closed. */
  image: EvidenceRef | null;
  onCropped: (attached: AttachedView) => void;
  onClose: () => void;
}

/** Where an image was cropped, to be corrected. Stays where it is when closed, for the focus to find its way back. */
export function CropDialog({ draft, image, onCropped, onClose }: CropDialogProps) {
  const { t } = useTranslation(["registration", "words"]);
  const side = t(`words:documentSide.${image?.side ?? "both"}`);
  return (
    <Dialog open={image !== null} full title={t("registration:crop.openSide", { side })} onClose={onClose}>
      {image ? <CropSource draft={draft} image={image} onCropped={onCropped} onClose={onClose} /> : null}
    </Dialog>
  );
}

interface CropSourceProps extends CropDialogProps {
  image: EvidenceRef;
}

function CropSource(props: CropSourceProps) {
  const { t } = useTranslation("registration");
  const source = useQuery(queries.cropSource(useHost(), props.draft.view.id, props.image.id));
  if (source.error) {
    return <HostProblem problem={asHostError(source.error)} onRetry={() => void source.refetch()} />;
  }
  return source.data ? (
    <CropBody {...props} source={source.data} />
  ) : (
    <Loading sentence={t("crop.loading")} />
  );
}

function CropBody({ draft, image, source, onCropped, onClose }: CropSourceProps & { source: CropView }) {
  const { t } = useTranslation(["registration", "common"]);
  const id = useId();
  const picture = useQuery(queries.cropSourceImage(useHost(), draft.view.id, image.id));
  const address = usePicture(picture.data);
  const [corners, setCorners] = useState(source.corners);
  const crop = useAct(
    (host, wanted: Corners) =>
      draft.act(
        (open) => host.cropDocumentImage(open, image.id, wanted),
        (attached) => attached.draft,
      ),
    {
      onSuccess: (attached) => {
        onCropped(attached);
        onClose();
      },
    },
  );
  const isCrossed = !isSquareOn(corners);
  const problem = crop.error ?? (picture.error ? asHostError(picture.error) : null);
  const confirm = () => {
    if (!isCrossed && !crop.isPending) crop.mutate(corners);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // At a corner Enter has nothing else to do.
    if (event.key !== "Enter" || !(event.target as HTMLElement).matches(`.${styles.corner}`)) return;
    event.preventDefault();
    confirm();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Enter of the handles inside
    <div className={styles.crop} onKeyDown={onKeyDown}>
      <p id={`${id}-lead`}>{t("registration:crop.lead")}</p>
      <CropPicture
        address={address}
        size={source.size}
        corners={corners}
        isCrossed={isCrossed}
        describedBy={`${id}-lead`}
        onChange={setCorners}
      />
      {problem ? <HostProblem problem={problem} /> : null}
      <footer className={styles.footer}>
        <Button disabled={crop.isPending} onClick={() => setCorners(wholePicture(source.size))}>
          {t("registration:crop.whole")}
        </Button>
        <div className={styles.told}>
          {isCrossed ? (
            <p id={`${id}-crossed`} role="alert">
              {t("registration:crop.crossed")}
            </p>
          ) : null}
          {crop.isPending ? <Working sentence={t("registration:document.reading")} /> : null}
        </div>
        <Button onClick={onClose}>{t("common:cancel")}</Button>
        <Button
          look="primary"
          busy={crop.isPending}
          disabled={isCrossed}
          aria-describedby={isCrossed ? `${id}-crossed` : undefined}
          onClick={confirm}
        >
          {t("registration:crop.confirm")}
        </Button>
      </footer>
    </div>
  );
}
