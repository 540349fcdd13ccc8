import { act, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { fakeModules, fakePin, fakeTokenPin, ordinaryReader, trainingReader } from "@/host/fake-cards";
import type { CardProblem } from "@/host/types";
import type { Language } from "@/i18n/setup";
import { file, openWindow } from "@/testing/render";
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

const filledCount = (text: string, count: number) => text.replace("{{count}}", String(count));

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}

function withOwnCard(problem: CardProblem | null = null): FakeHost {
  const host = new FakeHost({ signedIn: true });
  host.cards.put(ordinaryReader, host.cards.own(problem));
  return host;
}

describe.each(both)("the own card (%s)", (language) => {
  const { recognition: w, cards, errors, common } = words[language];

  it("signs the report after its PIN, asked in a dialog of its own", async () => {
    const { user, host } = await openWindow({ path: "/search/toIdentify", language, host: withOwnCard() });
    await toReport(user, language);
    const card = await screen.findByRole("radio", { name: `${cards.role.mine} · YubiKey 5, PIV` });
    expect((card as HTMLInputElement).checked, "the own card is chosen by itself").toBe(true);
    expect(screen.getByText(cards.slots.alone.mine), "which is said").toBeTruthy();
    expect(
      screen.getByText(filledCount(cards.slots.several_other, 2)),
      "beside the blank devices",
    ).toBeTruthy();
    expect(await complaints(), "the picker").toEqual([]);
    await user.keyboard("{F9}");
    const dialog = await screen.findByRole("dialog", { name: w.report.pinTitle });
    const tries = cards.pin.tries.replace("{{tries}}", "3");
    expect(within(dialog).getByText(tries), "before anything is typed").toBeTruthy();
    expect(within(dialog).getByText(cards.pin.each)).toBeTruthy();
    expect(await complaints(), "the PIN dialog").toEqual([]);
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByRole("button", { name: w.done.toProduct });
    expect(host.calls.filter((call) => call === "signReportWithCard")).toHaveLength(1);
  });

  it("is chosen by the officer where two cards hold the certificate", async () => {
    const host = withOwnCard();
    host.cards.put(trainingReader, host.cards.own());
    const { user } = await openWindow({ path: "/search/toIdentify", language, host });
    await toReport(user, language);
    await screen.findByText(cards.slots.choose);
    const all = screen.getAllByRole("radio") as HTMLInputElement[];
    expect(
      all.filter(({ checked, name }) => checked && name === "signWith"),
      "none of them by itself",
    ).toEqual([]);
    await user.click(screen.getByRole("radio", { name: `${cards.role.mine} · ${cards.kind.training}` }));
    await screen.findByText(cards.slots.picked);
    await user.keyboard("{F9}");
    await screen.findByRole("dialog", { name: w.report.pinTitle });
  });

  it("says how many tries a wrong PIN leaves, and never tries again by itself", async () => {
    const { user, host } = await openWindow({ path: "/search/toIdentify", language, host: withOwnCard() });
    await toReport(user, language);
    await user.click(await screen.findByRole("button", { name: w.report.sign }));
    const field = () => screen.getByLabelText(cards.pin.label) as HTMLInputElement;
    await user.type(field(), "999999{Enter}");
    await screen.findByText(errors.codes.cardPinWrong.replace("{{left}}", "2"));
    await screen.findByText(cards.pin.tries.replace("{{tries}}", "2"));
    expect(field().value, "what was wrong is not kept").toBe("");
    await user.type(field(), "999999{Enter}");
    await screen.findByText(cards.pin.last);
    await user.type(field(), "999999{Enter}");
    await screen.findByText(errors.codes.cardPinBlocked);
    const dialog = screen.getByRole("dialog", { name: w.report.pinTitle });
    const again = within(dialog).getByRole("button", { name: w.report.sign }) as HTMLButtonElement;
    await waitFor(() => expect(again.disabled, "a blocked card is asked no more").toBe(true));
    expect(
      host.calls.filter((call) => call === "signReportWithCard"),
      "one call for each press",
    ).toHaveLength(3);
    await user.click(within(dialog).getByRole("button", { name: common.cancel }));
    await screen.findByText(cards.problem.pinBlocked);
  });

  it("signs again after the card was pulled at the signature", async () => {
    const host = withOwnCard();
    const { user } = await openWindow({ path: "/search/toIdentify", language, host });
    await toReport(user, language);
    await user.click(await screen.findByRole("button", { name: w.report.sign }));
    host.failNext("signReportWithCard", "cardRemoved");
    await user.type(screen.getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByText(errors.codes.cardRemoved);
    await user.type(screen.getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByRole("button", { name: w.done.toProduct });
  });

  it.each(["expired", "otherName", "notRegistered", "wrongKeyUsage", "revoked", "otherKind"] as const)(
    "is not offered where it is %s, and says why",
    async (problem) => {
      const { user } = await openWindow({
        path: "/search/toIdentify",
        language,
        host: withOwnCard(problem),
      });
      await toReport(user, language);
      await screen.findByText(cards.problem[problem]);
      const card = await screen.findByRole("radio", { name: /YubiKey 5/ });
      expect((card as HTMLInputElement).disabled, "it cannot be chosen").toBe(true);
      expect(screen.getByLabelText(w.report.path), "the file of the training is there instead").toBeTruthy();
    },
  );

  it("a token behind a module has a PIN of its own kind, and says what a wrong one cost", async () => {
    const host = new FakeHost({ signedIn: true });
    host.cards.choose(fakeModules.withToken.file);
    const { user } = await openWindow({ path: "/search/toIdentify", language, host });
    await toReport(user, language);
    const token = await screen.findByRole("radio", { name: /CNS Ferri/ });
    expect((token as HTMLInputElement).checked, "the own token is chosen by itself").toBe(true);
    await user.click(await screen.findByRole("button", { name: w.report.sign }));
    expect(screen.getByText(cards.pin.helpModule), "letters count too").toBeTruthy();
    await user.type(screen.getByLabelText(cards.pin.label), "12{Enter}");
    const length = errors.codes.cardPinLength.replace("{{shortest}}", "4").replace("{{longest}}", "8");
    await screen.findByText(length);
    await user.type(screen.getByLabelText(cards.pin.label), "wrong{Enter}");
    await screen.findByText(errors.codes.cardPinWrongUncounted);
    await screen.findByText(cards.pin.someWrong);
    await user.type(screen.getByLabelText(cards.pin.label), `${fakeTokenPin}{Enter}`);
    await screen.findByRole("button", { name: w.done.toProduct });
    expect(
      host.calls.filter((call) => call === "signReportWithCard"),
      "one call a press",
    ).toHaveLength(3);
  });

  it.each(["token", "PIV card"])(
    "a reader with keys of its own is where the PIN of a %s is typed",
    async (kind) => {
      const host = new FakeHost({ signedIn: true });
      const own = kind === "token" ? host.cards.token(true) : { ...host.cards.own(), pinOnReader: true };
      host.cards.put(ordinaryReader, own);
      const { user } = await openWindow({ path: "/search/toIdentify", language, host });
      await toReport(user, language);
      await user.click(await screen.findByRole("button", { name: w.report.sign }));
      const dialog = await screen.findByRole("dialog", { name: w.report.pinTitle });
      expect(within(dialog).getByText(cards.pin.onReader)).toBeTruthy();
      expect(within(dialog).queryByLabelText(cards.pin.label), "nothing is typed here").toBeNull();
      expect(await complaints(), "the dialog without a field").toEqual([]);
      await user.click(within(dialog).getByRole("button", { name: w.report.sign }));
      await screen.findByRole("button", { name: w.done.toProduct });
    },
  );

  it("is seen as soon as it is put in, and when it is gone", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/search/toIdentify", language, host });
    await toReport(user, language);
    expect(screen.queryByRole("radio", { name: /YubiKey/ }), "not yet").toBeNull();
    host.cards.put(ordinaryReader, null, true);
    act(() => host.cardsChanged());
    await screen.findByRole("radio", { name: cards.asking });
    host.cards.put(ordinaryReader, host.cards.own());
    act(() => host.cardsChanged());
    const card = await screen.findByRole("radio", { name: /YubiKey 5/ });
    await user.click(card);
    host.cards.put(ordinaryReader, null);
    act(() => host.cardsChanged());
    await screen.findByText(w.report.cardGone);
    const sign = screen.getByRole("button", { name: w.report.sign });
    expect((sign as HTMLButtonElement).disabled, "nothing to sign with").toBe(true);
  });
});
