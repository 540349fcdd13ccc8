import { ImageOff } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { EvidencePicture } from "@/components/evidence-picture";
import { FileDrop } from "@/components/file-drop";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import { Notice } from "@/components/notice";
import type { DraftDoor } from "@/forms/use-draft";
import type { PickedFile } from "@/host/host";
import { useAct } from "@/host/queries";
import type { DocumentSide, EvidenceRef, PageChoice, PaperView } from "@/host/types";
import { PageChoiceDialog } from "./page-choice";
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

/** The document's images: added one by one, or from the pages of a PDF, and removed. */
export function DocumentImages({ draft, sides, images }: ImagesProps) {
  const { t, i18n } = useTranslation(["registration", "words"]);
  const [opened, setOpened] = useState<Opened | null>(null);
  const attach = useAct(
    (host, input: Attach) =>
      draft.act(
        (id) =>
          "file" in input
            ? host.attachDocumentImage(id, input.side, input.file)
            : host.attachDocumentPages(id, input.paper, input.choices),
        (attached) => attached.draft,
      ),
    { onSuccess: () => setOpened(null) },
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
  const take = (side: DocumentSide, file: PickedFile) => {
    attach.reset();
    open.reset();
    if (isPdf(file)) open.mutate({ side, file });
    else attach.mutate({ side, file });
  };
  const working = attach.isPending || open.isPending;
  const problem = attach.error ?? open.error ?? remove.error;
  return (
    <>
      <div className={styles.images}>
        {sides.map((side) => {
          const image = images.find((each) => each.side === side);
          const words = t(`words:documentSide.${side}`);
          return image ? (
            <div key={side} className={styles.image}>
              <EvidencePicture evidence={image.id} mediaType={image.mediaType} label={words} />
              <Button
                small
                look="quiet"
                icon={<ImageOff size={16} aria-hidden="true" />}
                busy={remove.isPending && remove.variables === image.id}
                aria-label={t("registration:document.removeSide", { side: words })}
                onClick={() => remove.mutate(image.id)}
              >
                {t("registration:document.remove")}
              </Button>
            </div>
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
      {problem ? <HostProblem problem={problem} /> : null}
      {attach.data && attach.data.noticed.length > 0 && !attach.isPending ? (
        <Notice tone="warning" alert title={t("registration:noticed.title")}>
          <ul>
            {attach.data.noticed.map((each) => (
              <li key={each}>
                {i18n.exists(`registration:noticed.${each}`)
                  ? t(`registration:noticed.${each}` as "registration:noticed.checkDigit")
                  : each}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {attach.data && attach.data.filled.length > 0 && !attach.isPending ? (
        <Notice tone="success" alert title={t("registration:document.read")}>
          {t("registration:document.filled", { count: attach.data.filled.length })}
        </Notice>
      ) : null}
      {attach.data?.unreadBecause && !attach.isPending ? (
        <Notice tone="info" alert title={t("registration:document.notRead")}>
          {t(`registration:unread.${attach.data.unreadBecause}`)}
        </Notice>
      ) : null}
    </>
  );
}
