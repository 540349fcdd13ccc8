import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/components/button";
import { Card } from "@/components/card";
import { HostProblem } from "@/components/host-problem";
import { Notice } from "@/components/notice";
import { useWhyNot } from "@/components/why-not";
import { useAct } from "@/host/queries";
import type { OpenFormat, TokenDetail, WhyNot } from "@/host/types";
import { useFormat } from "@/i18n/format";
import { AskFormatDialog, CallOffDialog } from "./format-dialogs";
import { FormatNow } from "./format-now";
import styles from "./stock.module.css";

/** A returned token goes back to blank: asked for, approved by somebody else, done. Of others nothing is shown. */
export function FormatCard({ token }: { token: TokenDetail }) {
  const { t } = useTranslation("stock");
  const [formatted, setFormatted] = useState(false);
  const { format, row, used } = token;
  if (formatted && row.status === "inStock") {
    return (
      <Notice tone="success" alert title={t("format.done", { serial: row.serial })}>
        {t("format.doneLead")}
      </Notice>
    );
  }
  if (!format || row.status !== "returned" || !used) return null;
  const { open } = format;
  return (
    <Card title={t("format.title")}>
      <div className={styles.stack}>
        {open?.step === "approved" ? null : <p>{t("format.lead")}</p>}
        {open ? <Asked token={token} open={open} /> : <ToAsk token={token} whyNot={format.askWhyNot} />}
        {open?.step === "approved" ? (
          <FormatNow token={token} open={open} onFormatted={() => setFormatted(true)} />
        ) : null}
      </div>
    </Card>
  );
}

function ToAsk({ token, whyNot }: { token: TokenDetail; whyNot: WhyNot | null }) {
  const { t } = useTranslation("stock");
  const words = useWhyNot();
  const [asks, setAsks] = useState(false);
  if (whyNot) {
    return (
      <Notice tone="warning">
        <p>{words(whyNot)}</p>
        {whyNot.kind === "certificateAlive" && token.product ? (
          <Link to="/products/$product" params={{ product: token.product }}>
            {t("detail.openProduct")}
          </Link>
        ) : null}
      </Notice>
    );
  }
  return (
    <div>
      <Button look="primary" onClick={() => setAsks(true)}>
        {t("format.ask")}
      </Button>
      <AskFormatDialog token={token} open={asks} onClose={() => setAsks(false)} />
    </div>
  );
}

/** Who asked, who approved, until when; and what can be done about it by whoever reads it. */
function Asked({ token, open }: { token: TokenDetail; open: OpenFormat }) {
  const { t } = useTranslation("stock");
  const { instant } = useFormat();
  const words = useWhyNot();
  const [callsOff, setCallsOff] = useState(false);
  const approve = useAct((host, _: undefined) =>
    host.approveFormat(token.row.token, token.version, open.format),
  );
  const waits = open.step === "asked";
  const mayApprove = waits && open.approveWhyNot === null;
  return (
    <>
      <Notice tone={waits ? "info" : "success"} title={waits ? t("format.waits") : t("format.approved")}>
        <p>{t("format.asked", { who: open.askedBy, at: instant(open.askedAt), reason: open.reason })}</p>
        {open.approvedBy && open.approvedAt ? (
          <p>{t("format.approvedBy", { who: open.approvedBy, at: instant(open.approvedAt) })}</p>
        ) : null}
        <p>{t(waits ? "format.until" : "format.validUntil", { until: instant(open.validUntil) })}</p>
      </Notice>
      {approve.error ? <HostProblem problem={approve.error} /> : null}
      <div className={styles.acts}>
        {mayApprove ? (
          <Button look="primary" busy={approve.isPending} onClick={() => approve.mutate(undefined)}>
            {t("format.approve")}
          </Button>
        ) : null}
        {open.callOffWhyNot === null ? (
          <Button onClick={() => setCallsOff(true)}>
            {t(open.own ? "format.withdraw" : "format.refuse")}
          </Button>
        ) : null}
        {waits && !open.own && open.approveWhyNot ? (
          <p className={styles.quiet}>{words(open.approveWhyNot)}</p>
        ) : null}
      </div>
      <CallOffDialog token={token} format={open} open={callsOff} onClose={() => setCallsOff(false)} />
    </>
  );
}
