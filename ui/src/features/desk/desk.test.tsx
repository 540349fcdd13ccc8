import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { address, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

describe.each(both)("the desk's own pages (%s)", (language) => {
  const { desk: w, frame, errors, requests, common } = words[language];

  it("the queue tells the truth, with the reason of a refusal", async () => {
    const host = new FakeHost({ signedIn: true });
    host.refuseInQueue("reportCaseMismatch");
    const { user } = await openWindow({ path: "/queue", language, host });
    await screen.findByText(w.queue.state.refused);
    expect(screen.getByText(new RegExp(errors.codes.reportCaseMismatch.slice(0, 30)))).toBeTruthy();
    await user.click(screen.getByRole("button", { name: w.queue.sendNow }));
    await screen.findByText(w.queue.state.received);
  });

  it("what another officer left here is told in words, not counted as one's own", async () => {
    const host = new FakeHost({ signedIn: true });
    host.leaveWriteOfAnother(true);
    await openWindow({ path: "/queue", language, host });
    const others = await screen.findByRole("region", { name: w.queue.others });
    expect(within(others).getByText(w.queue.otherRefused), "a line without content").toBeTruthy();
    expect(screen.getByText(w.queue.empty), "nothing of one's own waits").toBeTruthy();
    const words = frame.status.ofOthers_one.replace("{{count}}", "1");
    const line = await screen.findByRole("button", { name: new RegExp(words) });
    expect(line.className, "nothing red that one cannot mend").not.toContain("bad");
    expect(screen.queryByRole("button", { name: w.queue.sendNow }), "nothing to send").toBeNull();
  });

  it("a service that does not answer is told, with what to do", async () => {
    const host = new FakeHost({ signedIn: true });
    host.hangDevices();
    const { user } = await openWindow({ language, host });
    await user.click(await screen.findByRole("button", { name: frame.status.readersSilent }));
    await screen.findByText(frame.status.readersSilentDetail);
    expect(screen.getByRole("button", { name: frame.status.camerasSilent })).toBeTruthy();
  });

  it("the status bar says so when it knows nothing, and asks again", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failNext("deskStatus", "internal");
    const { user } = await openWindow({ language, host });
    await user.click(await screen.findByRole("button", { name: frame.status.unknown }));
    await user.click(await screen.findByRole("button", { name: common.tryAgain }));
    await screen.findByRole("button", { name: new RegExp(`^${frame.status.online}`) });
  });

  it("a credential is made only with two equal passwords", async () => {
    const host = new FakeHost({ signedIn: true });
    host.registerCredential("missing");
    const { user } = await openWindow({ path: "/credential", language, host });
    await user.click(await screen.findByRole("button", { name: w.credential.browse }));
    await waitFor(() =>
      expect(
        (screen.getByLabelText(w.credential.file) as HTMLInputElement).value,
        "picked by the system's dialog",
      ).toMatch(/\.p12$/),
    );
    await user.type(screen.getByLabelText(w.credential.password), "twelve chars!");
    await user.type(screen.getByLabelText(w.credential.repeat), "other chars!!{Enter}");
    await screen.findByText(common.faults.passwordsDiffer);
    expect(host.calls).not.toContain("makeOfficerCredential");
    await user.clear(screen.getByLabelText(w.credential.repeat));
    await user.type(screen.getByLabelText(w.credential.repeat), "twelve chars!{Enter}");
    await screen.findByText(w.credential.state.valid);
  });

  it("the mailbox shows what would have been sent", async () => {
    const { user } = await openWindow({ path: "/mailbox", language });
    expect((await screen.findByTestId("letter-text")).textContent, "the text of the mail").toContain(
      "busta cifrata",
    );
    await user.click(screen.getByRole("button", { name: w.mailbox.save }));
    await screen.findByText(/busta-cifrata\.pdf$/, { selector: "div" });
  });

  it("a draft can be deleted and brought back", async () => {
    const { user, host } = await openWindow({ path: "/drafts", language });
    const name = "Irene Fontana";
    const button = await screen.findByRole("button", {
      name: requests.drafts.delete.replace("{{name}}", name),
    });
    await user.click(button.querySelector("svg") as SVGElement);
    expect(address(), "a press on the icon is a press on the button, not on the row").toBe("/drafts");
    const message = await screen.findByText(requests.drafts.deleted.replace("{{name}}", name));
    expect(await host.listDrafts(), "it is gone").toHaveLength(1);
    await user.click(within(message.parentElement as HTMLElement).getByRole("button", { name: common.undo }));
    await waitFor(async () => expect(await host.listDrafts(), "and back again").toHaveLength(2));
  });

  it("the status bar explains each of its words", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ language, host });
    host.goOffline();
    await user.click(await screen.findByRole("button", { name: new RegExp(`^${frame.status.offline}`) }));
    await screen.findByText(frame.status.offlineDetail);
    expect(
      screen.getByRole("button", { name: frame.status.training }),
      "training is said on every page",
    ).toBeTruthy();
  });
});

describe("what the profile may", () => {
  it.each([
    ["rao", ["toIdentify", "toBeIssued", "toActivate", "failed"]],
    ["operator", ["toIdentify"]],
    ["registrationClerk", ["toIdentify"]],
  ] as const)("the dashboard shows %s what waits for that profile", async (profile, sections) => {
    await openWindow({ host: new FakeHost({ signedIn: true, profile }) });
    const waiting = await screen.findByRole("region", { name: words.en.requests.dashboard.waiting });
    const all = ["toIdentify", "toBeIssued", "toActivate", "failed"] as const;
    for (const section of all) {
      const tile = within(waiting).queryByRole("link", {
        name: new RegExp(`^\\d+ ?${words.en.frame.section[section]}$`),
      });
      expect(tile !== null, section).toBe((sections as readonly string[]).includes(section));
    }
  });

  it("the dashboard tells an auditor that nothing waits", async () => {
    await openWindow({ host: new FakeHost({ signedIn: true, profile: "auditor" }) });
    await screen.findByText(words.en.requests.dashboard.readsOnly);
    expect(
      screen.queryByRole("link", { name: "New request" }),
      "nothing is offered that is refused",
    ).toBeNull();
  });

  it("the dashboard says what could not be read, and asks again", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failAlways("searchProducts", "storeLocked");
    host.failAlways("listDrafts", "storeLocked");
    const { user } = await openWindow({ host });
    await waitFor(() => expect(screen.getAllByRole("alert"), "both lists and the drafts").toHaveLength(3));
    host.mend("searchProducts");
    host.mend("listDrafts");
    for (const again of screen.getAllByRole("button", { name: "Try again" })) await user.click(again);
    await waitFor(() => expect(screen.queryAllByRole("alert")).toHaveLength(0));
  });

  it("the command box opens a draft where it was left", async () => {
    const { user } = await openWindow();
    await user.keyboard("{Control>}k{/Control}");
    await user.type(await screen.findByRole("combobox"), "fontana");
    await user.click(await screen.findByRole("option", { name: /Fontana/ }));
    await screen.findByRole("heading", { level: 2, name: "Document" });
  });

  it("the command box offers an auditor no act", async () => {
    const { user } = await openWindow({ host: new FakeHost({ signedIn: true, profile: "auditor" }) });
    await user.keyboard("{Control>}k{/Control}");
    await screen.findByRole("option", { name: "Dashboard" });
    expect(screen.queryByRole("option", { name: "New request" })).toBeNull();
  });
});

describe("the frame", () => {
  it("changes the language of everything at once", async () => {
    const { user } = await openWindow();
    await user.click(await screen.findByRole("button", { name: "IT" }));
    await screen.findByRole("heading", { name: "Che cosa ti aspetta" });
    expect(document.documentElement.lang, "the page says its language").toBe("it");
  });

  it("shows the keys on ?, and not while one types", async () => {
    const host = new FakeHost({ signedIn: true });
    host.registerCredential("missing");
    const { user } = await openWindow({ path: "/credential", host });
    await user.type(await screen.findByLabelText("Where to put the file"), "what?");
    expect(screen.queryByRole("dialog", { name: "Keys" }), "a question mark in a text is one").toBeNull();
    (document.activeElement as HTMLElement).blur();
    await user.keyboard("?");
    await screen.findByRole("dialog", { name: "Keys" });
  });

  it("keeps theme, density and text size", async () => {
    const { user } = await openWindow();
    await user.click(await screen.findByRole("button", { name: "Settings" }));
    await user.click(await screen.findByRole("button", { name: "High contrast" }));
    await user.click(screen.getByRole("button", { name: "Compact" }));
    expect(document.documentElement.dataset.theme).toBe("contrast");
    expect(document.documentElement.dataset.density).toBe("compact");
  });

  it("has a page for an address that leads nowhere", async () => {
    await openWindow({ path: "/nowhere" });
    await screen.findByRole("heading", { name: "This page does not exist" });
  });
});
