import { screen } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { emptyFilter } from "@/components/sections";
import { FakeHost } from "@/host/fake";
import type { ProductStatus } from "@/host/types";
import { goTo, openWindow } from "./render";
import { both, words } from "./words";

/** Colours need a real browser: `npm run shots -- --axe` looks at them there. */
const options: axe.RunOptions = { rules: { "color-contrast": { enabled: false } } };

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, options);
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`,
  );
}

async function pathOf(
  host: FakeHost,
  status: ProductStatus,
  to: "order" | "product" | "recognition" | "issuance",
) {
  const { rows } = await host.searchProducts({
    filter: { ...emptyFilter, statuses: [status] },
    after: null,
    limit: 1,
  });
  const row = rows[0];
  const paths = {
    order: `/orders/${row?.request}`,
    product: `/products/${row?.product}`,
    recognition: `/recognition/${row?.request}`,
    issuance: `/products/${row?.product}/issuance`,
  };
  return paths[to];
}

const steps = ["method", "person", "document", "data", "certificate", "configuration", "consents", "summary"];

describe.each(both)("every screen can be used without seeing it or a mouse (%s)", (language) => {
  it("sign-in", async () => {
    await openWindow({ host: new FakeHost(), language });
    expect(await complaints(), "the sign-in").toEqual([]);
  });

  it.each([
    "/",
    "/new",
    "/drafts",
    "/search/all",
    "/queue",
    "/reports-to-sign",
    "/credential",
    "/cards",
    "/mailbox",
    "/stock",
    "/stock/receive",
    "/nowhere",
  ])("%s", async (path) => {
    await openWindow({ path, language });
    await screen.findAllByRole("heading", { level: 1 });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await complaints(), path).toEqual([]);
  });

  it.each([
    ["active", "product"],
    ["toBeIssued", "order"],
    ["toIdentify", "recognition"],
    ["toBeIssued", "issuance"],
  ] as const)("a case that is %s, its %s", async (status, to) => {
    const host = new FakeHost({ signedIn: true });
    await openWindow({ path: await pathOf(host, status, to), language, host });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await complaints(), `${to} of ${status}`).toEqual([]);
  });

  it("a token, and the count of its drawer", async () => {
    const host = new FakeHost({ signedIn: true });
    const [row] = host.stock.search({
      filter: { statuses: [], unit: null, serial: null },
      after: null,
      limit: 1,
    }).rows;
    const { user } = await openWindow({ path: `/stock/tokens/${row?.token}`, language, host });
    await screen.findByRole("heading", { level: 1, name: /10000001/ });
    expect(await complaints(), "the token").toEqual([]);
    goTo("/stock");
    await user.click(await screen.findByRole("button", { name: words[language].stock.count }));
    await screen.findByRole("dialog", { name: words[language].stock.counting.title });
    expect(await complaints(), "the dialog").toEqual([]);
  });

  it.each(steps)("the step %s", async (step) => {
    const host = new FakeHost({ signedIn: true });
    const [draft] = await host.listDrafts();
    await openWindow({ path: `/registration/${draft?.id}/${step}`, language, host });
    await screen.findAllByRole("heading", { level: 2 });
    expect(await complaints(), step).toEqual([]);
  });
});
