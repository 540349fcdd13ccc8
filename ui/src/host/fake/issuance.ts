import { certificateOf, type FakeCase } from "../fake-cases";
import { newId, reference } from "../fake-data";
import { shortened } from "../fake-persons";
import { refusal } from "../fake-refusal";
import type {
  CertificatePreview,
  DeliveredEnrolment,
  DeviceEnrolmentView,
  EnrolmentStanding,
  IssuedCertificate,
  SealedEnvelope,
  TokenFate,
} from "../types";
import { FakeRecognition } from "./recognition";

/** Certificates: remote ones, and those on a device. */
export abstract class FakeIssuance extends FakeRecognition {
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

  /** Says where it went, shortened for the screen. */
  protected mailEnvelope(found: FakeCase, subject: string): string {
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

  protected standing(
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
}
