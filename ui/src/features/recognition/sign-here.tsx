import { useTranslation } from "react-i18next";
import { useAct } from "@/host/queries";
import type { Sent } from "@/host/types";
import { SignWith } from "./sign-with";
import { SignWithCard } from "./sign-with-card";
import { type FileSecret, SignWithFile } from "./sign-with-file";

/** One report, signed with the officer's own card, in training also with a file. */
export function SignHere({ request, onSent }: { request: string; onSent: (sent: Sent) => void }) {
  const { t } = useTranslation("recognition");
  const sign = useAct((host, { path, password }: FileSecret) => host.signReport(request, path, password), {
    onSuccess: onSent,
  });
  return (
    <SignWith
      withCard={(reader) => (
        <SignWithCard key={reader.name} request={request} reader={reader} onSent={onSent} />
      )}
      withFile={() => (
        <SignWithFile
          submit={t("report.sign")}
          working={sign.isPending ? t("report.signing") : null}
          error={sign.error}
          onSign={(secret) => sign.mutateAsync(secret)}
        />
      )}
    />
  );
}
