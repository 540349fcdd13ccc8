import { fakePin, slotOf, slotsOf } from "./fake-cards";
import { newId } from "./fake-data";
import { refusal, remedyOf } from "./fake-refusal";
import type {
  BegunView,
  CardView,
  DeviceChoice,
  DeviceEnrolmentView,
  DeviceProblem,
  DeviceStage,
  EnrolmentStep,
  NotedView,
  TokenFate,
} from "./types";

const isTest = import.meta.env.MODE === "test";

/** What a plain browser's store can ask for (`fake.device`). */
type OrderedDevice = "none" | "pulled" | "unnumbered";

const firstSerial = 17_304_552;

type FakeReader = Omit<DeviceChoice, "problem">;

const ownCard: FakeReader = {
  reader: "Yubico YubiKey CCID 00 00",
  training: false,
  card: {
    kind: { kind: "piv", product: "YubiKey 5", serial: 9_120_433 },
    atr: "3bfd1300008131fe158073c021c057597562694b657940",
    role: "mine",
    certificate: {
      holder: "Giulia Ferri",
      issuer: "Fiducia TRAINING Issuing CA 1",
      serial: "5b1190aa0327",
      notBefore: "2026-01-10T09:00:00Z",
      notAfter: "2029-01-10T09:00:00Z",
    },
    pin: { kind: "triesLeft", tries: 3 },
    puk: { kind: "triesLeft", tries: 3 },
    takesPuk: true,
    pinOnReader: false,
    pinAsked: "notKnown",
    pinLengths: null,
    insertion: 1,
    problem: null,
  },
  serial: "9120433",
};

function blankDevice(serial: number, tellsSerial: boolean): FakeReader {
  const card: CardView = {
    kind: { kind: "piv", product: null, serial: tellsSerial ? serial : null },
    atr: "3b8780014a434f5076323431b2",
    role: "blank",
    certificate: null,
    pin: { kind: "triesLeft", tries: 3 },
    puk: { kind: "triesLeft", tries: 3 },
    takesPuk: true,
    pinOnReader: false,
    pinAsked: "notKnown",
    pinLengths: null,
    insertion: 1,
    problem: "noCertificate",
  };
  return {
    reader: "Generic CCID Reader 00 00",
    training: false,
    card,
    serial: tellsSerial ? String(serial) : null,
  };
}

/** The order of the work, and where the centre stands after each stage. */
const work: [DeviceStage, EnrolmentStep, BegunView["next"]][] = [
  ["begin", "begun", "prepare"],
  ["prepare", "begun", "prepare"],
  ["certify", "certified", "confirm"],
  ["complete", "certified", "confirm"],
  ["confirm", "confirmed", "deliver"],
];

/** A desk with the officer's own card in one reader and a blank device in the other. */
export class FakeDevices {
  private readonly own = structuredClone(ownCard);
  /** The cards in the readers, in their order. */
  cards: FakeReader[] = [this.own, blankDevice(firstSerial, true)];
  /** The next attempt ends here, with the device out of its reader. */
  pulledAt: DeviceStage | null = null;
  /** Milliseconds that each stage takes. */
  stageMs = isTest ? 0 : 1400;
  /** The customer's rule. */
  asksCode = false;
  private readonly proofs = new Map<string, string>();
  private readonly begun = new Map<string, Omit<BegunView, "fates">>();
  private readonly noted = new Map<string, NotedView>();
  private readonly doing = new Map<string, DeviceStage>();
  private pulled: FakeReader | null = null;
  private lastSerial = firstSerial;
  private hasObeyed = false;

  /** Of whom a plain browser's store asks for something, and who is told that something changed. */
  constructor(
    private readonly store: Storage | null,
    private readonly changed: () => void,
  ) {}

  view(product: string, hasCentre: boolean, hasCredential: boolean): DeviceEnrolmentView {
    this.obey();
    const known = hasCentre ? this.begun.get(product) : undefined;
    const noted = this.noted.get(product) ?? null;
    const begun = known ? { ...known, fates: fatesOf(known.step, noted) } : null;
    const devices = this.cards.map((card) => ({ ...card, problem: problemOf(card, begun ?? noted) }));
    const readers = devices.map(({ reader, training, card }) => ({
      name: reader,
      training,
      cardPresent: true,
      card,
    }));
    const possible = devices.filter(({ problem }) => problem === null).map(({ card }) => card);
    const until = this.proofs.get(product) ?? null;
    return {
      product,
      begun,
      noted,
      doing: this.doing.get(product) ?? null,
      checks: [
        { kind: "centre", fine: hasCentre },
        { kind: "credential", fine: hasCredential },
        { kind: "proof", fine: until !== null },
        { kind: "reader", fine: devices.length > 0 },
        { kind: "device", fine: devices.some((device) => device.problem === null) },
      ],
      proof: { until, asksCode: this.asksCode },
      devices,
      slots: { ...slotsOf(readers), blankDevice: slotOf(readers, (card) => possible.includes(card)) },
    };
  }

  /** Shows the PIN to the own card, once. */
  proveWithCard(product: string, reader: string, pin: string, code: string | null): void {
    const card = this.cards.find((each) => each.reader === reader)?.card;
    if (card?.role !== "mine") throw refusal("cardRemoved");
    const left = card.pin.kind === "triesLeft" ? card.pin.tries : 0;
    const pinpad = card.pinOnReader;
    if (pinpad ? pin === "" : pin === fakePin && left > 0) {
      card.pin = pinpad ? card.pin : { kind: "triesLeft", tries: 3 };
      this.prove(product, code);
      return;
    }
    card.pin = left > 1 ? { kind: "triesLeft", tries: left - 1 } : { kind: "blocked" };
    this.changed();
    throw left > 1 ? refusal("cardPinWrong", { left: String(left - 1) }) : refusal("cardPinBlocked");
  }

  /** The key has signed; the code is looked at after that. */
  prove(product: string, code: string | null): void {
    if (this.asksCode && code === null) throw refusal("secondFactorMissing");
    if (this.asksCode && code === "000000") throw refusal("secondFactorWrong");
    this.proofs.set(product, new Date(Date.now() + 15 * 60_000).toISOString());
    this.changed();
  }

  isProved(product: string): boolean {
    return this.proofs.has(product);
  }

  /** As if its time had passed. */
  endProofs(): void {
    this.proofs.clear();
    this.changed();
  }

  begunFor(product: string): Omit<BegunView, "fates"> | null {
    return this.begun.get(product) ?? null;
  }

  /** Goes on from where it was left; answers with the code of what stopped it. */
  async enrol(product: string, reader: string, tokenSerial: string): Promise<string | null> {
    if (this.doing.has(product)) return "cardBusy";
    try {
      for (const [stage, step, next] of work) {
        this.doing.set(product, stage);
        this.changed();
        if (this.stageMs > 0) await new Promise((resolve) => setTimeout(resolve, this.stageMs));
        this.noted.set(product, { tokenSerial, stage, failure: null });
        if (stage === "begin") this.reach(product, tokenSerial, step, next);
        if (this.pulledAt === stage) {
          this.pull(reader);
          this.noted.set(product, { tokenSerial, stage, failure: failureAt(stage, "cardRemoved") });
          return "cardRemoved";
        }
        const device = this.cards.find((card) => card.reader === reader);
        if (!device) return "cardRemoved";
        if (stage === "prepare") device.card.role = null;
        this.reach(product, tokenSerial, step, next);
      }
      return null;
    } finally {
      this.doing.delete(product);
      this.changed();
    }
  }

  /** What was reached before is not left again. */
  private reach(product: string, tokenSerial: string, step: EnrolmentStep, next: BegunView["next"]): void {
    const known = this.begun.get(product);
    if (known && placeOf(known.step) > placeOf(step)) return;
    this.begun.set(product, { enrolment: known?.enrolment ?? newId(), tokenSerial, step, next });
  }

  delivered(product: string): void {
    this.begun.delete(product);
    this.noted.delete(product);
    this.putInAnother();
  }

  abandon(product: string, fate: TokenFate): void {
    this.begun.delete(product);
    this.noted.delete(product);
    if (fate !== "untouched") this.putInAnother();
    this.changed();
  }

  /** The cards as choices for formatting the token with this serial number. */
  choices(serial: string): DeviceChoice[] {
    return this.cards.map((card) => ({ ...card, problem: problemOf(card, { tokenSerial: serial }) }));
  }

  /** As if the officer put a used token in. */
  putIn(serial: number): void {
    const device = blankDevice(serial, true);
    this.cards = [ownCard, { ...device, card: { ...device.card, role: null } }];
    this.changed();
  }

  /** Answers with the code of what stopped it. */
  wipe(reader: string, serial: string): string | null {
    if (this.pulledAt) {
      this.pull(reader);
      return "cardRemoved";
    }
    const device = this.cards.find((card) => card.reader === reader);
    if (!device) return "cardRemoved";
    if (device.card.role === "mine") return "cardOwn";
    if (device.serial !== null && device.serial !== serial) return "cardOther";
    device.card.role = "blank";
    return null;
  }

  /** As if the officer put back what was pulled out. */
  putBack(): void {
    if (this.pulled) this.cards = [...this.cards, this.pulled];
    this.pulled = null;
    this.changed();
  }

  /** Once, when it is first looked at: what follows is the officer's doing. */
  private obey(): void {
    if (this.hasObeyed) return;
    this.hasObeyed = true;
    const ordered = this.store?.getItem("fake.device") as OrderedDevice | null | undefined;
    if (ordered === "none") this.cards = [this.own];
    if (ordered === "unnumbered") this.cards = [this.own, blankDevice(firstSerial, false)];
    if (ordered === "pulled") this.pulledAt = "complete";
  }

  private pull(reader: string): void {
    this.pulledAt = null;
    this.pulled = this.cards.find((card) => card.reader === reader) ?? null;
    this.cards = this.cards.filter((card) => card.reader !== reader);
    this.changed();
    if (!isTest) setTimeout(() => this.putBack(), 5000);
  }

  /** The next device of the stock, in place of the one before. */
  private putInAnother(): void {
    this.lastSerial += 1;
    this.pulled = null;
    this.cards = [this.own, blankDevice(this.lastSerial, true)];
  }
}

function placeOf(step: EnrolmentStep): number {
  return work.findIndex(([, reached]) => reached === step);
}

function failureAt(stage: DeviceStage, code: string): NotedView["failure"] {
  const error = { code, params: {}, remedy: remedyOf(code), traceId: "" };
  return { stage, error, at: new Date().toISOString() };
}

/** Untouched is only what was reserved and no more. */
function fatesOf(step: EnrolmentStep, noted: NotedView | null): TokenFate[] {
  const untouched = step === "begun" && noted?.stage === "begin";
  return untouched ? ["untouched", "takenBack", "damaged"] : ["takenBack", "damaged"];
}

function problemOf(
  { card, serial }: FakeReader,
  begun: Pick<NotedView, "tokenSerial"> | null,
): DeviceProblem | null {
  if (card.kind.kind === "silent") return "silent";
  if (card.role === "mine") return "ownCard";
  if (card.kind.kind === "module") {
    if (card.role !== "blank") return "notBlank";
    if (card.kind.pinpad) return "pinPad";
  } else if (card.kind.kind !== "piv") return "otherKind";
  if (begun) return serial !== null && serial !== begun.tokenSerial ? "otherDevice" : null;
  return card.role === "blank" ? null : "notBlank";
}
