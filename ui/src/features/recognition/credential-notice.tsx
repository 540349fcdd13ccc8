import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Notice } from "@/components/notice";
import { useHost } from "@/host/context";
import { queries } from "@/host/queries";
import type { CredentialView, SignedIn } from "@/host/types";
import { useFormat } from "@/i18n/format";

/** Before *Start*: whether the officer can sign at all. */
export function CredentialNotice() {
  const { t } = useTranslation("recognition");
  const { instantDay } = useFormat();
  const host = useHost();
  const session = useQuery(queries.session(host)).data;
  const signs = session?.kind === "signedIn" && signsReports(session.session);
  const credential = useQuery({ ...queries.credential(host), enabled: signs });
  if (!signs || !credential.data) return null;
  const problem = credentialProblem(credential.data, Date.now());
  if (problem === null && credential.data.kind === "registered") {
    return (
      <Notice tone="success">
        {t("credential.ready", {
          holder: credential.data.holder,
          until: instantDay(credential.data.notAfter),
        })}
      </Notice>
    );
  }
  return (
    <Notice
      tone="warning"
      title={t(`credential.${problem ?? "missing"}`)}
      actions={<Link to="/credential">{t("credential.open")}</Link>}
    >
      {t("credential.lead")}
    </Notice>
  );
}

function signsReports(session: SignedIn): boolean {
  return (
    session.profile === "masterRao" || session.profile === "rao" || session.profile === "registrationClerk"
  );
}

/** Why the credential signs nothing, or null when it does. */
export function credentialProblem(
  credential: CredentialView,
  now: number,
): "missing" | "revoked" | "expired" | null {
  if (credential.kind === "missing") return "missing";
  if (credential.revoked) return "revoked";
  return new Date(credential.notAfter).getTime() <= now ? "expired" : null;
}
