import type { EvidenceKind, EvidenceRow, OrderDetail } from "@/host/types";

/** The paper of this kind that counts: the newest one of the present case. */
export function presentPaper(order: OrderDetail | null, kind: EvidenceKind): EvidenceRow | undefined {
  return order?.evidence
    .filter((row) => row.kind === kind && row.current)
    .sort((one, other) => one.storedAt.localeCompare(other.storedAt))
    .at(-1);
}
