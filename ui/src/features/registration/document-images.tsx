import { Camera } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { FileDrop } from "@/components/file-drop";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import { TooLarge, usePickedFile } from "@/components/picked-file";
import type { DraftDoor } from "@/forms/use-draft";
import type { PickedFile } from "@/host/host";
import { useAct } from "@/host/queries";
import type { AttachedView, DocumentSide, EvidenceRef, PageChoice, PaperView } from "@/host/types";
import { AttachedNotes } from "./attached-notes";
import { CameraDialog } from "./camera/camera-dialog";
import { CropDialog } from "./crop/crop-dialog";
import { DocumentImage } from "./document-image";
import { PageChoiceDialog } from "./page-choice";
import { usePastedFile } from "./use-pasted-file";
import styles from "./wizard.module.css";

// Telephones' own formats can be chosen too: the answer says how to send them.
const accepted =
  "image/jpeg,image/png,image/webp,image/tiff,image/heic,application/pdf,.jpg,.jpeg,.png,.webp,.tif,.tiff,.heic,.pdf";

type Attach = { side: DocumentSide; file: PickedFile } | { paper: string; choices: PageChoice[] };

interface Opened {
  side: DocumentSide;
  paper: PaperView;
}

/** By what it begins with: the name may say anything. */
function isPdf(file: PickedFile): boolean {
  return String.fromCharCode(...file.bytes.subarray(0, 5)) === "%PDF-" || /\.pdf$/i.test(file.name);
}

interface ImagesProps {
  draft: DraftDoor;
  sides: DocumentSide[];
  images: EvidenceRef[];
}

/** The document's images: photographed, added one by one, or from the pages of a PDF, and removed. */
export function DocumentImages({ draft, sides, images }: ImagesProps) {
  const { t } = useTranslation(["registration", "words"]);
  const [opened, setOpened] = useState<Opened | null>(null);
  /** The camera stands open, for that side or for the first that is missing. */
  const [camera, setCamera] = useState<{ first: DocumentSide | null } | null>(null);
  const [cropping, setCropping] = useState<EvidenceRef | null>(null);
  /** A file was pasted, and every side has its image. */
  const [noPlace, setNoPlace] = useState(false);
  const [attached, setAttached] = useState<AttachedView | null>(null);
  const attach = useAct(
    (host, input: Attach) =>
      draft.act(
        (id) =>
          "file" in input
            ? host.attachDocumentImage(id, input.side, input.file)
            : host.attachDocumentPages(id, input.paper, input.choices),
        (attached) => attached.draft,
      ),
    {
      onSuccess: (given) => {
        setOpened(null);
        setAttached(given);
      },
    },
  );
  const open = useAct(
    async (host, input: { side: DocumentSide; file: PickedFile }) => {
      const saved = await draft.save();
      return { side: input.side, paper: await host.openDocumentFile(saved.id, input.file) };
    },
    {
      onSuccess: ({ side, paper }) => {
        if (paper.pages > 1) setOpened({ side, paper });
        else attach.mutate({ paper: paper.paper, choices: [{ side, page: 1 }] });
      },
    },
  );
  const remove = useAct((host, evidence: string) =>
    draft.act(
      (id) => host.removeDocumentImage(id, evidence),
      (view) => view,
    ),
  );
  const forget = () => {
    attach.reset();
    open.reset();
    remove.reset();
    setAttached(null);
    setNoPlace(false);
  };
  const photograph = (first: DocumentSide | null) => {
    forget();
    setCamera({ first });
  };
  const take = (side: DocumentSide, file: PickedFile) => {
    forget();
    if (isPdf(file)) open.mutate({ side, file });
    else attach.mutate({ side, file });
  };
  const working = attach.isPending || open.isPending;
  const missing = sides.find((side) => !images.some((image) => image.side === side));
  const pasted = usePickedFile((file) => {
    if (missing) take(missing, file);
  });
  usePastedFile((file) => {
    if (working) return;
    setNoPlace(!missing);
    if (missing) void pasted.take(file);
  });
  const problem = attach.error ?? open.error ?? remove.error;
  return (
    <>
      <div>
        <Button
          icon={<Camera size={20} aria-hidden="true" />}
          disabled={working}
          onClick={() => photograph(null)}
        >
          {t("registration:camera.open")}
        </Button>
      </div>
      <div className={styles.images}>
        {sides.map((side) => {
          const image = images.find((each) => each.side === side);
          const words = t(`words:documentSide.${side}`);
          return image ? (
            <DocumentImage
              key={side}
              image={image}
              label={words}
              isRemoving={remove.isPending && remove.variables === image.id}
              onPhotograph={() => photograph(side)}
              onCrop={() => {
                forget();
                setCropping(image);
              }}
              onRemove={() => {
                forget();
                remove.mutate(image.id);
              }}
            />
          ) : (
            <FileDrop
              key={side}
              label={words}
              help={t("registration:document.fileHelp")}
              accept={accepted}
              busy={working}
              onFile={(file) => take(side, file)}
            />
          );
        })}
      </div>
      {opened ? (
        <PageChoiceDialog
          paper={opened.paper}
          sides={sides}
          wanted={opened.side}
          taken={images.flatMap((image) => (image.side ? [image.side] : []))}
          busy={attach.isPending}
          onChoose={(choices) => attach.mutate({ paper: opened.paper.paper, choices })}
          onClose={() => setOpened(null)}
        />
      ) : null}
      {working ? <Working sentence={t("registration:document.reading")} /> : null}
      <TooLarge bytes={pasted.tooLarge} />
      {noPlace ? (
        <Notice tone="info" alert>
          {t("registration:document.pasteNoPlace")}
        </Notice>
      ) : null}
      {problem ? <HostProblem problem={problem} /> : null}
      <CameraDialog
        open={camera !== null}
        draft={draft}
        sides={sides}
        images={images}
        first={camera?.first ?? null}
        attached={attached}
        onAttached={setAttached}
        onClose={() => setCamera(null)}
      />
      <CropDialog draft={draft} image={cropping} onCropped={setAttached} onClose={() => setCropping(null)} />
      {attached && !working && !camera ? <AttachedNotes attached={attached} /> : null}
    </>
  );
}
