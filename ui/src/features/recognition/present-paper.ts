import type { EvidenceKind, EvidenceRow, OrderDetail } from "@/host/types";

/** The paper of this kind that counts: the newest one since the case was handed in last. */
export function presentPaper(order: OrderDetail | null, kind: EvidenceKind): EvidenceRow | undefined {
  if (!order || (kind === "signedForm" && order.contractStatus !== "uploaded")) return undefined;
  const submissions = order.history.filter((line) => line.what === "submitted").map((line) => line.at);
  const since = submissions.sort().at(-1) ?? "";
  return order.evidence
    .filter((row) => row.kind === kind && row.storedAt >= since)
    .sort((one, other) => one.storedAt.localeCompare(other.storedAt))
    .at(-1);
}
