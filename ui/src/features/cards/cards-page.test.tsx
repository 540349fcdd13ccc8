import { act, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it, vi } from "vitest";
import { FakeHost } from "@/host/fake";
import { fakePin, fakePuk, ordinaryReader, trainingReader } from "@/host/fake-cards";
import type { CardView, SlotView } from "@/host/types";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

const wanted = "735928";

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}

function withOwnCard(change: Partial<CardView> = {}): FakeHost {
  const host = new FakeHost({ signedIn: true });
  host.cards.put(ordinaryReader, { ...host.cards.own(), ...change });
  return host;
}

describe.each(both)("the tools for a card (%s)", (language) => {
  const { cardTools: w, cards, common, errors, frame } = words[language];
  const tries = (left: string) => cards.pin.tries.replace("{{tries}}", left);
  const open = (host: FakeHost) => openWindow({ path: "/cards", language, host });
  const ownReader = async () => within(await screen.findByRole("region", { name: ordinaryReader }));
  const field = (label: string) => screen.getByLabelText(label) as HTMLInputElement;

  it("are found from the status bar and in the box that finds everything", async () => {
    const { user } = await openWindow({ language, host: withOwnCard() });
    await user.click(await screen.findByRole("button", { name: frame.status.mine.holds }));
    const explained = within(await screen.findByRole("dialog", { name: cards.role.mine }));
    await user.click(explained.getByRole("link", { name: frame.nav.cards }));
    await screen.findByRole("heading", { level: 1, name: w.title });
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), frame.nav.cards);
    expect(screen.getByRole("option", { name: frame.nav.cards }), "and so by the keyboard").toBeTruthy();
  });

  it("say where the PIN is typed in a reader with keys of its own", async () => {
    await open(withOwnCard({ pinOnReader: true }));
    const own = await ownReader();
    own.getByText(w.onReader);
    expect(own.getByRole("button", { name: w.change.open }), "another PIN is typed here").toBeTruthy();
    expect(
      within(await screen.findByRole("region", { name: trainingReader })).queryByText(w.onReader),
    ).toBeNull();
  });

  it("tell every reader and the card in it in words", async () => {
    const host = withOwnCard();
    await open(host);
    const own = await ownReader();
    own.getByRole("heading", { name: `${cards.role.mine} · YubiKey 5, PIV` });
    const training = await screen.findByRole("region", { name: trainingReader });
    within(training).getByText(`${trainingReader} (${cards.trainingReader})`);
    expect(await complaints(), "the page with its cards").toEqual([]);
    for (const [kind, said] of [
      ["nationalServices", w.notOurs],
      ["unknown", cards.problem.otherKind],
      ["silent", cards.problem.silent],
    ] as const) {
      host.cards.put(ordinaryReader, { ...host.cards.own(), kind: { kind }, role: null });
      act(() => host.cardsChanged());
      await screen.findByText(said);
      const button = (await ownReader()).queryByRole("button", { name: w.change.open });
      expect(button, `${kind}: nothing is offered that it cannot do`).toBeNull();
    }
    host.cards.put(ordinaryReader, null);
    act(() => host.cardsChanged());
    await screen.findByText(w.put);
  });

  it("say what to do without a reader", async () => {
    const host = new FakeHost({ signedIn: true });
    host.cards.readers = [];
    await open(host);
    await screen.findByText(w.none);
  });

  it("say what to do without the system's service", async () => {
    const host = new FakeHost({ signedIn: true });
    host.stopCardService();
    await open(host);
    await screen.findByText(frame.status.readersFault);
    const line = `${w.diagnostics.service}: ${w.diagnostics.serviceFault.noService}`;
    await screen.findByText((text) => text.includes(line));
  });

  it("show what lies on a card slot by slot, and what it does not tell", async () => {
    const host = withOwnCard();
    const { user } = await open(host);
    await user.click((await ownReader()).getByRole("button", { name: w.contents.show }));
    const named = (name: string, reference: string) =>
      w.slot.named.replace("{{name}}", name).replace("{{reference}}", reference);
    const slot = within(await screen.findByRole("region", { name: named(w.slot.signature, "9C") }));
    slot.getByText(w.key.made.replace("{{algorithm}}", "EC P-256"));
    slot.getByText("Giulia Ferri");
    slot.getByText("5b1190aa0327");
    slot.getByText(w.certificate.validity.valid);
    slot.getByText(`${w.certificate.use.contentCommitment}, ${w.certificate.use.documentSigning}`);
    expect(await complaints(), "the contents").toEqual([]);

    const odd: SlotView[] = [
      {
        slot: { kind: "authentication" },
        reference: "9A",
        key: { kind: "notTold" },
        certificate: { kind: "compressed" },
      },
      {
        slot: { kind: "retired", number: 3 },
        reference: "84",
        key: { kind: "present", algorithm: null, madeOnCard: null },
        certificate: { kind: "unreadable" },
      },
    ];
    host.cards.others = odd;
    host.cards.tellsKeys = false;
    act(() => host.cardChanged());
    const silent = within(await screen.findByRole("region", { name: named(w.slot.authentication, "9A") }));
    silent.getByText(w.key.notTold);
    silent.getByText(w.certificate.compressed);
    const retired = w.slot.retired.replace("{{number}}", "3");
    const former = within(screen.getByRole("region", { name: named(retired, "84") }));
    former.getByText(w.key.originNotTold.replace("{{algorithm}}", w.key.unknownKind));
    former.getByText(w.certificate.unreadable);
    screen.getByText(w.contents.othersSilent_other.replace("{{count}}", "21"));
  });

  it("change the PIN, whose rules are said beforehand, and count a wrong one once", async () => {
    const host = withOwnCard();
    const { user } = await open(host);
    await user.click((await ownReader()).getByRole("button", { name: w.change.open }));
    const dialog = within(await screen.findByRole("dialog", { name: w.change.title }));
    dialog.getByText(w.rules);
    dialog.getByText(tries("3"));
    expect(await complaints(), "the dialog").toEqual([]);

    await user.type(field(w.change.old), "999999");
    await user.type(field(w.change.wanted), wanted);
    await user.type(field(w.change.repeated), "735929{Enter}");
    await dialog.findByText(common.faults.passwordsDiffer);
    expect(host.calls, "a slip of the hand never reaches the card").not.toContain("changeCardPin");
    await user.clear(field(w.change.repeated));
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await dialog.findByText(errors.codes.cardPinWrong.replace("{{left}}", "2"));
    dialog.getByText(errors.step.replace("{{step}}", w.step.changePin), { exact: false });
    await dialog.findByText(tries("2"));
    expect(field(w.change.old).value, "what was wrong is not kept").toBe("");
    expect(
      host.calls.filter((call) => call === "changeCardPin"),
      "one try, for one press",
    ).toHaveLength(1);

    await user.type(field(w.change.old), `${fakePin}{Enter}`);
    await (await ownReader()).findByText(w.change.done);
    expect(screen.queryByRole("dialog", { name: w.change.title }), "and that is all").toBeNull();
  });

  it("refuse a simple PIN in words", async () => {
    const { user } = await open(withOwnCard());
    await user.click((await ownReader()).getByRole("button", { name: w.change.open }));
    await user.type(field(w.change.old), fakePin);
    await user.type(field(w.change.wanted), "111111");
    await user.type(field(w.change.repeated), "111111{Enter}");
    await screen.findByText(errors.codes.cardPinTooSimple);
    await screen.findByText(tries("3"));
  });

  it("lead from a blocked PIN to the PUK, which sets a new one", async () => {
    const host = withOwnCard({ pin: { kind: "triesLeft", tries: 1 } });
    const { user } = await open(host);
    await user.click((await ownReader()).getByRole("button", { name: w.change.open }));
    await screen.findByText(cards.pin.last);
    await user.type(field(w.change.old), "999999");
    await user.type(field(w.change.wanted), wanted);
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await screen.findByText(errors.codes.cardPinBlocked);
    const change = within(screen.getByRole("dialog", { name: w.change.title }));
    await user.click(change.getByRole("button", { name: w.unblock.open }));

    const dialog = within(await screen.findByRole("dialog", { name: w.unblock.title }));
    dialog.getByText(w.unblock.triesPuk_other.replace("{{count}}", "3"));
    expect(await complaints(), "the dialog").toEqual([]);
    await user.type(field(w.unblock.puk), "87654321");
    await user.type(field(w.change.wanted), wanted);
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await dialog.findByText(errors.codes.cardPukWrong.replace("{{left}}", "2"));
    expect(field(w.unblock.puk).value, "what was wrong is not kept").toBe("");
    await user.type(field(w.unblock.puk), `${fakePuk}{Enter}`);
    const own = await ownReader();
    await own.findByText(w.unblock.done);
    await waitFor(() => expect(own.queryByText(w.pinBlocked), "it is free again").toBeNull());
  });

  it("say what becomes of a card whose PUK is blocked too", async () => {
    const host = withOwnCard({ pin: { kind: "blocked" }, puk: { kind: "triesLeft", tries: 1 } });
    const { user } = await open(host);
    const own = await ownReader();
    own.getByText(w.pinBlocked);
    const change = own.getByRole("button", { name: w.change.open }) as HTMLButtonElement;
    expect(change.disabled, "a blocked PIN is not changed").toBe(true);
    await user.click(own.getByRole("button", { name: w.unblock.open }));
    await screen.findByText(w.unblock.triesPuk_one.replace("{{count}}", "1"));
    await user.type(field(w.unblock.puk), "87654321");
    await user.type(field(w.change.wanted), wanted);
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await screen.findByText(errors.codes.cardPukBlocked);
    const dialog = within(screen.getByRole("dialog", { name: w.unblock.title }));
    const submit = dialog.getByRole("button", { name: w.unblock.submit }) as HTMLButtonElement;
    await waitFor(() => expect(submit.disabled, "nothing is tried any more").toBe(true));
    await user.click(dialog.getByRole("button", { name: common.cancel }));
    await own.findByText(w.pukBlocked);
  });

  it("say that an interrupted card may have the new PIN", async () => {
    const host = withOwnCard();
    const { user } = await open(host);
    await user.click((await ownReader()).getByRole("button", { name: w.change.open }));
    await user.type(field(w.change.old), fakePin);
    await user.type(field(w.change.wanted), wanted);
    host.failNext("changeCardPin", "cardRemoved", { step: "changePin" });
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await screen.findByText(errors.codes.cardRemoved);
    await screen.findByText(w.unknownEnd);
  });

  it("are seen to their end: no key closes the dialog while the card works", async () => {
    const host = new FakeHost({ signedIn: true, latency: 1200 });
    host.cards.put(ordinaryReader, host.cards.own());
    const { user } = await open(host);
    await user.click((await ownReader()).getByRole("button", { name: w.change.open }));
    await user.type(field(w.change.old), fakePin);
    await user.type(field(w.change.wanted), wanted);
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await screen.findByText(w.change.working);
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog", { name: w.change.title }), "still there").toBeTruthy();
    await screen.findByText(w.change.done);
  });

  it("begin anew with another card: what was typed for the first is gone", async () => {
    const host = withOwnCard();
    const { user } = await open(host);
    await user.click((await ownReader()).getByRole("button", { name: w.change.open }));
    await user.type(field(w.change.old), fakePin);
    host.cards.put(ordinaryReader, host.cards.own("notRegistered"));
    act(() => host.cardsChanged());
    await waitFor(() =>
      expect(screen.queryByRole("dialog", { name: w.change.title }), "the dialog went with it").toBeNull(),
    );
  });

  it("name what speaks with a token behind a module, and not whose it is", async () => {
    const host = withOwnCard();
    host.cards.put(ordinaryReader, host.cards.token());
    await open(host);
    const diagnostics = within(await screen.findByRole("region", { name: w.diagnostics.title }));
    await diagnostics.findByText((text) =>
      text.includes(`${w.diagnostics.driver}: ${w.diagnostics.driverOf.module}`),
    );
    expect(diagnostics.queryByText(/Ferri/), "its own name may be a person's").toBeNull();
  });

  it("give support a text to copy, which names the step that failed and nobody", async () => {
    const host = withOwnCard();
    const { user } = await open(host);
    await user.click((await ownReader()).getByRole("button", { name: w.change.open }));
    await user.type(field(w.change.old), "999999");
    await user.type(field(w.change.wanted), wanted);
    await user.type(field(w.change.repeated), `${wanted}{Enter}`);
    await screen.findByText(errors.codes.cardPinWrong.replace("{{left}}", "2"));
    await user.click(screen.getByRole("button", { name: common.cancel }));
    const diagnostics = within(await screen.findByRole("region", { name: w.diagnostics.title }));
    await diagnostics.findByText(/changePin\/wrongPin/);
    const copied = vi.spyOn(navigator.clipboard, "writeText");
    const name = common.copy.replace("{{what}}", w.diagnostics.title);
    await user.click(diagnostics.getByRole("button", { name }));
    const text = copied.mock.calls[0]?.[0] ?? "";
    for (const part of ["Sportello", "linux x86_64", ordinaryReader, "3B951381018073FF01000B", "63C2"]) {
      expect(text, `${part} stands in it`).toContain(part);
    }
    for (const secret of ["999999", wanted, "Giulia", "Ferri"]) {
      expect(text, `${secret} does not`).not.toContain(secret);
    }
  });
});
