import { useQuery } from "@tanstack/react-query";
import { Download, Printer, ZoomIn, ZoomOut } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries, useAct } from "@/host/queries";
import type { PaperView } from "@/host/types";
import { Button, IconButton } from "./button";
import { HostProblem } from "./host-problem";
import styles from "./paper-preview.module.css";
import { usePicture } from "./use-picture";

/** Pixels a page is drawn at: sharp at twice the size on screen. */
const drawnWidth = 1400;
const zooms = [60, 80, 100, 130, 170];

/** A PDF as pictures of its pages, drawn by the desk: the window itself opens no document. */
export function PaperPreview({ paper, label }: { paper: PaperView; label: string }) {
  const { t } = useTranslation("common");
  const [zoom, setZoom] = useState(2);
  const save = useAct((host, view: PaperView) => host.savePaper(view));
  const pages = Array.from({ length: paper.pages }, (_, index) => index + 1);
  return (
    <section className={styles.paper} aria-label={label}>
      <header className={styles.tools} data-print="hide">
        <span className={styles.name}>{paper.fileName}</span>
        <IconButton
          label={t("zoomOut")}
          icon={<ZoomOut size={16} aria-hidden="true" />}
          disabled={zoom === 0}
          onClick={() => setZoom(zoom - 1)}
        />
        <span className={`${styles.zoom} tabular`}>{zooms[zoom]} %</span>
        <IconButton
          label={t("zoomIn")}
          icon={<ZoomIn size={16} aria-hidden="true" />}
          disabled={zoom === zooms.length - 1}
          onClick={() => setZoom(zoom + 1)}
        />
        <Button
          small
          look="quiet"
          icon={<Printer size={16} aria-hidden="true" />}
          onClick={() => window.print()}
        >
          {t("print")}
        </Button>
        <Button
          small
          look="quiet"
          icon={<Download size={16} aria-hidden="true" />}
          busy={save.isPending}
          onClick={() => save.mutate(paper)}
        >
          {t("saveCopy")}
        </Button>
      </header>
      {save.data ? (
        <p className={styles.saved} role="status">
          {t("savedTo", { path: save.data })}
        </p>
      ) : null}
      {save.error ? <HostProblem problem={save.error} /> : null}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by the keyboard */}
      <section className={styles.desk} tabIndex={0} aria-label={t("pages")}>
        {pages.map((page) => (
          <PaperPage key={page} paper={paper} page={page} zoom={zooms[zoom] ?? 100} />
        ))}
      </section>
    </section>
  );
}

function PaperPage({ paper, page, zoom }: { paper: PaperView; page: number; zoom: number }) {
  const { t } = useTranslation("common");
  const drawn = useQuery(queries.paperPage(useHost(), paper.paper, page, drawnWidth));
  const address = usePicture(drawn.data);
  const words = t("page", { page, pages: paper.pages });
  if (drawn.error)
    return <HostProblem problem={asHostError(drawn.error)} onRetry={() => void drawn.refetch()} />;
  return (
    <figure className={styles.page} style={{ width: `${zoom}%` }}>
      {address ? (
        <img src={address} alt={words} />
      ) : (
        <div className={styles.blank} role="status">
          {t("pageLoading")}
        </div>
      )}
      <figcaption data-print="hide">{words}</figcaption>
    </figure>
  );
}
