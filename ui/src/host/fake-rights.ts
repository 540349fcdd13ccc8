import table from "./rights.gen.json";
import type { Action, ActionState, ProductStatus, Profile, RequestStatus, WhyNot } from "./types";

type Reach = "own" | "ownAndToIdentify" | "unit" | "customer";

interface Row {
  reach: Partial<Record<Profile, Reach>>;
  aboutACase: boolean;
  requestStatuses: RequestStatus[] | null;
  productStatuses: ProductStatus[] | null;
}

/** The domain's own table (`cargo xtask codegen` writes it). */
const rights = table as Record<Action, Row>;

/** What the act is done to; everything here is of one customer and one unit. */
interface Target {
  own: boolean;
  request: RequestStatus;
  product: ProductStatus;
}

/** What the centre says with an order, and with a product. */
export const requestActions: readonly Action[] = [
  "editDraft",
  "uploadSignedForm",
  "uploadSignedReport",
  "signReport",
  "returnRequest",
  "rejectRequest",
  "cancelRequest",
];
export const productActions: readonly Action[] = [
  ...requestActions,
  "issue",
  "resendEnvelope",
  "suspend",
  "endSuspension",
  "revoke",
  "secondApproval",
];

/** What a profile may do at all. */
export function mayAtAll(profile: Profile): Action[] {
  return (Object.keys(rights) as Action[]).filter((action) => rights[action].reach[profile] !== undefined);
}

function within(reach: Reach, target: Target): WhyNot | null {
  if (target.own || reach === "customer" || reach === "unit") return null;
  const identifies = target.product === "toIdentify" || target.product === "recognitionInProgress";
  return reach === "ownAndToIdentify" && identifies ? null : { kind: "notOwn" };
}

/** Asked in the order in which the domain asks. */
function whyNot(profile: Profile, action: Action, target: Target): WhyNot | null {
  const row = rights[action];
  const reach = row.reach[profile];
  if (!reach) return { kind: "profile", profile };
  const read = rights.readCase.reach[profile];
  if (row.aboutACase && !read) return { kind: "profile", profile };
  const far = (row.aboutACase && read ? within(read, target) : null) ?? within(reach, target);
  if (far) return far;
  if (action === "secondApproval" && target.own) return { kind: "ownCase" };
  if (row.requestStatuses && !row.requestStatuses.includes(target.request)) {
    return { kind: "requestStatus", status: target.request };
  }
  if (row.productStatuses && !row.productStatuses.includes(target.product)) {
    return { kind: "productStatus", status: target.product };
  }
  return null;
}

/** What may be done now, and why not what may not. */
export function actionStates(profile: Profile, target: Target, asked: readonly Action[]): ActionState[] {
  return asked.map((action) => ({ action, whyNot: whyNot(profile, action, target) }));
}
