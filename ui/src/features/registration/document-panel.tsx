import { useQuery } from "@tanstack/react-query";
import { ImageOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "@/components/empty";
import { usePicture } from "@/components/use-picture";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { DraftContent, EvidenceRef, ImageBox, Reading } from "@/host/types";
import styles from "./wizard.module.css";

interface DocumentPanelProps {
  content: DraftContent;
  /** The reading of the field under the pointer or the caret. */
  pointed: Reading | null;
}

/** The document's pictures, beside the fields: pointing at a field shows where it was read. */
export function DocumentPanel({ content, pointed }: DocumentPanelProps) {
  const { t } = useTranslation(["registration", "words"]);
  const { images } = content.document;
  const [chosen, setChosen] = useState<string | null>(null);

  useEffect(() => {
    // The side on which the pointed value stands comes to the front.
    const side = images.find((image) => image.side === pointed?.side);
    if (side) setChosen(side.id);
  }, [pointed, images]);

  const shown = images.find((image) => image.id === chosen) ?? images[0];
  return (
    <section className={styles.panel} aria-label={t("registration:panel.document")}>
      <h2>{t("registration:panel.document")}</h2>
      {shown ? (
        <>
          {images.length > 1 ? (
            <div className={styles.sides}>
              {images.map((image) => (
                <button
                  key={image.id}
                  type="button"
                  aria-pressed={image.id === shown.id}
                  onClick={() => setChosen(image.id)}
                >
                  {t(`words:documentSide.${image.side ?? "both"}`)}
                </button>
              ))}
            </div>
          ) : null}
          <DocumentPicture image={shown} pointed={pointed?.side === shown.side ? pointed : null} />
        </>
      ) : (
        <Empty icon={<ImageOff size={20} aria-hidden="true" />}>{t("registration:panel.noImage")}</Empty>
      )}
    </section>
  );
}

function DocumentPicture({ image, pointed }: { image: EvidenceRef; pointed: Reading | null }) {
  const { t } = useTranslation(["registration", "words"]);
  const bytes = useQuery(queries.evidence(useHost(), image.id));
  const address = usePicture(bytes.data, image.mediaType);
  const place = pointed?.place ?? null;
  return (
    <>
      <div className={styles.picture}>
        {address ? (
          <img src={address} alt={t(`words:documentSide.${image.side ?? "both"}`)} />
        ) : (
          <span className={styles.pictureBlank} />
        )}
        {place ? (
          <span
            className={styles.box}
            style={{
              left: `${place.left / 10}%`,
              top: `${place.top / 10}%`,
              width: `${place.width / 10}%`,
              height: `${place.height / 10}%`,
            }}
          />
        ) : null}
      </div>
      <div className={styles.lens} role="img" aria-label={t("registration:panel.lens")}>
        {address && place ? (
          <Lens address={address} place={place} />
        ) : (
          <span>{t("registration:panel.pointHint")}</span>
        )}
      </div>
    </>
  );
}

/** The place where a value was read, large enough to be compared with the field. */
function Lens({ address, place }: { address: string; place: ImageBox }) {
  const width = Math.min(1000, place.width + 60);
  const left = Math.max(0, Math.min(1000 - width, place.left - 30));
  const middle = place.top + place.height / 2;
  return (
    <img
      src={address}
      alt=""
      style={{
        width: `${100_000 / width}%`,
        left: `${(-left * 100) / width}%`,
        top: "50%",
        transform: `translateY(-${middle / 10}%)`,
      }}
    />
  );
}
