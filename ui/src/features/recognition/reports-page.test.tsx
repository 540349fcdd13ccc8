import { act, screen, waitFor, within } from "@testing-library/react";
import type { UserEvent } from "@testing-library/user-event";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { fakePin, fakeTokenPin, ordinaryReader } from "@/host/fake-cards";
import type { CardView } from "@/host/types";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

const filled = (text: string, values: Record<string, string | number>) =>
  text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => String(values[name]));

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}

/** Three reports wait, and the own card is in. */
function counter(card: (host: FakeHost) => CardView = (host) => host.cards.own(), count = 3) {
  const host = new FakeHost({ signedIn: true });
  const requests = host.readyReports(count);
  host.cards.put(ordinaryReader, card(host));
  return { host, requests };
}

async function typePin(user: UserEvent, title: string, label: string, pin: string) {
  const dialog = await screen.findByRole("dialog", { name: title });
  await user.type(within(dialog).getByLabelText(label), `${pin}{Enter}`);
}

const callsOf = (host: FakeHost, name: string) => host.calls.filter((call) => call === name).length;

describe.each(both)("reports to sign (%s)", (language) => {
  const { recognition: w, cards, common, frame, errors } = words[language];
  const sign = (count: number) => filled(count === 1 ? w.run.sign_one : w.run.sign_other, { count });
  const each = (place: number, count: number) => filled(w.run.pinTitleEach, { place, count });

  it("asks for the PIN before each, and names the report", async () => {
    const { host } = counter();
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(3) });
    expect(screen.getByText(filled(w.run.pin.each_other, { count: 3 })), "said beforehand").toBeTruthy();
    expect(screen.getByText(filled(cards.pin.tries, { tries: 3 })), "with the tries").toBeTruthy();
    expect(await complaints(), "the page").toEqual([]);
    const names = screen.getAllByRole("checkbox").slice(1);
    expect(
      names.every((box) => (box as HTMLInputElement).checked),
      "all are chosen at the start",
    ).toBe(true);
    await user.keyboard("{F9}");
    const dialog = await screen.findByRole("dialog", { name: each(1, 3) });
    const first = (await host.reportsToSign()).reports[0];
    expect(dialog.textContent, "whose report").toContain(first?.applicant);
    expect(await complaints(), "the PIN dialog").toEqual([]);
    for (const place of [1, 2, 3]) await typePin(user, each(place, 3), cards.pin.label, fakePin);
    await screen.findByText(filled(w.run.signed_other, { signed: 3, count: 3 }));
    expect(screen.getAllByText(w.run.became.received), "each with the centre's word").toHaveLength(3);
    expect(callsOf(host, "signReportsWithCard"), "one call for each").toBe(3);
    expect(callsOf(host, "prepareReports"), "all made beforehand").toBe(1);
    expect(screen.getByText(w.run.empty), "nothing waits any more").toBeTruthy();
    expect(await complaints(), "the result").toEqual([]);
  });

  it("asks for the PIN once where the card allows it", async () => {
    const { host } = counter((made) => ({ ...made.cards.own(), pinAsked: "once" }));
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(3) });
    expect(screen.getByText(filled(w.run.pin.once_other, { count: 3 })), "said beforehand").toBeTruthy();
    const [, second] = screen.getAllByRole("checkbox");
    await user.click(second as HTMLElement);
    await user.click(screen.getByRole("button", { name: sign(2) }));
    await typePin(user, filled(w.run.pinTitle_other, { count: 2 }), cards.pin.label, fakePin);
    await screen.findByText(filled(w.run.signed_other, { signed: 2, count: 2 }));
    expect(callsOf(host, "signReportsWithCard"), "one PIN").toBe(1);
    const waits = screen.getAllByRole("checkbox")[1] as HTMLInputElement;
    expect(waits.checked, "the one that was left out still is").toBe(false);
    await user.click(waits);
    expect(screen.getByRole("button", { name: sign(1) }), "and can be signed").toBeTruthy();
  });

  it("counts what is made, signed and handed in", async () => {
    const { host } = counter((made) => ({ ...made.cards.own(), pinAsked: "once" }));
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(3) });
    await user.keyboard("{F9}");
    const really = host.signReportsWithCard.bind(host);
    let signed = () => {};
    const atWork = new Promise<void>((resolve) => {
      signed = resolve;
    });
    host.signReportsWithCard = (...given) => atWork.then(() => really(...given));
    await typePin(user, filled(w.run.pinTitle_other, { count: 3 }), cards.pin.label, fakePin);
    await screen.findByText(filled(w.run.signing_other, { count: 3 }));
    expect(screen.queryByRole("progressbar"), "nothing is told yet").toBeNull();
    act(() => host.tellProgress({ step: "making", done: 3, of: 3 }));
    expect(screen.queryByRole("progressbar"), "nor what comes late of the making").toBeNull();
    act(() => host.tellProgress({ step: "signing", done: 2, of: 3 }));
    const bar = await screen.findByRole("progressbar", { name: filled(w.run.signing_other, { count: 3 }) });
    expect((bar as HTMLProgressElement).value).toBe(2);
    expect(screen.getByText(filled(common.part, { done: 2, of: 3 }))).toBeTruthy();
    expect(await complaints(), "while it is done").toEqual([]);
    act(() => host.tellProgress({ step: "sending", done: 1, of: 3 }));
    await screen.findByRole("progressbar", { name: filled(w.run.sending_other, { count: 3 }) });
    signed();
    await screen.findByText(filled(w.run.signed_other, { signed: 3, count: 3 }));
  });

  it("says what a token says only afterwards", async () => {
    const { host } = counter((made) => made.cards.token());
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(3) });
    expect(screen.getByText(filled(w.run.pin.notKnown_other, { count: 3 }))).toBeTruthy();
    await user.keyboard("{F9}");
    await typePin(user, filled(w.run.pinTitle_other, { count: 3 }), cards.pin.label, fakeTokenPin);
    await screen.findByText(filled(w.run.signed_other, { signed: 3, count: 3 }));
    expect(callsOf(host, "signReportsWithCard"), "it was enough").toBe(1);
  });

  it("stops at a wrong PIN, says what is done and goes on from there", async () => {
    const { host } = counter();
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(3) });
    await user.keyboard("{F9}");
    await typePin(user, each(1, 3), cards.pin.label, fakePin);
    await typePin(user, each(2, 3), cards.pin.label, "12");
    const dialog = await screen.findByRole("dialog", { name: each(2, 3) });
    await within(dialog).findByText(errors.codes.cardPinMalformed);
    await typePin(user, each(2, 3), cards.pin.label, "999999");
    await screen.findByText(filled(w.run.signed_other, { signed: 1, count: 3 }));
    expect(screen.queryByRole("dialog", { name: /./ }), "it is not asked for again by itself").toBeNull();
    expect(screen.getByText(filled(errors.codes.cardPinWrong, { left: 2 })), "why").toBeTruthy();
    expect(screen.getByText(filled(w.run.left_other, { count: 2 })), "what is left").toBeTruthy();
    expect(await complaints(), "the result").toEqual([]);
    await user.click(screen.getByRole("button", { name: sign(2) }));
    for (const place of [1, 2]) await typePin(user, each(place, 2), cards.pin.label, fakePin);
    await screen.findByText(filled(w.run.signed_other, { signed: 2, count: 2 }));
  });

  it("keeps what was signed before the card was pulled, or before the officer stopped", async () => {
    const { host } = counter((made) => ({ ...made.cards.own(), pinAsked: "once" }));
    host.reports.pulledAfter = 2;
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(3) });
    await user.keyboard("{F9}");
    await typePin(user, filled(w.run.pinTitle_other, { count: 3 }), cards.pin.label, fakePin);
    await screen.findByText(filled(w.run.signed_other, { signed: 2, count: 3 }));
    expect(screen.getByText(errors.codes.cardRemoved), "what to do").toBeTruthy();
    host.cards.put(ordinaryReader, host.cards.own());
    act(() => host.cardsChanged());
    const last = await screen.findByRole("button", { name: sign(1) });
    await waitFor(() => expect((last as HTMLButtonElement).disabled).toBe(false));
    await user.click(last);
    const dialog = await screen.findByRole("dialog", { name: each(1, 1) });
    await user.click(within(dialog).getByRole("button", { name: common.cancel }));
    await screen.findByText(filled(w.run.left_one, { count: 1 }));
    expect(callsOf(host, "signReportsWithCard"), "nothing was shown to the card").toBe(1);
    await user.click(screen.getByRole("button", { name: common.close }));
    expect(screen.queryByRole("region", { name: w.run.result }), "read and closed").toBeNull();
  });

  it("tells of each that is refused or cannot be made, and goes on with the others", async () => {
    const { host, requests } = counter((made) => ({ ...made.cards.own(), pinAsked: "once" }));
    host.reports.unreadable.set(requests[0] as string, "evidenceHashMismatch");
    host.reports.refused.set(requests[1] as string, "outdated");
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(3) });
    await user.keyboard("{F9}");
    await typePin(user, filled(w.run.pinTitle_other, { count: 2 }), cards.pin.label, fakePin);
    await screen.findByText(filled(w.run.signed_other, { signed: 1, count: 3 }));
    expect(screen.getByText(w.run.became.unprepared)).toBeTruthy();
    expect(screen.getByText(w.run.became.refused)).toBeTruthy();
    expect(screen.getByText("evidenceHashMismatch"), "with its code").toBeTruthy();
    expect(screen.getByRole("link", { name: w.done.toQueue })).toBeTruthy();
  });

  it("signs with the file of the training after one password", async () => {
    const host = new FakeHost({ signedIn: true });
    host.readyReports(3);
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByText(filled(w.run.pin.file_other, { count: 3 }));
    await user.type(screen.getByLabelText(w.report.password), "wrong");
    await user.keyboard("{F9}");
    await screen.findByText(errors.codes.credentialPasswordWrong);
    await user.type(screen.getByLabelText(w.report.password), "correct horse 7");
    await user.keyboard("{F9}");
    await screen.findByText(filled(w.run.signed_other, { signed: 3, count: 3 }));
  });

  it("shows the report, and why another one cannot be signed", async () => {
    const { host } = counter(undefined, 2);
    const { user } = await openWindow({ path: "/reports-to-sign", language, host });
    await screen.findByRole("button", { name: sign(2) });
    const blocked = screen.getByRole("region", { name: w.run.blocked });
    expect(within(blocked).getByText(w.run.whyNot.recogniserMissing)).toBeTruthy();
    const report = (await host.reportsToSign()).reports[0];
    const name = report?.applicant ?? "";
    await user.click(screen.getByRole("button", { name: filled(w.run.look, { name }) }));
    const dialog = await screen.findByRole("dialog", { name: filled(w.run.lookTitle, { name }) });
    await within(dialog).findByRole("region", { name: w.report.preview });
    expect(await complaints(), "the report").toEqual([]);
    await user.keyboard("{Escape}");
    await user.click(screen.getByRole("checkbox", { name: w.run.ready }));
    expect(screen.getByText(w.run.noneChosen), "nothing to sign").toBeTruthy();
    const idle = screen.getByRole("button", { name: w.run.sign_zero });
    expect((idle as HTMLButtonElement).disabled).toBe(true);
  });

  it("says that nothing waits, and what is known without the centre", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/", language, host });
    const rail = screen.getByRole("navigation", { name: frame.nav.label });
    await user.click(within(rail).getByRole("link", { name: new RegExp(frame.nav.reports) }));
    await screen.findByText(w.run.noneReady);
    await user.click(screen.getByRole("link", { name: w.run.toIdentify }));
    host.failNext("reportsToSign", "internal");
    host.readyReports(3);
    host.goOffline();
    await user.click(within(rail).getByRole("link", { name: new RegExp(frame.nav.reports) }));
    await screen.findByText(errors.codes.internal);
    act(() => host.reportsChanged());
    await screen.findByText(w.run.incomplete);
    expect(screen.getByRole("button", { name: sign(3) }), "and can be signed").toBeTruthy();
  });
});
