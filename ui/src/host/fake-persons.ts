import type { FakeCase } from "./fake-cases";
import { emptyContent } from "./fake-data";
import type {
  DocumentSide,
  DraftContent,
  KnownPerson,
  Person,
  ProductFilter,
  ProductRow,
  Reading,
} from "./types";

export function shortened(email: string): string {
  const [local = "", domain = ""] = email.split("@");
  return `${local.slice(0, 1)}…@${domain}`;
}

export function productRow({ order, product, inputAt }: FakeCase): ProductRow {
  const name = `${product.holder.givenNames} ${product.holder.surname}`;
  return {
    product: product.product,
    request: product.request,
    orderId: product.orderId,
    userId: product.userId,
    applicant: name,
    holder: name,
    taxCode: product.holder.taxCode,
    status: product.status,
    requestStatus: order.status,
    item: product.item,
    carrier: product.carrier,
    role: null,
    nickname: product.nickname,
    operator: order.operator,
    method: product.method,
    inputAt,
    activatedAt: product.activatedAt,
  };
}

export function matches(each: FakeCase, filter: ProductFilter): boolean {
  const row = productRow(each);
  const has = (value: string | null, wanted: string | null) =>
    !wanted || (value ?? "").toLowerCase().includes(wanted.trim().toLowerCase());
  const day = (value: string | null) => (value ?? "").slice(0, 10);
  return (
    (filter.statuses.length === 0 || filter.statuses.includes(row.status)) &&
    has(row.orderId, filter.orderId) &&
    has(row.userId, filter.userId) &&
    has(each.product.lookupCode, filter.lookupCode) &&
    has(row.nickname, filter.nickname) &&
    has(row.taxCode, filter.taxCode) &&
    has(row.holder, filter.name) &&
    has(each.product.contacts.email, filter.email) &&
    has(each.product.contacts.mobile, filter.mobile) &&
    has(row.operator, filter.operator) &&
    (!filter.inputFrom || day(row.inputAt) >= filter.inputFrom) &&
    (!filter.inputTo || day(row.inputAt) <= filter.inputTo) &&
    (!filter.activatedFrom || day(row.activatedAt) >= filter.activatedFrom) &&
    (!filter.activatedTo || (row.activatedAt !== null && day(row.activatedAt) <= filter.activatedTo))
  );
}

export function knownPerson({ order, product, inputAt }: FakeCase): KnownPerson {
  const { document } = order;
  return {
    id: `person-${product.holder.taxCode}`,
    person: product.holder,
    contacts: product.contacts,
    document: document
      ? {
          kind: document.kind,
          country: document.country,
          number: document.number,
          issuedOn: document.issuedOn,
          expiresOn: document.expiresOn,
          authority: document.authority,
        }
      : null,
    images: document?.images ?? [],
    lastSeenAt: inputAt,
  };
}

/** Without what a found person brought and nobody typed over. */
export function takenBack(content: DraftContent): DraftContent {
  const { carried } = content;
  if (!carried) return content;
  const left = <Part extends object>(part: Part, was: Part): Part =>
    Object.fromEntries(
      Object.entries(part).map(([key, value]) => {
        const same = typeof value === "string" && value === (was as Record<string, unknown>)[key];
        return [key, same ? "" : value];
      }),
    ) as Part;
  const images = content.document.images.filter(
    (image) => !carried.document.images.some((one) => one.id === image.id),
  );
  return {
    ...content,
    carried: null,
    person: { ...left(content.person, carried.person), sex: null },
    residence: left(content.residence, carried.residence),
    contacts: left(content.contacts, carried.contacts),
    document: { ...left(content.document, carried.document), kind: null, images },
  };
}

export function withKnownPerson(content: DraftContent, known: KnownPerson): DraftContent {
  const { person } = known;
  const carried = {
    person: {
      taxCode: person.taxCode,
      surname: person.surname,
      givenNames: person.givenNames,
      sex: person.sex,
      bornOn: person.bornOn,
      birthCountry: person.birthPlace.country,
      birthPlace: person.birthPlace.place,
      birthProvince: person.birthPlace.province ?? "",
      birthPlaceCode: person.birthPlace.placeCode,
      citizenship: person.citizenship,
    },
    residence: { ...person.residence, province: person.residence.province ?? "" },
    contacts: known.contacts,
    document: known.document ? { ...known.document, images: known.images ?? [] } : emptyContent.document,
  };
  return {
    ...content,
    ...structuredClone(carried),
    document: known.document ? structuredClone(carried.document) : content.document,
    personChoice: { kind: "found", person: known.id },
    carried,
  };
}

/** What stands on the specimen's machine-readable zone. */
export function machineReadable(side: DocumentSide): Reading[] {
  const line = (path: string, value: string, top: number, left: number, width: number): Reading => ({
    path,
    source: "mrz",
    value,
    confidence: 98,
    checked: !path.endsWith("surname") && !path.endsWith("givenNames"),
    side,
    place: { left, top, width, height: 70 },
    confirmed: false,
    filled: false,
  });
  return [
    line("document.number", "CA00842AB", 690, 160, 260),
    line("person.bornOn", "1985-05-22", 775, 40, 180),
    line("document.expiresOn", "2031-03-15", 775, 250, 180),
    line("person.sex", "female", 775, 215, 40),
    line("person.citizenship", "IT", 775, 430, 100),
    { ...line("person.surname", "BIANCHI", 860, 40, 210), confidence: 71 },
    { ...line("person.givenNames", "GIULIA", 860, 300, 180), confidence: 79 },
  ];
}

/** What stands printed on the side with the portrait. */
export function printed(side: DocumentSide): Reading[] {
  if (side === "back") return [];
  const line = (path: string, value: string, top: number): Reading => ({
    path,
    source: "printed",
    value,
    confidence: 96,
    checked: false,
    confirmed: false,
    side,
    place: { left: 380, top, width: 240, height: 60 },
    filled: false,
  });
  return [line("person.surname", "BIANCHI", 320), line("person.givenNames", "GIULIA", 420)];
}

export function fillIn(content: DraftContent, readings: Reading[]): string[] {
  const filled: string[] = [];
  for (const { path, value } of readings) {
    const [group, field] = path.split(".");
    const part = content[group as "person" | "document"] as unknown as Record<string, string | null>;
    if (!field || part[field]) continue;
    part[field] = value;
    filled.push(path);
  }
  return filled;
}

export function typedPerson(content: DraftContent): Person {
  const { person, residence } = content;
  return {
    taxCode: person.taxCode,
    surname: person.surname,
    givenNames: person.givenNames,
    sex: person.sex ?? "female",
    bornOn: person.bornOn,
    birthPlace: {
      country: person.birthCountry,
      place: person.birthPlace,
      province: person.birthProvince || null,
      placeCode: person.birthPlaceCode,
    },
    citizenship: person.citizenship,
    residence: { ...residence, province: residence.province || null },
  };
}
