import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

/** Colours need a real browser. */
const options: axe.RunOptions = { rules: { "color-contrast": { enabled: false } } };

/** One that came back with its certificates. */
const serial = "10000004";

describe.each(both)("a token that is lost (%s)", (language) => {
  const { stock: w, words: terms, common } = words[language];

  const openDialog = async (host: FakeHost) => {
    const { user } = await openWindow({ path: "/stock", language, host });
    await user.click(await screen.findByRole("link", { name: serial }));
    await user.click(await screen.findByRole("button", { name: w.detail.changes }));
    await user.click(await screen.findByRole("menuitem", { name: terms.tokenChange.reportLost }));
    const dialog = await screen.findByRole("dialog", { name: terms.tokenChange.reportLost });
    return { user, dialog };
  };

  it("takes its certificates along, which is said and wants the serial number", async () => {
    const host = new FakeHost({ signedIn: true });
    host.stock.formats.alive.add(serial);
    const { user, dialog } = await openDialog(host);
    expect(within(dialog).getByText(w.change.revokes.title), "what happens is said first").toBeTruthy();
    const { violations } = await axe.run(document.body, options);
    expect(violations.map(({ id }) => id)).toEqual([]);
    const submit = within(dialog).getByRole("button", { name: w.change.revokes.submit });
    await user.type(within(dialog).getByLabelText(w.change.reason), "rubato in treno");
    await user.click(submit);
    await within(dialog).findByText(common.faults.serialDiffers);
    expect(host.calls, "nothing has happened yet").not.toContain("changeToken");
    await user.type(within(dialog).getByLabelText(w.change.typeSerial.replace("{{serial}}", serial)), serial);
    await user.click(submit);
    const title = terms.tokenChange.reportLost;
    await waitFor(() => expect(screen.queryByRole("dialog", { name: title })).toBeNull());
    await screen.findAllByText(terms.tokenStatus.lost);
  });

  it("is only noted where nothing on it is valid", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user, dialog } = await openDialog(host);
    expect(within(dialog).queryByText(w.change.revokes.title)).toBeNull();
    await user.type(within(dialog).getByLabelText(w.change.reason), "non si trova");
    await user.click(within(dialog).getByRole("button", { name: terms.tokenChange.reportLost }));
    const title = terms.tokenChange.reportLost;
    await waitFor(() => expect(screen.queryByRole("dialog", { name: title })).toBeNull());
    await screen.findAllByText(terms.tokenStatus.lost);
  });
});
