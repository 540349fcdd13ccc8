import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import {
  fakePin,
  fakeTokenPin,
  ordinaryReader,
  secondTrainingReader,
  trainingReader,
} from "@/host/fake-cards";
import type { CardView } from "@/host/types";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return violations.map(({ id }) => id);
}

describe.each(both)("cards at the desk (%s)", (language) => {
  const { desk: w, cards, frame, errors } = words[language];

  it("the status bar tells readers and cards in words", async () => {
    const host = new FakeHost({ signedIn: true });
    const card = (kind: CardView["kind"]): CardView => ({ ...host.cards.own("otherKind"), kind, role: null });
    host.cards.put(ordinaryReader, card({ kind: "unknown" }));
    const { user } = await openWindow({ language, host });
    await user.click(await screen.findByRole("button", { name: frame.status.mine.empty }));
    await screen.findByText(cards.slots.empty.mine);
    const atr = card({ kind: "unknown" }).atr.toUpperCase();
    const told = cards.kind.unknown.replace("{{atr}}", atr);
    await screen.findByText(`${ordinaryReader}: ${told}`);
    const blank = `${cards.role.blank} · ${cards.kind.training}`;
    expect(screen.getByText(`${trainingReader} (${cards.trainingReader}): ${blank}`)).toBeTruthy();
    host.cards.put(ordinaryReader, card({ kind: "nationalServices" }));
    host.cardsChanged();
    await screen.findByText(`${ordinaryReader}: ${cards.kind.nationalServices}`);
    host.cards.put(ordinaryReader, host.cards.own());
    host.cardsChanged();
    await screen.findByRole("button", { name: frame.status.mine.holds });
    expect(
      screen.getByText(`YubiKey 5, PIV · ${cards.slots.number.replace("{{serial}}", "22190417")}`),
    ).toBeTruthy();
    host.cards.put(ordinaryReader, host.cards.own("pinBlocked"));
    host.cardsChanged();
    await screen.findByText(cards.problem.pinBlocked);
  });

  it("the status bar tells which device is the blank one, and guesses none of several", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ language, host });
    await user.click(await screen.findByRole("button", { name: frame.status.blank.several }));
    await screen.findByText(frame.status.blankSeveral);
    expect(await complaints(), "the explanation").toEqual([]);
    host.cards.put(trainingReader, host.cards.own());
    host.cardsChanged();
    await screen.findByRole("button", { name: frame.status.blank.holds });
    host.cards.put(ordinaryReader, null, true);
    host.cardsChanged();
    await screen.findByRole("button", { name: frame.status.blank.asking });
    await screen.findByText(cards.slots.asking);
    host.cards.put(ordinaryReader, null);
    host.cards.put(secondTrainingReader, host.cards.own("notRegistered"));
    host.cardsChanged();
    await screen.findByRole("button", { name: frame.status.blank.empty });
    await screen.findByText(frame.status.blankTodo);
  });

  it("a service that does not run is a state with its remedy", async () => {
    const host = new FakeHost({ signedIn: true });
    host.stopCardService();
    const { user } = await openWindow({ language, host });
    await user.click(await screen.findByRole("button", { name: frame.status.blank.several }));
    await screen.findByText(frame.status.readersFault);
  });

  it("the credential of the training is made on a blank card, whose first PIN is told", async () => {
    const host = new FakeHost({ signedIn: true });
    host.registerCredential("missing");
    const { user } = await openWindow({ path: "/credential", language, host });
    const reader = await screen.findByRole("region", { name: trainingReader });
    expect(await complaints(), "the page with its cards").toEqual([]);
    const second = screen.getByRole("region", { name: secondTrainingReader });
    const name = w.credential.makeOnCard;
    expect(within(second).queryByRole("button", { name }), "the other one stays blank").toBeNull();
    await user.click(within(reader).getByRole("button", { name: w.credential.makeOnCard }));
    const dialog = await screen.findByRole("dialog", { name: w.credential.makeOnCard });
    expect(within(dialog).getByText(new RegExp(fakePin)), "the PIN is told").toBeTruthy();
    await user.type(within(dialog).getByLabelText(cards.pin.label), "99999{Enter}");
    await screen.findByText(errors.codes.cardPinMalformed);
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByText(w.credential.state.valid);
    await within(reader).findByText(w.credential.usable);
    expect(screen.queryByRole("button", { name }), "not again, nor on the blank device").toBeNull();
    expect(
      within(reader).queryByRole("button", { name: w.credential.fillCard }),
      "nothing to order",
    ).toBeNull();
  });

  it("a certificate in the officer's name is registered after the card has signed", async () => {
    const host = new FakeHost({ signedIn: true });
    host.registerCredential("missing");
    host.cards.put(ordinaryReader, host.cards.own("notRegistered"));
    const { user } = await openWindow({ path: "/credential", language, host });
    const reader = await screen.findByRole("region", { name: ordinaryReader });
    expect(await complaints(), "the page with the card").toEqual([]);
    await user.click(within(reader).getByRole("button", { name: w.credential.register }));
    const dialog = await screen.findByRole("dialog", { name: w.credential.register });
    expect(within(dialog).getByText(cards.pin.tries.replace("{{tries}}", "3")), "beforehand").toBeTruthy();
    host.failNext("registerCardCredential", "credentialNotAccepted", { why: "untrusted" });
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await within(dialog).findByText(errors.codes.credentialNotAccepted);
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakePin}{Enter}`);
    await screen.findByText(w.credential.state.valid);
    await within(reader).findByText(w.credential.usable);
    expect(within(reader).queryByRole("button", { name: w.credential.register }), "not again").toBeNull();
  });

  it("so is the certificate of a token behind a module, with its own kind of PIN", async () => {
    const host = new FakeHost({ signedIn: true });
    host.registerCredential("missing");
    host.cards.put(ordinaryReader, host.cards.token(false, "notRegistered"));
    const { user } = await openWindow({ path: "/credential", language, host });
    const reader = await screen.findByRole("region", { name: ordinaryReader });
    await user.click(within(reader).getByRole("button", { name: w.credential.register }));
    const dialog = await screen.findByRole("dialog", { name: w.credential.register });
    await user.type(within(dialog).getByLabelText(cards.pin.label), "00000000{Enter}");
    await within(dialog).findByText(cards.pin.someWrong);
    await user.type(within(dialog).getByLabelText(cards.pin.label), `${fakeTokenPin}{Enter}`);
    await screen.findByText(w.credential.state.valid);
    await within(reader).findByText(w.credential.usable);
  });

  it.each(["otherName", "wrongKeyUsage", "expired"] as const)(
    "a card that is %s is not offered for registration",
    async (problem) => {
      const host = new FakeHost({ signedIn: true });
      host.cards.put(ordinaryReader, host.cards.own(problem));
      await openWindow({ path: "/credential", language, host });
      const reader = await screen.findByRole("region", { name: ordinaryReader });
      expect(within(reader).getByText(cards.problem[problem]), "and says why").toBeTruthy();
      expect(within(reader).queryByRole("button", { name: w.credential.register })).toBeNull();
    },
  );

  it("a card on which the key was made is gone on with", async () => {
    const host = new FakeHost({ signedIn: true });
    host.registerCredential("missing");
    host.cards.put(trainingReader, { ...host.cards.own("noCertificate"), certificate: null, role: "begun" });
    await openWindow({ path: "/credential", language, host });
    const reader = await screen.findByRole("region", { name: trainingReader });
    expect(within(reader).getByText(w.credential.goOnOnCardLead), "and says so").toBeTruthy();
    expect(within(reader).getByRole("button", { name: w.credential.makeOnCard })).toBeTruthy();
  });

  it("a used card is not offered for it, and the one of the training can be changed for a new one", async () => {
    const host = new FakeHost({ signedIn: true });
    host.cards.put(trainingReader, host.cards.own("notRegistered"));
    const { user } = await openWindow({ path: "/credential", language, host });
    const reader = await screen.findByRole("region", { name: trainingReader });
    expect(within(reader).getByText(cards.problem.notRegistered), "and says why").toBeTruthy();
    expect(within(reader).queryByRole("button", { name: w.credential.makeOnCard })).toBeNull();
    await user.click(within(reader).getByRole("button", { name: w.credential.newCard }));
    await user.click(await screen.findByRole("button", { name: w.credential.newCardSubmit }));
    await waitFor(() =>
      expect(within(reader).getByRole("button", { name: w.credential.makeOnCard })).toBeTruthy(),
    );
  });

  it("what goes wrong is ordered of one card of the training, not of the other", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/credential", language, host });
    const second = await screen.findByRole("region", { name: secondTrainingReader });
    await user.click(within(second).getByRole("button", { name: w.credential.pullMidway }));
    await within(second).findByText(w.credential.ordered.pullMidway);
    const first = screen.getByRole("region", { name: trainingReader });
    expect(within(first).queryByText(w.credential.ordered.pullMidway), "only there").toBeNull();
    host.cards.put(secondTrainingReader, null);
    host.cardsChanged();
    await user.click(await within(second).findByRole("button", { name: w.credential.putIn }));
    expect(host.cards.ordered, "each with its reader").toEqual([
      [secondTrainingReader, "pullMidway"],
      [secondTrainingReader, "putIn"],
    ]);
  });
});
