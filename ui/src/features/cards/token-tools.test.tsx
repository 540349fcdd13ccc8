import { act, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { fakeModules, fakePuk, fakeTokenPin, tokenReader } from "@/host/fake-cards";
import type { CardView } from "@/host/types";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

const wanted = "Kt735928";

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}

function withToken(change: Partial<CardView> = {}, pinpad = false): FakeHost {
  const host = new FakeHost({ signedIn: true });
  host.cards.choose(fakeModules.withToken.file);
  host.cards.put(tokenReader, { ...host.cards.token(pinpad), ...change });
  return host;
}

/** The same token, as it is told from now on. */
function isTold(host: FakeHost, change: Partial<CardView>): void {
  const there = host.cards.readers.find(({ name }) => name === tokenReader)?.card;
  if (there) host.cards.put(tokenReader, { ...there, ...change });
  act(() => {
    host.cardsChanged();
    host.cardChanged();
  });
}

describe.each(both)("the tools for a token behind a module (%s)", (language) => {
  const { cardTools: w, cards, common, errors } = words[language];
  const open = (host: FakeHost) => openWindow({ path: "/cards", language, host });
  const own = async () => within(await screen.findByRole("region", { name: tokenReader }));
  const field = (label: string) => screen.getByLabelText(label) as HTMLInputElement;
  const toChange = async (host: FakeHost) => {
    const { user } = await open(host);
    await user.click((await own()).getByRole("button", { name: w.change.open }));
    const dialog = within(await screen.findByRole("dialog", { name: w.change.title }));
    return { user, dialog };
  };
  const rules = w.token.rules.replace("{{shortest}}", "4").replace("{{longest}}", "8");

  it("name the token, its maker, its module, and why there is no PUK", async () => {
    await open(withToken());
    const token = await own();
    token.getByRole("heading", { name: `${cards.role.mine} · CNS Ferri (JS2048)` });
    for (const fact of ["CNS Ferri", "Bit4id", "JS2048", "7420013"]) token.getByText(fact);
    await token.findByText(`${fakeModules.withToken.name} (${fakeModules.withToken.file})`);
    token.getByText(w.token.noPuk);
    expect(
      token.queryByRole("button", { name: w.unblock.open }),
      "nothing is offered that is not there",
    ).toBeNull();
    expect(await complaints(), "the page with its token").toEqual([]);
  });

  it("show the certificates that the token shows to anybody, as those of a card", async () => {
    const host = withToken();
    host.cards.others = [
      {
        slot: { kind: "onToken", label: "" },
        reference: "",
        key: { kind: "present", algorithm: "EC P-256", madeOnCard: null },
        certificate: { kind: "none" },
      },
    ];
    const { user } = await open(host);
    await user.click((await own()).getByRole("button", { name: w.contents.show }));
    const named = w.slot.identified
      .replace("{{name}}", "DS User Certificate")
      .replace("{{reference}}", "4453");
    const place = within(await screen.findByRole("region", { name: named }));
    for (const fact of ["Giulia Ferri", "Fiducia TRAINING Issuing CA 1", "5b1190aa0327", "RSA 2048"])
      place.getByText(fact);
    place.getByText(w.key.notTold);
    place.getByText(w.certificate.validity.valid);
    place.getByText(w.certificate.use.contentCommitment);
    const spare = within(screen.getByRole("region", { name: w.slot.nameless }));
    spare.getByText(w.key.originNotTold.replace("{{algorithm}}", "EC P-256"));
    spare.getByText(w.certificate.none);
    screen.getByText(w.token.others);
    expect(await complaints(), "the contents").toEqual([]);

    host.cards.others = [];
    isTold(host, { certificate: null });
    await screen.findByText(w.token.empty);
  });

  it("change the PIN by the token's own rules, and try a wrong one once", async () => {
    const { user, dialog } = await toChange(withToken());
    dialog.getByText(rules);
    dialog.getByText(cards.pin.notTold);
    expect(await complaints(), "the dialog").toEqual([]);
    await user.type(field(w.change.old), "999999");
    await user.type(field(w.change.wanted), "Kt735928194");
    await user.type(field(w.change.repeated), "Kt735928194{Enter}");
    await dialog.findByText(common.faults.tokenPinShape);
    for (const label of [w.change.wanted, w.change.repeated]) {
      await user.clear(field(label));
      await user.type(field(label), wanted);
    }
    await user.keyboard("{Enter}");
    await dialog.findByText(errors.codes.cardPinWrongUncounted);
    expect(field(w.change.old).value, "what was wrong is not kept").toBe("");
    await dialog.findByText(cards.pin.someWrong);
    await user.type(field(w.change.old), `${fakeTokenPin}{Enter}`);
    await (await own()).findByText(w.change.done);
    expect(screen.queryByRole("dialog", { name: w.change.title }), "and that is all").toBeNull();
  });

  it("try a wrong PIN once for each press, and tell a new one that the token refuses", async () => {
    const host = withToken({ pinLengths: null });
    const { user, dialog } = await toChange(host);
    dialog.getByText(w.token.rulesSilent);
    await user.type(field(w.change.old), fakeTokenPin);
    await user.type(field(w.change.wanted), wanted);
    host.failNext("changeCardPin", "cardPinRefused", { step: "changePin" });
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await dialog.findByText(errors.codes.cardPinRefused);
    expect(
      host.calls.filter((call) => call === "changeCardPin"),
      "one try, for one press",
    ).toHaveLength(1);
  });

  it("say the one length that a token takes, and refuse what everybody tries first", async () => {
    const { user, dialog } = await toChange(withToken({ pinLengths: { shortest: 5, longest: 5 } }));
    dialog.getByText(w.token.rulesExact.replace("{{length}}", "5"));
    await user.type(field(w.change.old), fakeTokenPin);
    await user.type(field(w.change.wanted), "AAAAA");
    await user.type(field(w.change.repeated), "AAAAA{Enter}");
    await dialog.findByText(errors.codes.cardPinTooSimple);
  });

  it("say that an interrupted token may have the new PIN", async () => {
    const host = withToken();
    const { user, dialog } = await toChange(host);
    await user.type(field(w.change.old), fakeTokenPin);
    await user.type(field(w.change.wanted), wanted);
    host.failNext("changeCardPin", "cardBusy", { step: "changePin" });
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await dialog.findByText(w.unknownEnd);
  });

  it("lead from a blocked PIN to the maker's program", async () => {
    const host = withToken();
    const { user, dialog } = await toChange(host);
    await user.type(field(w.change.old), fakeTokenPin);
    await user.type(field(w.change.wanted), wanted);
    host.failNext("changeCardPin", "cardTokenPinBlocked", { step: "verifyPin" });
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await dialog.findByText(errors.codes.cardTokenPinBlocked);
    const submit = dialog.getByRole("button", { name: w.change.submit }) as HTMLButtonElement;
    await waitFor(() => expect(submit.disabled, "nothing is tried any more").toBe(true));
    expect(dialog.queryByRole("button", { name: w.unblock.open }), "no PUK here").toBeNull();
    await user.click(dialog.getByRole("button", { name: common.cancel }));

    isTold(host, { pin: { kind: "blocked" } });
    const token = await own();
    await token.findByText(w.token.pinBlocked);
    const change = token.getByRole("button", { name: w.change.open }) as HTMLButtonElement;
    expect(change.disabled, "a blocked PIN is not changed").toBe(true);
    expect(await complaints(), "a blocked token").toEqual([]);
  });

  it("set a new PIN with the PUK on a token that was made ready here", async () => {
    const host = withToken({ takesPuk: true, pin: { kind: "blocked" } });
    const { user } = await open(host);
    const token = await own();
    token.getByText(w.pinBlocked);
    expect(token.queryByText(w.token.noPuk), "nobody is sent elsewhere").toBeNull();
    await user.click(token.getByRole("button", { name: w.unblock.open }));
    const dialog = within(await screen.findByRole("dialog", { name: w.unblock.title }));
    dialog.getByText(rules);
    expect(await complaints(), "the dialog").toEqual([]);
    dialog.getByText(w.token.pukHelp);
    await user.type(field(w.unblock.puk), "9999999");
    await user.type(field(w.change.wanted), `${wanted}{Enter}`);
    await dialog.findByText(common.faults.tokenPukShape);
    await user.clear(field(w.change.wanted));
    await user.type(field(w.unblock.puk), "9");
    await user.type(field(w.change.wanted), wanted);
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await dialog.findByText(errors.codes.cardPukWrongUncounted);
    expect(field(w.unblock.puk).value, "what was wrong is not kept").toBe("");
    await user.type(field(w.unblock.puk), `${fakePuk}{Enter}`);
    await (await own()).findByText(w.unblock.done);
    expect(
      host.calls.filter((call) => call === "unblockCardPin"),
      "one try for each press",
    ).toHaveLength(2);
  });

  it("have nothing to offer for a blank one, and name a used one without a name", async () => {
    const host = new FakeHost({ signedIn: true });
    host.cards.choose(fakeModules.withToken.file);
    const { kind, ...rest } = host.cards.token();
    if (kind.kind !== "module") throw new Error("a token is one of a module");
    const nameless = { ...rest, kind: { ...kind, label: "" }, certificate: null };
    host.cards.put(tokenReader, { ...nameless, role: "blank" });
    await open(host);
    const token = await own();
    token.getByText(w.token.blank);
    token.getByRole("heading", { name: cards.kind.blankModule.replace("{{model}}", "JS2048") });
    expect(token.queryAllByRole("button", { name: w.contents.show }), "nothing lies on it").toEqual([]);
    expect(token.queryAllByRole("button", { name: w.change.open }), "and it has no PIN").toEqual([]);
    expect(await complaints(), "the blank token").toEqual([]);

    isTold(host, { role: null });
    await (await own()).findByRole("heading", {
      name: cards.kind.moduleNameless.replace("{{model}}", "JS2048"),
    });
    (await own()).getByRole("button", { name: w.contents.show });
  });

  it("refuse letters that another program may spell in other bytes", async () => {
    const { user, dialog } = await toChange(withToken());
    await user.type(field(w.change.old), fakeTokenPin);
    await user.type(field(w.change.wanted), "Kaffè48");
    await user.type(field(w.change.repeated), "Kaffè48{Enter}");
    await dialog.findByText(common.faults.tokenPinCharacters);
  });

  it("leave the PIN to the reader that has keys of its own, and ask for none", async () => {
    const { user } = await open(withToken({}, true));
    const token = await own();
    token.getByText(w.token.onReader);
    expect(token.queryByRole("button", { name: w.change.open }), "nothing is typed here").toBeNull();
    await user.click(token.getByRole("button", { name: w.contents.show }));
    await token.findByText(w.token.others);
    expect(await complaints(), "what lies on it is shown all the same").toEqual([]);
  });
});
