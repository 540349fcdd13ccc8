import { FakeCamera } from "../fake-camera";
import { FakeCards, slotsOf } from "../fake-cards";
import { type FakeCase, sampleCases } from "../fake-cases";
import { emptyContent, newId, reference, units } from "../fake-data";
import { FakeDevices } from "../fake-device";
import { refusal } from "../fake-refusal";
import { FakeReports } from "../fake-reports";
import { actionStates, mayAtAll } from "../fake-rights";
import { FakeStock } from "../fake-stock";
import type { Corners, Host } from "../host";
import type {
  Action,
  ActionState,
  CredentialProblem,
  CredentialView,
  DataTag,
  DeskStatus,
  DraftContent,
  OthersWrite,
  ProductStatus,
  Profile,
  QueueRow,
  ReportRunProgressed,
  RequestStatus,
  Sent,
  SessionView,
  ShownTable,
  TrainingMessage,
} from "../types";

interface FakeOptions {
  /** Milliseconds each call takes. */
  latency?: number;
  /** Begin with an open session, as most tests want. */
  signedIn?: boolean;
  profile?: Profile;
}

export interface FakeDraft {
  version: number;
  content: DraftContent;
  createdAt: string;
  savedAt: string;
  discarded: boolean;
}

/** What the workstation in memory remembers, and how each of its commands answers: late, refused or as ordered. */
export abstract class FakeBase {
  readonly calls: string[] = [];
  /** Lists that were saved, the last one last. */
  readonly savedTables: ShownTable[] = [];
  /** What it shows can be ordered; in a plain browser by `fake.camera` in its store. */
  readonly camera = new FakeCamera(browserStore());
  /** What lies in which reader; told by `cardsChanged`. */
  readonly cards = new FakeCards();
  /** The cards in the readers; in a plain browser by `fake.device` in its store. */
  readonly devices = new FakeDevices(browserStore(), () => this.changed("deviceEnrolment", "formatDevices"));
  /** Corners of the crops that were asked for, the last one last. */
  readonly crops: Corners[] = [];
  /** The tokens in the drawers of the session's unit and of those below it. */
  readonly stock = new FakeStock();
  /** Products on a device whose codes are kept no more. */
  readonly codesForgotten = new Set<string>();
  /** What was said of recognitions whose report is not signed yet. */
  readonly reports = new FakeReports();
  /** As the desk names it: `linux`, `windows` or `macos`. */
  system = "linux";
  protected readonly latency: number;
  protected session: SessionView = { kind: "signedOut" };
  protected before: SessionView | null = null;
  protected readonly drafts = new Map<string, FakeDraft>();
  protected readonly cases: FakeCase[];
  protected readonly waiting: QueueRow[] = [];
  protected readonly othersWrites: OthersWrite[] = [];
  protected readonly letters: TrainingMessage[] = [];
  private readonly failures = new Map<string, { code: string; params: Record<string, string> }>();
  private readonly broken = new Map<string, string>();
  private readonly dataListeners = new Set<(tags: DataTag[]) => void>();
  protected readonly progressListeners = new Set<(progress: ReportRunProgressed) => void>();
  protected credential: CredentialView = { kind: "missing" };
  protected readonly settings = new Map<string, string | null>();
  protected status: DeskStatus = {
    training: true,
    network: "online",
    waiting: 0,
    refused: 0,
    ofOthers: 0,
    readers: [],
    slots: slotsOf([]),
    readersFault: null,
    cameras: ["Integrated Camera"],
    camerasFault: null,
    clockDriftMs: 84,
    lastContactAt: new Date().toISOString(),
  };

  constructor(options: FakeOptions = {}) {
    this.latency = options.latency ?? 0;
    this.cases = sampleCases(new Date());
    this.seedDrafts();
    this.letters.push({
      id: newId(),
      sentAt: new Date(Date.now() - 3600_000).toISOString(),
      channel: "email",
      to: "colombo.paolo@posta.example",
      subject: "La tua firma remota / Your remote signature",
      text: "Gentile titolare,\n\nin allegato trova la busta cifrata con PIN, PUK e codice di emergenza. Si apre con la passphrase scelta allo sportello.\n\nPer impostare la password dell’area personale: https://holder.fiducia.example/p/7f3k-22mq\n",
      attachments: [{ name: "busta-cifrata.pdf", mediaType: "application/pdf", size: 38_220 }],
    });
    // Most stories are of an officer who can sign.
    this.registerCredential(null);
    if (options.signedIn) this.session = this.opened(options.profile ?? "rao", "unit-milano-duomo");
  }

  /** The next call of this method is refused with this code. */
  failNext(method: keyof Host, code: string, params: Record<string, string> = {}): void {
    this.failures.set(method, { code, params });
  }

  /** Every call of this method is refused with this code, until it is mended. */
  failAlways(method: keyof Host, code: string): void {
    this.broken.set(method, code);
  }

  mend(method: keyof Host): void {
    this.broken.delete(method);
  }

  /** As if the officer's credential were registered, with or without something wrong with it. */
  registerCredential(problem: CredentialProblem | "missing" | null): void {
    if (problem === "missing") {
      this.credential = { kind: "missing" };
      return;
    }
    this.credential = {
      kind: "registered",
      holder: problem === "otherName" ? "Marco Sala" : "Giulia Ferri",
      issuer: "Fiducia TRAINING Issuing CA 1",
      serial: "5b1190aa0327",
      notBefore: "2026-01-10T09:00:00Z",
      notAfter: problem === "expired" ? "2026-06-10T09:00:00Z" : "2029-01-10T09:00:00Z",
      problem,
      path: "D:/credentials/ferri.p12",
    };
  }

  goOffline(): void {
    this.setStatus({ ...this.status, network: "offline" });
  }

  goOnline(): void {
    this.setStatus({ ...this.status, network: "online" });
  }

  onDataChanged(listener: (tags: DataTag[]) => void): () => void {
    this.dataListeners.add(listener);
    return () => this.dataListeners.delete(listener);
  }

  protected async answer<T>(method: keyof Host, act: () => T | Promise<T>): Promise<T> {
    this.calls.push(method);
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
    this.refuse(method);
    // A copy, as everything that crosses the door is one.
    return structuredClone(await act());
  }

  /** Throws where this call is to fail. */
  protected refuse(method: keyof Host): void {
    const failure = this.failures.get(method);
    if (failure) {
      this.failures.delete(method);
      throw refusal(failure.code, failure.params);
    }
    const broken = this.broken.get(method);
    if (broken) throw refusal(broken);
  }

  protected changed(...tags: DataTag[]): void {
    // After the act has ended, as the desk tells it.
    queueMicrotask(() => {
      for (const listener of this.dataListeners) listener(tags);
    });
  }

  protected setStatus(status: DeskStatus): void {
    this.status = status;
    this.changed("status");
  }

  protected needsCentre(): void {
    if (this.status.network === "offline") throw refusal("offline");
  }

  protected sent(): Sent {
    this.changed("orders", "queue");
    return this.status.network === "offline"
      ? { kind: "onThisPc" }
      : { kind: "received", at: new Date().toISOString() };
  }

  protected opened(profile: Profile, unit: string): SessionView {
    const here = units.find((each) => each.id === unit);
    const above = units.find((each) => each.id === here?.parent);
    return {
      kind: "signedIn",
      session: {
        account: {
          id: "account-ferri",
          userName: "g.ferri",
          fullName: "Giulia Ferri",
          operatorCode: "GF014",
        },
        profile,
        unit,
        unitPath: [above?.name, here?.name].filter((name) => name !== undefined),
        customerName: reference.customerName,
        providerName: reference.providerName,
        training: true,
        may: mayAtAll(profile),
        since: new Date().toISOString(),
      },
    };
  }

  protected byRequest(request: string): FakeCase {
    const found = this.cases.find((each) => each.order.request === request);
    if (!found) throw refusal("notFound");
    return found;
  }

  protected byProduct(product: string): FakeCase {
    const found = this.cases.find((each) => each.product.product === product);
    if (!found) throw refusal("notFound");
    return found;
  }

  protected move(
    found: FakeCase,
    request: RequestStatus,
    product: ProductStatus,
    what: string,
    reason: string | null = null,
  ) {
    const at = new Date().toISOString();
    const line = { at, what, who: "Giulia Ferri", profile: "rao" as const, reason };
    found.order = {
      ...found.order,
      status: request,
      statusSince: at,
      version: found.order.version + 1,
      history: [...found.order.history, line],
    };
    found.product = {
      ...found.product,
      status: product,
      statusSince: at,
      requestStatus: request,
      version: found.product.version + 1,
      history: [...found.product.history, line],
    };
    this.changed("orders");
  }

  protected enqueue(kind: string, made: FakeCase): void {
    this.waiting.push({
      command: newId(),
      request: made.order.request,
      kind,
      label: `${made.order.applicant.givenNames} ${made.order.applicant.surname}`,
      madeAt: new Date().toISOString(),
      attempts: 0,
      state: { kind: "onThisPc" },
    });
    this.setStatus({ ...this.status, waiting: this.status.waiting + 1 });
    this.changed("queue");
  }

  protected actions(found: FakeCase, asked: readonly Action[]): ActionState[] {
    const profile = this.session.kind === "signedIn" ? this.session.session.profile : "auditor";
    const { order, product } = found;
    const own = order.operator === "Giulia Ferri";
    return actionStates(profile, { own, request: order.status, product: product.status }, asked);
  }

  private seedDrafts(): void {
    const now = Date.now();
    const seed = (minutesAgo: number, part: (content: DraftContent) => void) => {
      const content = structuredClone(emptyContent);
      part(content);
      const at = new Date(now - minutesAgo * 60_000).toISOString();
      this.drafts.set(newId(), { version: 1, content, createdAt: at, savedAt: at, discarded: false });
    };
    seed(12, (content) => {
      content.method = "offline";
      content.personChoice = { kind: "new" };
      content.item = "item-remote";
      content.person.surname = "Fontana";
      content.person.givenNames = "Irene";
      content.document.country = "IT";
      content.document.kind = "identityCard";
    });
    seed(190, (content) => {
      content.method = "offline";
      content.item = "item-remote-role";
      content.person.surname = "Moretti";
      content.person.givenNames = "Simone";
    });
  }
}

/** In a plain browser settings outlive a reload; in a test there may be no store. */
export function browserStore(): Storage | null {
  return import.meta.env.MODE === "test" || typeof localStorage === "undefined" ? null : localStorage;
}
