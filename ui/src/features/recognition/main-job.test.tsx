import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import type { Language } from "@/i18n/setup";
import { file, goTo, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

async function toReport(user: UserEvent, language: Language) {
  const { products, recognition: w } = words[language];
  await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
  await user.click(await screen.findByRole("button", { name: products.primary.startRecognition }));
  await user.upload(await screen.findByLabelText(w.form.upload), file("signed.pdf"));
  await screen.findByRole("combobox", { name: w.recogniser.who });
  await user.click(screen.getByRole("button", { name: w.recogniser.submit }));
  await screen.findByRole("region", { name: w.report.preview });
}

describe.each(both)("recognition, Offline (%s)", (language) => {
  const { recognition: w, words: terms, errors } = words[language];

  it("goes from the signed form to the signed report", async () => {
    const { user } = await openWindow({ path: "/search/toIdentify", language });
    await toReport(user, language);
    await user.type(screen.getByLabelText(w.report.path), "D:/credentials/ferri.p12");
    await user.type(screen.getByLabelText(w.report.password), "correct horse 7");
    await user.keyboard("{F9}");
    await screen.findByRole("button", { name: w.done.toProduct });
    await user.click(screen.getByRole("button", { name: w.done.toProduct }));
    expect((await screen.findAllByText(terms.productStatus.toBeIssued)).length).toBeGreaterThan(0);
  });

  it("signs nothing with a wrong password, and says so", async () => {
    const { user } = await openWindow({ path: "/search/toIdentify", language });
    await toReport(user, language);
    await user.type(screen.getByLabelText(w.report.path), "D:/credentials/ferri.p12");
    await user.type(screen.getByLabelText(w.report.password), "wrong{Enter}");
    const alert = await screen.findByText(errors.codes.credentialPasswordWrong);
    expect(alert).toBeTruthy();
    expect(
      (screen.getByLabelText(w.report.password) as HTMLInputElement).value,
      "the password is not kept",
    ).toBe("");
  });

  it("takes a report that was signed elsewhere, and refuses one without signature", async () => {
    const { user } = await openWindow({ path: "/search/toIdentify", language });
    await toReport(user, language);
    await user.click(screen.getByRole("radio", { name: w.report.upload }));
    await user.upload(await screen.findByLabelText(w.report.uploadLabel), file("unsigned.pdf"));
    await screen.findByText(errors.codes.reportNotSigned);
    await user.upload(screen.getByLabelText(w.report.uploadLabel), file("signed-report.pdf"));
    await screen.findByRole("button", { name: w.done.toProduct });
  });
});

describe("recognition", () => {
  it("does not let one sign what another recognised", async () => {
    const { user } = await openWindow({ path: "/search/toIdentify" });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Start recognition" }));
    await user.upload(await screen.findByLabelText("Scan of the signed form"), file("signed.pdf"));
    const who = await screen.findByRole("combobox", { name: "Recogniser" });
    await user.clear(who);
    await user.type(who, "sala");
    await user.click(await screen.findByRole("option", { name: /Marco Sala/ }));
    await user.click(screen.getByRole("button", { name: "Prepare the report" }));
    const here = await screen.findByRole("radio", { name: "Sign here" });
    expect((here as HTMLInputElement).disabled, "only the recogniser signs").toBe(true);
    expect(screen.getByText("Somebody else recognised the person: that person signs.")).toBeTruthy();
  });

  it("says that a signed report waits while the centre does not answer", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/search/toIdentify", host });
    await toReport(user, "en");
    host.goOffline();
    await user.type(screen.getByLabelText("Credential file"), "D:/credentials/ferri.p12");
    await user.type(screen.getByLabelText("Password of the file"), "correct horse 7{Enter}");
    await screen.findByText(/nothing is done before its receipt/);
    expect(screen.queryByText(/accepted the signed report/), "nothing says done").toBeNull();
  });

  it.each([
    ["missing", "You have no signing credential"],
    ["revoked", "Your signing credential is revoked"],
    ["expired", "Your signing credential has expired"],
    ["otherName", "Your signing credential is made out in another name"],
  ] as const)(
    "greys the signature out with a credential that is %s, and says why",
    async (state, sentence) => {
      const host = new FakeHost({ signedIn: true });
      host.registerCredential(state);
      const { user } = await openWindow({ path: "/search/toIdentify", host });
      await toReport(user, "en");
      const sign = screen.getByRole("button", { name: "Sign report" });
      expect((sign as HTMLButtonElement).disabled, "nothing is signed with it").toBe(true);
      const why = document.getElementById(sign.getAttribute("aria-describedby") ?? "");
      expect(why?.textContent, "the reason belongs to the button").toContain(sentence);
      expect(within(why as HTMLElement).getByRole("link"), "with the way to mend it").toBeTruthy();
      await user.keyboard("{F9}");
      expect(host.calls, "the key does no more than the button").not.toContain("signReport");
      await user.click(screen.getByRole("radio", { name: "Upload the signed report" }));
      await user.upload(await screen.findByLabelText("Signed report"), file("signed-report.pdf"));
      await screen.findByRole("button", { name: "Go to product" });
    },
  );

  it("says that the credential could not be asked for, and asks again", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failAlways("officerCredential", "storeLocked");
    const { user } = await openWindow({ path: "/search/toIdentify", host });
    await toReport(user, "en");
    expect((screen.getByRole("button", { name: "Sign report" }) as HTMLButtonElement).disabled).toBe(true);
    host.mend("officerCredential");
    await user.click(screen.getByRole("button", { name: "Try again" }));
    await waitFor(() =>
      expect((screen.getByRole("button", { name: "Sign report" }) as HTMLButtonElement).disabled).toBe(false),
    );
  });

  it("signs without network, and says that the credential is checked later", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failAlways("officerCredential", "centreUnreachable");
    const { user } = await openWindow({ path: "/search/toIdentify", host });
    await toReport(user, "en");
    await screen.findByText("Your credential cannot be checked now");
    expect((screen.getByRole("button", { name: "Sign report" }) as HTMLButtonElement).disabled).toBe(false);
  });

  it("wants the organisation’s consent beside the form where the certificate names a role", async () => {
    const host = new FakeHost({ signedIn: true });
    const request = host.giveRole();
    const { user } = await openWindow({ path: `/recognition/${request}`, host });
    await user.upload(await screen.findByLabelText("Scan of the signed form"), file("signed.pdf"));
    await screen.findByText(/^Filed .* by Giulia Ferri$/);
    expect(screen.queryByRole("combobox", { name: "Recogniser" }), "half is not enough").toBeNull();
    await user.upload(screen.getByLabelText("Scan of the consent"), file("consent.pdf"));
    await screen.findByRole("combobox", { name: "Recogniser" });
    await user.click(screen.getByRole("button", { name: "Back" }));
    await user.click(await screen.findByRole("button", { name: "Open: Consent of the organisation" }));
    await screen.findByRole("dialog", { name: "Consent of the organisation" });
  });

  it("asks for no consent where no role is named", async () => {
    const { user } = await openWindow({ path: "/search/toIdentify" });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Start recognition" }));
    await screen.findByLabelText("Scan of the signed form");
    expect(screen.queryByText("Consent of the organisation")).toBeNull();
  });

  it("says that the recognisers could not be read, and asks again", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failAlways("reference", "storeLocked");
    const { user } = await openWindow({ path: "/search/toIdentify", host });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Start recognition" }));
    await user.upload(await screen.findByLabelText("Scan of the signed form"), file("signed.pdf"));
    const again = await screen.findByRole("button", { name: "Try again" });
    host.mend("reference");
    await user.click(again);
    await screen.findByRole("combobox", { name: "Recogniser" });
  });

  it("wants a new form for a corrected request, whatever form the case before had", async () => {
    const host = new FakeHost({ signedIn: true });
    const request = host.correctReturned();
    await openWindow({ path: `/recognition/${request}`, host });
    await screen.findByLabelText("Scan of the signed form");
    expect(
      screen.queryByRole("combobox", { name: "Recogniser" }),
      "the old form shows another case",
    ).toBeNull();
  });

  it("refuses a day that has not come", async () => {
    const { user, host } = await openWindow({ path: "/search/toIdentify" });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Start recognition" }));
    await user.upload(await screen.findByLabelText("Scan of the signed form"), file("signed.pdf"));
    const day = await screen.findByLabelText("Day of recognition");
    await user.clear(day);
    await user.type(day, "31/12/2099");
    await user.click(screen.getByRole("button", { name: "Prepare the report" }));
    await screen.findByText("This day has not come yet.");
    expect(host.calls).not.toContain("prepareReport");
  });
});

describe.each(both)("issuance, remote (%s)", (language) => {
  const { issuance: w, products, errors, desk } = words[language];

  async function toConfirm(user: UserEvent) {
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: products.primary.startIssuance }));
    await screen.findByRole("button", { name: w.confirm.submit });
  }

  it("goes from the data to the envelope in the mailbox", async () => {
    const { user, host } = await openWindow({ path: "/search/toBeIssued", language });
    await toConfirm(user);
    expect(screen.getByText("LUCA FERRARI"), "letter by letter as the certificate says it").toBeTruthy();
    await user.dblClick(screen.getByRole("button", { name: w.confirm.submit }));
    await user.type(await screen.findByLabelText(w.passphrase.field), "sette gatti 7");
    await user.type(screen.getByLabelText(w.passphrase.repeat), "sette gatti 7{Enter}");
    await screen.findByRole("heading", { level: 1, name: w.doneTitle });
    expect(
      host.calls.filter((call) => call === "issueCertificate"),
      "a double click is one certificate",
    ).toHaveLength(1);
    goTo("/mailbox");
    const letters = await screen.findByRole("list", { name: desk.mailbox.title });
    expect(
      within(letters).getByText("luca.ferrari@posta.example"),
      "the envelope went to the holder",
    ).toBeTruthy();
  });

  it("says what is wrong with a passphrase before it is sent", async () => {
    const { user, host } = await openWindow({ path: "/search/toBeIssued", language });
    await toConfirm(user);
    await user.click(screen.getByRole("button", { name: w.confirm.submit }));
    await user.type(await screen.findByLabelText(w.passphrase.field), "short{Enter}");
    await screen.findByText(words[language].common.faults.passphraseShort);
    await user.type(screen.getByLabelText(w.passphrase.field), " and longer 7");
    await user.type(screen.getByLabelText(w.passphrase.repeat), "another one 7{Enter}");
    await screen.findByText(words[language].common.faults.passwordsDiffer);
    expect(host.calls).not.toContain("sealEnvelope");
  });

  it("can be tried again when the centre fails, with nothing lost", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/search/toBeIssued", language, host });
    await toConfirm(user);
    host.failNext("issueCertificate", "issuanceFailed");
    await user.click(screen.getByRole("button", { name: w.confirm.submit }));
    await screen.findByText(errors.codes.issuanceFailed);
    await user.click(screen.getByRole("button", { name: words[language].common.tryAgain }));
    await waitFor(() => expect(screen.queryByText(errors.codes.issuanceFailed)).toBeNull());
    await user.click(screen.getByRole("button", { name: w.confirm.submit }));
    await screen.findByLabelText(w.passphrase.field);
  });
});

describe("issuance", () => {
  it("goes on with the passphrase where it was left", async () => {
    const { user } = await openWindow({ path: "/search/toBeIssued" });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: "Start issuance" }));
    await user.click(await screen.findByRole("button", { name: "Issue certificate" }));
    await screen.findByLabelText("Passphrase");
    goTo("/search/inProgress");
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await screen.findByText(/the passphrase of the envelope is missing/);
    await user.click(await screen.findByRole("button", { name: "Set the passphrase" }));
    await screen.findByLabelText("Passphrase");
  });

  it("is not offered without the centre, and says so", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/search/toBeIssued", host });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await screen.findByRole("button", { name: "Start issuance" });
    host.goOffline();
    await user.click(screen.getByRole("button", { name: "Start issuance" }));
    expect((await screen.findByRole("alert")).textContent).toContain(
      "There is no connection to the centre now.",
    );
  });
});
