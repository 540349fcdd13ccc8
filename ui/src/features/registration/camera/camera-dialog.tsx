import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import type { DraftDoor } from "@/forms/use-draft";
import type { AttachedView, DocumentSide, EvidenceRef } from "@/host/types";
import { AttachedNotes } from "../attached-notes";
import styles from "./camera.module.css";
import { CameraChoices } from "./camera-choices";
import { CameraTrouble } from "./camera-trouble";
import { Instruction } from "./instruction";
import { PictureStage } from "./picture-stage";
import { SideList } from "./side-list";
import { useCamera } from "./use-camera";
import { usePainter } from "./use-painter";
import { useShots } from "./use-shots";
import { useShutterKeys } from "./use-shutter-keys";

interface CameraBodyProps {
  draft: DraftDoor;
  sides: DocumentSide[];
  images: EvidenceRef[];
  /** The side to begin with; null: the first that is missing. */
  first: DocumentSide | null;
  /** What the last shot gave. */
  attached: AttachedView | null;
  onAttached: (attached: AttachedView | null) => void;
  onClose: () => void;
}

/** The document under the camera. Stays where it is when closed, so that the focus finds its way back. */
export function CameraDialog({ open, ...body }: CameraBodyProps & { open: boolean }) {
  const { t } = useTranslation("registration");
  return (
    <Dialog open={open} full title={t("camera.title")} onClose={body.onClose}>
      <CameraBody {...body} />
    </Dialog>
  );
}

/** Its picture large, one instruction, side after side. */
function CameraBody({ attached, onClose, ...wanted }: CameraBodyProps) {
  const { t } = useTranslation("registration");
  const { painted, paint } = usePainter();
  const shots = useShots(wanted);
  const camera = useCamera((frame) => {
    shots.onFrame(frame.view, camera.auto);
    return paint(frame);
  });
  const aim = useRef<HTMLElement>(null);
  const isLive = camera.state === "live";
  const shoot = () => {
    if (isLive) shots.shoot();
  };
  useShutterKeys(aim, { onShoot: shoot, onEnter: shots.side ? shoot : onClose });
  const { isReading, side } = shots;
  useEffect(() => {
    // The button that was pressed is busy or gone: the keys of the shutter go on.
    if (isReading || document.activeElement === document.body) aim.current?.focus();
  }, [isReading]);

  return (
    <div className={styles.camera}>
      <section ref={aim} className={styles.view} tabIndex={-1} data-aim aria-label={t("camera.picture")}>
        <PictureStage
          painted={painted}
          instead={isLive ? null : <CameraTrouble camera={camera} />}
          isDone={!side}
        />
        <Instruction
          side={side}
          advice={camera.advice}
          auto={camera.auto}
          isReading={isReading}
          isAgain={side !== null && side === shots.last}
          isLive={isLive}
          ring={painted.ring}
        />
      </section>
      <aside className={styles.aside}>
        <div className={styles.asideBody}>
          <SideList
            sides={wanted.sides}
            images={wanted.images}
            now={side}
            isReading={isReading}
            onChoose={(chosen) => {
              shots.choose(chosen);
              aim.current?.focus();
            }}
          />
          {shots.problem ? <HostProblem problem={shots.problem} /> : null}
          {camera.problem ? <HostProblem problem={camera.problem} /> : null}
          {attached && !isReading ? <AttachedNotes attached={attached} /> : null}
        </div>
        <CameraChoices camera={camera} />
        {side ? (
          <Button
            look="primary"
            busy={isReading}
            disabled={!isLive}
            shortcut={t("camera.space")}
            aria-keyshortcuts="Space F8"
            onClick={shoot}
          >
            {t("camera.shoot")}
          </Button>
        ) : (
          <Button look="primary" onClick={onClose}>
            {t("camera.done")}
          </Button>
        )}
      </aside>
    </div>
  );
}
