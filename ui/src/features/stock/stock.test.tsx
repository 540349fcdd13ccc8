import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { address, file, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

describe.each(both)("the token stock (%s)", (language) => {
  const { stock: w, words: terms, frame, errors, common } = words[language];

  it("is in the rail of whoever may read it, and of nobody else", async () => {
    await openWindow({ language, host: new FakeHost({ signedIn: true, profile: "operator" }) });
    const rail = within(await screen.findByRole("navigation", { name: frame.nav.label }));
    expect(rail.queryByRole("link", { name: frame.nav.stock }), "an operator keeps no tokens").toBeNull();
  });

  it("shows what each unit has, and finds by unit, status and serial", async () => {
    const { user } = await openWindow({ language });
    await user.click(await screen.findByRole("link", { name: frame.nav.stock }));
    const table = await screen.findByRole("table", { name: w.list });
    expect(within(table).getAllByRole("row"), "seven tokens under a heading").toHaveLength(8);
    const here = screen.getByRole("row", { name: new RegExp(`^Sportello Duomo.*${w.units.neverCounted}`) });
    expect(here.textContent, "counted by status").toContain(`${terms.tokenStatus.inStock} 2`);
    const results = (form: "one" | "other", count: number) =>
      w[`results_${form}`].replace("{{count}}", `${count}`).replace("{{more}}", "");
    const status = screen.getByRole("combobox", { name: new RegExp(`^${w.filters.status}`) });
    await user.selectOptions(status, "damaged");
    await screen.findByText(results("one", 1));
    await user.type(screen.getByLabelText(new RegExp(w.filters.serial)), "999");
    await screen.findByText(w.nothing);
    await user.click(screen.getByRole("button", { name: w.clear }));
    await screen.findByText(results("other", 7));
  });

  it("says when nothing was received yet, and leads to where that is done", async () => {
    const host = new FakeHost({ signedIn: true });
    host.stock.clear();
    const { user } = await openWindow({ path: "/stock", language, host });
    await screen.findByText(w.empty);
    await user.click(screen.getByRole("link", { name: w.receive }));
    await screen.findByRole("heading", { level: 1, name: w.receiving.title });
  });

  it("receives what was scanned one after the other, and says before what is refused", async () => {
    const { user, host } = await openWindow({ path: "/stock/receive", language });
    const scan = await screen.findByLabelText(w.receiving.serial);
    await user.type(scan, "2000-0001{Enter}20000002{Enter}20000001{Enter}10000001{Enter}?{Enter}");
    const list = await screen.findByRole("region", { name: w.receiving.list });
    await within(list).findByText(terms.serialRefusal.badSerial);
    expect(within(list).getByText(terms.serialRefusal.doubled), "the same in another spelling").toBeTruthy();
    expect(within(list).getByText(terms.serialRefusal.alreadyThere), "one that is in stock").toBeTruthy();
    expect(document.activeElement, "the next one can be scanned").toBe(scan);
    expect(host.calls, "nothing was sent").not.toContain("receiveTokens");
    const submit = w.receiving.submit_other.replace("{{count}}", "2");
    await user.click(await screen.findByRole("button", { name: submit }));
    await screen.findByRole("heading", {
      level: 2,
      name: w.receiving.doneTitle_other.replace("{{count}}", "2"),
    });
    await user.click(screen.getByRole("link", { name: w.receiving.back }));
    await screen.findByRole("link", { name: "20000001" });
  });

  it("takes the supplier's list, and drops what is refused of it", async () => {
    const { user } = await openWindow({ path: "/stock/receive", language });
    const input = await screen.findByLabelText(w.receiving.file);
    await user.upload(input, file("box.csv", "30000001\n10000001\n"));
    await user.click(await screen.findByRole("button", { name: w.receiving.removeRefused }));
    const submit = w.receiving.submit_one.replace("{{count}}", "1");
    await screen.findByRole("button", { name: submit });
    const remove = w.receiving.remove.replace("{{serial}}", "30000001");
    await user.click(screen.getByRole("button", { name: remove }));
    await screen.findByText(w.receiving.none);
    const none = screen.getByRole("button", { name: w.receiving.submitNone });
    expect((none as HTMLButtonElement).disabled, "nothing is left to receive").toBe(true);
  });

  it("says what became of a token, with a reason, and why not what cannot be", async () => {
    const { user } = await openWindow({ path: "/stock", language });
    await user.click(await screen.findByRole("link", { name: "10000004" }));
    await screen.findByRole("heading", { level: 1, name: /10000004/ });
    await user.click(screen.getByRole("button", { name: w.detail.changes }));
    const restock = await screen.findByRole("menuitem", { name: new RegExp(terms.tokenChange.restock) });
    expect(restock.textContent, "what was written on is not blank").toContain(terms.whyNot.tokenUsed);
    await user.click(screen.getByRole("menuitem", { name: new RegExp(terms.tokenChange.markDamaged) }));
    const dialog = await screen.findByRole("dialog", { name: terms.tokenChange.markDamaged });
    await user.click(within(dialog).getByRole("button", { name: terms.tokenChange.markDamaged }));
    await within(dialog).findByText(common.faults.required);
    await user.type(within(dialog).getByLabelText(w.change.reason), "bent");
    await user.click(within(dialog).getByRole("button", { name: terms.tokenChange.markDamaged }));
    await waitFor(() =>
      expect(screen.queryByRole("dialog", { name: terms.tokenChange.markDamaged })).toBeNull(),
    );
    expect(screen.getAllByText("bent").length, "the reason is in its history").toBeGreaterThan(0);
  });

  it("disposes of a token only with its serial typed", async () => {
    const { user, host } = await openWindow({ path: "/stock", language });
    await user.click(await screen.findByRole("link", { name: "10000002" }));
    await user.click(await screen.findByRole("button", { name: w.detail.changes }));
    await user.click(await screen.findByRole("menuitem", { name: new RegExp(terms.tokenChange.dispose) }));
    const dialog = await screen.findByRole("dialog", { name: terms.tokenChange.dispose });
    await user.type(within(dialog).getByLabelText(w.change.reason), "obsolete");
    await user.click(within(dialog).getByRole("button", { name: terms.tokenChange.dispose }));
    await within(dialog).findByText(common.faults.serialDiffers);
    expect(host.calls, "nothing has happened yet").not.toContain("changeToken");
    await user.type(
      within(dialog).getByLabelText(w.change.typeSerial.replace("{{serial}}", "10000002")),
      "10000002{Enter}",
    );
    await screen.findAllByText(terms.tokenStatus.disposed);
  });

  it("hands a token to another unit", async () => {
    const { user } = await openWindow({ path: "/stock", language });
    await user.click(await screen.findByRole("link", { name: "10000001" }));
    await user.click(await screen.findByRole("button", { name: w.detail.changes }));
    await user.click(await screen.findByRole("menuitem", { name: w.detail.move }));
    const dialog = await screen.findByRole("dialog", { name: w.move.title });
    await user.selectOptions(await within(dialog).findByLabelText(w.move.unit), "unit-milano-brera");
    await user.type(within(dialog).getByLabelText(w.change.reason), "they have none");
    await user.click(within(dialog).getByRole("button", { name: w.move.submit }));
    await screen.findAllByText(w.history.moved.replace("{{unit}}", "Sportello Brera"));
  });

  it("counts the drawer by number: a difference needs a note", async () => {
    const { user } = await openWindow({ path: "/stock", language });
    await user.click(await screen.findByRole("button", { name: w.count }));
    const dialog = await screen.findByRole("dialog", { name: w.counting.title });
    await user.type(within(dialog).getByLabelText(w.counting.number), "2{Enter}");
    const alert = await within(dialog).findByRole("alert");
    const differs = errors.codes.countDiffers.replace("{{found}}", "2").replace("{{expected}}", "3");
    expect(alert.textContent, "what was expected is told now").toContain(differs);
    await user.type(within(dialog).getByLabelText(new RegExp(w.counting.note)), "one is lent");
    await user.click(within(dialog).getByRole("button", { name: w.counting.submit }));
    const done = w.counting.doneDiffers.replace("{{found}}", "2").replace("{{expected}}", "3");
    await within(dialog).findByText(done);
    // The cross has the same name; the button stands below.
    await user.click(within(dialog).getAllByRole("button", { name: common.close }).at(-1) as HTMLElement);
    await screen.findByRole("row", { name: /^Sportello Duomo.*one is lent/ });
  });

  it("counts the drawer one by one, and names what is missing", async () => {
    const { user } = await openWindow({ path: "/stock", language });
    await user.click(await screen.findByRole("button", { name: w.count }));
    const dialog = await screen.findByRole("dialog", { name: w.counting.title });
    await user.click(within(dialog).getByRole("radio", { name: w.counting.bySerial }));
    const scan = within(dialog).getByLabelText(w.counting.serial);
    await user.type(scan, "10000001{Enter}10000003{Enter}10000001{Enter}");
    await within(dialog).findByText(w.counting.found_other.replace("{{count}}", "2"));
    await user.click(within(dialog).getByRole("button", { name: w.counting.submit }));
    await within(dialog).findByText(w.counting.missing.replace("{{serials}}", "10000002"));
    await user.type(scan, "10000002{Enter}");
    await user.click(within(dialog).getByRole("button", { name: w.counting.submit }));
    await within(dialog).findByText(w.counting.doneAgrees.replace("{{found}}", "3"));
  });

  it("lets an auditor read, and nothing more", async () => {
    const host = new FakeHost({ signedIn: true, profile: "auditor" });
    const { user } = await openWindow({ path: "/stock", language, host });
    await user.click(await screen.findByRole("link", { name: "10000001" }));
    await user.click(await screen.findByRole("button", { name: w.detail.changes }));
    const lost = await screen.findByRole("menuitem", { name: new RegExp(terms.tokenChange.reportLost) });
    expect(lost.getAttribute("aria-disabled"), "off").toBe("true");
    expect(lost.textContent, "and why").toContain(terms.profile.auditor);
  });

  it("offers an auditor neither a delivery nor a count", async () => {
    const host = new FakeHost({ signedIn: true, profile: "auditor" });
    await openWindow({ path: "/stock/receive", language, host });
    await screen.findByText(errors.codes.notAllowed);
    expect(screen.queryByLabelText(w.receiving.serial), "nothing to scan into").toBeNull();
  });

  it("says that the centre is needed, and tries again", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failNext("tokenStock", "centreUnreachable");
    const { user } = await openWindow({ path: "/stock", language, host });
    expect((await screen.findByRole("alert")).textContent).toContain(errors.codes.centreUnreachable);
    await user.click(screen.getByRole("button", { name: common.tryAgain }));
    await screen.findByRole("table", { name: w.list });
    expect(address(), "the page stayed").toBe("/stock");
  });

  it("says when no type of device is set up", async () => {
    const host = new FakeHost({ signedIn: true });
    host.stock.deviceTypes = [];
    await openWindow({ path: "/stock/receive", language, host });
    await screen.findByText(w.receiving.noTypes);
  });
});
