import { newId } from "./fake-data";
import type { FormatStep, OpenFormat, TokenFormatting, TokenRow, WhyNot } from "./types";

const own = "Giulia Ferri";

type Asked = Pick<OpenFormat, "format" | "askedBy" | "askedAt" | "reason" | "approvedBy" | "approvedAt">;

/** Who asked that which token be formatted, and who approved. */
export class FakeFormats {
  private readonly asked = new Map<string, Asked>();
  /** Serial numbers of tokens on which a certificate is alive. */
  readonly alive = new Set<string>();

  /** As if this officer had asked, at whatever desk. */
  ask(serial: string, who: string, reason: string): void {
    const askedAt = new Date().toISOString();
    this.asked.set(serial, {
      format: newId(),
      askedBy: who,
      askedAt,
      reason,
      approvedBy: null,
      approvedAt: null,
    });
  }

  /** As if this officer had approved. */
  approve(serial: string, who: string): void {
    const asked = this.asked.get(serial);
    if (asked) this.asked.set(serial, { ...asked, approvedBy: who, approvedAt: new Date().toISOString() });
  }

  end(serial: string): void {
    this.asked.delete(serial);
  }

  stepOf(serial: string): FormatStep | null {
    const asked = this.asked.get(serial);
    if (!asked) return null;
    return asked.approvedBy === null ? "asked" : "approved";
  }

  view(row: TokenRow, used: boolean, notMine: WhyNot | null): TokenFormatting {
    const late: WhyNot | null =
      row.status === "returned" ? null : { kind: "tokenStatus", status: row.status };
    const blank: WhyNot | null = used ? null : { kind: "tokenUnused" };
    const alive: WhyNot | null = this.alive.has(row.serial) ? { kind: "certificateAlive" } : null;
    const cannot = notMine ?? late ?? blank ?? alive;
    const asked = this.asked.get(row.serial);
    if (!asked) return { open: null, askWhyNot: cannot };
    const step = asked.approvedBy === null ? "asked" : "approved";
    const wrongStep: WhyNot = { kind: "formatStep", step };
    const isOwn = asked.askedBy === own;
    const until = new Date(asked.approvedAt ?? asked.askedAt);
    until.setDate(until.getDate() + 1);
    return {
      askWhyNot: cannot ?? wrongStep,
      open: {
        ...asked,
        step,
        own: isOwn,
        validUntil: until.toISOString(),
        approveWhyNot:
          notMine ?? (isOwn ? { kind: "ownCase" } : (cannot ?? (step === "asked" ? null : wrongStep))),
        callOffWhyNot: notMine,
        formatWhyNot: cannot ?? (step === "approved" ? null : wrongStep),
      },
    };
  }
}
