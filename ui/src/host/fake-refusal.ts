import { HostError } from "./errors";
import type { Remedy } from "./types";

const remedies: Record<string, Remedy> = {
  offline: "retry",
  centreUnreachable: "retry",
  issuanceFailed: "retry",
  fileDecodingStopped: "retry",
  cameraNoPicture: "retry",
  cardRemoved: "retry",
  cardBusy: "retry",
  cardServiceMissing: "retry",
  internal: "callSupport",
  storeNewer: "callSupport",
  versionNotSupported: "callSupport",
  commandReused: "callSupport",
  workstationUnknown: "callSupport",
};

export function remedyOf(code: string): Remedy {
  return remedies[code] ?? "correct";
}

/** What a call is refused with, as the desk would. */
export function refusal(code: string, params: Record<string, string> = {}): HostError {
  return new HostError({ code, params, remedy: remedyOf(code), traceId: "7c1f-09ab" });
}
