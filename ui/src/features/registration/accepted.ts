import type { AcceptedMismatch, Fault } from "@/host/types";

/** Whether the reason was given for this mismatch of these values. */
export function settles(accepted: AcceptedMismatch, fault: Fault): boolean {
  const [given, found] = [accepted.about, fault.about];
  if (!given || !found) return false;
  return (
    accepted.path === fault.path &&
    accepted.code === fault.code &&
    given.part === found.part &&
    given.value === found.value &&
    given.other === found.other
  );
}

/** Tells a mismatch from every other, and from itself with other values. */
export function mismatchKey(fault: Fault): string {
  return JSON.stringify([fault.path, fault.code, fault.about]);
}
