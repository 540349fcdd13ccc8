import { HostError } from "./errors";
import type { FakeCards } from "./fake-cards";
import type { FakeCase } from "./fake-cases";
import { refusal } from "./fake-refusal";
import type {
  PrepareReport,
  ReportLine,
  ReportPrepared,
  ReportRun,
  ReportToSign,
  ReportWhyNot,
  Sent,
  WhyNot,
  WireError,
} from "./types";

/** PINs of which no card is shown anything: a slip is no try. */
const slips = new Set(["cardPinMalformed", "cardPinLength"]);

/** What the reports need of the host they are on. */
interface Ground {
  cases: FakeCase[];
  /** Why the report of this case is not signed now, as the table of rights says. */
  whyNot: (found: FakeCase) => WhyNot | null;
  /** The centre has taken the report, or it waits on this PC. */
  file: (found: FakeCase) => Sent;
}

/** The recognition reports of the host in memory, and their signatures in one go. */
export class FakeReports {
  /** What was said of each recognition, by its request. */
  readonly given = new Map<string, PrepareReport>();
  /** Reports that the centre refuses, with the code. */
  readonly refused = new Map<string, string>();
  /** Cases that cannot be read when their report is made, with the code. */
  readonly unreadable = new Map<string, string>();
  /** The card is pulled after so many signatures, once. */
  pulledAfter: number | null = null;
  private readonly prepared = new Set<string>();

  list({ cases, whyNot }: Ground): ReportToSign[] {
    const rows = cases.flatMap((found): ReportToSign[] => {
      const given = this.given.get(found.order.request);
      const { status } = found.product;
      const open = status === "toIdentify" || status === "recognitionInProgress";
      if (!open || (!given && status === "toIdentify")) return [];
      const { applicant, request, orderId } = found.order;
      return [
        {
          request,
          orderId,
          product: found.product.product,
          applicant: `${applicant.givenNames} ${applicant.surname}`,
          recognised: given ? { place: given.place, on: given.on } : null,
          whyNot: given ? missing(found, whyNot(found)) : { kind: "recogniserMissing" },
        },
      ];
    });
    return [...rows.filter((row) => row.whyNot === null), ...rows.filter((row) => row.whyNot !== null)];
  }

  prepare(requests: string[]): ReportPrepared[] {
    return requests.map((request) => {
      const code = this.unreadable.get(request) ?? (this.given.has(request) ? null : "notFound");
      if (code === null) this.prepared.add(request);
      return { request, problem: code === null ? null : wire(refusal(code)) };
    });
  }

  /** With one showing of the PIN: a card that wants it each time signs the first report alone. */
  signWithCard(ground: Ground, requests: string[], cards: FakeCards, reader: string, pin: string): ReportRun {
    let each: boolean;
    try {
      const card = cards.verify(reader, pin);
      if (card.problem) throw refusal("cardNotUsable", { why: card.problem });
      each = card.pinAsked === "each";
      if (card.pinAsked === "notKnown") cards.put(reader, { ...card, pinAsked: "once" });
    } catch (thrown) {
      if (!(thrown instanceof HostError) || slips.has(thrown.code)) throw thrown;
      return { lines: requests.map(left), stopped: wire(thrown) };
    }
    const wanted = each ? 1 : requests.length;
    const signed = Math.min(wanted, this.pulledAfter ?? wanted);
    const pulled = signed < wanted;
    if (pulled) {
      this.pulledAfter = null;
      cards.put(reader, null);
    } else if (this.pulledAfter !== null) {
      this.pulledAfter -= signed;
    }
    return this.run(ground, requests, signed, pulled ? wire(refusal("cardRemoved", { step: "sign" })) : null);
  }

  sign(ground: Ground, requests: string[]): ReportRun {
    return this.run(ground, requests, requests.length, null);
  }

  private run(ground: Ground, requests: string[], signed: number, stopped: WireError | null): ReportRun {
    if (!requests.every((request) => this.prepared.has(request))) throw refusal("notFound");
    const lines = requests.map((request, place): ReportLine => {
      if (place >= signed) return left(request);
      this.prepared.delete(request);
      this.given.delete(request);
      const code = this.refused.get(request);
      const found = ground.cases.find((each) => each.order.request === request);
      if (code !== undefined || !found) {
        return { request, outcome: { kind: "refused", error: wire(refusal(code ?? "notFound")) } };
      }
      return { request, outcome: { kind: "signed", sent: ground.file(found) } };
    });
    return { lines, stopped };
  }
}

/** As an error stands inside an answer. */
function wire({ code, params, remedy, traceId }: HostError): WireError {
  return { code, params, remedy, traceId };
}

function left(request: string): ReportLine {
  return { request, outcome: { kind: "left" } };
}

function missing({ order, product }: FakeCase, reason: WhyNot | null): ReportWhyNot | null {
  if (reason) return { kind: "notAllowed", reason };
  const filed = (kind: string) => order.evidence.some((row) => row.kind === kind && row.current);
  if (!filed("signedForm")) return { kind: "formMissing" };
  return product.role && !filed("organisationConsent") ? { kind: "consentMissing" } : null;
}
