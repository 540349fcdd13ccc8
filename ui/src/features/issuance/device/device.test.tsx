import { screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { emptyFilter } from "@/components/sections";
import { FakeHost } from "@/host/fake";
import { fakePin } from "@/host/fake-cards";
import type { DeviceStage } from "@/host/types";
import type { Language } from "@/i18n/setup";
import { address, goTo, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

/** Colours need a real browser. */
const options: axe.RunOptions = { rules: { "color-contrast": { enabled: false } } };

async function expectUsable(where: string) {
  const { violations } = await axe.run(document.body, options);
  const told = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
  expect(told, where).toEqual([]);
}

const moduleKind = {
  kind: "module" as const,
  label: "",
  maker: "Bit4id",
  model: "JS2048",
  serial: "17304552",
  pinpad: false,
};

async function productOnCard(host: FakeHost): Promise<string> {
  const { rows } = await host.searchProducts({
    filter: { ...emptyFilter, name: "Conti" },
    after: null,
    limit: 1,
  });
  expect(rows[0]?.carrier, "the case of the smart card").toBe("smartCard");
  return rows[0]?.product ?? "";
}

/** The page of issuance of the product on a smart card. */
async function openIssuance({ language = "en", host }: { language?: Language; host?: FakeHost } = {}) {
  const shown = host ?? new FakeHost({ signedIn: true });
  const product = await productOnCard(shown);
  const opened = await openWindow({ path: `/products/${product}/issuance`, language, host: shown });
  return { ...opened, product };
}

async function toDevice(user: UserEvent, language: Language = "en") {
  const { device } = words[language].issuance;
  await user.click(await screen.findByRole("button", { name: device.data.submit }));
  await screen.findByRole("group", { name: device.choose.legend });
}

/** The officer's proof with the own card, which lies in the other reader. */
async function prove(user: UserEvent, language: Language = "en", typed = fakePin) {
  const { issuance, cards } = words[language];
  const dialog = await screen.findByRole("dialog", { name: issuance.device.proof.title });
  await user.type(within(dialog).getByLabelText(cards.pin.label), `${typed}{Enter}`);
}

/** The same behind the window's back. */
async function proved(host: FakeHost, product: string) {
  await host.proveWithCard(product, "Yubico YubiKey CCID 00 00", fakePin, null);
}

/** Brings the focus to something as the keyboard does. */
async function tabTo(user: UserEvent, find: () => HTMLElement) {
  for (let steps = 0; steps < 60; steps += 1) {
    if (document.activeElement === find()) return;
    await user.tab();
  }
  throw new Error("the keyboard does not come here");
}

/** A host on which an earlier attempt was ended by a pulled card. */
async function pulledBefore(stage: DeviceStage) {
  const host = new FakeHost({ signedIn: true });
  const product = await productOnCard(host);
  host.devices.pulledAt = stage;
  await proved(host, product);
  const { version } = await host.productDetail(product);
  const attempt = host.enrolDevice(product, version, "Generic CCID Reader 00 00", "17304552");
  await attempt.catch(() => undefined);
  host.devices.putBack();
  return { host };
}

const filled = (text: string, params: Record<string, string>) =>
  text.replace(/\{\{(\w+)\}\}/g, (_all, name: string) => params[name] ?? "");

const isOff = (name: string) => (screen.getByRole("button", { name }) as HTMLButtonElement).disabled;

describe.each(both)("issuance on a device (%s)", (language) => {
  const { issuance: w, words: terms, products, common, cards } = words[language];
  const d = w.device;

  it("is chosen, written, pulled once, resumed and handed over", async () => {
    const { user, host, product } = await openIssuance({ language });
    await screen.findByText("ELENA CONTI");
    await expectUsable("the data");
    await toDevice(user, language);
    await expectUsable("the choice of the device");
    expect(screen.getByText(d.choose.problem.ownCard), "the own card is shown with why not").toBeTruthy();
    expect(screen.getByText(cards.slots.alone.blank), "who chose the other one is said").toBeTruthy();
    const held = filled(cards.slots.number, { serial: "9120433" });
    expect(
      screen.getByText(`YubiKey 5, PIV · ${held}`),
      "and what lies in the slot of the own card",
    ).toBeTruthy();
    host.devices.pulledAt = "complete";
    await user.click(screen.getByRole("button", { name: d.write }));
    await screen.findByRole("dialog", { name: d.proof.title });
    await expectUsable("the officer's proof");
    await prove(user, language);

    await waitFor(() => expect(screen.getByTestId("error-code").textContent).toContain("cardRemoved"));
    await screen.findByText(filled(d.begun.title, { serial: "17304552" }));
    expect(screen.getByText(d.begun.step.certified), "how far it came").toBeTruthy();
    await screen.findByText(filled(d.checks.device.todoResume, { serial: "17304552" }));
    expect(isOff(d.resume), "not before the device is back").toBe(true);
    expect(screen.getByText(cards.slots.begun), "the slot is for this device alone now").toBeTruthy();
    expect(screen.getByText(cards.slots.empty.begun)).toBeTruthy();
    expect(isOff(d.revoke.issued), "this way is always open").toBe(false);
    await expectUsable("after the device was pulled out");

    host.devices.putBack();
    await waitFor(() => expect(isOff(d.resume), "the list mends itself").toBe(false));
    await user.click(screen.getByRole("button", { name: d.resume }));
    await user.type(await screen.findByLabelText(w.passphrase.field), "sette gatti 7");
    await expectUsable("the passphrase");
    await user.type(screen.getByLabelText(w.passphrase.repeat), "sette gatti 7{Enter}");
    await screen.findByRole("heading", { level: 1, name: d.titleDone });
    const lead = filled(d.done.lead, { serial: "17304552", name: "Elena Conti" });
    expect(screen.getByText(lead), "which device is handed over").toBeTruthy();
    expect(screen.getByText(/e…@posta\.example/), "where the envelope went").toBeTruthy();
    expect(screen.getAllByText(terms.productStatus.active).length).toBeGreaterThan(0);
    await expectUsable("the end");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(address()).toBe(`/products/${product}`));
    expect((await screen.findAllByText(terms.history.envelopeSealed)).length).toBeGreaterThan(0);
  });

  it("ends with the orphan revoked, and can be issued anew on another device", async () => {
    const host = new FakeHost({ signedIn: true });
    host.devices.pulledAt = "complete";
    const { user } = await openIssuance({ language, host });
    await toDevice(user, language);
    await user.click(screen.getByRole("button", { name: d.write }));
    await prove(user, language);
    await user.click(await screen.findByRole("button", { name: d.revoke.issued }));
    const dialog = await screen.findByRole("dialog", { name: d.revoke.issued });
    expect(within(dialog).queryByRole("radio", { name: d.orphan.untouched }), "it was written on").toBeNull();
    await expectUsable("the question what becomes of the device");
    const submit = within(dialog).getByRole("button", { name: d.revoke.issued }) as HTMLButtonElement;
    expect(submit.disabled, "not before it is said what becomes of the device").toBe(true);
    await user.click(within(dialog).getByRole("radio", { name: d.orphan.takenBack }));
    await user.click(submit);
    await screen.findByRole("heading", { level: 1, name: d.titleRevoked.issued });
    expect(screen.getByText(d.revoked.fate.takenBack)).toBeTruthy();
    await expectUsable("after the orphan was revoked");

    await user.click(screen.getByRole("button", { name: d.revoked.again }));
    await toDevice(user, language);
    await screen.findByText(filled(d.choose.serial, { serial: "17304553" }), { exact: false });
    await user.click(screen.getByRole("button", { name: d.write }));
    await screen.findByLabelText(w.passphrase.field);
  });

  it("says first what was begun before, and leads there from the product and its order", async () => {
    const host = new FakeHost({ signedIn: true });
    const product = await productOnCard(host);
    host.devices.pulledAt = "begin";
    const { version, request } = await host.productDetail(product);
    const choice = (await host.deviceEnrolment(product)).devices[1];
    await proved(host, product);
    await host
      .enrolDevice(product, version, choice?.reader ?? "", choice?.serial ?? "")
      .catch(() => undefined);
    const { user } = await openWindow({ path: `/orders/${request}`, language, host });
    await user.click(await screen.findByRole("button", { name: products.primary.continueIssuance }));
    await screen.findByText(d.begun.step.begun);
    goTo(`/products/${product}`);
    await user.click(await screen.findByRole("button", { name: products.primary.continueIssuance }));
    await screen.findByText(d.begun.step.begun);
    expect(screen.queryByRole("button", { name: common.back }), "exactly two ways").toBeNull();
    await user.click(screen.getByRole("button", { name: d.revoke.begun }));
    await user.click(await screen.findByRole("radio", { name: d.orphan.untouched }));
    const dialog = screen.getByRole("dialog", { name: d.revoke.begun });
    await user.click(within(dialog).getByRole("button", { name: d.revoke.begun }));
    await screen.findByText(d.revoked.fate.untouched);
    await screen.findByRole("heading", { level: 1, name: d.titleRevoked.begun });
  });

  it("asks for the serial number where the device does not tell it", async () => {
    const host = new FakeHost({ signedIn: true });
    for (const device of host.devices.cards) if (device.card.role === "blank") device.serial = null;
    const { user } = await openIssuance({ language, host });
    await toDevice(user, language);
    await user.click(screen.getByRole("button", { name: d.write }));
    await screen.findByText(common.faults.required);
    expect(host.calls, "nothing was written yet").not.toContain("enrolDevice");
    await user.type(screen.getByLabelText(d.serial.label), " 000517 {Enter}");
    await prove(user, language);
    await screen.findByText(filled(d.issuedDetail, { serial: "000517" }));
  });

  it("is done whole by the keyboard", async () => {
    const { user, host, product } = await openIssuance({ language });
    await screen.findByText("ELENA CONTI");
    await user.keyboard("{Enter}");
    await screen.findByRole("group", { name: d.choose.legend });
    await tabTo(user, () => screen.getAllByRole("radio")[1] as HTMLElement);
    host.devices.pulledAt = "certify";
    await user.keyboard("{Enter}");
    const pin = await screen.findByLabelText(words[language].cards.pin.label);
    await waitFor(() => expect(document.activeElement, "the PIN is typed at once").toBe(pin));
    await user.keyboard(`${fakePin}{Enter}`);
    await waitFor(() => expect(screen.getByTestId("error-code")).toBeTruthy());
    host.devices.putBack();
    await waitFor(() => expect(isOff(d.resume)).toBe(false));
    await tabTo(user, () => screen.getByRole("button", { name: d.resume }));
    await user.keyboard("{Enter}");
    const field = await screen.findByLabelText(w.passphrase.field);
    expect(document.activeElement, "the field waits for the holder").toBe(field);
    await user.keyboard("sette gatti 7");
    await tabTo(user, () => screen.getByLabelText(w.passphrase.repeat));
    await user.keyboard("sette gatti 7{Enter}");
    await screen.findByRole("heading", { level: 1, name: d.titleDone });
    await user.keyboard("{Enter}");
    await waitFor(() => expect(address()).toBe(`/products/${product}`));
  });
});

describe("issuance on a device", () => {
  it("says why the last attempt ended, also to who opens the page later", async () => {
    const { host } = await pulledBefore("complete");
    await openIssuance({ host });
    const { stage } = words.en.issuance.device.writing;
    const ended = await screen.findByText(new RegExp(`at “${stage.complete}”`));
    expect(ended.textContent, "in words").toContain(words.en.errors.codes.cardRemoved);
  });

  it("does not call a device untouched that may have been written on", async () => {
    const { host } = await pulledBefore("prepare");
    const { user } = await openIssuance({ host });
    await user.click(await screen.findByRole("button", { name: "Give up the enrolment" }));
    const dialog = await screen.findByRole("dialog", { name: "Give up the enrolment" });
    expect(within(dialog).getByRole("radio", { name: "Taken back" })).toBeTruthy();
    expect(within(dialog).queryByRole("radio", { name: "Untouched" })).toBeNull();
  });

  it("shows what this PC noted while the centre does not answer, with both ways shut", async () => {
    const { host } = await pulledBefore("complete");
    await openIssuance({ host });
    await screen.findByText(/Both certificates are issued/);
    host.goOffline();
    await screen.findByText(/This PC noted as the next step: “Write the certificates/);
    expect(isOff("Resume") && isOff("Revoke the orphan"), "neither is possible now").toBe(true);
    await expectUsable("while the centre does not answer");
    host.goOnline();
    await waitFor(() => expect(isOff("Revoke the orphan"), "and then it is").toBe(false));
  });

  it("shows it too where the page is opened without the centre", async () => {
    const { host } = await pulledBefore("certify");
    const product = await productOnCard(host);
    host.goOffline();
    await openWindow({ path: `/products/${product}/issuance`, language: "en", host });
    await screen.findByText(/This PC noted as the next step: “Issue both certificates”/);
    expect(isOff("Resume"), "with the reason beside it").toBe(true);
  });

  it("is not begun while something is missing, and says what to do", async () => {
    const host = new FakeHost({ signedIn: true });
    host.devices.cards = [];
    host.registerCredential("expired");
    const { user } = await openIssuance({ host });
    await user.click(await screen.findByRole("button", { name: "Continue to the device" }));
    const list = await screen.findByRole("list", { name: "Before writing" });
    expect(within(list).getByText("The centre answers")).toBeTruthy();
    expect(within(list).getByText("No reader is found")).toBeTruthy();
    expect(within(list).getByText(/Take a blank device from the stock/)).toBeTruthy();
    expect(within(list).getByRole("link", { name: "My credential" })).toBeTruthy();
    expect(isOff("Write the certificates on the device")).toBe(true);
    await user.keyboard("{Enter}");
    expect(host.calls, "nor by the keyboard").not.toContain("enrolDevice");
  });

  it("shows why each card cannot be chosen", async () => {
    const host = new FakeHost({ signedIn: true });
    const [own, blank] = host.devices.cards;
    if (!own || !blank) throw new Error("two cards");
    const other = (kind: "nationalServices" | "silent" | "unknown") => ({
      ...blank,
      reader: `Reader of ${kind}`,
      serial: null,
      card: { ...blank.card, kind: { kind }, role: null },
    });
    const token = (reader: string, role: "blank" | null) => ({
      ...blank,
      reader,
      card: { ...blank.card, kind: { ...moduleKind, pinpad: role === "blank" }, role },
    });
    host.devices.cards = [
      own,
      other("nationalServices"),
      other("silent"),
      other("unknown"),
      token("Reader of a used token", null),
      token("Reader with keys", "blank"),
    ];
    const { user } = await openIssuance({ host });
    await toDevice(user);
    for (const radio of screen.getAllByRole("radio")) {
      expect((radio as HTMLInputElement).disabled, "none can be chosen").toBe(true);
    }
    expect(screen.getByText("CNS, read only")).toBeTruthy();
    expect(screen.getByText(/The card does not answer/)).toBeTruthy();
    expect(screen.getAllByText(/Nothing can be written on cards of this kind/)).toHaveLength(2);
    expect(screen.getByText(/A used device is never overwritten/)).toBeTruthy();
    expect(screen.getByText(/typed on its reader’s own keys/)).toBeTruthy();
  });

  it("writes on a blank token behind a module, which may tell no number", async () => {
    const host = new FakeHost({ signedIn: true });
    const [own, blank] = host.devices.cards;
    if (!own || !blank) throw new Error("two cards");
    const card = { ...blank.card, kind: { ...moduleKind, serial: "" } };
    host.devices.cards = [own, { ...blank, card, serial: null }];
    const { user } = await openIssuance({ host });
    await toDevice(user);
    const device = await screen.findByRole("radio", { name: /Blank token \(JS2048\)/ });
    expect((device as HTMLInputElement).disabled, "it can be chosen").toBe(false);
    expect(screen.getByText(words.en.issuance.device.choose.noSerial, { exact: false })).toBeTruthy();
    await user.type(screen.getByLabelText(words.en.issuance.device.serial.label), "17304555 {Enter}");
    await prove(user);
    await screen.findByText(/Device 17304555/);
  });

  it("chooses none of two by itself", async () => {
    const host = new FakeHost({ signedIn: true });
    const blank = host.devices.cards[1];
    if (!blank) throw new Error("a blank device");
    host.devices.cards.push({ ...blank, reader: "Generic CCID Reader 01 00", serial: "17304600" });
    const { user } = await openIssuance({ host });
    await toDevice(user);
    expect(isOff("Write the certificates on the device"), "which one is the officer's to say").toBe(true);
    const { slots } = words.en.cards;
    expect(screen.getByText(filled(slots.several_other, { count: "2" }))).toBeTruthy();
    expect(screen.getByText(slots.choose), "and it is asked").toBeTruthy();
    await user.click(screen.getAllByRole("radio")[2] as HTMLElement);
    expect(screen.getByText(slots.picked), "who chose it is said").toBeTruthy();
    expect(screen.queryByText(slots.alone.blank), "not that it chose itself").toBeNull();
    await user.click(screen.getByRole("button", { name: "Write the certificates on the device" }));
    await prove(user);
    await screen.findByText(/Device 17304600/);
  });

  it("shows each stage while the device is written, once for two clicks", async () => {
    const host = new FakeHost({ signedIn: true });
    host.devices.stageMs = 60;
    await proved(host, await productOnCard(host));
    const { user } = await openIssuance({ host });
    await toDevice(user);
    await user.dblClick(screen.getByRole("button", { name: "Write the certificates on the device" }));
    const list = await screen.findByRole("list", { name: "Writing on the device" });
    const { stage } = words.en.issuance.device.writing;
    const here = () => list.querySelector("[aria-current]")?.textContent ?? "";
    for (const each of ["prepare", "certify", "complete", "confirm"] satisfies DeviceStage[]) {
      await waitFor(() => expect(here()).toContain(stage[each]), { interval: 10 });
    }
    await screen.findByLabelText("Passphrase");
    expect(host.calls.filter((call) => call === "enrolDevice")).toHaveLength(1);
  });

  it("goes to the passphrase at once where the device is confirmed, and can still be given up", async () => {
    const host = new FakeHost({ signedIn: true });
    const product = await productOnCard(host);
    const { version } = await host.productDetail(product);
    await proved(host, product);
    await host.enrolDevice(product, version, "Generic CCID Reader 00 00", "17304552");
    const { user } = await openIssuance({ host });
    await screen.findByLabelText("Passphrase");
    await user.click(screen.getByRole("button", { name: "Revoke the orphan" }));
    await user.click(await screen.findByRole("radio", { name: "Damaged" }));
    const dialog = screen.getByRole("dialog", { name: "Revoke the orphan" });
    await user.click(within(dialog).getByRole("button", { name: "Revoke the orphan" }));
    await screen.findByText(/it is in the stock as damaged/);
    expect((await host.productDetail(product)).status).toBe("issuanceFailed");
  });

  it("is not offered to whoever may not issue", async () => {
    await openIssuance({ host: new FakeHost({ signedIn: true, profile: "operator" }) });
    await screen.findByText("Issuance is not possible now");
    expect(screen.queryByRole("button", { name: "Continue to the device" })).toBeNull();
  });
});
