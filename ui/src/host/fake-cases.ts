import { newId } from "./fake-data";
import type {
  CertificateFacts,
  CertificateKind,
  EvidenceRow,
  OrderDetail,
  Person,
  ProductDetail,
  ProductStatus,
  RequestStatus,
} from "./types";

type PersonSeed = [
  surname: string,
  givenNames: string,
  taxCode: string,
  sex: "female" | "male",
  bornOn: string,
];

const people: PersonSeed[] = [
  ["Bianchi", "Giulia", "BNCGLI85E62F205S", "female", "1985-05-22"],
  ["Rossi", "Marco", "RSSMRC79A10H501E", "male", "1979-01-10"],
  ["Esposito", "Anna", "SPSNNA92T55F839G", "female", "1992-12-15"],
  ["Ferrari", "Luca", "FRRLCU88C04F704X", "male", "1988-03-04"],
  ["Russo", "Chiara", "RSSCHR95H41A944T", "female", "1995-06-01"],
  ["Colombo", "Paolo", "CLMPLA70R12F205H", "male", "1970-10-12"],
  ["Ricci", "Francesca", "RCCFNC83S66D612Y", "female", "1983-11-26"],
  ["Marino", "Davide", "MRNDVD90B18L219P", "male", "1990-02-18"],
  ["Greco", "Sara", "GRCSRA97P50L736L", "female", "1997-09-10"],
  ["Bruno", "Alessandro", "BRNLSN81L09H501U", "male", "1981-07-09"],
  ["Gallo", "Martina", "GLLMTN94D43F205K", "female", "1994-04-03"],
  ["De Luca", "Matteo", "DLCMTT76M30F839W", "male", "1976-08-30"],
  ["Conti", "Elena", "CNTLNE88P48F205N", "female", "1988-09-08"],
];

function person([surname, givenNames, taxCode, sex, bornOn]: PersonSeed): Person {
  return {
    taxCode,
    surname,
    givenNames,
    sex,
    bornOn,
    birthPlace: { country: "IT", place: "Milano", province: "MI", placeCode: "F205" },
    citizenship: "IT",
    residence: {
      country: "IT",
      street: "Via dei Tigli 14",
      postcode: "20121",
      town: "Milano",
      province: "MI",
    },
  };
}

/** A paper signed by hand, as the centre tells it after it was filed. */
export function filedPaper(kind: "signedForm" | "organisationConsent", size: number): EvidenceRow {
  return {
    evidence: newId(),
    kind,
    mediaType: "application/pdf",
    size,
    sha256: "77d0".repeat(16),
    storedAt: new Date().toISOString(),
    storedBy: "Giulia Ferri",
    current: true,
  };
}

interface CertificateSeed {
  certificate: string;
  kind: CertificateKind;
  serial: string;
  from: Date;
  until: Date;
}

/** A certificate of the case, as its product tells it. */
export function certificateOf({ product }: FakeCase, seed: CertificateSeed): CertificateFacts {
  return {
    certificate: seed.certificate,
    kind: seed.kind,
    serial: seed.serial,
    subject: `CN=${product.holder.givenNames} ${product.holder.surname}, C=IT`,
    issuer: "CN=Fiducia TRAINING Issuing CA 1, O=Fiducia Trust Services, C=IT",
    notBefore: seed.from.toISOString(),
    notAfter: seed.until.toISOString(),
    revokedAt: null,
    pem: "-----BEGIN CERTIFICATE-----\nMIIC…\n-----END CERTIFICATE-----\n",
  };
}

export interface FakeCase {
  order: OrderDetail;
  product: ProductDetail;
  inputAt: string;
}

const statuses: [ProductStatus, RequestStatus][] = [
  ["toIdentify", "submitted"],
  ["toIdentify", "submitted"],
  ["recognitionInProgress", "inRecognition"],
  ["toBeIssued", "recognised"],
  ["toBeIssued", "recognised"],
  ["toActivate", "completed"],
  ["active", "completed"],
  ["active", "completed"],
  ["suspended", "completed"],
  ["issuanceFailed", "inIssuance"],
  ["revoked", "completed"],
  ["cancelled", "cancelled"],
  ["toBeIssued", "recognised"],
];

/** Whose product belongs on a smart card. */
const onCard = 12;

export function sampleCases(now: Date): FakeCase[] {
  return people.map((seed, index) => {
    const [status, requestStatus] = statuses[index] ?? ["toIdentify", "submitted"];
    const inputAt = new Date(now.getTime() - (index * 26 + 3) * 3600_000).toISOString();
    const made = makeCase({ person: person(seed), status, requestStatus, inputAt, number: 412 - index });
    if (index === onCard) Object.assign(made.product, { carrier: "smartCard", item: "item-smart-card" });
    return made;
  });
}

interface CaseSeed {
  person: Person;
  status: ProductStatus;
  requestStatus: RequestStatus;
  inputAt: string;
  number: number;
}

/** A case as it would stand after what its status says has happened. */
export function makeCase({ person: holder, status, requestStatus, inputAt, number }: CaseSeed): FakeCase {
  const request = newId();
  const product = newId();
  const later = (minutes: number) => new Date(new Date(inputAt).getTime() + minutes * 60_000).toISOString();
  const recognised = !["toIdentify", "recognitionInProgress", "cancelled"].includes(status);
  const issued = ["toActivate", "active", "suspended", "revoked"].includes(status);
  const orderId = `O-26-${String(number).padStart(5, "0")}`;
  const history = [
    { at: inputAt, what: "submitted", who: "Marco Sala", profile: "operator" as const, reason: null },
    ...(recognised
      ? [
          {
            at: later(18),
            what: "signedFormUploaded",
            who: "Giulia Ferri",
            profile: "rao" as const,
            reason: null,
          },
          {
            at: later(24),
            what: "reportAccepted",
            who: "Giulia Ferri",
            profile: "rao" as const,
            reason: null,
          },
        ]
      : []),
    ...(issued
      ? [
          {
            at: later(31),
            what: "certificateIssued",
            who: "Giulia Ferri",
            profile: "rao" as const,
            reason: null,
          },
        ]
      : []),
    ...(status === "toIdentify" || status === "toBeIssued"
      ? []
      : [{ at: later(35), what: status, who: issued ? null : "Giulia Ferri", profile: null, reason: null }]),
  ];
  const mail = `${holder.givenNames}.${holder.surname}`.toLowerCase().replace(/\s/g, "");
  const contacts = {
    email: `${mail}@posta.example`,
    mobile: `+39347${String(1234567 + number * 7).slice(0, 7)}`,
    identity: `${mail}@posta.example`,
  };
  const report = {
    id: newId(),
    kind: "recognitionReport" as const,
    side: null,
    mediaType: "application/pdf",
    size: 48_211,
    sha256: "9f2c".repeat(16),
    originalSha256: "9f2c".repeat(16),
  };
  const image = (side: "front" | "back") => ({
    id: newId(),
    kind: "documentImage" as const,
    side,
    mediaType: "image/jpeg",
    size: 412_300,
    sha256: "41ab".repeat(16),
    originalSha256: "41ab".repeat(16),
  });
  const images = [image("front"), image("back")];
  return {
    inputAt,
    order: {
      request,
      version: 1,
      orderId,
      activationCode: `ATT-${4000 + number}-KX`,
      status: requestStatus,
      statusSince: later(35),
      reason: requestStatus === "cancelled" ? "The applicant withdrew." : null,
      contractStatus: recognised ? "uploaded" : "toSignByHand",
      method: "offline",
      customerType: "privatePerson",
      unit: "unit-milano-duomo",
      unitName: "Sportello Duomo",
      operator: "Marco Sala",
      applicant: holder,
      contacts,
      document: {
        kind: "identityCard",
        country: "IT",
        number: `CA${10000 + number}AB`,
        issuedOn: "2021-03-15",
        expiresOn: "2031-03-15",
        authority: "Comune di Milano",
        images,
      },
      consents: [
        { text: "text-terms", kind: "terms", version: 3, given: true },
        { text: "text-privacy", kind: "privacy", version: 2, given: true },
        { text: "text-marketing", kind: "marketing", version: 1, given: false },
      ],
      products: [],
      evidence: [
        ...images.map((each) => ({
          evidence: each.id,
          kind: each.kind,
          mediaType: each.mediaType,
          size: each.size,
          sha256: each.sha256,
          storedAt: later(1),
          storedBy: "Marco Sala",
          current: true,
        })),
        ...(recognised
          ? [
              {
                evidence: newId(),
                kind: "signedForm" as const,
                mediaType: "application/pdf",
                size: 932_100,
                sha256: "77d0".repeat(16),
                storedAt: later(18),
                storedBy: "Giulia Ferri",
                current: true,
              },
              {
                evidence: report.id,
                kind: report.kind,
                mediaType: report.mediaType,
                size: report.size,
                sha256: report.sha256,
                storedAt: later(24),
                storedBy: "Giulia Ferri",
                current: true,
              },
            ]
          : []),
      ],
      caseSha256: "b3d8f1c27e05a946".repeat(4),
      recognition: recognised
        ? {
            method: "offline",
            legalBasis: "physicalPresence",
            officer: "account-ferri",
            officerName: "Giulia Ferri",
            place: "Milano",
            on: inputAt.slice(0, 10),
            acceptedAt: later(24),
            report,
          }
        : null,
      history,
      actions: [],
    },
    product: {
      product,
      request,
      version: 1,
      orderId,
      userId: `U-26-${String(7000 + number)}`,
      activationCode: `ATT-${4000 + number}-KX`,
      status,
      statusSince: later(35),
      requestStatus,
      contractStatus: recognised ? "uploaded" : "toSignByHand",
      method: "offline",
      item: "item-remote",
      carrier: "remote",
      role: null,
      nickname: number % 3 === 0 ? "Studio" : null,
      lookupCode: number % 4 === 0 ? `CRM-${number}` : null,
      holder,
      contacts,
      iut: issued ? `2026${String(100000 + number)}` : null,
      activatedAt: status === "active" || status === "suspended" ? later(90) : null,
      expiresAt: issued
        ? new Date(new Date(inputAt).setFullYear(new Date(inputAt).getFullYear() + 3)).toISOString()
        : null,
      billingExpiresOn: issued ? "2029-11-22" : null,
      certificates: issued
        ? [
            {
              certificate: newId(),
              kind: "signature",
              serial: `2f9a0c${(number * 7919).toString(16).padStart(10, "0")}`,
              subject: `CN=${holder.givenNames} ${holder.surname}, serialNumber=TINIT-${holder.taxCode}, C=IT`,
              issuer: "CN=Fiducia TRAINING Issuing CA 1, O=Fiducia Trust Services, C=IT",
              notBefore: later(31),
              notAfter: new Date(
                new Date(inputAt).setFullYear(new Date(inputAt).getFullYear() + 3),
              ).toISOString(),
              revokedAt: status === "revoked" ? later(35) : null,
              pem: "-----BEGIN CERTIFICATE-----\nMIIC…\n-----END CERTIFICATE-----\n",
            },
          ]
        : [],
      awaitsPassphrase: false,
      history,
      actions: [],
    },
  };
}
