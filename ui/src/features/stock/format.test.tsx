import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

const serial = "10000004";

async function openToken(language: (typeof both)[number], host: FakeHost, shown = serial) {
  const opened = await openWindow({ path: "/stock", language, host });
  await opened.user.click(await screen.findByRole("link", { name: shown }));
  await screen.findByRole("heading", { level: 1, name: new RegExp(shown) });
  return opened;
}

/** One who asks, and a token that waits for another officer. */
function askedBy(who: string): FakeHost {
  const host = new FakeHost({ signedIn: true });
  host.stock.formats.ask(serial, who, "its holder moved away");
  return host;
}

describe.each(both)("formatting a returned token (%s)", (language) => {
  const { stock: w, words: terms, errors, common } = words[language];
  const approved = () => {
    const host = askedBy("Giulia Ferri");
    host.stock.formats.approve(serial, "Marco Bianchi");
    host.devices.putIn(Number(serial));
    return host;
  };
  const wayToFormat = async (host: FakeHost) => {
    const { user } = await openToken(language, host);
    await user.click(await screen.findByRole("button", { name: w.format.submit }));
    const title = w.format.confirmTitle.replace("{{serial}}", serial);
    const dialog = await screen.findByRole("dialog", { name: title });
    const type = within(dialog).getByLabelText(w.change.typeSerial.replace("{{serial}}", serial));
    return { user, dialog, type };
  };

  it("is offered for a used token that came back, and for no other", async () => {
    await openToken(language, new FakeHost({ signedIn: true }), "10000001");
    expect(screen.queryByRole("heading", { name: w.format.title }), "one in stock is blank").toBeNull();
  });

  it("is asked for with a reason, and can be withdrawn", async () => {
    const { user } = await openToken(language, new FakeHost({ signedIn: true }));
    await user.click(await screen.findByRole("button", { name: w.format.ask }));
    const dialog = await screen.findByRole("dialog", { name: w.format.ask });
    await user.click(within(dialog).getByRole("button", { name: w.format.ask }));
    await within(dialog).findByText(common.faults.required);
    await user.type(within(dialog).getByLabelText(w.change.reason), "its holder moved away");
    await user.click(within(dialog).getByRole("button", { name: w.format.ask }));
    await screen.findByText(w.format.waits);
    expect(screen.queryByRole("button", { name: w.format.approve }), "not by who asked").toBeNull();
    expect(screen.getAllByText(w.history.formatAsked).length, "it is in the history").toBeGreaterThan(0);
    await user.click(screen.getByRole("button", { name: w.format.withdraw }));
    const withdraw = await screen.findByRole("dialog", { name: w.format.withdraw });
    await user.type(within(withdraw).getByLabelText(w.change.reason), "a slip");
    await user.click(within(withdraw).getByRole("button", { name: w.format.withdraw }));
    await screen.findByRole("button", { name: w.format.ask });
  });

  it("is approved or refused by another officer, who sees who asked and why", async () => {
    const { user } = await openWindow({ path: "/stock", language, host: askedBy("Marco Bianchi") });
    await screen.findByText(w.format.inList.asked);
    await user.click(screen.getByRole("link", { name: serial }));
    const asked = await screen.findByText(/Marco Bianchi.*its holder moved away/);
    expect(asked, "who, when and why").toBeTruthy();
    screen.getByRole("button", { name: w.format.refuse });
    await user.click(screen.getByRole("button", { name: w.format.approve }));
    await screen.findByText(w.format.approved);
    expect(screen.queryByRole("button", { name: w.format.approve }), "once").toBeNull();
  });

  it("says why not while a certificate on it is valid", async () => {
    const host = new FakeHost({ signedIn: true });
    host.stock.formats.alive.add(serial);
    await openToken(language, host);
    await screen.findByText(terms.whyNot.certificateAlive);
    expect(screen.queryByRole("button", { name: w.format.ask }), "nothing to ask").toBeNull();
  });

  it("is done with its serial number typed, and never to the own card", async () => {
    const host = approved();
    const { user, dialog, type } = await wayToFormat(host);
    const radios = screen.getAllByRole("radio", { hidden: true });
    const own = radios.find((radio) => (radio as HTMLInputElement).disabled);
    expect(own, "the own card cannot be chosen").toBeTruthy();
    screen.getByText(w.format.problem.ownCard);
    await user.type(type, "10000005{Enter}");
    await within(dialog).findByText(common.faults.serialDiffers);
    expect(host.calls, "nothing has happened yet").not.toContain("formatToken");
    await user.clear(type);
    await user.type(type, `${serial}{Enter}`);
    await screen.findByText(w.format.done.replace("{{serial}}", serial));
    expect(screen.getAllByText(terms.tokenStatus.inStock).length, "back in stock").toBeGreaterThan(0);
    expect(screen.getAllByText(w.history.formatted).length, "and in its history").toBeGreaterThan(0);
  });

  it("is repeated after the token was pulled out", async () => {
    const host = approved();
    host.devices.pulledAt = "prepare";
    const { user, dialog, type } = await wayToFormat(host);
    await user.type(type, `${serial}{Enter}`);
    expect((await within(dialog).findByRole("alert")).textContent, "told").toContain(
      errors.codes.cardRemoved,
    );
    const again = within(dialog).getByRole("button", { name: w.format.submit });
    expect((again as HTMLButtonElement).disabled, "it is out").toBe(true);
    host.devices.putBack();
    await waitFor(() => expect((again as HTMLButtonElement).disabled, "it is back").toBe(false));
    await user.click(again);
    await screen.findByText(w.format.done.replace("{{serial}}", serial));
  });

  it("waits for the token when another one is in the reader", async () => {
    const host = approved();
    host.devices.putIn(55512340);
    await openToken(language, host);
    await screen.findByText(w.format.problem.otherDevice);
    const submit = screen.getByRole("button", { name: w.format.submit });
    expect((submit as HTMLButtonElement).disabled, "there is none to format").toBe(true);
    host.devices.putIn(Number(serial));
    await waitFor(() => expect((submit as HTMLButtonElement).disabled, "it is put in").toBe(false));
  });

  it("shows an auditor what was asked, and nothing to press", async () => {
    const host = new FakeHost({ signedIn: true, profile: "auditor" });
    host.stock.formats.ask(serial, "Marco Bianchi", "its holder moved away");
    await openToken(language, host);
    await screen.findByText(w.format.waits);
    expect(screen.queryByRole("button", { name: w.format.approve }), "reads only").toBeNull();
    expect(screen.queryByRole("button", { name: w.format.refuse }), "reads only").toBeNull();
  });
});
