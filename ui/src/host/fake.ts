// reason for length: one class: a method for each of the host's commands
import { FakeCamera } from "./fake-camera";
import { FakeCards, slotsOf } from "./fake-cards";
import { certificateOf, type FakeCase, filedPaper, makeCase, sampleCases } from "./fake-cases";
import { checkContent } from "./fake-check";
import { countries, emptyContent, newId, places, reference, units, workplaces } from "./fake-data";
import { FakeDevices } from "./fake-device";
import {
  fillIn,
  knownPerson,
  machineReadable,
  matches,
  printed,
  productRow,
  shortened,
  takenBack,
  typedPerson,
  withKnownPerson,
} from "./fake-persons";
import { paper, specimen } from "./fake-pictures";
import { refusal, remedyOf } from "./fake-refusal";
import { FakeReports } from "./fake-reports";
import { actionStates, mayAtAll, productActions, requestActions } from "./fake-rights";
import { FakeStock } from "./fake-stock";
import type { CameraFrame, Corners, Ending, Host, PaperLanguage, PickedFile } from "./host";
import type {
  AboutApp,
  Action,
  ActionState,
  AttachedView,
  CameraView,
  CardContents,
  CardDiagnostics,
  CardModulesView,
  CarriedView,
  CertificatePreview,
  CheckedSerials,
  ConfirmedView,
  CountryView,
  CountStock,
  CredentialProblem,
  CredentialView,
  CropView,
  DataTag,
  DeliveredEnrolment,
  DeskStatus,
  DeviceChoice,
  DeviceEnrolmentView,
  DocumentSide,
  DraftContent,
  DraftRow,
  DraftView,
  EnrolmentStanding,
  EvidenceRef,
  IssuedCertificate,
  KnownPerson,
  OpenCamera,
  OrderDetail,
  OthersWrite,
  PageChoice,
  PaperView,
  PersonQuery,
  PlaceView,
  PreparedReportView,
  PrepareReport,
  ProductDetail,
  ProductPage,
  ProductSearch,
  ProductStatus,
  Profile,
  QueueRow,
  ReceivedTokens,
  ReceiveTokens,
  RecognitionMethod,
  Reference,
  ReportPrepared,
  ReportRun,
  ReportRunProgressed,
  ReportsToSign,
  RequestStatus,
  SaveDraft,
  SealedEnvelope,
  Sent,
  SessionView,
  ShownTable,
  StatusCount,
  StockCountRow,
  TokenDetail,
  TokenEvent,
  TokenFate,
  TokenPage,
  TokenSearch,
  TokenStock,
  TrainingCardAct,
  TrainingMessage,
} from "./types";

interface FakeOptions {
  /** Milliseconds each call takes. */
  latency?: number;
  /** Begin with an open session, as most tests want. */
  signedIn?: boolean;
  profile?: Profile;
}

interface FakeDraft {
  version: number;
  content: DraftContent;
  createdAt: string;
  savedAt: string;
  discarded: boolean;
}

/**
 * The workstation in memory: for the screens' own tests and for a plain browser. User name `locked` is locked,
 * any password but `wrong` is right, any second factor but 000000 is right; `failNext` makes any call fail with any code.
 * As long as the interface it stands in for.
 */
export class FakeHost implements Host {
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
  private readonly latency: number;
  private session: SessionView = { kind: "signedOut" };
  private before: SessionView | null = null;
  private readonly drafts = new Map<string, FakeDraft>();
  private readonly cases: FakeCase[];
  private readonly waiting: QueueRow[] = [];
  private readonly othersWrites: OthersWrite[] = [];
  private readonly letters: TrainingMessage[] = [];
  private readonly failures = new Map<string, { code: string; params: Record<string, string> }>();
  private readonly broken = new Map<string, string>();
  private readonly dataListeners = new Set<(tags: DataTag[]) => void>();
  private readonly progressListeners = new Set<(progress: ReportRunProgressed) => void>();
  private credential: CredentialView = { kind: "missing" };
  private readonly settings = new Map<string, string | null>();
  private status: DeskStatus = {
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

  /** As if all documents in the registry had expired. */
  expireDocuments(): void {
    for (const { order } of this.cases) if (order.document) order.document.expiresOn = "2020-01-01";
  }

  /** As if the two images of a draft were of two documents. */
  mixUp(draft: string): void {
    const { content } = this.draft(draft);
    const of = (side: DocumentSide, value: string) =>
      machineReadable(side).map((each) => (each.path === "document.number" ? { ...each, value } : each));
    content.readings = [...of("front", "YA1234567"), ...of("back", "CA00842AB")];
  }

  /** As if a recognised request had been returned, corrected and confirmed again: its old form is still evidence. */
  correctReturned(): string {
    const found = this.cases.find(({ order }) => order.evidence.some((row) => row.kind === "signedForm"));
    if (!found) throw refusal("notFound");
    const { order, product } = found;
    for (const row of order.evidence) row.current = false;
    Object.assign(order, { status: "submitted", contractStatus: "toSignByHand", recognition: null });
    Object.assign(product, {
      status: "toIdentify",
      requestStatus: "submitted",
      contractStatus: "toSignByHand",
    });
    return order.request;
  }

  /** Gives the first case to be identified a certificate that states a role; gives its request. */
  giveRole(): string {
    const found = this.cases.find(({ product }) => product.status === "toIdentify");
    if (!found) throw refusal("notFound");
    const role = {
      title: "Procuratore",
      organisation: "Alpe Nova S.p.A.",
      organisationIdentifier: "VATIT-12345678903",
    };
    found.product.role = role;
    return found.order.request;
  }

  /** As if the forms of so many cases were filed and their recogniser given; gives their requests. */
  readyReports(count: number): string[] {
    const open = this.cases.filter(
      ({ product: { status } }) => status === "toIdentify" || status === "recognitionInProgress",
    );
    return open.slice(0, count).map((found) => {
      const { request } = found.order;
      found.order.evidence.push(filedPaper("signedForm", 48_211));
      found.order.status = "inRecognition";
      Object.assign(found.product, { status: "recognitionInProgress", requestStatus: "inRecognition" });
      this.reports.given.set(request, {
        request,
        recogniser: "account-ferri",
        place: "Milano",
        on: "2026-11-27",
      });
      return request;
    });
  }

  private get reportGround() {
    return {
      cases: this.cases,
      whyNot: (found: FakeCase) => this.actions(found, ["signReport"])[0]?.whyNot ?? null,
      file: (found: FakeCase) => {
        this.move(found, "recognised", "toBeIssued", "reportAccepted");
        return this.sent();
      },
    };
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

  // who is at the desk

  async sessionState(): Promise<SessionView> {
    return this.answer("sessionState", () => this.session);
  }

  async signIn(userName: string, password: string): Promise<SessionView> {
    return this.answer("signIn", () => {
      if (userName === "locked") throw refusal("accountLocked", { minutes: "15" });
      if (password === "wrong") throw refusal("wrongCredentials");
      this.session = { kind: "secondFactor" };
      return this.session;
    });
  }

  async giveSecondFactor(code: string): Promise<SessionView> {
    return this.answer("giveSecondFactor", () => {
      if (code === "000000") throw refusal("secondFactorWrong");
      this.session = { kind: "choosing", workplaces, units };
      return this.session;
    });
  }

  async chooseWorkplace(profile: Profile, unit: string): Promise<SessionView> {
    return this.answer("chooseWorkplace", () => {
      this.session = this.opened(profile, unit);
      return this.session;
    });
  }

  async changeWorkplace(): Promise<SessionView> {
    return this.answer("changeWorkplace", () => {
      this.before = this.session;
      this.session = { kind: "choosing", workplaces, units };
      return this.session;
    });
  }

  async keepWorkplace(): Promise<SessionView> {
    return this.answer("keepWorkplace", () => {
      if (this.before) this.session = this.before;
      return this.session;
    });
  }

  async signOut(): Promise<SessionView> {
    return this.answer("signOut", () => {
      this.session = { kind: "signedOut" };
      return this.session;
    });
  }

  async askRecovery(): Promise<void> {
    return this.answer("askRecovery", () => undefined);
  }

  async about(): Promise<AboutApp> {
    return this.answer("about", () => ({ version: "0.1.0", system: this.system, placesUntil: "2026-02-21" }));
  }

  // what the customer has configured

  async reference(): Promise<Reference> {
    return this.answer("reference", () => reference);
  }

  async countries(): Promise<CountryView[]> {
    return this.answer("countries", () => countries);
  }

  async searchPlaces(text: string): Promise<PlaceView[]> {
    return this.answer("searchPlaces", () =>
      places.filter((each) => each.name.toLowerCase().startsWith(text.trim().toLowerCase())),
    );
  }

  // drafts

  async startDraft(method: RecognitionMethod | null): Promise<DraftView> {
    return this.answer("startDraft", () => {
      const id = newId();
      const at = new Date().toISOString();
      this.drafts.set(id, {
        version: 1,
        content: { ...structuredClone(emptyContent), method },
        createdAt: at,
        savedAt: at,
        discarded: false,
      });
      this.changed("drafts");
      return this.draftView(id);
    });
  }

  async listDrafts(): Promise<DraftRow[]> {
    return this.answer("listDrafts", () =>
      [...this.drafts]
        .filter(([, draft]) => !draft.discarded)
        .sort(([, one], [, other]) => other.savedAt.localeCompare(one.savedAt))
        .map(([id, draft]) => {
          const { steps } = checkContent(draft.content);
          const needed = steps.filter((step) => step.state !== "notNeeded" && step.step !== "summary");
          return {
            id,
            name: `${draft.content.person.givenNames} ${draft.content.person.surname}`.trim(),
            operator: "Giulia Ferri",
            item: draft.content.item,
            createdAt: draft.createdAt,
            savedAt: draft.savedAt,
            visibility: "own" as const,
            stepsDone: needed.filter((step) => step.state === "complete").length,
            stepsNeeded: needed.length,
            status: "draft" as const,
          };
        }),
    );
  }

  async openDraft(draft: string): Promise<DraftView> {
    return this.answer("openDraft", () => this.draftView(draft));
  }

  async saveDraft({ id, version, content }: SaveDraft): Promise<DraftView> {
    return this.answer("saveDraft", () => {
      const kept = this.draft(id);
      if (kept.version !== version) throw refusal("outdated");
      kept.content = structuredClone(content);
      kept.version += 1;
      kept.savedAt = new Date().toISOString();
      this.changed("drafts");
      return this.draftView(id);
    });
  }

  async discardDraft(draft: string): Promise<void> {
    return this.answer("discardDraft", () => {
      this.draft(draft).discarded = true;
      this.changed("drafts");
    });
  }

  async restoreDraft(draft: string): Promise<DraftView> {
    return this.answer("restoreDraft", () => {
      this.draft(draft).discarded = false;
      this.changed("drafts");
      return this.draftView(draft);
    });
  }

  async editReturned(request: string): Promise<DraftView> {
    return this.answer("editReturned", () => {
      const { order } = this.byRequest(request);
      const at = new Date().toISOString();
      const content = withKnownPerson(structuredClone(emptyContent), knownPerson(this.byRequest(request)));
      this.drafts.set(request, {
        version: 1,
        content: { ...content, method: order.method, item: "item-remote" },
        createdAt: at,
        savedAt: at,
        discarded: false,
      });
      this.changed("drafts");
      return { ...this.draftView(request), status: "returned" as const, returnedBecause: order.reason };
    });
  }

  async findPerson(query: PersonQuery): Promise<KnownPerson[]> {
    return this.answer("findPerson", () => {
      const begins = (value: string, wanted: string | null) =>
        !wanted || value.toLowerCase().startsWith(wanted.trim().toLowerCase());
      return this.cases
        .filter(
          ({ product: { holder, contacts } }) =>
            begins(holder.taxCode, query.taxCode) &&
            begins(holder.surname, query.surname) &&
            begins(holder.givenNames, query.givenNames) &&
            begins(holder.birthPlace.place, query.birthPlace) &&
            begins(contacts.email, query.email) &&
            begins(contacts.mobile, query.mobile) &&
            (!query.bornOn || query.bornOn === holder.bornOn),
        )
        .map((each) => knownPerson(each));
    });
  }

  async carryOverPerson(draft: string, known: KnownPerson): Promise<CarriedView> {
    return this.answer("carryOverPerson", () => {
      const kept = this.draft(draft);
      const expired = known.document !== null && known.document.expiresOn < new Date().toISOString();
      const without = expired ? { ...known, document: null, images: [] } : known;
      kept.content = withKnownPerson(takenBack(kept.content), without);
      kept.version += 1;
      const document = expired
        ? "expired"
        : known.document === null
          ? "unknown"
          : (known.images ?? []).length > 0
            ? "withImages"
            : "withoutImages";
      return { draft: this.draftView(draft), document };
    });
  }

  async newPerson(draft: string): Promise<DraftView> {
    return this.answer("newPerson", () => {
      const kept = this.draft(draft);
      kept.content = { ...takenBack(kept.content), personChoice: { kind: "new" } };
      kept.version += 1;
      return this.draftView(draft);
    });
  }

  async attachDocumentImage(draft: string, side: DocumentSide, file: PickedFile): Promise<AttachedView> {
    return this.answer("attachDocumentImage", () => {
      if (file.bytes.length === 0) throw refusal("fileEmpty");
      if (!/\.(jpe?g|png|pdf)$/i.test(file.name)) throw refusal("fileFormatUnknown");
      return this.attachSide(draft, side);
    });
  }

  /** A PDF of as many pages as its name says (`scan-3.pdf`), else of one. */
  async openDocumentFile(draft: string, file: PickedFile): Promise<PaperView> {
    return this.answer("openDocumentFile", () => {
      this.draft(draft);
      const pages = Number(/-(\d+)\.pdf$/i.exec(file.name)?.[1] ?? 1);
      if (pages === 0) throw refusal("fileWithoutPages");
      if (pages > 10) throw refusal("fileTooManyPages", { pages: String(pages), most: "10" });
      return { paper: `file-${newId()}`, pages, fileName: file.name };
    });
  }

  async attachDocumentPages(draft: string, _paper: string, choices: PageChoice[]): Promise<AttachedView> {
    return this.answer("attachDocumentPages", () => {
      const all = choices.map(({ side }) => this.attachSide(draft, side));
      const last = all.at(-1);
      if (!last) throw refusal("badInput", { field: "side" });
      const filled = all.flatMap((each) => each.filled);
      return { ...last, filled, unreadBecause: filled.length > 0 ? null : last.unreadBecause };
    });
  }

  private attachSide(draft: string, side: DocumentSide): AttachedView {
    const kept = this.draft(draft);
    const evidence = `image-${side}-${newId()}`;
    const images = kept.content.document.images.filter((image) => image.side !== side);
    images.push({
      id: evidence,
      kind: "documentImage",
      side,
      mediaType: "image/png",
      size: 1,
      sha256: "41ab".repeat(16),
      originalSha256: "41ab".repeat(16),
    });
    kept.content.document.images = images;
    const readings = side === "front" ? [] : machineReadable(side);
    const filled = fillIn(kept.content, readings);
    kept.content.readings = [...kept.content.readings.filter((each) => each.side !== side), ...readings];
    kept.version += 1;
    return {
      draft: this.draftView(draft),
      evidence,
      filled,
      noticed: [],
      unreadBecause: readings.length > 0 ? null : ("noMachineReadableZone" as const),
    };
  }

  async removeDocumentImage(draft: string, evidence: string): Promise<DraftView> {
    return this.answer("removeDocumentImage", () => {
      const kept = this.draft(draft);
      kept.content.document.images = kept.content.document.images.filter((image) => image.id !== evidence);
      kept.version += 1;
      return this.draftView(draft);
    });
  }

  async readDocumentPrint(draft: string, image: string): Promise<void> {
    return this.answer("readDocumentPrint", () => {
      this.image(draft, image);
    });
  }

  async takeDocumentPrint(draft: string, image: string): Promise<AttachedView> {
    return this.answer("takeDocumentPrint", () => {
      const kept = this.draft(draft);
      const { side } = this.image(draft, image);
      const readings = printed(side ?? "both");
      const filled = fillIn(kept.content, readings);
      kept.content.readings.push(...readings);
      kept.content.printRead = [...(kept.content.printRead ?? []), image];
      kept.version += 1;
      return { draft: this.draftView(draft), evidence: image, filled, noticed: [], unreadBecause: null };
    });
  }

  async cropSource(draft: string, evidence: string): Promise<CropView> {
    return this.answer("cropSource", () => {
      this.image(draft, evidence);
      return this.camera.cropView();
    });
  }

  async cropSourceImage(_draft: string, evidence: string): Promise<Uint8Array> {
    return this.answer("cropSourceImage", () =>
      this.camera.cropPicture(evidence.includes("back") ? "back" : "front"),
    );
  }

  async cropDocumentImage(draft: string, evidence: string, corners: Corners): Promise<AttachedView> {
    return this.answer("cropDocumentImage", () => {
      const { side } = this.image(draft, evidence);
      this.crops.push(corners);
      return this.attachSide(draft, side ?? "both");
    });
  }

  // the camera

  async listCameras(): Promise<CameraView[]> {
    return this.answer("listCameras", () => this.camera.list());
  }

  async openCamera(wish: OpenCamera): Promise<void> {
    return this.answer("openCamera", () => this.camera.openWith(wish));
  }

  async cameraFrame(after: number): Promise<CameraFrame> {
    this.calls.push("cameraFrame");
    // A frame takes its own time, and no other.
    this.refuse("cameraFrame");
    return this.camera.frame(after);
  }

  async cameraHold(): Promise<number> {
    this.calls.push("cameraHold");
    this.refuse("cameraHold");
    // At once, whatever else takes its time: what it is for.
    const held = this.camera.hold();
    if (held === null) throw refusal("cameraNoPicture");
    return held;
  }

  async cameraShoot(draft: string, side: DocumentSide, held: number): Promise<AttachedView> {
    return this.answer("cameraShoot", async () => {
      if (!this.camera.take(held)) throw refusal("cameraNoPicture");
      await new Promise((resolve) => setTimeout(resolve, this.camera.readingMs));
      return this.attachSide(draft, side);
    });
  }

  async closeCamera(): Promise<void> {
    return this.answer("closeCamera", () => this.camera.close());
  }

  async evidence(evidence: string): Promise<Uint8Array> {
    return this.answer("evidence", () => specimen(evidence.includes("back") ? "back" : "front"));
  }

  async confirmRequest(draft: string): Promise<ConfirmedView> {
    return this.answer("confirmRequest", () => {
      const kept = this.draft(draft);
      const { faults } = checkContent(kept.content);
      if (faults.some((fault) => !fault.accepted)) throw refusal("caseIncomplete");
      const offline = this.status.network === "offline";
      const made = makeCase({
        person: typedPerson(kept.content),
        status: "toIdentify",
        requestStatus: offline ? "waitingToSend" : "submitted",
        inputAt: new Date().toISOString(),
        number: 413 + this.drafts.size,
      });
      this.cases.unshift(made);
      this.drafts.delete(draft);
      if (offline) this.enqueue("submitRequest", made);
      this.changed("drafts", "orders", "queue");
      return this.confirmedView(made);
    });
  }

  async confirmed(request: string): Promise<ConfirmedView | null> {
    return this.answer("confirmed", () => {
      const made = this.cases.find((each) => each.order.request === request);
      return made ? this.confirmedView(made) : null;
    });
  }

  // cases

  async searchProducts({ filter, after, limit }: ProductSearch): Promise<ProductPage> {
    return this.answer("searchProducts", () => {
      const rows = this.cases.filter((each) => matches(each, filter)).map(productRow);
      const from = after ? Number(after) : 0;
      return {
        rows: rows.slice(from, from + limit),
        next: rows.length > from + limit ? String(from + limit) : null,
      };
    });
  }

  async statusCounts(): Promise<StatusCount[]> {
    return this.answer("statusCounts", () => {
      const counts = new Map<ProductStatus, number>();
      for (const { product } of this.cases) counts.set(product.status, (counts.get(product.status) ?? 0) + 1);
      return [...counts].map(([status, count]) => ({ status, count }));
    });
  }

  async orderDetail(request: string): Promise<OrderDetail> {
    return this.answer("orderDetail", () => {
      const found = this.byRequest(request);
      const { product } = found;
      return {
        ...found.order,
        products: [
          {
            product: product.product,
            userId: product.userId,
            status: product.status,
            item: product.item,
            carrier: product.carrier,
            role: product.role,
          },
        ],
        actions: this.actions(found, requestActions),
      };
    });
  }

  async productDetail(product: string): Promise<ProductDetail> {
    return this.answer("productDetail", () => {
      const found = this.byProduct(product);
      const actions = this.actions(found, productActions).map((state) =>
        state.action === "resendEnvelope" && this.codesForgotten.has(product)
          ? { ...state, whyNot: state.whyNot ?? { kind: "codesForgotten" as const, days: 30 } }
          : state,
      );
      return { ...found.product, actions };
    });
  }

  async endRequest(ending: Ending, request: string, reason: string): Promise<OrderDetail> {
    return this.answer("endRequest", () => {
      if (reason.trim() === "") throw refusal("reasonMissing");
      const found = this.byRequest(request);
      const outcome: Record<Ending, [RequestStatus, ProductStatus]> = {
        return: ["returned", "toIdentify"],
        reject: ["rejected", "cancelled"],
        cancel: ["cancelled", "cancelled"],
      };
      this.move(found, ...outcome[ending], outcome[ending][0], reason);
      found.order.reason = reason;
      return { ...found.order, actions: this.actions(found, requestActions) };
    });
  }

  async endProduct(product: string, version: number, reason: string): Promise<ProductDetail> {
    return this.answer("endProduct", () => {
      this.needsCentre();
      const found = this.byProduct(product);
      if (found.product.version !== version) throw refusal("outdated");
      if (this.devices.begunFor(product)) throw refusal("notNow");
      this.end(found, reason);
      return { ...found.product, actions: this.actions(found, productActions) };
    });
  }

  // recognition

  async blankForm(item: string): Promise<PaperView> {
    return this.answer("blankForm", () => ({
      paper: `blank-${item}`,
      pages: 2,
      fileName: "modulo-di-richiesta.pdf",
    }));
  }

  async requestForm(request: string): Promise<PaperView> {
    return this.answer("requestForm", () => ({
      paper: `form-${request}`,
      pages: 2,
      fileName: `modulo-${this.byRequest(request).order.orderId}.pdf`,
    }));
  }

  async openEvidence(request: string, evidence: string): Promise<PaperView> {
    return this.answer("openEvidence", () => {
      const { order } = this.byRequest(request);
      const row = order.evidence.find((each) => each.evidence === evidence);
      if (!row) throw refusal("notFound");
      const picture = row.kind === "documentImage";
      return {
        paper: picture
          ? `file-${evidence}`
          : `${row.kind === "recognitionReport" ? "report" : "form"}-${request}`,
        pages: picture ? 1 : 2,
        fileName: `${row.kind}-${order.orderId}.${picture ? "jpg" : "pdf"}`,
      };
    });
  }

  async paperPage(name: string, page: number): Promise<Uint8Array> {
    return this.answer("paperPage", () => {
      if (name.startsWith("file-")) return specimen(page === 1 ? "front" : "back");
      const found = this.cases.find((each) => name.endsWith(each.order.request));
      const holder = found?.order.applicant;
      const title = name.startsWith("report") ? "Verbale di riconoscimento" : "Modulo di richiesta";
      return paper(`${title} · ${page}`, [
        holder ? `Richiedente: ${holder.givenNames} ${holder.surname}` : "Richiedente:",
        holder ? `Codice fiscale: ${holder.taxCode}` : "Codice fiscale:",
        "Documento: carta d'identità CA00842AB, Comune di Milano",
        "Prodotto: firma remota, 36 mesi",
        "",
        "Il richiedente dichiara che i dati sono esatti e chiede l'emissione del certificato.",
      ]);
    });
  }

  async savePaper(view: PaperView): Promise<string | null> {
    return this.answer("savePaper", () => `~/${view.fileName}`);
  }

  async saveTable(table: ShownTable, _language: PaperLanguage, fileName: string): Promise<string | null> {
    return this.answer("saveTable", () => {
      this.savedTables.push(table);
      return `~/${fileName}`;
    });
  }

  async startRecognition(request: string): Promise<Sent> {
    return this.answer("startRecognition", () => {
      this.move(this.byRequest(request), "inRecognition", "recognitionInProgress", "recognitionStarted");
      return this.sent();
    });
  }

  async uploadSignedForm(request: string, file: PickedFile): Promise<Sent> {
    return this.answer("uploadSignedForm", () => {
      if (file.bytes.length === 0) throw refusal("fileEmpty");
      if (!/\.(jpe?g|png|pdf)$/i.test(file.name)) throw refusal("fileFormatUnknown");
      const found = this.byRequest(request);
      this.move(found, "inRecognition", "recognitionInProgress", "signedFormUploaded");
      found.order.contractStatus = "uploaded";
      found.product.contractStatus = "uploaded";
      found.order.evidence.push(filedPaper("signedForm", file.bytes.length));
      return this.sent();
    });
  }

  async uploadOrganisationConsent(request: string, file: PickedFile): Promise<Sent> {
    return this.answer("uploadOrganisationConsent", () => {
      if (file.bytes.length === 0) throw refusal("fileEmpty");
      if (!/\.(jpe?g|png|pdf)$/i.test(file.name)) throw refusal("fileFormatUnknown");
      const found = this.byRequest(request);
      if (!found.product.role) throw refusal("badInput", { field: "role" });
      found.order.evidence.push(filedPaper("organisationConsent", file.bytes.length));
      this.changed("orders");
      return this.sent();
    });
  }

  async prepareReport(report: PrepareReport): Promise<PreparedReportView> {
    return this.answer("prepareReport", () => {
      const found = this.byRequest(report.request);
      if (report.recogniser === "account-ferri") this.reports.given.set(report.request, report);
      this.changed("reportsToSign");
      return {
        request: report.request,
        paper: {
          paper: `report-${report.request}`,
          pages: 2,
          fileName: `verbale-${found.order.orderId}.pdf`,
        },
        caseSha256: found.order.caseSha256,
      };
    });
  }

  async signReport(request: string, credentialPath: string, password: string): Promise<Sent> {
    return this.answer("signReport", () => {
      if (!credentialPath.endsWith(".p12")) throw refusal("credentialUnreadable");
      if (password === "wrong") throw refusal("credentialPasswordWrong");
      this.move(this.byRequest(request), "recognised", "toBeIssued", "reportAccepted");
      return this.sent();
    });
  }

  async signReportWithCard(request: string, reader: string, pin: string): Promise<Sent> {
    return this.answer("signReportWithCard", () => {
      this.changed("status");
      const card = this.cards.verify(reader, pin);
      if (card.problem) throw refusal("cardNotUsable", { why: card.problem });
      this.move(this.byRequest(request), "recognised", "toBeIssued", "reportAccepted");
      return this.sent();
    });
  }

  async uploadSignedReport(report: PrepareReport, file: PickedFile): Promise<Sent> {
    return this.answer("uploadSignedReport", () => {
      if (!/\.pdf$/i.test(file.name)) throw refusal("fileFormatUnknown");
      if (/unsigned/i.test(file.name)) throw refusal("reportNotSigned");
      this.move(this.byRequest(report.request), "recognised", "toBeIssued", "reportAccepted");
      return this.sent();
    });
  }

  async reportsToSign(): Promise<ReportsToSign> {
    const complete = this.status.network !== "offline";
    return this.answer("reportsToSign", () => {
      // In a plain browser as many wait as `fake.reports` in its store says, once.
      const wanted = Number(browserStore()?.getItem("fake.reports") ?? 0);
      if (wanted > 0) browserStore()?.removeItem("fake.reports");
      this.readyReports(wanted);
      return { reports: this.reports.list(this.reportGround), complete };
    });
  }

  async prepareReports(requests: string[]): Promise<ReportPrepared[]> {
    return this.answer("prepareReports", () => this.reports.prepare(requests));
  }

  async signReports(requests: string[], credentialPath: string, password: string): Promise<ReportRun> {
    return this.answer("signReports", async () => {
      if (!credentialPath.endsWith(".p12")) throw refusal("credentialUnreadable");
      if (password === "wrong") throw refusal("credentialPasswordWrong");
      await this.takeTime(requests.length);
      this.changed("reportsToSign");
      return this.reports.sign(this.reportGround, requests);
    });
  }

  async signReportsWithCard(requests: string[], reader: string, pin: string): Promise<ReportRun> {
    return this.answer("signReportsWithCard", () => {
      this.changed("status", "reportsToSign");
      return this.reports.signWithCard(this.reportGround, requests, this.cards, reader, pin);
    });
  }

  // issuance

  async certificatePreview(product: string): Promise<CertificatePreview> {
    return this.answer("certificatePreview", () => {
      this.needsCentre();
      const { product: detail } = this.byProduct(product);
      const { holder } = detail;
      const from = new Date();
      const until = new Date(from);
      until.setFullYear(from.getFullYear() + 3);
      return {
        product,
        version: detail.version,
        subject: [
          { attribute: "commonName", value: `${holder.givenNames} ${holder.surname}`.toUpperCase() },
          { attribute: "givenName", value: holder.givenNames.toUpperCase() },
          { attribute: "surname", value: holder.surname.toUpperCase() },
          { attribute: "serialNumber", value: `TINIT-${holder.taxCode}` },
          { attribute: "dnQualifier", value: "2026100413" },
          { attribute: "countryName", value: "IT" },
        ],
        issuer: "CN=Fiducia TRAINING Issuing CA 1, O=Fiducia Trust Services, C=IT",
        profile: detail.carrier === "remote" ? "remote-signature-training" : "token-signature-training",
        qscd: false,
        notBefore: from.toISOString(),
        notAfter: until.toISOString(),
        email: detail.contacts.email,
        taxCodeAsPassphrase: reference.rules.taxCodeAsPassphrase,
      };
    });
  }

  async issueCertificate(product: string, version: number): Promise<IssuedCertificate> {
    return this.answer("issueCertificate", () => {
      this.needsCentre();
      const found = this.byProduct(product);
      if (found.product.version !== version) throw refusal("outdated");
      this.move(found, "inIssuance", "inIssuance", "certificateIssued");
      found.product.awaitsPassphrase = true;
      const from = new Date();
      const until = new Date(from);
      until.setFullYear(from.getFullYear() + 3);
      const certificate = newId();
      found.product.iut = "2026100413";
      found.product.expiresAt = until.toISOString();
      found.product.certificates = [
        certificateOf(found, { certificate, kind: "signature", serial: "2f9a0c1d77e1", from, until }),
      ];
      return {
        product,
        certificate,
        serial: "2f9a0c1d77e1",
        notBefore: from.toISOString(),
        notAfter: until.toISOString(),
        status: "inIssuance" as const,
        version: found.product.version,
      };
    });
  }

  async sealEnvelope(product: string, version: number, passphrase: string): Promise<SealedEnvelope> {
    return this.answer("sealEnvelope", () => {
      this.needsCentre();
      const found = this.byProduct(product);
      if (found.product.version !== version) throw refusal("outdated");
      const { taxCode } = found.product.holder;
      if (passphrase.toUpperCase() === taxCode) throw refusal("passphraseTaxCode");
      if (passphrase.length < 10) throw refusal("passphraseWeak");
      if (this.codesForgotten.has(product)) throw refusal("codesForgotten", { days: "30" });
      const { status, carrier } = found.product;
      found.product.awaitsPassphrase = false;
      this.move(found, "completed", status === "active" ? status : "toActivate", "envelopeSealed");
      const remote = "La tua firma remota / Your remote signature";
      const device = "Il tuo dispositivo di firma / Your signature device";
      return {
        product,
        status: found.product.status,
        sentTo: this.mailEnvelope(found, carrier === "remote" ? remote : device),
        version: found.product.version,
      };
    });
  }

  // the stock of tokens

  async tokenStock(): Promise<TokenStock> {
    return this.answer("tokenStock", () => this.online(() => this.stock.overview()));
  }

  async searchTokens(search: TokenSearch): Promise<TokenPage> {
    return this.answer("searchTokens", () => this.online(() => this.stock.search(search)));
  }

  async tokenDetail(token: string): Promise<TokenDetail> {
    return this.answer("tokenDetail", () => this.online(() => this.tokenView(token)));
  }

  async readSerialList(file: PickedFile): Promise<string[]> {
    return this.answer("readSerialList", () => {
      const text = new TextDecoder().decode(file.bytes);
      return text.split(/\r?\n/).filter((line) => line.trim() !== "");
    });
  }

  async checkSerials(serials: string[]): Promise<CheckedSerials> {
    return this.answer("checkSerials", () => this.online(() => this.stock.check(serials)));
  }

  async receiveTokens(delivery: ReceiveTokens): Promise<ReceivedTokens> {
    return this.answer("receiveTokens", () => this.onStock(() => this.stock.receive(delivery)));
  }

  async changeToken(token: string, version: number, event: TokenEvent, reason: string): Promise<TokenDetail> {
    return this.answer("changeToken", () =>
      this.onStock(() => {
        this.stock.change(token, version, event, reason);
        return this.tokenView(token);
      }),
    );
  }

  async moveToken(token: string, version: number, unit: string, reason: string): Promise<TokenDetail> {
    return this.answer("moveToken", () =>
      this.onStock(() => {
        this.stock.move(token, version, unit, reason);
        return this.tokenView(token);
      }),
    );
  }

  async countStock(count: CountStock): Promise<StockCountRow> {
    return this.answer("countStock", () => this.onStock(() => this.stock.count(count)));
  }

  async stockCounts(): Promise<StockCountRow[]> {
    return this.answer("stockCounts", () => this.online(() => this.stock.counted()));
  }

  async askFormat(token: string, version: number, reason: string): Promise<TokenDetail> {
    return this.answer("askFormat", () =>
      this.onStock(() => {
        this.stock.askFormat(token, version, reason);
        return this.tokenView(token);
      }),
    );
  }

  async approveFormat(token: string, version: number, _format: string): Promise<TokenDetail> {
    return this.answer("approveFormat", () =>
      this.onStock(() => {
        this.stock.approveFormat(token, version, "Giulia Ferri");
        return this.tokenView(token);
      }),
    );
  }

  async callOffFormat(token: string, version: number, _format: string, reason: string): Promise<TokenDetail> {
    return this.answer("callOffFormat", () =>
      this.onStock(() => {
        this.stock.callOffFormat(token, version, reason);
        return this.tokenView(token);
      }),
    );
  }

  async formatDevices(serial: string): Promise<DeviceChoice[]> {
    return this.answer("formatDevices", () => this.devices.choices(serial));
  }

  async formatToken(token: string, _format: string, reader: string): Promise<TokenDetail> {
    return this.answer("formatToken", () =>
      this.onStock(() => {
        const { serial } = this.tokenView(token).row;
        const stopped = this.devices.wipe(reader, serial);
        if (stopped) throw refusal(stopped);
        this.stock.formatted(token);
        this.changed("status");
        return this.tokenView(token);
      }),
    );
  }

  // issuance on a device

  async deviceEnrolment(product: string): Promise<DeviceEnrolmentView> {
    return this.answer("deviceEnrolment", () => {
      this.byProduct(product);
      const { credential } = this;
      const signs = credential.kind === "registered" && credential.problem === null;
      return this.devices.view(product, this.status.network !== "offline", signs);
    });
  }

  async proveWithCard(product: string, reader: string, pin: string, code: string | null): Promise<void> {
    return this.answer("proveWithCard", () => {
      this.needsCentre();
      this.byProduct(product);
      this.devices.proveWithCard(product, reader, pin, code);
    });
  }

  async proveWithFile(product: string, path: string, password: string, code: string | null): Promise<void> {
    return this.answer("proveWithFile", () => {
      this.needsCentre();
      this.byProduct(product);
      if (!path.endsWith(".p12")) throw refusal("credentialUnreadable");
      if (password === "wrong") throw refusal("credentialPasswordWrong");
      this.devices.prove(product, code);
    });
  }

  async enrolDevice(
    product: string,
    version: number,
    reader: string,
    tokenSerial: string,
  ): Promise<EnrolmentStanding> {
    return this.answer("enrolDevice", async () => {
      this.needsCentre();
      const found = this.byProduct(product);
      if (!this.devices.isProved(product)) throw refusal("officerProofMissing");
      if (!this.devices.begunFor(product)) {
        if (found.product.version !== version) throw refusal("outdated");
        this.move(found, "inIssuance", "inIssuance", "enrolmentBegun");
      }
      const stopped = await this.devices.enrol(product, reader, tokenSerial);
      if (stopped) throw refusal(stopped);
      this.move(found, "inIssuance", "inIssuance", "enrolmentConfirmed");
      const from = new Date();
      const until = new Date(from);
      until.setFullYear(from.getFullYear() + 3);
      found.product.expiresAt = until.toISOString();
      found.product.certificates = (["signature", "authentication"] as const).map((kind, index) =>
        certificateOf(found, { certificate: newId(), kind, serial: `2f9a0c1d77f${index}`, from, until }),
      );
      return this.standing(found, "confirmed", "deliver");
    });
  }

  async deliverDevice(product: string, _enrolment: string, passphrase: string): Promise<DeliveredEnrolment> {
    return this.answer("deliverDevice", () => {
      this.needsCentre();
      const found = this.byProduct(product);
      if (passphrase.toUpperCase() === found.product.holder.taxCode) throw refusal("passphraseTaxCode");
      this.move(found, "completed", "active", "envelopeSealed");
      const standing = this.standing(found, "delivered", null);
      this.devices.delivered(product);
      this.changed("deviceEnrolment");
      return {
        standing,
        sentTo: this.mailEnvelope(found, "Il tuo dispositivo di firma / Your signature device"),
      };
    });
  }

  async abandonDevice(
    product: string,
    _enrolment: string,
    token: TokenFate,
    ending: string | null,
  ): Promise<EnrolmentStanding> {
    return this.answer("abandonDevice", () => {
      this.needsCentre();
      const found = this.byProduct(product);
      if (ending?.trim() === "") throw refusal("reasonMissing");
      const standing = this.standing(found, "abandoned", null);
      const nothingIssued = this.devices.begunFor(product)?.step === "begun";
      this.devices.abandon(product, token);
      const told = nothingIssued ? "enrolmentGivenUp" : "enrolmentAbandoned";
      this.move(found, "inIssuance", "issuanceFailed", told);
      this.revokeAll(found);
      if (ending !== null) this.end(found, ending);
      return { ...standing, status: found.product.status, version: found.product.version };
    });
  }

  // the officer's own credential

  async officerCredential(): Promise<CredentialView> {
    return this.answer("officerCredential", () => this.credential);
  }

  async makeOfficerCredential(path: string, password: string): Promise<CredentialView> {
    return this.answer("makeOfficerCredential", () => {
      if (password.length < 10) throw refusal("passwordWeak");
      const from = new Date();
      const until = new Date(from);
      until.setFullYear(from.getFullYear() + 1);
      this.credential = {
        kind: "registered",
        holder: "Giulia Ferri",
        issuer: "Fiducia TRAINING Issuing CA 1",
        serial: "5b1190aa0327",
        notBefore: from.toISOString(),
        notAfter: until.toISOString(),
        problem: null,
        path,
      };
      this.changed("credential");
      return this.credential;
    });
  }

  async makeCardCredential(reader: string, pin: string): Promise<CredentialView> {
    return this.answer("makeCardCredential", () => {
      this.changed("status");
      this.cards.write(reader, pin);
      this.registerCredential(null);
      this.changed("credential");
      return this.credential;
    });
  }

  async registerCardCredential(reader: string, pin: string): Promise<CredentialView> {
    return this.answer("registerCardCredential", () => {
      this.changed("status");
      this.needsCentre();
      this.cards.register(reader, pin);
      this.registerCredential(null);
      this.changed("credential");
      return this.credential;
    });
  }

  async cardModules(): Promise<CardModulesView> {
    return this.answer("cardModules", () => this.cards.modules);
  }

  async chooseCardModule(file: string | null): Promise<CardModulesView> {
    return this.answer("chooseCardModule", () => {
      this.changed("status", "modules");
      return this.cards.choose(file);
    });
  }

  async pickCardModule(): Promise<CardModulesView | null> {
    return this.answer("pickCardModule", () => {
      this.changed("status", "modules");
      return this.cards.pick();
    });
  }

  async trainingCard(reader: string, act: TrainingCardAct): Promise<void> {
    return this.answer("trainingCard", () => {
      this.cards.train(reader, act);
      this.changed("status");
    });
  }

  async cardContents(reader: string, insertion: number): Promise<CardContents> {
    return this.answer("cardContents", () => this.cards.contents(reader, insertion));
  }

  async changeCardPin(reader: string, insertion: number, old: string, wanted: string): Promise<void> {
    return this.answer("changeCardPin", () => {
      this.changed("status", "cardContents");
      this.cards.changePin(reader, insertion, old, wanted);
    });
  }

  async unblockCardPin(reader: string, insertion: number, puk: string, wanted: string): Promise<void> {
    return this.answer("unblockCardPin", () => {
      this.changed("status", "cardContents");
      this.cards.unblock(reader, insertion, puk, wanted);
    });
  }

  async cardDiagnostics(): Promise<CardDiagnostics> {
    return this.answer("cardDiagnostics", () => this.cards.diagnostics(this.status.readersFault));
  }

  async pickCredentialFile(): Promise<string | null> {
    return this.answer("pickCredentialFile", () => "D:/credentials/ferri.p12");
  }

  // the desk

  async deskStatus(): Promise<DeskStatus> {
    return this.answer("deskStatus", () => {
      const readers = this.status.readersFault === "noAnswer" ? [] : this.cards.readers;
      return { ...this.status, readers, slots: slotsOf(readers) };
    });
  }

  async queue(): Promise<QueueRow[]> {
    return this.answer("queue", () => [...this.waiting]);
  }

  async queueOfOthers(): Promise<OthersWrite[]> {
    return this.answer("queueOfOthers", () => [...this.othersWrites]);
  }

  async retryQueue(): Promise<QueueRow[]> {
    return this.answer("retryQueue", () => {
      this.needsCentre();
      for (const row of this.waiting)
        row.state = { kind: "received", at: new Date().toISOString(), number: null };
      this.setStatus({ ...this.status, waiting: 0, refused: 0 });
      this.changed("queue", "orders");
      return [...this.waiting];
    });
  }

  async trainingMessages(): Promise<TrainingMessage[]> {
    return this.answer("trainingMessages", () => [...this.letters]);
  }

  async saveTrainingAttachment(_message: string, name: string): Promise<string | null> {
    return this.answer("saveTrainingAttachment", () => `~/${name}`);
  }

  async setting(name: string): Promise<string | null> {
    return this.settings.get(name) ?? browserStore()?.getItem(name) ?? null;
  }

  async setSetting(name: string, value: string | null): Promise<void> {
    this.settings.set(name, value);
    if (value === null) browserStore()?.removeItem(name);
    else browserStore()?.setItem(name, value);
  }

  onDataChanged(listener: (tags: DataTag[]) => void): () => void {
    this.dataListeners.add(listener);
    return () => this.dataListeners.delete(listener);
  }

  onReportRunProgressed(listener: (progress: ReportRunProgressed) => void): () => void {
    this.progressListeners.add(listener);
    return () => this.progressListeners.delete(listener);
  }

  /** In a browser each signature takes its time, as it does with a card. */
  private async takeTime(of: number): Promise<void> {
    for (let done = 0; this.latency > 0 && done < of; done += 1) {
      this.tellProgress({ step: "signing", done, of });
      await new Promise((resolve) => setTimeout(resolve, 10 * this.latency));
    }
  }

  /** As if the desk were so far. */
  tellProgress(progress: ReportRunProgressed): void {
    for (const listener of this.progressListeners) listener(progress);
  }

  /** As if another officer had left a write on this PC. */
  leaveWriteOfAnother(refused: boolean): void {
    this.othersWrites.push({ command: newId(), madeAt: new Date().toISOString(), refused });
    this.setStatus({ ...this.status, ofOthers: this.othersWrites.length });
  }

  /** A card was put in or pulled out, as the desk tells it. */
  cardsChanged(): void {
    this.changed("status");
  }

  /** What waits for a signature is another now, as the desk tells it. */
  reportsChanged(): void {
    this.changed("reportsToSign");
  }

  /** The chosen module came or went, as the desk tells it. */
  modulesChanged(): void {
    this.changed("modules");
  }

  /** What lies on a card is another thing now. */
  cardChanged(): void {
    this.changed("status", "cardContents");
  }

  /** As if the system's smart card service did not run; the training readers are there all the same. */
  stopCardService(): void {
    this.cards.readers = this.cards.readers.filter((reader) => reader.training);
    this.setStatus({ ...this.status, readersFault: "noService" });
  }

  /** As if a service of the system did not answer. */
  hangDevices(): void {
    const none = { readers: [], cameras: [], readersFault: "noAnswer", camerasFault: "noAnswer" };
    this.setStatus({ ...this.status, ...none });
  }

  /** Puts a write that the centre refused into the queue. */
  refuseInQueue(code: string): void {
    const [first] = this.cases;
    if (!first) return;
    this.enqueue("fileReport", first);
    const last = this.waiting.at(-1);
    if (last) last.state = { kind: "refused", code, params: {}, remedy: remedyOf(code) };
    this.setStatus({ ...this.status, waiting: this.status.waiting - 1, refused: this.status.refused + 1 });
  }

  // inside

  private async answer<T>(method: keyof Host, act: () => T | Promise<T>): Promise<T> {
    this.calls.push(method);
    if (this.latency > 0) await new Promise((resolve) => setTimeout(resolve, this.latency));
    this.refuse(method);
    // A copy, as everything that crosses the door is one.
    return structuredClone(await act());
  }

  /** Throws where this call is to fail. */
  private refuse(method: keyof Host): void {
    const failure = this.failures.get(method);
    if (failure) {
      this.failures.delete(method);
      throw refusal(failure.code, failure.params);
    }
    const broken = this.broken.get(method);
    if (broken) throw refusal(broken);
  }

  private changed(...tags: DataTag[]): void {
    // After the act has ended, as the desk tells it.
    queueMicrotask(() => {
      for (const listener of this.dataListeners) listener(tags);
    });
  }

  private setStatus(status: DeskStatus): void {
    this.status = status;
    this.changed("status");
  }

  /** Only the centre knows of the stock. */
  private online<T>(act: () => T): T {
    this.needsCentre();
    return act();
  }

  private onStock<T>(act: () => T): T {
    const answer = this.online(act);
    this.changed("stock");
    return answer;
  }

  private tokenView(token: string): TokenDetail {
    const profile = this.session.kind === "signedIn" ? this.session.session.profile : "auditor";
    return this.stock.detail(token, profile, mayAtAll(profile).includes("manageTokenStock"));
  }

  private needsCentre(): void {
    if (this.status.network === "offline") throw refusal("offline");
  }

  private sent(): Sent {
    this.changed("orders", "queue");
    return this.status.network === "offline"
      ? { kind: "onThisPc" }
      : { kind: "received", at: new Date().toISOString() };
  }

  private opened(profile: Profile, unit: string): SessionView {
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

  private confirmedView({ order, product }: FakeCase): ConfirmedView {
    const waits = order.status === "waitingToSend";
    return {
      request: order.request,
      product: product.product,
      orderId: waits ? null : order.orderId,
      userId: waits ? null : product.userId,
      localCode: "PC07-0042",
      status: order.status,
      statesRole: product.role !== null,
    };
  }

  private draft(id: string): FakeDraft {
    const found = this.drafts.get(id);
    if (!found) throw refusal("notFound");
    return found;
  }

  private image(draft: string, evidence: string): EvidenceRef {
    const found = this.draft(draft).content.document.images.find((image) => image.id === evidence);
    if (!found) throw refusal("notFound");
    return found;
  }

  private draftView(id: string): DraftView {
    const draft = this.draft(id);
    return {
      id,
      version: draft.version,
      content: draft.content,
      ...checkContent(draft.content),
      printToRead: draft.content.document.images
        .map((image) => image.id)
        .filter((image) => !draft.content.printRead?.includes(image)),
      createdAt: draft.createdAt,
      savedAt: draft.savedAt,
      returnedBecause: null,
      refused: null,
      status: "draft",
      localCode: null,
    };
  }

  private byRequest(request: string): FakeCase {
    const found = this.cases.find((each) => each.order.request === request);
    if (!found) throw refusal("notFound");
    return found;
  }

  private byProduct(product: string): FakeCase {
    const found = this.cases.find((each) => each.product.product === product);
    if (!found) throw refusal("notFound");
    return found;
  }

  private move(
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

  /** Says where it went, shortened for the screen. */
  /** What has not reached its holder ends without a certificate. */
  private end(found: FakeCase, reason: string) {
    if (reason.trim() === "") throw refusal("reasonMissing");
    if (!["inIssuance", "issuanceFailed"].includes(found.product.status)) throw refusal("notNow");
    this.move(found, "completed", "revoked", "revoked", reason.trim());
    found.product.awaitsPassphrase = false;
    this.revokeAll(found);
    this.letters.unshift({
      id: newId(),
      sentAt: new Date().toISOString(),
      channel: "email",
      to: found.product.contacts.email,
      subject: "Il Suo certificato non è stato emesso",
      text: "Gentile titolare,\n\nl'emissione del certificato è stata chiusa. Nessun certificato è valido.\n",
      attachments: [],
    });
  }

  private revokeAll({ product }: FakeCase) {
    const revokedAt = new Date().toISOString();
    product.certificates = product.certificates.map((each) => ({
      ...each,
      revokedAt: each.revokedAt ?? revokedAt,
    }));
  }

  private mailEnvelope(found: FakeCase, subject: string): string {
    const { email } = found.product.contacts;
    this.letters.unshift({
      id: newId(),
      sentAt: new Date().toISOString(),
      channel: "email",
      to: email,
      subject,
      text: "Gentile titolare,\n\nin allegato trova la busta cifrata. Si apre con la passphrase scelta allo sportello.\n",
      attachments: [{ name: "busta-cifrata.pdf", mediaType: "application/pdf", size: 38_220 }],
    });
    return shortened(email);
  }

  private standing(
    { product }: FakeCase,
    step: EnrolmentStanding["step"],
    next: EnrolmentStanding["next"],
  ): EnrolmentStanding {
    const begun = this.devices.begunFor(product.product);
    if (!begun) throw refusal("enrolmentNotOpen");
    const { enrolment, tokenSerial } = begun;
    const { status, version } = product;
    return { enrolment, product: product.product, tokenSerial, step, next, status, version };
  }

  private enqueue(kind: string, made: FakeCase): void {
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

  private actions(found: FakeCase, asked: readonly Action[]): ActionState[] {
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
function browserStore(): Storage | null {
  return import.meta.env.MODE === "test" || typeof localStorage === "undefined" ? null : localStorage;
}
