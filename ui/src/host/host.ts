import type {
  AboutApp,
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
  CredentialView,
  CropView,
  DataTag,
  DeliveredEnrolment,
  DeskStatus,
  DeviceChoice,
  DeviceEnrolmentView,
  DocumentSide,
  DraftRow,
  DraftView,
  EnrolmentStanding,
  FrameView,
  IssuedCertificate,
  KnownPerson,
  OpenCamera,
  OrderDetail,
  OthersWrite,
  PageChoice,
  PaperView,
  PersonQuery,
  PicturePoint,
  PlaceView,
  PreparedReportView,
  PrepareReport,
  ProductDetail,
  ProductPage,
  ProductSearch,
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

/** A file the officer chose in the window. */
export interface PickedFile {
  name: string;
  bytes: Uint8Array;
}

/** What the camera sees now: how it is with it and, where it sees something new, the picture (JPEG). */
export interface CameraFrame {
  view: FrameView;
  jpeg: Uint8Array | null;
}

/** The corners of a document on a picture: top left, top right, bottom right, bottom left. */
export type Corners = [PicturePoint, PicturePoint, PicturePoint, PicturePoint];

/** Why a case is sent back or ended. */
export type Ending = "return" | "reject" | "cancel";

/** The languages papers are made in. */
export type PaperLanguage = "en" | "it";

/**
 * Everything the window may ask of the workstation: the only door. Each call either answers or throws a `HostError`.
 * What an officer may do comes with the views (`actions`); nothing here is decided by the window.
 */
export interface Host {
  // who is at the desk
  sessionState(): Promise<SessionView>;
  signIn(userName: string, password: string): Promise<SessionView>;
  giveSecondFactor(code: string): Promise<SessionView>;
  chooseWorkplace(profile: Profile, unit: string): Promise<SessionView>;
  changeWorkplace(): Promise<SessionView>;
  /** Back from *Change* without having chosen. */
  keepWorkplace(): Promise<SessionView>;
  signOut(): Promise<SessionView>;
  askRecovery(userName: string): Promise<void>;

  /** The program's version and system. */
  about(): Promise<AboutApp>;

  // what the customer has configured
  reference(): Promise<Reference>;
  countries(): Promise<CountryView[]>;
  /** Municipalities whose name begins so, as they were on that day (YYYY-MM-DD), today where none is given. */
  searchPlaces(prefix: string, on: string | null): Promise<PlaceView[]>;

  // drafts
  startDraft(method: RecognitionMethod | null): Promise<DraftView>;
  listDrafts(): Promise<DraftRow[]>;
  openDraft(draft: string): Promise<DraftView>;
  saveDraft(save: SaveDraft): Promise<DraftView>;
  discardDraft(draft: string): Promise<void>;
  restoreDraft(draft: string): Promise<DraftView>;
  /** A returned request as a draft again. */
  editReturned(request: string): Promise<DraftView>;
  findPerson(query: PersonQuery): Promise<KnownPerson[]>;
  carryOverPerson(draft: string, known: KnownPerson): Promise<CarriedView>;
  /** A new entry: takes back what a found person brought. */
  newPerson(draft: string): Promise<DraftView>;
  attachDocumentImage(draft: string, side: DocumentSide, file: PickedFile): Promise<AttachedView>;
  /** Opens a PDF, whose pages are then attached, each for its side. */
  openDocumentFile(draft: string, file: PickedFile): Promise<PaperView>;
  attachDocumentPages(draft: string, paper: string, choices: PageChoice[]): Promise<AttachedView>;
  removeDocumentImage(draft: string, evidence: string): Promise<DraftView>;
  /** Reads the print of an image: seconds, in which everything else goes on. Changes nothing yet. */
  readDocumentPrint(draft: string, image: string): Promise<void>;
  /** Takes into the draft what the print says. */
  takeDocumentPrint(draft: string, image: string): Promise<AttachedView>;
  /** The picture before it was cropped: its size, and where it was cropped. */
  cropSource(draft: string, evidence: string): Promise<CropView>;
  cropSourceImage(draft: string, evidence: string): Promise<Uint8Array>;
  cropDocumentImage(draft: string, evidence: string, corners: Corners): Promise<AttachedView>;
  /** The stored bytes. */
  evidence(evidence: string): Promise<Uint8Array>;
  /** Opens a stored piece of evidence of a request, for a look and a copy. */
  openEvidence(request: string, evidence: string): Promise<PaperView>;
  confirmRequest(draft: string): Promise<ConfirmedView>;
  /** What became of a confirmed request; null while it is a draft. */
  confirmed(request: string): Promise<ConfirmedView | null>;

  // the camera
  listCameras(): Promise<CameraView[]>;
  /** Answers at once: how it goes comes with the frames. */
  openCamera(wish: OpenCamera): Promise<void>;
  /** The next frame after that number; waits a second at most for it. */
  cameraFrame(after: number): Promise<CameraFrame>;
  /** Attaches the best of what was just seen. */
  /** Keeps the frame of this moment; its number is what `cameraShoot` takes. */
  cameraHold(): Promise<number>;
  cameraShoot(draft: string, side: DocumentSide, held: number): Promise<AttachedView>;
  closeCamera(): Promise<void>;

  // cases
  searchProducts(search: ProductSearch): Promise<ProductPage>;
  statusCounts(): Promise<StatusCount[]>;
  orderDetail(request: string): Promise<OrderDetail>;
  productDetail(product: string): Promise<ProductDetail>;
  endRequest(ending: Ending, request: string, reason: string): Promise<OrderDetail>;
  /** Of a product whose issue leads nowhere: no certificate of it is valid. */
  endProduct(product: string, version: number, reason: string): Promise<ProductDetail>;

  // recognition, Offline
  blankForm(item: string, language: PaperLanguage): Promise<PaperView>;
  requestForm(request: string, language: PaperLanguage): Promise<PaperView>;
  /** A picture of one page, counted from 1. */
  paperPage(paper: string, page: number, width: number): Promise<Uint8Array>;
  /** Asks where, and writes the file there; null when the officer thought better of it. */
  savePaper(paper: PaperView): Promise<string | null>;
  /** Asks where, and writes the list there as CSV; null when the officer thought better of it. */
  saveTable(table: ShownTable, language: PaperLanguage, fileName: string): Promise<string | null>;
  /** The officer begins: the product shows *Recognition in progress*. */
  startRecognition(request: string): Promise<Sent>;
  uploadSignedForm(request: string, file: PickedFile): Promise<Sent>;
  /** The organisation's written consent to the role that the certificate names. */
  uploadOrganisationConsent(request: string, file: PickedFile): Promise<Sent>;
  prepareReport(report: PrepareReport, language: PaperLanguage): Promise<PreparedReportView>;
  signReport(request: string, credentialPath: string, password: string): Promise<Sent>;
  /** With the card in that reader; each call is one try of the PIN. */
  signReportWithCard(request: string, reader: string, pin: string): Promise<Sent>;
  uploadSignedReport(report: PrepareReport, file: PickedFile): Promise<Sent>;
  /** Those that wait for this officer's signature, and why one cannot be signed now. */
  reportsToSign(): Promise<ReportsToSign>;
  /** Makes the reports, before a PIN is asked for; each says whether it worked out. */
  prepareReports(requests: string[], language: PaperLanguage): Promise<ReportPrepared[]>;
  signReports(requests: string[], credentialPath: string, password: string): Promise<ReportRun>;
  /** With the card in that reader: as many as it signs for one showing of the PIN. Each call is one try of it. */
  signReportsWithCard(requests: string[], reader: string, pin: string): Promise<ReportRun>;

  // the stock of tokens
  tokenStock(): Promise<TokenStock>;
  searchTokens(search: TokenSearch): Promise<TokenPage>;
  tokenDetail(token: string): Promise<TokenDetail>;
  /** The serial numbers of a file, as they stand there. */
  readSerialList(file: PickedFile): Promise<string[]>;
  /** What would become of a list: for each why it is refused, or null. */
  checkSerials(serials: string[]): Promise<CheckedSerials>;
  receiveTokens(delivery: ReceiveTokens): Promise<ReceivedTokens>;
  changeToken(token: string, version: number, event: TokenEvent, reason: string): Promise<TokenDetail>;
  moveToken(token: string, version: number, unit: string, reason: string): Promise<TokenDetail>;
  /** What was found in a drawer; `after` is the unit's count before this one, as it was shown. */
  countStock(count: CountStock, after: string | null): Promise<StockCountRow>;
  stockCounts(): Promise<StockCountRow[]>;
  askFormat(token: string, version: number, reason: string): Promise<TokenDetail>;
  approveFormat(token: string, version: number, format: string): Promise<TokenDetail>;
  callOffFormat(token: string, version: number, format: string, reason: string): Promise<TokenDetail>;
  formatDevices(serial: string): Promise<DeviceChoice[]>;
  formatToken(token: string, format: string, reader: string): Promise<TokenDetail>;

  // issuance, remote
  certificatePreview(product: string): Promise<CertificatePreview>;
  issueCertificate(product: string, version: number): Promise<IssuedCertificate>;
  sealEnvelope(product: string, version: number, passphrase: string): Promise<SealedEnvelope>;

  // issuance, on a device
  /** What was begun, what is missing, which devices there are; it changes by itself. */
  deviceEnrolment(product: string): Promise<DeviceEnrolmentView>;
  /** The officer's proof before a device is written on; `code` is the authenticator's, where it is asked for. */
  proveWithCard(product: string, reader: string, pin: string, code: string | null): Promise<void>;
  /** Training only. */
  proveWithFile(product: string, path: string, password: string, code: string | null): Promise<void>;
  /** From the start, or from where it was left: the same call. */
  enrolDevice(
    product: string,
    version: number,
    reader: string,
    tokenSerial: string,
  ): Promise<EnrolmentStanding>;
  deliverDevice(product: string, enrolment: string, passphrase: string): Promise<DeliveredEnrolment>;
  /** Revokes what was issued for it; with a reason the product ends with it. */
  abandonDevice(
    product: string,
    enrolment: string,
    token: TokenFate,
    ending: string | null,
  ): Promise<EnrolmentStanding>;

  // the officer's own credential
  officerCredential(): Promise<CredentialView>;
  makeOfficerCredential(path: string, password: string): Promise<CredentialView>;
  /** The modules for cards without PIV on this machine, and the one that was chosen. */
  cardModules(): Promise<CardModulesView>;
  /** One of those found, by its file; null for none. */
  chooseCardModule(file: string | null): Promise<CardModulesView>;
  /** Asks for another module's file, and chooses it; null when the officer thought better of it. */
  pickCardModule(): Promise<CardModulesView | null>;
  /** Training: makes the key on a blank card, and writes its certificate there. */
  makeCardCredential(reader: string, pin: string): Promise<CredentialView>;
  /** The certificate on the card in this reader becomes the own one; the card signs that its key is there. */
  registerCardCredential(reader: string, pin: string): Promise<CredentialView>;
  /** Training: throws the card that is not there away, with its key, and puts a blank one in. */
  trainingCard(reader: string, act: TrainingCardAct): Promise<void>;
  /** Asks for a place in the file system; null when the officer thought better of it. */
  pickCredentialFile(forSaving: boolean): Promise<string | null>;

  // the tools for a card; `insertion` says which one is meant, as the status tells it
  /** What lies on it, slot by slot; costs no try. */
  cardContents(reader: string, insertion: number): Promise<CardContents>;
  /** Each call is one try of the old PIN. */
  changeCardPin(reader: string, insertion: number, old: string, wanted: string): Promise<void>;
  /** Each call is one try of the PUK. */
  unblockCardPin(reader: string, insertion: number, puk: string, wanted: string): Promise<void>;
  /** What support wants to know: no secret, and nobody's name. */
  cardDiagnostics(): Promise<CardDiagnostics>;

  // the desk
  deskStatus(): Promise<DeskStatus>;
  queue(): Promise<QueueRow[]>;
  /** That writes of other officers wait here, and nothing of what they say. */
  queueOfOthers(): Promise<OthersWrite[]>;
  retryQueue(): Promise<QueueRow[]>;
  trainingMessages(): Promise<TrainingMessage[]>;
  /** Asks where, and writes the attachment there; null when the officer thought better of it. */
  saveTrainingAttachment(message: string, name: string): Promise<string | null>;
  /** What the officer set for this PC; names and values are the window's. */
  setting(name: string): Promise<string | null>;
  setSetting(name: string, value: string | null): Promise<void>;

  // what the desk says by itself
  onDataChanged(listener: (tags: DataTag[]) => void): () => void;
  onReportRunProgressed(listener: (progress: ReportRunProgressed) => void): () => void;
}
