import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

describe.each(both)("the rail (%s)", (language) => {
  const w = words[language].frame;

  it("offers a customer administrator the search, and nothing that enters requests", async () => {
    const host = new FakeHost({ signedIn: true, profile: "customerAdministrator" });
    await openWindow({ host, language });
    const rail = within(await screen.findByRole("navigation", { name: w.nav.label }));
    expect(rail.getByRole("link", { name: w.nav.search }), "all products").toBeTruthy();
    expect(rail.getByRole("link", { name: new RegExp(w.section.active) }), "and by status").toBeTruthy();
    expect(rail.queryByRole("link", { name: w.nav.newRequest }), "no new request").toBeNull();
    expect(rail.queryByRole("link", { name: new RegExp(w.nav.drafts) }), "no drafts").toBeNull();
    const readsOnly = words[language].requests.dashboard.readsOnly;
    expect(screen.getByText(readsOnly), "the dashboard says what this profile does here").toBeTruthy();
  });
});
