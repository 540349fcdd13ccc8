import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { emptyFilter } from "@/components/sections";
import { FakeHost } from "@/host/fake";
import { fakePin } from "@/host/fake-cards";
import { address, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

/** Colours need a real browser. */
const options: axe.RunOptions = { rules: { "color-contrast": { enabled: false } } };

/** A product on a smart card that was handed over. */
async function handedOver(host: FakeHost): Promise<string> {
  const filter = { ...emptyFilter, name: "Conti" };
  const { rows } = await host.searchProducts({ filter, after: null, limit: 1 });
  const product = rows[0]?.product ?? "";
  await host.proveWithCard(product, "Yubico YubiKey CCID 00 00", fakePin, null);
  const { version } = await host.productDetail(product);
  const standing = await host.enrolDevice(product, version, "Generic CCID Reader 00 00", "17304552");
  await host.deliverDevice(product, standing.enrolment, "sette gatti 7");
  return product;
}

describe.each(both)("an envelope that is sent again (%s)", (language) => {
  const { issuance: w, words: terms, common, errors } = words[language];

  it("is that of a device, from the product by the keyboard", async () => {
    const host = new FakeHost({ signedIn: true });
    const product = await handedOver(host);
    const { user } = await openWindow({ path: `/products/${product}`, language, host });
    await user.click(await screen.findByRole("button", { name: common.moreActions }));
    await user.click(await screen.findByRole("menuitem", { name: terms.action.resendEnvelope }));
    await screen.findByText(w.resend.what.device);
    const { violations } = await axe.run(document.body, options);
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.type(screen.getByLabelText(w.passphrase.field), "nove cani 9");
    await user.type(screen.getByLabelText(w.passphrase.repeat), "nove cani 9{Enter}");
    await screen.findByRole("heading", { level: 1, name: w.resend.done });
    expect((await host.productDetail(product)).status, "it stays in use").toBe("active");
    const sent = (await host.trainingMessages()).filter(({ attachments }) => attachments.length > 0);
    expect(sent.length, "the first, and this one").toBeGreaterThanOrEqual(2);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(address()).toBe(`/products/${product}`));
  });

  it("says why not where its codes are forgotten", async () => {
    const host = new FakeHost({ signedIn: true });
    const product = await handedOver(host);
    host.codesForgotten.add(product);
    const why = terms.whyNot.codesForgotten.replace("{{days}}", "30");
    const { user } = await openWindow({ path: `/products/${product}`, language, host });
    await user.click(await screen.findByRole("button", { name: common.moreActions }));
    const item = await screen.findByRole("menuitem", { name: new RegExp(terms.action.resendEnvelope) });
    expect(item.getAttribute("aria-disabled"), "off").toBe("true");
    expect(item.textContent, "and why").toContain(why);
  });

  it("tells it where they are forgotten while the page is open", async () => {
    const host = new FakeHost({ signedIn: true });
    const product = await handedOver(host);
    const { user } = await openWindow({ path: `/products/${product}/envelope`, language, host });
    await user.type(await screen.findByLabelText(w.passphrase.field), "nove cani 9");
    await user.type(screen.getByLabelText(w.passphrase.repeat), "nove cani 9");
    host.codesForgotten.add(product);
    await user.click(screen.getByRole("button", { name: w.passphrase.submit }));
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain(errors.codes.codesForgotten.replace("{{days}}", "30"));
  });
});

describe("an envelope that is sent again", () => {
  it("gets new codes where the signature is remote", async () => {
    const host = new FakeHost({ signedIn: true });
    const filter = { ...emptyFilter, statuses: ["toActivate" as const] };
    const { rows } = await host.searchProducts({ filter, after: null, limit: 1 });
    await openWindow({ path: `/products/${rows[0]?.product}/envelope`, host });
    await screen.findByText(/It gets a new PIN/);
    expect(within(document.body).queryByText(/as they were set on the device/)).toBeNull();
  });

  it("is not for whoever may not issue, and says so", async () => {
    const host = new FakeHost({ signedIn: true, profile: "auditor" });
    const filter = { ...emptyFilter, statuses: ["active" as const] };
    const { rows } = await host.searchProducts({ filter, after: null, limit: 1 });
    await openWindow({ path: `/products/${rows[0]?.product}/envelope`, host });
    await screen.findByText("The envelope cannot be sent again now");
    expect(screen.queryByLabelText("Passphrase")).toBeNull();
  });
});
