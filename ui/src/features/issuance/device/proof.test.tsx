import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { emptyFilter } from "@/components/sections";
import { FakeHost } from "@/host/fake";
import { fakePin } from "@/host/fake-cards";
import type { Language } from "@/i18n/setup";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

/** The choice of the device for the product on a smart card. */
async function openDevice(host: FakeHost, language: Language) {
  const search = { filter: { ...emptyFilter, name: "Conti" }, after: null, limit: 1 };
  const product = (await host.searchProducts(search)).rows[0]?.product ?? "";
  const opened = await openWindow({ path: `/products/${product}/issuance`, language, host });
  const { device } = words[language].issuance;
  await opened.user.click(await screen.findByRole("button", { name: device.data.submit }));
  await screen.findByRole("group", { name: device.choose.legend });
  return { ...opened, product };
}

const dialogOf = (language: Language) =>
  screen.findByRole("dialog", { name: words[language].issuance.device.proof.title });

async function write(user: UserEvent, language: Language) {
  await user.click(screen.getByRole("button", { name: words[language].issuance.device.write }));
  return dialogOf(language);
}

const proofs = (host: FakeHost) => host.calls.filter((call) => call.startsWith("proveWith"));

describe.each(both)("the officer's proof (%s)", (language) => {
  const { issuance: w, cards, errors, common } = words[language];
  const p = w.device.proof;

  it("is asked for before anything is written, with the tries of the own card", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openDevice(host, language);
    expect(screen.getByText(w.device.checks.proof.missing), "said beforehand").toBeTruthy();
    const dialog = await write(user, language);
    const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
    expect(violations, "everybody can use it").toEqual([]);
    expect(within(dialog).getByText(cards.pin.tries.replace("{{tries}}", "3"))).toBeTruthy();
    expect(within(dialog).queryByLabelText(p.code), "no code where none is asked for").toBeNull();
    const field = within(dialog).getByLabelText(cards.pin.label) as HTMLInputElement;
    await user.type(field, "999999{Enter}");
    await within(dialog).findByText(errors.codes.cardPinWrong.replace("{{left}}", "2"));
    await within(dialog).findByText(cards.pin.tries.replace("{{tries}}", "2"));
    expect(field.value, "what was wrong is not kept").toBe("");
    expect(host.calls, "nothing was begun").not.toContain("enrolDevice");
    await user.type(field, `${fakePin}{Enter}`);
    await screen.findByLabelText(w.passphrase.field);
    expect(proofs(host), "one call for each press").toHaveLength(2);
  });

  it("asks for the authenticator's code where the customer wants it", async () => {
    const host = new FakeHost({ signedIn: true });
    host.devices.asksCode = true;
    const { user } = await openDevice(host, language);
    const dialog = await write(user, language);
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await within(dialog).findByText(common.faults.sixDigits);
    expect(proofs(host), "nothing is shown to the card without it").toEqual([]);
    const field = within(dialog).getByLabelText(p.code) as HTMLInputElement;
    await user.type(field, "000 000{Enter}");
    await within(dialog).findByText(errors.codes.secondFactorWrong);
    expect(field.value, "the wrong code is not kept").toBe("");
    const pin = within(dialog).getByLabelText(cards.pin.label) as HTMLInputElement;
    expect(pin.value, "the PIN was right and stays").toBe(fakePin);
    await user.type(field, "246810{Enter}");
    await screen.findByLabelText(w.passphrase.field);
  });

  it("is given first where own card and device share a reader", async () => {
    const host = new FakeHost({ signedIn: true });
    const [own, blank] = host.devices.cards;
    if (!own || !blank) throw new Error("two cards");
    host.devices.cards = [own];
    const { user } = await openDevice(host, language);
    await user.click(screen.getByRole("button", { name: p.now }));
    const dialog = await dialogOf(language);
    expect(within(dialog).getByRole("button", { name: p.submit }), "nothing is written yet").toBeTruthy();
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByText(w.device.checks.proof.fine);
    host.devices.cards = [blank];
    host.devices.putBack();
    const button = () => screen.getByRole("button", { name: w.device.write }) as HTMLButtonElement;
    await waitFor(() => expect(button().disabled, "the device took its place").toBe(false));
    await user.click(button());
    await screen.findByLabelText(w.passphrase.field);
    expect(proofs(host), "it is not asked for again").toHaveLength(1);
  });

  it("is given with the credential file in training, where no own card is in a reader", async () => {
    const host = new FakeHost({ signedIn: true });
    host.devices.cards = host.devices.cards.slice(1);
    const { user } = await openDevice(host, language);
    const dialog = await write(user, language);
    const path = within(dialog).getByLabelText(p.path) as HTMLInputElement;
    await waitFor(() => expect(path.value, "where it was last").toBe("D:/credentials/ferri.p12"));
    await user.type(within(dialog).getByLabelText(p.password), "wrong{Enter}");
    await within(dialog).findByText(errors.codes.credentialPasswordWrong);
    await user.type(within(dialog).getByLabelText(p.password), "right{Enter}");
    await screen.findByLabelText(w.passphrase.field);
  });

  it.each(["token", "PIV card"])("is given with a %s whose PIN is typed on its reader", async (kind) => {
    const host = new FakeHost({ signedIn: true });
    const [own] = host.devices.cards;
    if (!own) throw new Error("the own card");
    own.card = kind === "token" ? host.cards.token(true) : { ...own.card, pinOnReader: true };
    const { user } = await openDevice(host, language);
    const dialog = await write(user, language);
    expect(within(dialog).getByText(cards.pin.onReader), "where it is typed").toBeTruthy();
    expect(within(dialog).queryByLabelText(cards.pin.label), "and not here").toBeNull();
    await user.click(within(dialog).getByRole("button", { name: p.submitAndWrite }));
    await screen.findByLabelText(w.passphrase.field);
    expect(proofs(host), "once").toHaveLength(1);
  });

  it("is asked for again when its time has passed, and a resume says so", async () => {
    const host = new FakeHost({ signedIn: true });
    host.devices.pulledAt = "certify";
    const { user } = await openDevice(host, language);
    const dialog = await write(user, language);
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByRole("button", { name: w.device.resume });
    host.devices.endProofs();
    host.devices.putBack();
    const resume = () => screen.getByRole("button", { name: w.device.resume }) as HTMLButtonElement;
    await waitFor(() => expect(resume().disabled).toBe(false));
    await user.click(resume());
    const again = await dialogOf(language);
    expect(within(again).getByRole("button", { name: p.submitAndResume })).toBeTruthy();
    await user.type(within(again).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByLabelText(w.passphrase.field);
  });
});
