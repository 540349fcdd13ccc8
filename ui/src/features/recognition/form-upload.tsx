import { ArrowRight, CircleCheck, Eye, Printer } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { Dialog } from "@/components/dialog";
import { EvidencePages } from "@/components/evidence-pages";
import { FileDrop } from "@/components/file-drop";
import { FormPreview } from "@/components/form-preview";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import type { Host, PickedFile } from "@/host/host";
import { useAct } from "@/host/queries";
import type { EvidenceRow, OrderDetail, Sent } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { presentPaper } from "./present-paper";
import styles from "./recognition.module.css";

interface PapersUploadProps {
  request: string;
  /** What the centre knows; null while it cannot be asked. */
  order: OrderDetail | null;
  /** The certificate states a role: the organisation has to consent in writing. */
  statesRole: boolean;
  onUploaded: () => void;
}

/** First: the form that applicant and officer signed by hand; for a role, the organisation's consent beside it. */
export function PapersUpload({ request, order, statesRole, onUploaded }: PapersUploadProps) {
  const { t } = useTranslation("recognition");
  const [showsForm, setShowsForm] = useState(false);
  const [here, setHere] = useState({ form: false, consent: false });
  const form = presentPaper(order, "signedForm");
  const consent = presentPaper(order, "organisationConsent");
  const filed = (part: Partial<typeof here>) => {
    const next = { ...here, ...part };
    setHere(next);
    const both = (next.form || form) && (!statesRole || next.consent || consent);
    if (both) onUploaded();
  };
  const complete = (here.form || form) && (!statesRole || here.consent || consent);
  return (
    <div className={styles.column}>
      <PaperCard
        request={request}
        words="form"
        filed={form}
        waits={here.form}
        act={(host, file) => host.uploadSignedForm(request, file)}
        onUploaded={() => filed({ form: true })}
      >
        <div>
          <Button icon={<Printer size={16} aria-hidden="true" />} onClick={() => setShowsForm(true)}>
            {t("form.print")}
          </Button>
        </div>
      </PaperCard>
      {statesRole ? (
        <PaperCard
          request={request}
          words="consent"
          filed={consent}
          waits={here.consent}
          act={(host, file) => host.uploadOrganisationConsent(request, file)}
          onUploaded={() => filed({ consent: true })}
        />
      ) : null}
      {complete ? (
        <div className={styles.actions}>
          <Button look="primary" icon={<ArrowRight size={16} aria-hidden="true" />} onClick={onUploaded}>
            {t("form.goOn")}
          </Button>
        </div>
      ) : null}
      <FormPreview request={request} open={showsForm} onClose={() => setShowsForm(false)} />
    </div>
  );
}

interface PaperCardProps {
  request: string;
  words: "form" | "consent";
  filed: EvidenceRow | undefined;
  /** Uploaded here, and perhaps not at the centre yet. */
  waits: boolean;
  act: (host: Host, file: PickedFile) => Promise<Sent>;
  onUploaded: () => void;
  children?: ReactNode;
}

function PaperCard({ request, words, filed, waits, act, onUploaded, children }: PaperCardProps) {
  const { t } = useTranslation(["recognition", "words"]);
  const upload = useAct(act, { onSuccess: onUploaded });
  return (
    <Card title={t(`recognition:${words}.title`)}>
      <div className={styles.stack}>
        <p>{t(`recognition:${words}.lead`)}</p>
        {children}
        {filed ? <FiledLine request={request} row={filed} /> : null}
        {waits && !filed ? (
          <p className={styles.filed}>
            <CircleCheck size={16} aria-hidden="true" /> {t("recognition:form.waits")}
          </p>
        ) : null}
        <FileDrop
          label={filed || waits ? t(`recognition:${words}.replace`) : t(`recognition:${words}.upload`)}
          help={t("recognition:form.help")}
          accept="application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
          busy={upload.isPending}
          onFile={(file) => upload.mutate(file)}
        />
        {upload.isPending ? <Working sentence={t(`recognition:${words}.uploading`)} /> : null}
        {upload.error ? <HostProblem problem={upload.error} /> : null}
      </div>
    </Card>
  );
}

/** A paper that is filed, with a look at it. */
function FiledLine({ request, row }: { request: string; row: EvidenceRow }) {
  const { t } = useTranslation(["recognition", "words"]);
  const { exactInstant } = useFormat();
  const [open, setOpen] = useState(false);
  const name = t(`words:evidenceKind.${row.kind}`);
  return (
    <div className={styles.filed}>
      <CircleCheck size={16} aria-hidden="true" />
      <span>{t("recognition:form.filed", { at: exactInstant(row.storedAt), who: row.storedBy })}</span>
      <Button
        small
        look="quiet"
        icon={<Eye size={16} aria-hidden="true" />}
        aria-label={t("recognition:form.openOne", { what: name })}
        onClick={() => setOpen(true)}
      >
        {t("recognition:form.open")}
      </Button>
      <Dialog open={open} title={name} onClose={() => setOpen(false)} wide>
        {open ? <EvidencePages request={request} evidence={row.evidence} label={name} /> : null}
      </Dialog>
    </div>
  );
}
