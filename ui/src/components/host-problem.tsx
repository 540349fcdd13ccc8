import { Link, useRouterState } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useFormat } from "@/i18n/format";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import styles from "./host-problem.module.css";
import { Notice } from "./notice";

interface ProblemShape {
  code: string;
  params: Record<string, string>;
  remedy: "retry" | "correct" | "callSupport";
  traceId: string;
}

/** What happened, what is safe, what to do; the code is small and can be copied. */
export function useProblemWords(): (problem: ProblemShape) => string {
  const { t, i18n } = useTranslation("errors");
  const { size } = useFormat();
  return ({ code, params }) => {
    const limit = Number(params.limit);
    const shown = Number.isFinite(limit) && limit > 0 ? { ...params, limit: size(limit) } : params;
    const key =
      code === "accountLocked" && params.minutes === undefined
        ? "accountLockedAWhile"
        : (code === "cardPinWrong" || code === "cardPukWrong") && params.left === undefined
          ? `${code}Uncounted`
          : code;
    // An unknown code comes from a newer centre.
    const known = i18n.exists(`errors:codes.${key}`) ? (key as "internal") : "unknown";
    // The parameters a sentence names are the code's own; the desk and the centre send them.
    return t(
      `codes.${known}` as "codes.internal",
      shown as Record<string, string> & { defaultValue: string },
    );
  };
}

/** What whoever stands before it puts right, network and card: no reason for alarm. */
const mendable = new Set(["offline", "centreUnreachable", "cardRemoved", "cardBusy", "cardServiceMissing"]);

export function HostProblem({ problem, onRetry }: { problem: ProblemShape; onRetry?: () => void }) {
  const { t } = useTranslation(["errors", "common"]);
  const words = useProblemWords();
  const isMendable = mendable.has(problem.code);
  const tone = problem.remedy === "correct" || isMendable ? "warning" : "danger";
  return (
    <Notice
      tone={tone}
      alert
      title={t(`errors:title.${problem.remedy}`)}
      actions={
        onRetry && problem.remedy !== "callSupport" ? (
          <Button small onClick={onRetry}>
            {t("common:tryAgain")}
          </Button>
        ) : undefined
      }
    >
      <p>{words(problem)}</p>
      {problem.params.step ? <FailedStep step={problem.params.step} /> : null}
      <p className={styles.code}>
        <span className="code" data-testid="error-code">
          {problem.code}
          {problem.traceId ? ` · ${problem.traceId}` : ""}
        </span>
        <CopyButton
          text={`${problem.code} ${problem.traceId}`.trim()}
          what={t("errors:code", { code: problem.code })}
        />
      </p>
    </Notice>
  );
}

/** A card's step that failed, and where there is more of it for support. */
function FailedStep({ step }: { step: string }) {
  const { t, i18n } = useTranslation(["errors", "cardTools"]);
  const here = useRouterState({ select: (state) => state.location.pathname });
  if (!i18n.exists(`cardTools:step.${step}`)) return null;
  const words = t(`cardTools:step.${step}` as "cardTools:step.connect");
  return (
    <p className={styles.step}>
      {t("errors:step", { step: words })}{" "}
      {here === "/cards" ? null : <Link to="/cards">{t("errors:diagnostics")}</Link>}
    </p>
  );
}
