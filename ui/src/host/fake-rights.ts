import type { Action, ActionState, ProductStatus, Profile, WhyNot } from "./types";

const officers: Profile[] = ["masterRao", "rao"];
const entering: Profile[] = ["masterRao", "rao", "registrationClerk", "operator"];
const early: ProductStatus[] = ["toIdentify", "recognitionInProgress"];
const beforeIssue: ProductStatus[] = [...early, "toBeIssued"];

/** A part of the table of rights, enough for the buttons. */
const rights: Partial<Record<Action, { profiles: Profile[]; statuses: ProductStatus[] }>> = {
  uploadSignedForm: { profiles: entering, statuses: early },
  uploadSignedReport: { profiles: entering, statuses: early },
  signReport: { profiles: [...officers, "registrationClerk"], statuses: early },
  returnRequest: { profiles: officers, statuses: beforeIssue },
  rejectRequest: { profiles: officers, statuses: beforeIssue },
  cancelRequest: { profiles: entering, statuses: beforeIssue },
  issue: { profiles: officers, statuses: ["toBeIssued", "inIssuance", "issuanceFailed"] },
};

/** What the centre says with an order, and with a product. */
export const requestActions: readonly Action[] = [
  "uploadSignedForm",
  "uploadSignedReport",
  "signReport",
  "returnRequest",
  "rejectRequest",
  "cancelRequest",
];
export const productActions: readonly Action[] = ["signReport", "cancelRequest", "issue"];

/** What may be done now, and why not what may not. */
export function actionStates(
  profile: Profile,
  status: ProductStatus,
  asked: readonly Action[],
): ActionState[] {
  const whyNot = (action: Action): WhyNot | null => {
    const rule = rights[action];
    if (!rule?.profiles.includes(profile)) return { kind: "profile", profile };
    return rule.statuses.includes(status) ? null : { kind: "productStatus", status };
  };
  return asked.map((action) => ({ action, whyNot: whyNot(action) }));
}
