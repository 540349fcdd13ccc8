// reason for length: sample data only
import type {
  CatalogueItem,
  ConsentText,
  CountryView,
  DraftContent,
  PlaceView,
  Recogniser,
  Reference,
  Unit,
  Workplace,
} from "./types";

/** Samples of an invented customer; every person, number and address is made up. */

let turn = 0;

/** A new id, in order, so that lists keep theirs. */
export function newId(): string {
  turn += 1;
  return `0193a1b2-0000-7000-8000-${turn.toString(16).padStart(12, "0")}`;
}

export const units: Unit[] = [
  { id: "unit-milano", name: "Sede di Milano", parent: null, place: "Milano" },
  { id: "unit-milano-duomo", name: "Sportello Duomo", parent: "unit-milano", place: "Milano" },
  { id: "unit-milano-monza", name: "Sportello Monza", parent: "unit-milano", place: "Monza" },
  { id: "unit-milano-brera", name: "Sportello Brera", parent: "unit-milano-duomo", place: "Milano" },
  { id: "unit-roma", name: "Sede di Roma", parent: null, place: "Roma" },
  { id: "unit-roma-prati", name: "Sportello Prati", parent: "unit-roma", place: "Roma" },
];

export const workplaces: Workplace[] = [
  { profile: "rao", unit: "unit-milano" },
  { profile: "rao", unit: "unit-milano-duomo" },
  { profile: "rao", unit: "unit-milano-monza" },
  { profile: "rao", unit: "unit-roma-prati" },
  { profile: "registrationClerk", unit: "unit-milano-brera" },
  { profile: "operator", unit: "unit-roma" },
  { profile: "auditor", unit: "unit-milano" },
];

export const catalogue: CatalogueItem[] = [
  {
    id: "item-remote",
    category: { en: "Signature products", it: "Prodotti di firma" },
    name: { en: "Remote signature", it: "Firma remota" },
    description: {
      en: "A qualified signature whose key stays at the provider; the holder signs from anywhere with a PIN and a code.",
      it: "Firma qualificata con la chiave custodita dal prestatore; il titolare firma da ovunque con un PIN e un codice.",
    },
    carrier: "remote",
    certificates: ["signature"],
    methods: [
      { method: "offline", validityMonths: 36, validityChoices: [12, 24] },
      { method: "liveId", validityMonths: 36, validityChoices: [] },
    ],
    role: "none",
    customerTypes: ["privatePerson", "professional", "organisationMember"],
    billingMonths: 36,
  },
  {
    id: "item-remote-role",
    category: { en: "Signature products", it: "Prodotti di firma" },
    name: { en: "Remote signature with role", it: "Firma remota con ruolo" },
    description: {
      en: "The certificate states a title and the organisation that grants it.",
      it: "Il certificato riporta un titolo e l’organizzazione che lo attribuisce.",
    },
    carrier: "remote",
    certificates: ["signature"],
    methods: [{ method: "offline", validityMonths: 36, validityChoices: [] }],
    role: "required",
    customerTypes: ["professional", "organisationMember"],
    billingMonths: 36,
  },
  {
    id: "item-smart-card",
    category: { en: "Signature products", it: "Prodotti di firma" },
    name: { en: "Signature on smart card", it: "Firma su smart card" },
    description: {
      en: "A card with two certificates, one for qualified signature and one for authentication; its keys never leave it.",
      it: "Una carta con due certificati, uno di firma qualificata e uno di autenticazione; le chiavi non ne escono mai.",
    },
    carrier: "smartCard",
    certificates: ["signature", "authentication"],
    methods: [{ method: "offline", validityMonths: 36, validityChoices: [] }],
    role: "none",
    customerTypes: ["privatePerson", "professional", "organisationMember"],
    billingMonths: 36,
  },
];

export const texts: ConsentText[] = [
  {
    id: "text-terms",
    kind: "terms",
    version: 3,
    required: true,
    title: {
      en: "General terms of the certification service",
      it: "Condizioni generali del servizio di certificazione",
    },
    body: {
      en: "The holder has read the general terms of the certification service and accepts them.\n\nThe holder keeps PIN and emergency code secret and asks for suspension at once if they are lost.",
      it: "Il titolare ha letto le condizioni generali del servizio di certificazione e le accetta.\n\nIl titolare conserva segreti PIN e codice di emergenza e chiede subito la sospensione se li smarrisce.",
    },
  },
  {
    id: "text-privacy",
    kind: "privacy",
    version: 2,
    required: true,
    title: { en: "Privacy notice", it: "Informativa sulla privacy" },
    body: {
      en: "Personal data are processed to identify the holder, to issue the certificate and to keep the evidence for twenty years, as the law requires.",
      it: "I dati personali sono trattati per identificare il titolare, emettere il certificato e conservare le evidenze per venti anni, come prevede la legge.",
    },
  },
  {
    id: "text-marketing",
    kind: "marketing",
    version: 1,
    required: false,
    title: { en: "News and offers", it: "Novità e offerte" },
    body: {
      en: "The holder agrees to receive news and offers by e-mail. This can be withdrawn at any time.",
      it: "Il titolare accetta di ricevere novità e offerte per e-mail. Può cambiare idea in ogni momento.",
    },
  },
];

export const recognisers: Recogniser[] = [
  {
    account: "account-ferri",
    fullName: "Giulia Ferri",
    operatorCode: "GF014",
    units: ["unit-milano", "unit-milano-duomo"],
  },
  { account: "account-sala", fullName: "Marco Sala", operatorCode: "MS022", units: ["unit-milano-duomo"] },
  { account: "account-conti", fullName: "Elena Conti", operatorCode: "EC031", units: ["unit-roma-prati"] },
];

export const reference: Reference = {
  takenAt: "2026-11-22T08:00:00Z",
  customer: "customer-aurora",
  customerName: "Aurora Servizi",
  providerName: "Fiducia Trust Services",
  training: true,
  units,
  catalogue,
  texts,
  rules: {
    documentKinds: ["identityCard", "passport", "drivingLicence"],
    taxCodeAsPassphrase: false,
    minimumAge: 18,
  },
  methods: ["offline"],
  recognisers,
  support: [
    { label: { en: "Telephone, 8 to 18", it: "Telefono, ore 8–18" }, contact: "+39 02 5550 1000" },
    { label: { en: "E-mail", it: "E-mail" }, contact: "support@fiducia.example" },
  ],
};

const country = (code: string, english: string, italian: string, placeCode: string | null): CountryView => ({
  code,
  english,
  italian,
  placeCode,
});

export const countries: CountryView[] = [
  country("IT", "Italy", "Italia", null),
  country("FR", "France", "Francia", "Z110"),
  country("DE", "Germany", "Germania", "Z112"),
  country("ES", "Spain", "Spagna", "Z131"),
  country("GB", "United Kingdom", "Regno Unito", "Z114"),
  country("CH", "Switzerland", "Svizzera", "Z133"),
  country("RO", "Romania", "Romania", "Z129"),
  country("US", "United States", "Stati Uniti", "Z404"),
];

const place = (code: string, name: string, province: string): PlaceView => ({
  code,
  name,
  province,
});

export const places: PlaceView[] = [
  place("F205", "Milano", "MI"),
  place("F704", "Monza", "MB"),
  place("H501", "Roma", "RM"),
  place("L219", "Torino", "TO"),
  place("F839", "Napoli", "NA"),
  place("A944", "Bologna", "BO"),
  place("D612", "Firenze", "FI"),
  place("L736", "Venezia", "VE"),
  place("F240", "Mirandola", "MO"),
  place("F257", "Modena", "MO"),
];

export const emptyContent: DraftContent = {
  method: null,
  personChoice: null,
  carried: null,
  document: { country: "", kind: null, number: "", issuedOn: "", expiresOn: "", authority: "", images: [] },
  person: {
    taxCode: "",
    surname: "",
    givenNames: "",
    sex: null,
    bornOn: "",
    birthCountry: "",
    birthPlace: "",
    birthProvince: "",
    birthPlaceCode: "",
    citizenship: "",
  },
  residence: { country: "", street: "", postcode: "", town: "", province: "" },
  contacts: { email: "", mobile: "", identity: "" },
  item: null,
  configuration: {
    validityMonths: null,
    customerType: null,
    title: "",
    organisation: "",
    organisationIdentifier: "",
    lookupCode: "",
    nickname: "",
  },
  consents: [],
  readings: [],
  wrongCheckDigits: [],
  printRead: [],
  acceptedMismatches: [],
};
