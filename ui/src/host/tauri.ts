import { commands, events, type FrameView, type WireError } from "./bindings.gen";
import { asHostError, HostError } from "./errors";
import type { CameraFrame, Ending, Host } from "./host";

type Told<T> = { status: "ok"; data: T } | { status: "error"; error: WireError };

/** A command's answer; its error is thrown, as everywhere behind the door. */
async function told<T>(answer: Promise<Told<T>>): Promise<T> {
  let outcome: Told<T>;
  try {
    outcome = await answer;
  } catch (thrown) {
    throw asHostError(thrown);
  }
  if (outcome.status === "error") throw asHostError(outcome.error);
  return outcome.data;
}

async function bytes(answer: Promise<Told<ArrayBuffer>>): Promise<Uint8Array> {
  return new Uint8Array(await told(answer));
}

async function nothing(answer: Promise<Told<null>>): Promise<void> {
  await told(answer);
}

/** Ends the listening that begins as soon as the window hears. */
function heard(listening: Promise<() => void>): () => void {
  return () => {
    void listening.then((stop) => stop());
  };
}

/** Bytes on their way to the host: base64, in pieces that fit on the stack. */
export function asFileText(file: Uint8Array): string {
  const piece = 0x8000;
  let text = "";
  for (let at = 0; at < file.length; at += piece) {
    text += String.fromCharCode(...file.subarray(at, at + piece));
  }
  return btoa(text);
}

function isFrameView(value: unknown): value is FrameView {
  if (typeof value !== "object" || value === null) return false;
  const view = value as Partial<FrameView>;
  return (
    typeof view.state === "string" &&
    typeof view.number === "number" &&
    typeof view.ready === "number" &&
    typeof view.advice === "string" &&
    typeof view.size === "object" &&
    Array.isArray(view.sizes)
  );
}

/** A frame as it crosses the door: the length of its header (u32, little endian), the header (JSON), the JPEG. */
export function asFrame(answer: Uint8Array): CameraFrame {
  try {
    const header = new DataView(answer.buffer, answer.byteOffset, answer.byteLength).getUint32(0, true);
    const text = answer.subarray(4, 4 + header);
    if (text.length < header) throw new RangeError("the header is cut short");
    const view: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(text));
    if (!isFrameView(view)) throw new TypeError("not a frame's header");
    const jpeg = answer.subarray(4 + header);
    return { view, jpeg: jpeg.length > 0 ? jpeg : null };
  } catch {
    throw new HostError({ code: "cameraNoPicture", params: {}, remedy: "retry", traceId: "" });
  }
}

const endings: Record<Ending, typeof commands.returnRequest> = {
  return: commands.returnRequest,
  reject: commands.rejectRequest,
  cancel: commands.cancelRequest,
};

/** The workstation behind the window. */
export const tauriHost: Host = {
  sessionState: () => told(commands.sessionState()),
  signIn: (userName, password) => told(commands.signIn(userName, password)),
  giveSecondFactor: (code) => told(commands.giveSecondFactor(code)),
  chooseWorkplace: (profile, unit) => told(commands.chooseWorkplace(profile, unit)),
  changeWorkplace: () => told(commands.changeWorkplace()),
  keepWorkplace: () => told(commands.keepWorkplace()),
  signOut: () => told(commands.signOut()),
  askRecovery: (userName) => nothing(commands.askRecovery(userName)),

  about: () => commands.aboutApp(),

  reference: () => told(commands.reference()),
  countries: () => commands.countries(),
  searchPlaces: (prefix, on) => told(commands.searchPlaces(prefix, on)),

  startDraft: (method) => told(commands.startDraft(method)),
  listDrafts: () => told(commands.listDrafts()),
  openDraft: (draft) => told(commands.openDraft(draft)),
  saveDraft: (save) => told(commands.saveDraft(save)),
  discardDraft: (draft) => nothing(commands.discardDraft(draft)),
  restoreDraft: (draft) => told(commands.restoreDraft(draft)),
  editReturned: (request) => told(commands.editReturned(request)),
  findPerson: (query) => told(commands.findPerson(query)),
  carryOverPerson: (draft, known) => told(commands.usePerson(draft, known)),
  newPerson: (draft) => told(commands.newPerson(draft)),
  attachDocumentImage: (draft, side, file) =>
    told(commands.attachDocumentImage(draft, side, asFileText(file.bytes), 1)),
  openDocumentFile: (draft, file) => told(commands.openDocumentFile(draft, asFileText(file.bytes))),
  attachDocumentPages: (draft, paper, choices) => told(commands.attachDocumentPages(draft, paper, choices)),
  removeDocumentImage: (draft, evidence) => told(commands.removeDocumentImage(draft, evidence)),
  readDocumentPrint: (draft, image) => nothing(commands.readDocumentPrint(draft, image)),
  takeDocumentPrint: (draft, image) => told(commands.takeDocumentPrint(draft, image)),
  cropSource: (draft, evidence) => told(commands.cropSource(draft, evidence)),
  cropSourceImage: (draft, evidence) => bytes(commands.cropSourceImage(draft, evidence)),
  cropDocumentImage: (draft, evidence, corners) => told(commands.cropDocumentImage(draft, evidence, corners)),
  evidence: (evidence) => bytes(commands.evidenceImage(evidence)),
  openEvidence: (request, evidence) => told(commands.openEvidence(request, evidence)),
  confirmRequest: (draft) => told(commands.confirmRequest(draft)),
  confirmed: (request) => told(commands.confirmedRequest(request)),

  listCameras: () => told(commands.listCameras()),
  openCamera: (wish) => nothing(commands.openCamera(wish)),
  cameraFrame: async (after) => asFrame(await bytes(commands.cameraFrame(after))),
  cameraHold: () => told(commands.cameraHold()),
  cameraShoot: (draft, side, held) => told(commands.cameraShoot(draft, side, held)),
  closeCamera: () => nothing(commands.closeCamera()),

  searchProducts: (search) => told(commands.searchProducts(search)),
  statusCounts: () => told(commands.statusCounts()),
  orderDetail: (request) => told(commands.orderDetail(request)),
  productDetail: (product) => told(commands.productDetail(product)),
  endRequest: (ending, request, reason) => told(endings[ending](request, reason)),
  endProduct: (product, version, reason) => told(commands.endProduct(product, version, reason)),

  blankForm: (item, language) => told(commands.blankForm(item, language)),
  requestForm: (request, language) => told(commands.requestForm(request, language)),
  paperPage: (paper, page, width) => bytes(commands.paperPage(paper, page, width)),
  savePaper: (paper) => told(commands.savePaper(paper.paper, paper.fileName)),
  saveTable: (table, language, fileName) => told(commands.saveTable(table, language, fileName)),
  startRecognition: (request) => told(commands.startRecognition(request)),
  uploadSignedForm: (request, file) => told(commands.uploadSignedForm(request, asFileText(file.bytes))),
  uploadOrganisationConsent: (request, file) =>
    told(commands.uploadOrganisationConsent(request, asFileText(file.bytes))),
  prepareReport: (report, language) => told(commands.prepareReport(report, language)),
  signReport: (request, path, password) => told(commands.signReport(request, path, password)),
  signReportWithCard: (request, reader, pin) => told(commands.signReportWithCard(request, reader, pin)),
  reportsToSign: () => told(commands.reportsToSign()),
  prepareReports: (requests, language) => told(commands.prepareReports(requests, language)),
  signReports: (requests, credentialPath, password) =>
    told(commands.signReports(requests, credentialPath, password)),
  signReportsWithCard: (requests, reader, pin) => told(commands.signReportsWithCard(requests, reader, pin)),
  uploadSignedReport: (report, file) => told(commands.uploadSignedReport(report, asFileText(file.bytes))),

  tokenStock: () => told(commands.tokenStock()),
  searchTokens: (search) => told(commands.searchTokens(search)),
  tokenDetail: (token) => told(commands.tokenDetail(token)),
  readSerialList: (file) => told(commands.readSerialList(asFileText(file.bytes))),
  checkSerials: (serials) => told(commands.checkSerials(serials)),
  receiveTokens: (delivery) => told(commands.receiveTokens(delivery)),
  changeToken: (token, version, event, reason) => told(commands.changeToken(token, version, event, reason)),
  moveToken: (token, version, unit, reason) => told(commands.moveToken(token, version, unit, reason)),
  countStock: (count, after) => told(commands.countStock(count, after)),
  stockCounts: () => told(commands.stockCounts()),
  askFormat: (token, version, reason) => told(commands.askFormat(token, version, reason)),
  approveFormat: (token, version, format) => told(commands.approveFormat(token, version, format)),
  callOffFormat: (token, version, format, reason) =>
    told(commands.callOffFormat(token, version, format, reason)),
  formatDevices: (serial) => told(commands.formatDevices(serial)),
  formatToken: (token, format, reader) => told(commands.formatToken(token, format, reader)),

  certificatePreview: (product) => told(commands.certificatePreview(product)),
  issueCertificate: (product, version) => told(commands.issueCertificate(product, version)),
  sealEnvelope: (product, version, passphrase) => told(commands.sealEnvelope(product, version, passphrase)),

  deviceEnrolment: (product) => told(commands.deviceEnrolment(product)),
  proveWithCard: async (product, reader, pin, code) => {
    await told(commands.proveWithCard(product, reader, pin, code));
  },
  proveWithFile: async (product, path, password, code) => {
    await told(commands.proveWithFile(product, path, password, code));
  },
  enrolDevice: (product, version, reader, tokenSerial) =>
    told(commands.enrolDevice(product, version, reader, tokenSerial)),
  deliverDevice: (product, enrolment, passphrase) =>
    told(commands.deliverDevice(product, enrolment, passphrase)),
  abandonDevice: (product, enrolment, token, ending) =>
    told(commands.abandonDevice(product, enrolment, token, ending)),

  officerCredential: () => told(commands.officerCredential()),
  makeOfficerCredential: (path, password) => told(commands.makeOfficerCredential(path, password)),
  cardModules: () => told(commands.cardModules()),
  chooseCardModule: (file) => told(commands.chooseCardModule(file)),
  pickCardModule: () => told(commands.pickCardModule()),
  makeCardCredential: (reader, pin) => told(commands.makeCardCredential(reader, pin)),
  registerCardCredential: (reader, pin) => told(commands.registerCardCredential(reader, pin)),
  trainingCard: (reader, act) => nothing(commands.trainingCard(reader, act)),
  pickCredentialFile: (forSaving) => commands.pickCredentialFile(forSaving),

  cardContents: (reader, insertion) => told(commands.cardContents(reader, insertion)),
  changeCardPin: (reader, insertion, old, wanted) =>
    nothing(commands.changeCardPin(reader, insertion, old, wanted)),
  unblockCardPin: (reader, insertion, puk, wanted) =>
    nothing(commands.unblockCardPin(reader, insertion, puk, wanted)),
  cardDiagnostics: () => told(commands.cardDiagnostics()),

  deskStatus: () => told(commands.deskStatus()),
  queue: () => told(commands.queue()),
  queueOfOthers: () => told(commands.queueOfOthers()),
  retryQueue: () => told(commands.retryQueue()),
  trainingMessages: () => told(commands.trainingMessages()),
  saveTrainingAttachment: (message, name) => told(commands.saveTrainingAttachment(message, name)),
  setting: (name) => told(commands.setting(name)),
  setSetting: (name, value) => nothing(commands.setSetting(name, value)),

  onDataChanged: (listener) => heard(events.dataChanged.listen(({ payload }) => listener(payload.tags))),
  onReportRunProgressed: (listener) =>
    heard(events.reportRunProgressed.listen(({ payload }) => listener(payload))),
};
