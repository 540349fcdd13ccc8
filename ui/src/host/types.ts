/** The shapes that cross the door, as the desk declares them. */

export type Localised = { en: string; it: string };
export type Profile =
  | "customerAdministrator"
  | "masterRao"
  | "rao"
  | "registrationClerk"
  | "operator"
  | "auditor";
export type Unit = { id: string; name: string; parent: string | null; place: string };
export type RecognitionMethod = "offline" | "liveId" | "signId" | "spid";
export type LegalBasis = "qualifiedSignature" | "otherAssessedMeans" | "physicalPresence";
export type Carrier = "remote" | "smartCard" | "usbToken";
export type CertificateKind = "signature" | "authentication";
export type RoleRule = "none" | "allowed" | "required";
export type CustomerType = "privatePerson" | "professional" | "organisationMember";
export type MethodRule = { method: RecognitionMethod; validityMonths: number; validityChoices: number[] };
export type CatalogueItem = {
  id: string;
  category: Localised;
  name: Localised;
  description: Localised;
  carrier: Carrier;
  certificates: CertificateKind[];
  methods: MethodRule[];
  role: RoleRule;
  customerTypes: CustomerType[];
  billingMonths: number;
};
export type ConsentKind = "terms" | "privacy" | "marketing";
export type ConsentText = {
  id: string;
  kind: ConsentKind;
  version: number;
  required: boolean;
  title: Localised;
  body: Localised;
};
export type DocumentKind = "identityCard" | "passport" | "drivingLicence";
export type DocumentSide = "front" | "back" | "both";
export type EvidenceKind = "documentImage" | "signedForm" | "recognitionReport" | "other";
export type EvidenceRef = {
  id: string;
  kind: EvidenceKind;
  side: DocumentSide | null;
  mediaType: string;
  size: number;
  sha256: string;
  originalSha256: string;
};
export type CustomerRules = {
  documentKinds: DocumentKind[];
  taxCodeAsPassphrase: boolean;
  minimumAge: number;
};
export type IdentityDocument = {
  kind: DocumentKind;
  country: string;
  number: string;
  issuedOn: string;
  expiresOn: string;
  authority: string;
  images: EvidenceRef[];
};
export type FieldSource = "mrz" | "printed" | "barcode" | "typed" | "registry" | "taxCode";
export type Sex = "female" | "male";
export type BirthPlace = { country: string; place: string; province: string | null; placeCode: string };
export type Residence = {
  country: string;
  street: string;
  postcode: string;
  town: string;
  province: string | null;
};
export type Contacts = { email: string; mobile: string; identity: string };
export type Person = {
  taxCode: string;
  surname: string;
  givenNames: string;
  sex: Sex;
  bornOn: string;
  birthPlace: BirthPlace;
  citizenship: string;
  residence: Residence;
};

// Drafts

export type Step =
  | "method"
  | "person"
  | "document"
  | "data"
  | "certificate"
  | "configuration"
  | "consents"
  | "summary";
export type PersonChoice = { kind: "new" } | { kind: "found"; person: string };
export type ConsentMark = { text: string; version: number; given: boolean };
export type ImageBox = { left: number; top: number; width: number; height: number };
export type Reading = {
  path: string;
  source: FieldSource;
  value: string;
  confidence: number;
  checked: boolean;
  side: DocumentSide | null;
  place: ImageBox | null;
};
export type AcceptedMismatch = { code: string; path: string; reason: string };
export type DraftContent = {
  method: RecognitionMethod | null;
  personChoice: PersonChoice | null;
  document: {
    country: string;
    kind: DocumentKind | null;
    number: string;
    issuedOn: string;
    expiresOn: string;
    authority: string;
    images: EvidenceRef[];
  };
  person: {
    taxCode: string;
    surname: string;
    givenNames: string;
    sex: Sex | null;
    bornOn: string;
    birthCountry: string;
    birthPlace: string;
    birthProvince: string;
    birthPlaceCode: string;
    citizenship: string;
  };
  residence: { country: string; street: string; postcode: string; town: string; province: string };
  contacts: { email: string; mobile: string; identity: string };
  item: string | null;
  configuration: {
    validityMonths: number | null;
    customerType: CustomerType | null;
    title: string;
    organisation: string;
    organisationIdentifier: string;
    lookupCode: string;
    nickname: string;
  };
  consents: ConsentMark[];
  readings: Reading[];
  acceptedMismatches: AcceptedMismatch[];
};
export type StepState = "notNeeded" | "empty" | "partial" | "complete";
export type StepCheck = { step: Step; state: StepState; faults: number };
export type FaultCode =
  | "missing"
  | "notADate"
  | "dateInFuture"
  | "dateOrder"
  | "notAnEmail"
  | "notAMobile"
  | "notACountry"
  | "notAPostcode"
  | "notAMunicipality"
  | "notATaxCode"
  | "tooLong"
  | "tooYoung"
  | "documentExpired"
  | "kindNotAllowed"
  | "imageMissing"
  | "methodNotEnabled"
  | "itemNotOffered"
  | "validityNotOffered"
  | "customerTypeNotOffered"
  | "roleNotOffered"
  | "consentRequired"
  | "consentOutdated"
  | "taxCodeMismatch"
  | "readingMismatch"
  | "checkDigit";
export type Severity = "error" | "mismatch";
export type Fault = {
  step: Step;
  path: string;
  code: FaultCode;
  severity: Severity;
  params: Record<string, string>;
  accepted: boolean;
};
export type DraftView = {
  id: string;
  version: number;
  content: DraftContent;
  steps: StepCheck[];
  faults: Fault[];
  createdAt: string;
  savedAt: string;
  returnedBecause: string | null;
  refused: WireError | null;
  status: RequestStatus;
  localCode: string | null;
};
export type SaveDraft = { id: string; version: number; content: DraftContent };
export type DraftVisibility = "own" | "unit";
export type RequestStatus =
  | "draft"
  | "waitingToSend"
  | "submitted"
  | "inRecognition"
  | "contractToSign"
  | "recognised"
  | "inIssuance"
  | "completed"
  | "returned"
  | "rejected"
  | "expired"
  | "cancelled"
  | "deleted";
export type ProductStatus =
  | "toIdentify"
  | "recognitionInProgress"
  | "toBeIssued"
  | "inIssuance"
  | "issuanceFailed"
  | "toActivate"
  | "active"
  | "suspended"
  | "revoked"
  | "expired"
  | "cancelled";
export type ContractStatus =
  | "none"
  | "toSignByHand"
  | "uploaded"
  | "linkSent"
  | "opened"
  | "signed"
  | "refused"
  | "expired";
export type DraftRow = {
  id: string;
  name: string;
  operator: string;
  item: string | null;
  createdAt: string;
  savedAt: string;
  visibility: DraftVisibility;
  stepsDone: number;
  stepsNeeded: number;
  status: RequestStatus;
};
export type ConfirmedView = {
  request: string;
  product: string;
  orderId: string | null;
  userId: string | null;
  localCode: string;
  status: RequestStatus;
};
export type UnreadReason = "noMachineReadableZone" | "notAnIdentityDocument" | "readerUnavailable";
export type AttachedView = {
  draft: DraftView;
  evidence: string;
  filled: string[];
  unreadBecause: UnreadReason | null;
};

// People

export type PersonQuery = {
  taxCode: string | null;
  surname: string | null;
  givenNames: string | null;
  bornOn: string | null;
  birthPlace: string | null;
  documentNumber: string | null;
  email: string | null;
  mobile: string | null;
};
export type KnownPerson = {
  id: string;
  person: Person;
  contacts: Contacts;
  document: {
    kind: DocumentKind;
    country: string;
    number: string;
    issuedOn: string;
    expiresOn: string;
    authority: string;
  } | null;
  lastSeenAt: string;
};

// Cases

export type Action =
  | "manageAccounts"
  | "manageUnits"
  | "editDraft"
  | "readUnitDraft"
  | "takeOverDraft"
  | "submitRequest"
  | "uploadSignedForm"
  | "uploadSignedReport"
  | "signReport"
  | "returnRequest"
  | "rejectRequest"
  | "cancelRequest"
  | "issue"
  | "resendEnvelope"
  | "suspend"
  | "endSuspension"
  | "revoke"
  | "secondApproval"
  | "manageTokenStock"
  | "readTokenStock"
  | "readCase"
  | "openTicket"
  | "readReports"
  | "readAudit"
  | "holdOfficerCredential";
export type WhyNot =
  | { kind: "notFound" }
  | { kind: "profile"; profile: Profile }
  | { kind: "notOwn" }
  | { kind: "otherUnit" }
  | { kind: "method"; method: RecognitionMethod }
  | { kind: "requestStatus"; status: RequestStatus }
  | { kind: "productStatus"; status: ProductStatus }
  | { kind: "ownCase" };
export type ActionState = { action: Action; whyNot: WhyNot | null };
export type ProductRow = {
  product: string;
  request: string;
  orderId: string;
  userId: string;
  applicant: string;
  holder: string;
  taxCode: string;
  status: ProductStatus;
  requestStatus: RequestStatus;
  item: string;
  carrier: Carrier;
  role: string | null;
  nickname: string | null;
  operator: string;
  method: RecognitionMethod;
  inputAt: string;
  activatedAt: string | null;
};
export type ProductPage = { rows: ProductRow[]; next: string | null };
export type ProductFilter = {
  orderId: string | null;
  userId: string | null;
  lookupCode: string | null;
  statuses: ProductStatus[];
  nickname: string | null;
  activatedFrom: string | null;
  activatedTo: string | null;
  inputFrom: string | null;
  inputTo: string | null;
  taxCode: string | null;
  name: string | null;
  email: string | null;
  mobile: string | null;
  operator: string | null;
};
export type ProductSearch = { filter: ProductFilter; after: string | null; limit: number };
export type StatusCount = { status: ProductStatus; count: number };
export type HistoryLine = {
  at: string;
  what: string;
  who: string | null;
  profile: Profile | null;
  reason: string | null;
};
export type CertificateRole = { title: string; organisation: string; organisationIdentifier: string };
export type Consent = { text: string; kind: ConsentKind; version: number; given: boolean };
export type OrderProduct = {
  product: string;
  userId: string;
  status: ProductStatus;
  item: string;
  carrier: Carrier;
  role: CertificateRole | null;
};
export type EvidenceRow = {
  evidence: string;
  kind: EvidenceKind;
  mediaType: string;
  size: number;
  sha256: string;
  storedAt: string;
  storedBy: string;
};
export type RecognitionFacts = {
  method: RecognitionMethod;
  legalBasis: LegalBasis;
  officer: string;
  officerName: string;
  place: string;
  on: string;
  acceptedAt: string;
  report: EvidenceRef;
};
export type OrderDetail = {
  request: string;
  version: number;
  orderId: string;
  activationCode: string;
  status: RequestStatus;
  statusSince: string;
  reason: string | null;
  contractStatus: ContractStatus;
  method: RecognitionMethod;
  customerType: CustomerType;
  unit: string;
  unitName: string;
  operator: string;
  applicant: Person;
  contacts: Contacts;
  document: IdentityDocument | null;
  consents: Consent[];
  products: OrderProduct[];
  evidence: EvidenceRow[];
  caseSha256: string;
  recognition: RecognitionFacts | null;
  history: HistoryLine[];
  actions: ActionState[];
};
export type CertificateFacts = {
  certificate: string;
  kind: CertificateKind;
  serial: string;
  subject: string;
  issuer: string;
  notBefore: string;
  notAfter: string;
  revokedAt: string | null;
  pem: string;
};
export type ProductDetail = {
  product: string;
  request: string;
  version: number;
  orderId: string;
  userId: string;
  activationCode: string;
  status: ProductStatus;
  statusSince: string;
  requestStatus: RequestStatus;
  contractStatus: ContractStatus;
  method: RecognitionMethod;
  item: string;
  carrier: Carrier;
  role: CertificateRole | null;
  nickname: string | null;
  lookupCode: string | null;
  holder: Person;
  contacts: Contacts;
  iut: string | null;
  activatedAt: string | null;
  expiresAt: string | null;
  billingExpiresOn: string | null;
  certificates: CertificateFacts[];
  awaitsPassphrase: boolean;
  history: HistoryLine[];
  actions: ActionState[];
};

// Recognition and issuance

export type PrepareReport = { request: string; recogniser: string; place: string; on: string };
export type PaperView = { paper: string; pages: number; fileName: string };
export type PreparedReportView = { request: string; paper: PaperView; caseSha256: string };
export type Sent = { kind: "onThisPc" } | { kind: "received"; at: string };
export type CertificatePreview = {
  product: string;
  version: number;
  subject: { attribute: string; value: string }[];
  issuer: string;
  profile: string;
  qscd: boolean;
  notBefore: string;
  notAfter: string;
  email: string;
  taxCodeAsPassphrase: boolean;
};
export type IssuedCertificate = {
  product: string;
  certificate: string;
  serial: string;
  notBefore: string;
  notAfter: string;
  status: ProductStatus;
  version: number;
};
export type SealedEnvelope = { product: string; status: ProductStatus; sentTo: string; version: number };
export type CredentialView =
  | { kind: "missing" }
  | {
      kind: "registered";
      holder: string;
      issuer: string;
      serial: string;
      notBefore: string;
      notAfter: string;
      revoked: boolean;
      path: string | null;
    };

// Session, reference, status

export type SessionAccount = { id: string; userName: string; fullName: string; operatorCode: string };
export type Workplace = { profile: Profile; unit: string };
export type SignedIn = {
  account: SessionAccount;
  profile: Profile;
  unit: string;
  unitPath: string[];
  customerName: string;
  providerName: string;
  training: boolean;
  since: string;
};
export type SessionView =
  | { kind: "signedOut" }
  | { kind: "secondFactor" }
  | { kind: "choosing"; workplaces: Workplace[]; units: Unit[] }
  | { kind: "signedIn"; session: SignedIn };
export type Recogniser = { account: string; fullName: string; operatorCode: string; units: string[] };
export type SupportLink = { label: Localised; contact: string };
export type Reference = {
  takenAt: string;
  customer: string;
  customerName: string;
  providerName: string;
  training: boolean;
  units: Unit[];
  catalogue: CatalogueItem[];
  texts: ConsentText[];
  rules: CustomerRules;
  methods: RecognitionMethod[];
  recognisers: Recogniser[];
  support: SupportLink[];
};
export type NetworkState = "online" | "offline" | "sending";
export type ReaderView = { name: string; cardPresent: boolean };
export type DeskStatus = {
  training: boolean;
  network: NetworkState;
  waiting: number;
  refused: number;
  readers: ReaderView[];
  readersFault: string | null;
  cameras: string[];
  clockDriftMs: number | null;
  lastContactAt: string | null;
};
export type QueueState =
  | { kind: "onThisPc" }
  | { kind: "sending" }
  | { kind: "held" }
  | { kind: "refused"; code: string; params: Record<string, string>; remedy: Remedy }
  | { kind: "received"; at: string; number: string | null };
export type QueueRow = {
  command: string;
  request: string;
  kind: string;
  label: string;
  madeAt: string;
  attempts: number;
  state: QueueState;
};
export type TrainingMessage = {
  id: string;
  sentAt: string;
  channel: string;
  to: string;
  subject: string;
  text: string;
  attachments: { name: string; mediaType: string; size: number }[];
};
export type PlaceView = { code: string; name: string; province: string; postcode: string | null };
export type CountryView = { code: string; english: string; italian: string; placeCode: string | null };
export type Remedy = "retry" | "correct" | "callSupport";
export type WireError = { code: string; params: Record<string, string>; remedy: Remedy; traceId: string };
/** What the desk says has gone stale. */
export type DataTag = "session" | "reference" | "drafts" | "orders" | "queue" | "status" | "credential";
