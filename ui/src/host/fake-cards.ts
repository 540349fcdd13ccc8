import { refusal } from "./fake-refusal";
import type {
  CardCertificate,
  CardPin,
  CardProblem,
  CardSlot,
  CardView,
  DeskSlots,
  ReaderView,
  TrainingCardAct,
} from "./types";

/** The PIN of every card here, and how often a wrong one may be typed. */
export const fakePin = "123456";
const tries = 3;

export const trainingReader = "Training reader 1";
export const secondTrainingReader = "Training reader 2";
export const ordinaryReader = "Generic CCID Reader 00 00";

const own: CardCertificate = {
  holder: "Giulia Ferri",
  issuer: "Fiducia TRAINING Issuing CA 1",
  serial: "5b1190aa0327",
  notBefore: "2026-01-10T09:00:00Z",
  notAfter: "2029-01-10T09:00:00Z",
};

function piv(product: string, serial: number): CardView {
  return {
    kind: { kind: "piv", product, serial },
    atr: "3b951381018073ff01000b",
    role: null,
    certificate: null,
    pin: { kind: "triesLeft", tries },
    problem: "noCertificate",
  };
}

/** The readers whose cards are meant for something, as the desk tells it. */
export function slotOf(readers: ReaderView[], fits: (card: CardView) => boolean): CardSlot {
  const found = readers.filter(({ card }) => card !== null && fits(card));
  if (found.length > 1) return { kind: "several", readers: found.map(({ name }) => name) };
  if (readers.some(({ card, cardPresent }) => cardPresent && card === null)) return { kind: "asking" };
  const [only] = found;
  if (!only) return { kind: "empty" };
  const serial = only.card?.kind.kind === "piv" ? only.card.kind.serial : null;
  return { kind: "holds", reader: only.name, serial: serial === null ? null : String(serial) };
}

export function slotsOf(readers: ReaderView[]): DeskSlots {
  return {
    myCard: slotOf(readers, ({ role }) => role === "mine"),
    blankDevice: slotOf(readers, ({ role }) => role === "blank"),
  };
}

/** The readers and cards of the host in memory. */
export class FakeCards {
  readers: ReaderView[] = [
    { name: ordinaryReader, training: false, cardPresent: false, card: null },
    {
      name: trainingReader,
      training: true,
      cardPresent: true,
      card: { ...piv("Nitrokey", 41_337), role: "blank" },
    },
    {
      name: secondTrainingReader,
      training: true,
      cardPresent: true,
      card: { ...piv("Nitrokey", 70_518), role: "blank" },
    },
  ];

  /** The officer's own card, or one that does not sign for this reason. */
  own(problem: CardProblem | null = null): CardView {
    const card = piv("YubiKey 5", 22_190_417);
    card.certificate = { ...own, ...(problem === "otherName" ? { holder: "Marco Sala" } : {}) };
    card.role = problem === "otherName" || problem === "notRegistered" ? null : "mine";
    card.problem = problem;
    return card;
  }

  put(name: string, card: CardView | null, present = card !== null): void {
    this.readers = this.readers.map((reader) =>
      reader.name === name ? { ...reader, card, cardPresent: present } : reader,
    );
  }

  /** Shows the PIN to the card, once. */
  verify(name: string, pin: string): CardView {
    const card = this.readers.find((reader) => reader.name === name)?.card;
    if (!card) throw refusal("cardRemoved");
    if (!/^\d{6,8}$/.test(pin)) throw refusal("cardPinMalformed");
    if (card.pin.kind === "blocked") throw refusal("cardPinBlocked");
    if (pin === fakePin) {
      this.put(name, { ...card, pin: { kind: "triesLeft", tries } });
      return card;
    }
    const left = card.pin.kind === "triesLeft" ? card.pin.tries - 1 : 0;
    const next: CardPin = left > 0 ? { kind: "triesLeft", tries: left } : { kind: "blocked" };
    this.put(name, { ...card, pin: next, problem: left > 0 ? card.problem : "pinBlocked" });
    throw left > 0 ? refusal("cardPinWrong", { left: String(left) }) : refusal("cardPinBlocked");
  }

  /** A key is made and its certificate written. */
  write(name: string, pin: string): void {
    const card = this.verify(name, pin);
    if (card.role !== "blank") throw refusal("cardNotBlank");
    this.put(name, { ...card, certificate: own, role: "mine", problem: null });
  }

  /** The certificate that is on it becomes the own one. */
  register(name: string, pin: string): void {
    const card = this.verify(name, pin);
    if (card.problem !== "notRegistered") throw refusal("credentialNotAccepted", { why: "untrusted" });
    this.put(name, { ...card, role: "mine", problem: null });
  }

  /** What was ordered of the training cards, the last one last. */
  readonly ordered: [reader: string, act: TrainingCardAct][] = [];

  train(reader: string, act: TrainingCardAct): void {
    this.ordered.push([reader, act]);
    if (act === "replace") this.put(reader, { ...piv("Nitrokey", 90_210), role: "blank" });
    if (act === "putIn") this.put(reader, { ...piv("Nitrokey", 41_337), role: "blank" });
  }
}
