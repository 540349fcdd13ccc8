import type { Remedy, WireError } from "./types";

/** What every refused or failed call throws: a code of the closed list, never prose. */
export class HostError extends Error {
  readonly code: string;
  readonly params: Record<string, string>;
  readonly remedy: Remedy;
  readonly traceId: string;

  constructor(wire: WireError) {
    super(wire.code);
    this.name = "HostError";
    this.code = wire.code;
    this.params = wire.params;
    this.remedy = wire.remedy;
    this.traceId = wire.traceId;
  }
}

function isWireError(value: unknown): value is WireError {
  return typeof value === "object" && value !== null && "code" in value && "remedy" in value;
}

/** Whether no PIN is typed any more, whoever sets it free. */
export function isPinBlocked(code: string | undefined): boolean {
  return code === "cardPinBlocked" || code === "cardTokenPinBlocked";
}

/** Whatever was thrown, as an error the screens can put into words. */
export function asHostError(thrown: unknown): HostError {
  if (thrown instanceof HostError) return thrown;
  if (isWireError(thrown)) return new HostError(thrown);
  return new HostError({ code: "internal", params: {}, remedy: "callSupport", traceId: "" });
}
