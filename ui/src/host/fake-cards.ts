import { refusal } from "./fake-refusal";
import type {
  CardCertificate,
  CardContents,
  CardDiagnostics,
  CardFailure,
  CardModulesView,
  CardPin,
  CardProblem,
  CardSlot,
  CardStep,
  CardView,
  DeskSlots,
  ReaderView,
  SlotView,
  TrainingCardAct,
} from "./types";

/** The PIN and the PUK of every card here, and how often a wrong one may be typed. */
export const fakePin = "123456";
export const fakePuk = "12345678";
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

/** How many slots a PIV card has. */
const allSlots = 24;
const simple = /^(.)\1+$|^(?:123456(?:78?)?|87654321|987654(?:32?)?)$/;

let inserted = 0;

function piv(product: string, serial: number): CardView {
  inserted += 1;
  return {
    kind: { kind: "piv", product, serial },
    atr: "3b951381018073ff01000b",
    role: null,
    certificate: null,
    pin: { kind: "triesLeft", tries },
    puk: { kind: "triesLeft", tries },
    takesPuk: true,
    pinOnReader: false,
    pinAsked: "notKnown",
    pinLengths: null,
    insertion: inserted,
    problem: "noCertificate",
  };
}

/** The modules of the machine in memory; the second one shows a token, the picked one is none. */
export const fakeModules = {
  none: { name: "OpenSC", file: "/usr/lib/x86_64-linux-gnu/opensc-pkcs11.so" },
  withToken: { name: "Bit4id", file: "/usr/lib/bit4id/libbit4xpki.so" },
  picked: "/opt/maker/lib/libtoken.so",
};

/** The PIN of the token behind a module. */
export const fakeTokenPin = "4829A";

export const tokenReader = "Bit4id miniLector 00 00";

/** The readers whose cards are meant for something, as the desk tells it. */
export function slotOf(readers: ReaderView[], fits: (card: CardView) => boolean): CardSlot {
  const found = readers.filter(({ card }) => card !== null && fits(card));
  if (found.length > 1) return { kind: "several", readers: found.map(({ name }) => name) };
  if (readers.some(({ card, cardPresent }) => cardPresent && card === null)) return { kind: "asking" };
  const [only] = found;
  if (!only) return { kind: "empty" };
  const kind = only.card?.kind;
  const serial = kind?.kind === "piv" || kind?.kind === "module" ? kind.serial : null;
  return { kind: "holds", reader: only.name, serial: serial === null ? null : String(serial) };
}

export function slotsOf(readers: ReaderView[]): DeskSlots {
  return {
    myCard: slotOf(readers, ({ role }) => role === "mine"),
    blankDevice: slotOf(readers, ({ role }) => role === "blank"),
  };
}

function fewer(secret: CardPin): CardPin {
  const left = secret.kind === "triesLeft" ? secret.tries - 1 : 0;
  return left > 0 ? { kind: "triesLeft", tries: left } : { kind: "blocked" };
}

/** The readers and cards of the host in memory. */
export class FakeCards {
  modules: CardModulesView = { found: [fakeModules.none, fakeModules.withToken], chosen: null };
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
  /** What lies on a card besides its certificate for signatures. */
  others: SlotView[] = [];
  /** Whether cards say which slots hold a key. */
  tellsKeys = true;
  private pin = fakePin;
  private tokenPin = fakeTokenPin;
  private readonly failures = new Map<string, CardFailure[]>();

  /** The officer's own card, or one that does not sign for this reason. */
  own(problem: CardProblem | null = null): CardView {
    const card = piv("YubiKey 5", 22_190_417);
    card.pinAsked = "each";
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

  /** The officer's own token behind a module. */
  token(pinpad = false, problem: CardProblem | null = null): CardView {
    return {
      ...this.own(problem),
      kind: {
        kind: "module",
        label: "CNS Ferri",
        maker: "Bit4id",
        model: "JS2048",
        serial: "7420013",
        pinpad,
      },
      pin: { kind: "notTold" },
      puk: { kind: "notTold" },
      takesPuk: false,
      pinOnReader: pinpad,
      pinAsked: "notKnown",
      pinLengths: { shortest: 4, longest: 8 },
    };
  }

  choose(file: string | null): CardModulesView {
    const chosen = file === null ? null : { file, state: "works" as const };
    this.modules = { ...this.modules, chosen };
    this.readers = this.readers.filter((reader) => reader.name !== tokenReader);
    if (file === fakeModules.withToken.file) {
      this.readers = [
        ...this.readers,
        { name: tokenReader, training: false, cardPresent: true, card: this.token() },
      ];
    }
    return this.modules;
  }

  /** What a person picks in the system's dialog. */
  pick(): CardModulesView {
    return this.choose(fakeModules.picked);
  }

  /** Shows the PIN to the card, once. */
  verify(name: string, pin: string, step: CardStep = "verifyPin"): CardView {
    const card = this.readers.find((reader) => reader.name === name)?.card;
    if (!card) throw refusal("cardRemoved");
    if (card.kind.kind === "module") return this.verifyToken(name, card, pin);
    // On the reader's keys the right one is typed; only to sign.
    if (card.pinOnReader && step === "verifyPin" && pin === "") return this.verify(name, this.pin, step);
    if (!/^\d{6,8}$/.test(pin)) throw refusal("cardPinMalformed");
    if (card.pin.kind === "blocked") {
      this.fail(name, step, "pinBlocked", "6983");
      throw refusal("cardPinBlocked", { step });
    }
    if (pin === this.pin) {
      this.put(name, { ...card, pin: { kind: "triesLeft", tries } });
      return card;
    }
    const next = fewer(card.pin);
    this.put(name, { ...card, pin: next, problem: next.kind === "blocked" ? "pinBlocked" : card.problem });
    this.fail(name, step, "wrongPin", "63C2");
    throw next.kind === "triesLeft"
      ? refusal("cardPinWrong", { left: String(next.tries), step })
      : refusal("cardPinBlocked", { step });
  }

  private verifyToken(name: string, card: CardView, pin: string): CardView {
    const pinpad = card.kind.kind === "module" && card.kind.pinpad;
    if (!pinpad) checkLength(card, pin);
    if (card.pin.kind === "blocked") {
      this.fail(name, "verifyPin", "pinBlocked", null);
      throw refusal("cardTokenPinBlocked", { step: "verifyPin" });
    }
    const right = pinpad ? pin === "" : pin === this.tokenPin;
    this.put(name, { ...card, pin: { kind: right ? "notTold" : "someWrong" } });
    if (right) return card;
    this.fail(name, "verifyPin", "wrongPin", null);
    throw refusal("cardPinWrong", { step: "verifyPin" });
  }

  /** A key is made and its certificate written. */
  write(name: string, pin: string): void {
    const card = this.verify(name, pin);
    if (card.role !== "blank") throw refusal("cardNotBlank");
    this.put(name, { ...card, certificate: own, role: "mine", pinAsked: "each", problem: null });
  }

  /** The certificate that is on it becomes the own one. */
  register(name: string, pin: string): void {
    const card = this.verify(name, pin);
    if (card.problem !== "notRegistered") throw refusal("credentialNotAccepted", { why: "untrusted" });
    this.put(name, { ...card, role: "mine", problem: null });
  }

  /** The card that was put in as this one. */
  private chosen(name: string, insertion: number): CardView {
    const card = this.readers.find((reader) => reader.name === name)?.card;
    if (!card) throw refusal("cardRemoved");
    if (card.insertion !== insertion) throw refusal("cardOther");
    return card;
  }

  contents(name: string, insertion: number): CardContents {
    const card = this.chosen(name, insertion);
    if (card.kind.kind === "module") return this.shownByToken(card);
    const slots: SlotView[] = [...this.others];
    if (card.certificate) {
      slots.push({
        slot: { kind: "signature" },
        reference: "9C",
        key: this.tellsKeys
          ? { kind: "present", algorithm: "EC P-256", madeOnCard: true }
          : { kind: "notTold" },
        certificate: {
          kind: "readable",
          certificate: card.certificate,
          validity: "valid",
          uses: ["contentCommitment", "documentSigning"],
          algorithm: "EC P-256",
          fitsKey: this.tellsKeys ? true : null,
        },
      });
    }
    const { pin, puk } = card;
    return { pin, puk, slots, others: allSlots - slots.length, tellsKeys: this.tellsKeys };
  }

  /** A certificate beside its key, which only some tokens show. */
  private shownByToken({ certificate, pin, puk }: CardView): CardContents {
    const slots: SlotView[] = certificate
      ? [
          {
            slot: { kind: "onToken", label: "DS User Certificate" },
            reference: "4453",
            key: { kind: "notTold" },
            certificate: {
              kind: "readable",
              certificate,
              validity: "valid",
              uses: ["contentCommitment"],
              algorithm: "RSA 2048",
              fitsKey: null,
            },
          },
          ...this.others,
        ]
      : [...this.others];
    return { pin, puk, slots, others: 0, tellsKeys: false };
  }

  private changeTokenPin(name: string, card: CardView, old: string, wanted: string): void {
    if (card.kind.kind === "module" && card.kind.pinpad) throw refusal("cardPinOnReader");
    checkLength(card, old);
    checkLength(card, wanted);
    if (simple.test(wanted)) throw refusal("cardPinTooSimple");
    if (old === wanted) throw refusal("cardPinUnchanged");
    this.verifyToken(name, card, old);
    this.tokenPin = wanted;
  }

  changePin(name: string, insertion: number, old: string, wanted: string): void {
    const card = this.chosen(name, insertion);
    if (card.kind.kind === "module") {
      this.changeTokenPin(name, card, old, wanted);
      return;
    }
    if (!/^\d{6,8}$/.test(old)) throw refusal("cardPinMalformed");
    checkNew(wanted);
    if (old === wanted) throw refusal("cardPinUnchanged");
    this.verify(name, old, "changePin");
    this.pin = wanted;
  }

  unblock(name: string, insertion: number, puk: string, wanted: string): void {
    const card = this.chosen(name, insertion);
    if (card.kind.kind === "module") {
      this.unblockToken(name, card, puk, wanted);
      return;
    }
    if (!/^[0-9A-Za-z]{6,8}$/.test(puk)) throw refusal("cardPukMalformed");
    checkNew(wanted);
    const all: CardPin = { kind: "triesLeft", tries };
    if (puk === fakePuk && card.puk.kind !== "blocked") {
      this.pin = wanted;
      const problem = card.problem === "pinBlocked" ? null : card.problem;
      this.put(name, { ...card, pin: all, puk: all, problem });
      return;
    }
    const next = fewer(card.puk);
    this.put(name, { ...card, puk: next });
    this.fail(name, "unblock", next.kind === "blocked" ? "pukBlocked" : "wrongPuk", "63C2");
    throw next.kind === "triesLeft"
      ? refusal("cardPukWrong", { left: String(next.tries), step: "unblock" })
      : refusal("cardPukBlocked", { step: "unblock" });
  }

  /** Only where the token was made ready here; it never says how many tries are left. */
  private unblockToken(name: string, card: CardView, puk: string, wanted: string): void {
    if (!card.takesPuk) throw refusal("cardNotUsable", { why: "no PUK through a module" });
    if (!/^\d{8}$/.test(puk)) throw refusal("cardPukMalformed");
    checkLength(card, wanted);
    if (simple.test(wanted)) throw refusal("cardPinTooSimple");
    if (puk !== fakePuk) {
      this.fail(name, "unblock", "wrongPuk", null);
      throw refusal("cardPukWrong", { step: "unblock" });
    }
    this.tokenPin = wanted;
    this.put(name, { ...card, pin: { kind: "notTold" } });
  }

  diagnostics(serviceFault: string | null): CardDiagnostics {
    return {
      at: new Date().toISOString(),
      version: "0.1.0",
      system: "linux x86_64",
      serviceFault,
      readers: this.readers.map(({ name, training, card }) => ({
        name,
        training,
        present: true,
        card: card && {
          // A token's own name may be a person's.
          kind: card.kind.kind === "module" ? { ...card.kind, label: card.kind.maker } : card.kind,
          atr: card.atr,
          label: card.kind.kind === "piv" ? "Nitrokey PIV" : null,
          version: card.kind.kind === "piv" ? "5.7.1" : null,
          pin: card.pin,
          puk: card.puk,
          driver: card.kind.kind === "piv" || card.kind.kind === "module" ? card.kind.kind : null,
        },
        failures: this.failures.get(name) ?? [],
      })),
    };
  }

  private fail(name: string, step: CardStep, fault: CardFailure["fault"], statusWord: string | null): void {
    const failure = { step, fault, statusWord, detail: null, at: new Date().toISOString() };
    this.failures.set(name, [failure, ...(this.failures.get(name) ?? [])]);
  }

  /** What was ordered of the training cards, the last one last. */
  readonly ordered: [reader: string, act: TrainingCardAct][] = [];

  train(reader: string, act: TrainingCardAct): void {
    this.ordered.push([reader, act]);
    if (act === "replace") this.put(reader, { ...piv("Nitrokey", 90_210), role: "blank" });
    if (act === "putIn") this.put(reader, { ...piv("Nitrokey", 41_337), role: "blank" });
  }
}

/** What a token says of its PIN's length is believed. */
function checkLength({ pinLengths }: CardView, pin: string): void {
  const { shortest, longest } = pinLengths ?? { shortest: 1, longest: 255 };
  if (pin.length < shortest || pin.length > longest)
    throw refusal("cardPinLength", { shortest: String(shortest), longest: String(longest) });
}

function checkNew(pin: string): void {
  if (!/^\d{6,8}$/.test(pin)) throw refusal("cardPinMalformed");
  if (simple.test(pin)) throw refusal("cardPinTooSimple");
}
