import { useTranslation } from "react-i18next";
import type { Action, ActionState, WhyNot } from "@/host/types";

/** Puts the desk's reason into words. */
export function useWhyNot(): (reason: WhyNot) => string {
  const { t } = useTranslation("words");
  return (reason) => {
    switch (reason.kind) {
      case "profile":
        return t("whyNot.profile", { profile: t(`profile.${reason.profile}`) });
      case "method":
        return t("whyNot.method", { method: t(`method.${reason.method}`) });
      case "requestStatus":
        return t("whyNot.requestStatus", { status: t(`requestStatus.${reason.status}`) });
      case "productStatus":
        return t("whyNot.productStatus", { status: t(`productStatus.${reason.status}`) });
      case "tokenStatus":
        return t("whyNot.tokenStatus", { status: t(`tokenStatus.${reason.status}`) });
      case "codesForgotten":
        return t("whyNot.codesForgotten", { days: reason.days });
      case "formatStep":
        return t("whyNot.formatStep", { step: t(`formatStep.${reason.step}`) });
      default:
        return t(`whyNot.${reason.kind}`);
    }
  };
}

/** What the view says of an act; an act it does not name is not offered. */
export function actionState(actions: ActionState[], action: Action): ActionState | undefined {
  return actions.find((each) => each.action === action);
}
