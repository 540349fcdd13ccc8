import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { emptyFilter } from "@/components/sections";
import { FakeHost } from "@/host/fake";
import { fakePin } from "@/host/fake-cards";
import type { Language } from "@/i18n/setup";
import { address, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

/** Colours need a real browser. */
const options: axe.RunOptions = { rules: { "color-contrast": { enabled: false } } };

/** A device that was pulled while it was written on, and the dialog that gives it up. */
async function openOrphan(language: Language) {
  const { device } = words[language].issuance;
  const host = new FakeHost({ signedIn: true });
  const filter = { ...emptyFilter, name: "Conti" };
  const { rows } = await host.searchProducts({ filter, after: null, limit: 1 });
  const product = rows[0]?.product ?? "";
  host.devices.pulledAt = "complete";
  await host.proveWithCard(product, "Yubico YubiKey CCID 00 00", fakePin, null);
  const { version } = await host.productDetail(product);
  const attempt = host.enrolDevice(product, version, "Generic CCID Reader 00 00", "17304552");
  await attempt.catch(() => undefined);
  const { user } = await openWindow({ path: `/products/${product}/issuance`, language, host });
  await user.click(await screen.findByRole("button", { name: device.revoke.issued }));
  const dialog = await screen.findByRole("dialog", { name: device.revoke.issued });
  return { host, product, user, dialog };
}

describe.each(both)("an orphan that is revoked (%s)", (language) => {
  const { issuance, products, words: terms, common } = words[language];
  const { device: d } = issuance;

  it("can end its product, with a reason and the typed name", async () => {
    const { host, product, user, dialog } = await openOrphan(language);
    const anew = await within(dialog).findByRole("radio", { name: d.orphan.anew });
    expect((anew as HTMLInputElement).checked, "trying again is what is meant unless it is said").toBe(true);
    await user.click(within(dialog).getByRole("radio", { name: d.orphan.takenBack }));
    await user.click(within(dialog).getByRole("radio", { name: d.orphan.end }));
    const submit = within(dialog).getByRole("button", { name: d.orphan.submitEnd.issued });
    const { violations } = await axe.run(document.body, options);
    expect(violations.map(({ id }) => id)).toEqual([]);
    await user.click(submit);
    await within(dialog).findByText(common.faults.required);
    await user.type(within(dialog).getByLabelText(products.ending.reason), "Non viene più");
    await user.click(submit);
    await within(dialog).findByText(common.faults.nameDiffers);
    expect(host.calls, "nothing has happened yet").not.toContain("abandonDevice");
    const label = products.ending.typeName.replace("{{name}}", "Elena Conti");
    await user.type(within(dialog).getByLabelText(label), "elena conti");
    await user.click(submit);
    await screen.findByText(d.revoked.ended);
    expect(screen.queryByRole("button", { name: d.revoked.again }), "nothing is issued anew").toBeNull();
    expect((await host.productDetail(product)).status).toBe("revoked");
    await user.keyboard("{Enter}");
    await waitFor(() => expect(address()).toBe(`/products/${product}`));
    await screen.findAllByText(terms.productStatus.revoked);
    expect(screen.getAllByText("Non viene più").length, "the reason is in the history").toBeGreaterThan(0);
  });

  it("leaves the product to be issued anew where nothing else is said", async () => {
    const { host, product, user, dialog } = await openOrphan(language);
    await within(dialog).findByRole("radio", { name: d.orphan.anew });
    await user.click(within(dialog).getByRole("radio", { name: d.orphan.damaged }));
    await user.click(within(dialog).getByRole("button", { name: d.revoke.issued }));
    await screen.findByRole("button", { name: d.revoked.again });
    expect((await host.productDetail(product)).status).toBe("issuanceFailed");
  });
});
