import { Printer } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { FileDrop } from "@/components/file-drop";
import { FormPreview } from "@/components/form-preview";
import { HostProblem } from "@/components/host-problem";
import { Working } from "@/components/loading";
import type { PickedFile } from "@/host/host";
import { useAct } from "@/host/queries";
import styles from "./recognition.module.css";

/** First: the form that applicant and officer signed by hand. */
export function FormUpload({ request, onUploaded }: { request: string; onUploaded: () => void }) {
  const { t } = useTranslation("recognition");
  const [showsForm, setShowsForm] = useState(false);
  const upload = useAct((host, file: PickedFile) => host.uploadSignedForm(request, file), {
    onSuccess: onUploaded,
  });
  return (
    <div className={styles.column}>
      <Card title={t("form.title")}>
        <div className={styles.stack}>
          <p>{t("form.lead")}</p>
          <div>
            <Button icon={<Printer size={16} aria-hidden="true" />} onClick={() => setShowsForm(true)}>
              {t("form.print")}
            </Button>
          </div>
          <FileDrop
            label={t("form.upload")}
            help={t("form.help")}
            accept="application/pdf,image/jpeg,image/png,.pdf,.jpg,.jpeg,.png"
            busy={upload.isPending}
            onFile={(file) => upload.mutate(file)}
          />
          {upload.isPending ? <Working sentence={t("form.uploading")} /> : null}
          {upload.error ? <HostProblem problem={upload.error} /> : null}
        </div>
      </Card>
      <FormPreview request={request} open={showsForm} onClose={() => setShowsForm(false)} />
    </div>
  );
}
