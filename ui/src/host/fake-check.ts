import { catalogue, texts } from "./fake-data";
import { sureFrom } from "./limits";
import type {
  CheckLine,
  CrossCheck,
  DocumentSide,
  DraftContent,
  Fault,
  FaultCode,
  Mismatched,
  Step,
  StepCheck,
} from "./types";

/** A small part of the domain's rules, enough to play the wizard without the desk. */
export function checkContent(content: DraftContent): {
  steps: StepCheck[];
  faults: Fault[];
  checks: CheckLine[];
} {
  const faults: Fault[] = [];
  const add = (step: Step, path: string, code: FaultCode, params: Record<string, string> = {}) =>
    faults.push({ step, path, code, severity: "error", params, accepted: false, about: null });
  const mismatch = (
    step: Step,
    path: string,
    code: FaultCode,
    params: Record<string, string>,
    about: Mismatched,
  ) =>
    faults.push({
      step,
      path,
      code,
      severity: "mismatch",
      params,
      accepted: content.acceptedMismatches.some(
        (each) =>
          each.path === path &&
          each.code === code &&
          each.reason.trim() !== "" &&
          JSON.stringify(each.about) === JSON.stringify(about),
      ),
      about,
    });
  const want = (step: Step, path: string, value: string | null) => {
    if (!value || value.trim() === "") add(step, path, "missing");
  };

  want("method", "method", content.method);
  if (!content.personChoice) add("person", "personChoice", "missing");
  want("document", "document.country", content.document.country);
  want("document", "document.kind", content.document.kind);
  if (content.document.images.length === 0) add("document", "document.images", "imageMissing");

  for (const field of ["number", "authority", "issuedOn", "expiresOn"] as const) {
    want("data", `document.${field}`, content.document[field]);
  }
  if (content.document.expiresOn !== "" && content.document.expiresOn < "2026-11-22") {
    add("data", "document.expiresOn", "documentExpired");
  }
  for (const field of [
    "surname",
    "givenNames",
    "sex",
    "bornOn",
    "birthCountry",
    "birthPlace",
    "citizenship",
    "taxCode",
  ] as const) {
    want("data", `person.${field}`, content.person[field]);
  }
  if (
    content.person.taxCode !== "" &&
    !/^[A-Z]{6}[0-9A-Z]{2}[A-Z][0-9A-Z]{7}$/.test(content.person.taxCode)
  ) {
    add("data", "person.taxCode", "notATaxCode", { reason: "wrongLength" });
  }
  for (const field of ["country", "street", "postcode", "town"] as const) {
    want("data", `residence.${field}`, content.residence[field]);
  }
  want("data", "contacts.email", content.contacts.email);
  if (content.contacts.email !== "" && !content.contacts.email.includes("@"))
    add("data", "contacts.email", "notAnEmail");
  want("data", "contacts.mobile", content.contacts.mobile);

  for (const reading of content.readings) {
    if (!reading.checked && reading.confidence < sureFrom) continue;
    const [group, field] = reading.path.split(".");
    const part = content[group as "person" | "document"] as unknown as Record<string, string | null>;
    const typed = part[field ?? ""] ?? "";
    if (typed === "" || typed.toUpperCase() === reading.value.toUpperCase()) continue;
    mismatch(
      "data",
      reading.path,
      "readingMismatch",
      { read: reading.value },
      {
        part: null,
        value: typed,
        other: reading.value,
      },
    );
  }

  const numberOn = (side: "front" | "back") =>
    content.readings.find((each) => each.side === side && each.path === "document.number")?.value;
  const [front, back] = [numberOn("front"), numberOn("back")];
  if (front && back && front !== back) {
    const params = { field: "document.number", front, back };
    mismatch("document", "document.images", "sidesDiffer", params, {
      part: "document.number",
      value: front,
      other: back,
    });
  }

  want("certificate", "item", content.item);
  want("configuration", "configuration.customerType", content.configuration.customerType);
  if (catalogue.find((item) => item.id === content.item)?.role === "required") {
    for (const field of ["title", "organisation", "organisationIdentifier"] as const) {
      want("configuration", `configuration.${field}`, content.configuration[field]);
    }
  }
  for (const text of texts) {
    const mark = content.consents.find((each) => each.text === text.id);
    if (!mark) add("consents", `consents.${text.id}`, "missing");
    else if (text.required && !mark.given) add("consents", `consents.${text.id}`, "consentRequired");
  }

  const untouched: Record<Step, boolean> = {
    method: content.method === null,
    person: content.personChoice === null,
    document:
      content.document.kind === null &&
      content.document.country === "" &&
      content.document.images.length === 0,
    data: content.person.surname === "" && content.document.number === "" && content.contacts.email === "",
    certificate: content.item === null,
    configuration: content.configuration.customerType === null,
    consents: content.consents.length === 0,
    summary: true,
  };
  const order: Step[] = [
    "method",
    "person",
    "document",
    "data",
    "certificate",
    "configuration",
    "consents",
    "summary",
  ];
  const steps = order.map((step): StepCheck => {
    const count = faults.filter(
      (fault) => !fault.accepted && (fault.step === step || step === "summary"),
    ).length;
    return { step, faults: count, state: count === 0 ? "complete" : untouched[step] ? "empty" : "partial" };
  });
  return { steps, faults, checks: checkLines(content, faults) };
}

/** The lines that the fake's own checks can tell; the workstation knows more. */
function checkLines(content: DraftContent, faults: Fault[]): CheckLine[] {
  const line = (check: CrossCheck, code: FaultCode, compared: boolean): CheckLine => {
    const found = faults.filter((fault) => fault.code === code);
    if (found.length > 0) {
      return { check, state: found.every((fault) => fault.accepted) ? "accepted" : "toCorrect" };
    }
    return { check, state: compared ? "agrees" : "notCompared" };
  };
  const read = content.readings.length > 0;
  const on = (side: DocumentSide) => content.readings.some((reading) => reading.side === side);
  const { person, document } = content;
  return [
    line("zoneDigits", "checkDigit", read),
    line("zoneAndFields", "readingMismatch", read),
    { check: "printAndFields", state: "notCompared" },
    line("sides", "sidesDiffer", on("front") && on("back")),
    line("taxCodeAndPerson", "taxCodeMismatch", person.taxCode !== "" && person.surname !== ""),
    { check: "barcodeAndTaxCode", state: "notCompared" },
    line("numberForm", "numberForm", document.number !== "" && document.country === "IT"),
    line("expiry", "documentExpired", document.expiresOn !== ""),
    line("age", "tooYoung", person.bornOn !== ""),
  ];
}
