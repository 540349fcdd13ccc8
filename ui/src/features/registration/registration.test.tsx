import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import type { Language } from "@/i18n/setup";
import { address, file, goTo, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

/** Through the eight steps, as an officer does, on the keyboard where one would. */
async function fillCase(user: UserEvent, language: Language) {
  const { registration: w, words: terms, requests } = words[language];
  const next = () => user.click(screen.getByRole("button", { name: /^(Continue to|Continua:)/ }));
  const step = (name: string) => screen.findByRole("heading", { level: 2, name });

  await user.click(
    await screen.findByRole("button", {
      name: requests.new.requestOf.replace("{{product}}", names[language]),
    }),
  );
  await step(w.steps.method);
  expect((screen.getByRole("radio", { name: terms.method.offline }) as HTMLInputElement).checked).toBe(true);
  await next();
  await step(w.steps.person);
  await user.click(screen.getByRole("radio", { name: w.person.new }));
  await next();

  await step(w.steps.document);
  await user.type(screen.getByRole("combobox", { name: w.field.document_country }), "it");
  await user.keyboard("{Enter}");
  await user.click(screen.getByRole("radio", { name: terms.documentKind.identityCard }));
  await user.upload(screen.getByLabelText(terms.documentSide.front), file("front.jpg"));
  await screen.findByRole("button", {
    name: w.document.removeSide.replace("{{side}}", terms.documentSide.front),
  });
  await user.upload(await screen.findByLabelText(terms.documentSide.back), file("back.jpg"));
  await screen.findByText(w.document.read);
  await next();

  await step(w.steps.data);
  const type = (label: string, text: string) => user.type(screen.getByLabelText(label), text);
  expect(
    (screen.getByLabelText(w.field.document_number) as HTMLInputElement).value,
    "read from the picture",
  ).toBe("CA00842AB");
  await type(w.field.document_authority, "Comune di Milano");
  await type(w.field.document_issuedOn, "15032021");
  await user.type(screen.getByRole("combobox", { name: w.field.person_birthCountry }), "it");
  await user.keyboard("{Enter}");
  await user.type(await screen.findByRole("combobox", { name: w.field.person_birthPlace }), "mila");
  await user.click(await screen.findByRole("option", { name: /Milano/ }));
  await type(w.field.person_taxCode, "bncgli85e62f205s");
  await user.type(screen.getByRole("combobox", { name: w.field.residence_country }), "it");
  await user.keyboard("{Enter}");
  await type(w.field.residence_street, "Via dei Tigli 14");
  await user.type(await screen.findByRole("combobox", { name: w.field.residence_town }), "mila");
  await user.click(await screen.findByRole("option", { name: /Milano/ }));
  await type(w.field.residence_postcode, "20121");
  await type(w.field.contacts_email, "giulia.bianchi@posta.example");
  await type(w.field.contacts_mobile, "+39 347 7654321");
  await next();

  await step(w.steps.certificate);
  await next();
  await step(w.steps.configuration);
  await user.click(screen.getByRole("radio", { name: terms.customerType.privatePerson }));
  await next();
  await step(w.steps.consents);
  for (const answer of screen.getAllByRole("radio", { name: w.consents.yes })) await user.click(answer);
  await next();
  await step(w.steps.summary);
  await screen.findByText(w.summary.complete);
}

const names = { en: "Remote signature", it: "Firma remota" };

describe.each(both)("a new request (%s)", (language) => {
  const w = words[language].registration;

  it("goes through the eight steps to an order", async () => {
    const { user, host } = await openWindow({ path: "/new", language });
    await fillCase(user, language);
    await user.click(screen.getByRole("button", { name: w.confirm }));
    await screen.findByRole("heading", { level: 1, name: w.confirmed.title });
    expect(screen.getByText(/^O-26-/), "the order ID stands there to be copied").toBeTruthy();
    await user.click(screen.getByRole("button", { name: w.confirmed.toProduct }));
    await screen.findByRole("heading", { level: 1, name: "GIULIA BIANCHI" });
    expect(
      host.calls.filter((call) => call === "confirmRequest"),
      "confirmed once",
    ).toHaveLength(1);
  });

  it("waits on this PC when the centre does not answer, and recognition can go on", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/new", language, host });
    await fillCase(user, language);
    host.goOffline();
    await user.click(screen.getByRole("button", { name: w.confirm }));
    await screen.findByRole("heading", { level: 1, name: w.confirmed.waitingTitle });
    expect(screen.queryByText(/^O-26-/), "no order ID before the centre's receipt").toBeNull();
    expect(screen.getByRole("button", { name: w.confirmed.recognise })).toBeTruthy();
  });
});

describe("the wizard", () => {
  it("says what is missing, links to it, and does not go on", async () => {
    const { user, host } = await openWindow();
    const [draft] = await host.listDrafts();
    goTo(`/registration/${draft?.id}/data`);
    await screen.findByRole("heading", { level: 2, name: "Data" });
    expect(screen.queryByText("Fill this in."), "nobody is told off before trying").toBeNull();
    await user.click(screen.getByRole("button", { name: "Continue to certificate" }));
    const alert = await screen.findByRole("alert");
    await user.click(within(alert).getByRole("button", { name: "Tax code" }));
    expect(document.activeElement, "the link leads to its field").toBe(screen.getByLabelText("Tax code"));
    expect(address(), "still the same step").toContain("/data");
  });

  it("opens a draft where it was left", async () => {
    const { host } = await openWindow();
    const [draft] = await host.listDrafts();
    goTo(`/registration/${draft?.id}/next`);
    await screen.findByRole("heading", { level: 2, name: "Document" });
    const steps = screen.getByRole("navigation", { name: "Steps of the request" });
    expect(
      within(steps).getByRole("link", { name: /Recognition/ }),
      "a reached step can be gone back to",
    ).toBeTruthy();
    expect(within(steps).queryByRole("link", { name: /Summary/ }), "one not reached cannot").toBeNull();
  });

  it("saves as typed, also what is left half done", async () => {
    const { user, host } = await openWindow();
    const [draft] = await host.listDrafts();
    const id = draft?.id ?? "";
    goTo(`/registration/${id}/data`);
    await user.type(await screen.findByLabelText("Issued by"), "Comune di Monza");
    await user.click(screen.getByRole("button", { name: "Save as draft and leave" }));
    await screen.findByRole("heading", { level: 1, name: "Drafts" });
    expect((await host.openDraft(id)).content.document.authority).toBe("Comune di Monza");
  });

  it("shows a save that failed and stays", async () => {
    const { user, host } = await openWindow();
    const [draft] = await host.listDrafts();
    goTo(`/registration/${draft?.id}/data`);
    const field = await screen.findByLabelText("Issued by");
    host.failNext("saveDraft", "diskFull");
    await user.type(field, "Comune");
    await user.tab();
    expect((await screen.findByRole("alert")).textContent, "what to do about it").toContain(
      "Free some space",
    );
    expect(screen.getByText("Not saved")).toBeTruthy();
    expect((field as HTMLInputElement).value, "the text is still there").toBe("Comune");
  });

  it("carries a known person over, found by tax code", async () => {
    const { user, host } = await openWindow();
    const [draft] = await host.listDrafts();
    goTo(`/registration/${draft?.id}/person`);
    await user.click(await screen.findByRole("radio", { name: "Find in the registry" }));
    await user.type(await screen.findByLabelText("Tax code"), "rssmrc79a10h501e{Enter}");
    await user.click(await screen.findByRole("button", { name: "Use this person’s data" }));
    await screen.findByText("Data carried over from the registry");
    await screen.findByRole("heading", { level: 1, name: "Marco Rossi" });
  });

  it("a new entry clears what the found person brought, and keeps what was typed", async () => {
    const { user, host } = await openWindow();
    const draft = await host.startDraft("offline");
    goTo(`/registration/${draft.id}/person`);
    await user.click(await screen.findByRole("radio", { name: "Find in the registry" }));
    await user.type(await screen.findByLabelText("Tax code"), "rssmrc79a10h501e{Enter}");
    await user.click(await screen.findByRole("button", { name: "Use this person’s data" }));
    await screen.findByText("Document and images came along");
    const found = await host.openDraft(draft.id);
    expect(found.content.document.images, "the images of the newest case").toHaveLength(2);
    const residence = { ...found.content.residence, street: "Via Nuova 1" };
    await host.saveDraft({ ...found, content: { ...found.content, residence } });
    goTo("/drafts");
    await screen.findByRole("heading", { level: 1, name: "Drafts" });
    goTo(`/registration/${draft.id}/person`);
    await user.click(await screen.findByRole("radio", { name: /^New person/ }));
    await waitFor(async () =>
      expect((await host.openDraft(draft.id)).content.person.surname, "the wrong person is gone").toBe(""),
    );
    const { content } = await host.openDraft(draft.id);
    expect([content.contacts.email, content.document.number, content.document.images]).toEqual(["", "", []]);
    expect(content.residence.street, "typed over: one’s own").toBe("Via Nuova 1");
    await screen.findByRole("heading", { level: 1, name: "New case" });
  });

  it("says that the document on file has expired, and carries it not over", async () => {
    const host = new FakeHost({ signedIn: true });
    host.expireDocuments();
    const { user } = await openWindow({ host });
    const draft = await host.startDraft("offline");
    goTo(`/registration/${draft.id}/person`);
    await user.click(await screen.findByRole("radio", { name: "Find in the registry" }));
    await user.type(await screen.findByLabelText("Tax code"), "rssmrc79a10h501e{Enter}");
    await user.click(await screen.findByRole("button", { name: "Use this person’s data" }));
    await screen.findByText("The document on file has expired");
    expect((await host.openDraft(draft.id)).content.document.number).toBe("");
  });

  it("offers a new entry where nobody is found", async () => {
    const { user, host } = await openWindow();
    const draft = await host.startDraft("offline");
    goTo(`/registration/${draft.id}/person`);
    await user.click(await screen.findByRole("radio", { name: "Find in the registry" }));
    await user.type(await screen.findByLabelText("Tax code"), "zzzzzz00a00a000a{Enter}");
    await user.click(await screen.findByRole("button", { name: "New person" }));
    await waitFor(async () =>
      expect((await host.openDraft(draft.id)).content.personChoice).toEqual({ kind: "new" }),
    );
  });

  it.each(["method", "certificate", "configuration", "consents"])(
    "says in step %s that what is offered could not be read, and asks again",
    async (step) => {
      const host = new FakeHost({ signedIn: true });
      const [draft] = await host.listDrafts();
      host.failAlways("reference", "storeLocked");
      const { user } = await openWindow({ host, path: `/registration/${draft?.id}/${step}` });
      expect(await screen.findAllByRole("alert"), "told").not.toHaveLength(0);
      expect(
        screen.queryByText(words.en.registration.certificate.none),
        "not as if nothing were offered",
      ).toBeNull();
      host.mend("reference");
      await user.click(screen.getByRole("button", { name: "Try again" }));
      await waitFor(() => expect(screen.queryByRole("button", { name: "Try again" })).toBeNull());
    },
  );

  it("wants three data for a search without tax code", async () => {
    const { user, host } = await openWindow();
    const [draft] = await host.listDrafts();
    goTo(`/registration/${draft?.id}/person`);
    await user.click(await screen.findByRole("radio", { name: "Find in the registry" }));
    await user.click(screen.getByRole("button", { name: "Search by personal data" }));
    await user.type(screen.getByLabelText(/^Surname/), "Rossi");
    await user.click(screen.getByRole("button", { name: "Find" }));
    await screen.findByText("Fill in at least three of these.");
    expect(host.calls, "the registry is not asked").not.toContain("findPerson");
    await user.type(screen.getByLabelText(/^Given names/), "Marco");
    await user.type(screen.getByLabelText(/^Date of birth/), "10/01/1979");
    await user.click(screen.getByRole("button", { name: "Find" }));
    await screen.findByRole("radio", { name: "Choose Marco Rossi" });
  });

  it("has a mismatch corrected or kept with a reason", async () => {
    const { user, host } = await openWindow();
    const [draft] = await host.listDrafts();
    goTo(`/registration/${draft?.id}/document`);
    await user.upload(await screen.findByLabelText("Back"), file("back.png"));
    await screen.findByText("The document was read");
    await user.click(screen.getByRole("button", { name: "Continue to data" }));
    const number = await screen.findByLabelText("Document number");
    await user.clear(number);
    await user.type(number, "CA99999ZZ");
    await user.tab();
    const box = await screen.findByRole("region", { name: "These do not agree" });
    await user.selectOptions(within(box).getByLabelText("Reason to keep Document number"), "other");
    await user.type(within(box).getByLabelText("The reason, in a few words"), "New card, old chip{Enter}");
    await within(box).findByText(/Kept: New card, old chip/);
    const kept = (await host.openDraft(draft?.id ?? "")).content.acceptedMismatches;
    expect(kept, "the reason becomes part of the case, with what it is about").toEqual([
      {
        code: "readingMismatch",
        path: "document.number",
        reason: "New card, old chip",
        about: { part: null, value: "CA99999ZZ", other: "CA00842AB" },
      },
    ]);
    await user.type(number, "{Backspace}Y");
    await user.tab();
    const again = await within(box).findByLabelText("Reason to keep Document number");
    expect((again as HTMLSelectElement).value, "another wrong value wants a reason of its own").toBe("");
    await user.type(number, "{Backspace}Z");
    await user.tab();
    await within(box).findByText(/Kept: New card, old chip/);
    await user.click(within(box).getByRole("button", { name: "Look again" }));
    const listed = await within(box).findByLabelText("Reason to keep Document number");
    await user.selectOptions(listed, "documentSaysSo");
    await user.click(within(box).getByRole("button", { name: "Keep" }));
    await within(box).findByText(/Kept: The document says so/);
    const panel = screen.getByRole("region", { name: "Cross-check" });
    expect(within(panel).getByText("Zone and fields").parentElement?.dataset.state).toBe("accepted");
    await user.click(within(box).getByRole("button", { name: "Look again" }));
    await user.click(await within(box).findByRole("button", { name: "Use what was read" }));
    await waitFor(() => expect((number as HTMLInputElement).value).toBe("CA00842AB"));
  });

  it("says why a file was not taken", async () => {
    const { host } = await openWindow();
    const [draft] = await host.listDrafts();
    goTo(`/registration/${draft?.id}/document`);
    const { user } = {
      user: (await import("@testing-library/user-event")).default.setup({ applyAccept: false, delay: null }),
    };
    await user.upload(await screen.findByLabelText("Front"), file("card.docx"));
    expect((await screen.findByRole("alert")).textContent).toContain("Use JPEG, PNG or PDF");
  });
});
