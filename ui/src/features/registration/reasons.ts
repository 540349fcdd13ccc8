import type { FaultCode } from "@/host/types";

/** Why an officer keeps what does not agree: the usual reasons, by what it is; any other can be written. */
export const reasons = {
  readingMismatch: ["documentSaysSo", "spelling", "noRoom", "changedSince"],
  taxCodeMismatch: ["givenByAuthority", "changedSince", "documentSaysSo"],
  checkDigit: ["worn", "misprint"],
  sidesDiffer: ["oldAndNew", "documentSaysSo"],
  numberForm: ["specialNumber", "documentSaysSo"],
} as const satisfies Partial<Record<FaultCode, readonly string[]>>;

export type Reason = (typeof reasons)[keyof typeof reasons][number];

export function reasonsFor(code: FaultCode): readonly Reason[] {
  return code in reasons ? reasons[code as keyof typeof reasons] : [];
}
