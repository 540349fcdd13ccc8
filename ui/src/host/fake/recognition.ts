import { type FakeCase, filedPaper } from "../fake-cases";
import { paper, specimen } from "../fake-pictures";
import { refusal } from "../fake-refusal";
import type { PickedFile } from "../host";
import type {
  PaperView,
  PreparedReportView,
  PrepareReport,
  ReportPrepared,
  ReportRun,
  ReportRunProgressed,
  ReportsToSign,
  Sent,
} from "../types";
import { browserStore } from "./base";
import { FakeCasework } from "./cases";

/** Forms, evidence and the recognition report, one or several. */
export abstract class FakeRecognition extends FakeCasework {
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

  protected get reportGround() {
    return {
      cases: this.cases,
      whyNot: (found: FakeCase) => this.actions(found, ["signReport"])[0]?.whyNot ?? null,
      file: (found: FakeCase) => {
        this.move(found, "recognised", "toBeIssued", "reportAccepted");
        return this.sent();
      },
    };
  }

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

  onReportRunProgressed(listener: (progress: ReportRunProgressed) => void): () => void {
    this.progressListeners.add(listener);
    return () => this.progressListeners.delete(listener);
  }

  /** In a browser each signature takes its time, as it does with a card. */
  protected async takeTime(of: number): Promise<void> {
    for (let done = 0; this.latency > 0 && done < of; done += 1) {
      this.tellProgress({ step: "signing", done, of });
      await new Promise((resolve) => setTimeout(resolve, 10 * this.latency));
    }
  }

  /** As if the desk were so far. */
  tellProgress(progress: ReportRunProgressed): void {
    for (const listener of this.progressListeners) listener(progress);
  }

  /** What waits for a signature is another now, as the desk tells it. */
  reportsChanged(): void {
    this.changed("reportsToSign");
  }
}
