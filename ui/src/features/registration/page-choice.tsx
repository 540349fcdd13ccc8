import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Dialog, DialogFooter } from "@/components/dialog";
import { HostProblem } from "@/components/host-problem";
import { usePicture } from "@/components/use-picture";
import fieldStyles from "@/forms/field.module.css";
import { useHost } from "@/host/context";
import { asHostError } from "@/host/errors";
import { queries } from "@/host/queries";
import type { DocumentSide, PageChoice, PaperView } from "@/host/types";
import styles from "./wizard.module.css";

/** Pixels a page is asked for: enough to tell the pages apart. */
const shownWidth = 700;

interface PageChoiceProps {
  paper: PaperView;
  /** The sides that can be shown, in their order. */
  sides: DocumentSide[];
  /** The side for which the file was chosen. */
  wanted: DocumentSide;
  /** Sides that have an image already: they keep it unless a page is chosen for them. */
  taken: DocumentSide[];
  busy: boolean;
  onChoose: (choices: PageChoice[]) => void;
  onClose: () => void;
}

/** A PDF of several pages: which page shows which side? */
export function PageChoiceDialog({ paper, sides, wanted, taken, busy, onChoose, onClose }: PageChoiceProps) {
  const { t } = useTranslation(["registration", "words", "common"]);
  const [pages, setPages] = useState<Partial<Record<DocumentSide, number>>>(() => {
    // Two sides and a file for them: the first page is the front, the second the back, until the officer says otherwise.
    const whole = sides.length === 2 && sides.every((side) => !taken.includes(side));
    return whole ? { front: 1, back: 2 } : { [wanted]: 1 };
  });
  const choices = sides.flatMap((side) => {
    const page = pages[side];
    return page ? [{ side, page }] : [];
  });
  const twice = new Set(choices.map((choice) => choice.page)).size < choices.length;
  return (
    <Dialog open title={t("registration:pages.title", { pages: paper.pages })} onClose={onClose} wide>
      {/* No form: it would stand in that of the wizard, which stops the event of a form inside it. */}
      <div className={styles.stack}>
        <p>{t("registration:pages.lead")}</p>
        <div className={styles.images}>
          {sides.map((side) => (
            <SidePage
              key={side}
              paper={paper}
              side={side}
              page={pages[side]}
              onPage={(page) => setPages((now) => ({ ...now, [side]: page }))}
            />
          ))}
        </div>
        {twice ? <p role="alert">{t("registration:pages.twice")}</p> : null}
        <DialogFooter>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={choices.length === 0 || twice}
            onClick={() => onChoose(choices)}
          >
            {t("registration:pages.attach", { count: choices.length })}
          </Button>
        </DialogFooter>
      </div>
    </Dialog>
  );
}

interface SidePageProps {
  paper: PaperView;
  side: DocumentSide;
  page: number | undefined;
  onPage: (page: number | undefined) => void;
}

function SidePage({ paper, side, page, onPage }: SidePageProps) {
  const { t } = useTranslation(["registration", "words", "common"]);
  const id = useId();
  const pages = Array.from({ length: paper.pages }, (_, index) => index + 1);
  return (
    <div className={styles.image}>
      <label htmlFor={id} className={fieldStyles.label}>
        {t(`words:documentSide.${side}`)}
      </label>
      <select
        id={id}
        className={fieldStyles.control}
        value={page ?? ""}
        onChange={(event) => onPage(event.target.value === "" ? undefined : Number(event.target.value))}
      >
        <option value="">{t("registration:pages.none")}</option>
        {pages.map((each) => (
          <option key={each} value={each}>
            {t("common:page", { page: each, pages: paper.pages })}
          </option>
        ))}
      </select>
      {page ? <PagePicture paper={paper} page={page} /> : null}
    </div>
  );
}

function PagePicture({ paper, page }: { paper: PaperView; page: number }) {
  const { t } = useTranslation("common");
  const drawn = useQuery(queries.paperPage(useHost(), paper.paper, page, shownWidth));
  const address = usePicture(drawn.data);
  if (drawn.error)
    return <HostProblem problem={asHostError(drawn.error)} onRetry={() => void drawn.refetch()} />;
  return (
    <div className={styles.picture}>
      {address ? (
        <img src={address} alt={t("page", { page, pages: paper.pages })} />
      ) : (
        <span className={styles.pictureBlank} />
      )}
    </div>
  );
}
