import { screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { emptyFilter } from "@/components/sections";
import { FakeHost } from "@/host/fake";
import type { ProductStatus } from "@/host/types";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

/** Colours need a real browser. */
const options: axe.RunOptions = { rules: { "color-contrast": { enabled: false } } };

async function productIn(host: FakeHost, status: ProductStatus) {
  const filter = { ...emptyFilter, statuses: [status] };
  const { rows } = await host.searchProducts({ filter, after: null, limit: 1 });
  return host.productDetail(rows[0]?.product ?? "");
}

describe.each(both)("a product whose issue leads nowhere (%s)", (language) => {
  const { products: w, words: terms, common } = words[language];

  it("ends with a reason and the typed name, and says what happens", async () => {
    const host = new FakeHost({ signedIn: true });
    const failed = await productIn(host, "issuanceFailed");
    const { user } = await openWindow({ path: `/products/${failed.product}`, language, host });
    await user.click(await screen.findByRole("button", { name: common.moreActions }));
    await user.click(await screen.findByRole("menuitem", { name: w.ending.product.title }));
    const dialog = await screen.findByRole("dialog", { name: w.ending.product.title });
    expect(within(dialog).getByText(w.ending.product.lead), "what happens is said first").toBeTruthy();
    const { violations } = await axe.run(document.body, options);
    expect(violations.map(({ id }) => id)).toEqual([]);
    const submit = within(dialog).getByRole("button", { name: w.ending.product.submit });
    await user.click(submit);
    await within(dialog).findByText(common.faults.required);
    await user.type(within(dialog).getByLabelText(w.ending.reason), "Non viene più");
    await user.click(submit);
    await within(dialog).findByText(common.faults.nameDiffers);
    expect(host.calls, "nothing has happened yet").not.toContain("endProduct");
    const name = `${failed.holder.givenNames} ${failed.holder.surname}`;
    await user.type(within(dialog).getByLabelText(w.ending.typeName.replace("{{name}}", name)), name);
    await user.click(submit);
    await screen.findAllByText(terms.productStatus.revoked);
    expect(screen.getAllByText("Non viene più").length, "the reason is in the history").toBeGreaterThan(0);
    expect(screen.queryByRole("button", { name: w.primary.retryIssuance }), "nothing goes on").toBeNull();
    await user.click(screen.getByRole("button", { name: common.moreActions }));
    await screen.findByRole("menuitem", { name: w.form.show });
    expect(screen.queryByRole("menuitem", { name: w.ending.product.title }), "it ends once").toBeNull();
  });

  it("keeps the dialog where somebody else was quicker", async () => {
    const host = new FakeHost({ signedIn: true });
    const failed = await productIn(host, "issuanceFailed");
    const { user } = await openWindow({ path: `/products/${failed.product}`, language, host });
    await user.click(await screen.findByRole("button", { name: common.moreActions }));
    await user.click(await screen.findByRole("menuitem", { name: w.ending.product.title }));
    const dialog = await screen.findByRole("dialog", { name: w.ending.product.title });
    host.failNext("endProduct", "outdated");
    const name = `${failed.holder.givenNames} ${failed.holder.surname}`;
    await user.type(within(dialog).getByLabelText(w.ending.reason), "Non viene più");
    await user.type(within(dialog).getByLabelText(w.ending.typeName.replace("{{name}}", name)), name);
    await user.click(within(dialog).getByRole("button", { name: w.ending.product.submit }));
    const alert = await within(dialog).findByRole("alert");
    expect(alert.textContent).toContain(words[language].errors.codes.outdated);
  });
});

describe("the end of a product", () => {
  it("is said not to be an auditor's, and why", async () => {
    const host = new FakeHost({ signedIn: true, profile: "auditor" });
    const failed = await productIn(host, "issuanceFailed");
    const { user } = await openWindow({ path: `/products/${failed.product}`, host });
    await user.click(await screen.findByRole("button", { name: "More actions" }));
    const item = await screen.findByRole("menuitem", { name: /End without a certificate/ });
    expect(item.getAttribute("aria-disabled"), "off").toBe("true");
    expect(item.textContent, "and why").toContain("Auditor");
  });

  it("is not offered where the holder has it", async () => {
    const host = new FakeHost({ signedIn: true });
    const { product } = await productIn(host, "active");
    const { user } = await openWindow({ path: `/products/${product}`, host });
    await user.click(await screen.findByRole("button", { name: "More actions" }));
    await screen.findByRole("menuitem", { name: "Request form…" });
    await waitFor(() =>
      expect(screen.queryByRole("menuitem", { name: /End without a certificate/ })).toBeNull(),
    );
  });
});
