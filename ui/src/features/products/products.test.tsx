import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { address, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

describe.each(both)("lists and details (%s)", (language) => {
  const { products: w, words: terms, frame, errors } = words[language];

  it("shows a section, and opens a product by the keyboard", async () => {
    const { user } = await openWindow({ path: "/search/toIdentify", language });
    const table = await screen.findByRole("table", { name: frame.section.toIdentify });
    const rows = within(table).getAllByRole("row").slice(1);
    expect(rows, "those to identify, and those in recognition").toHaveLength(3);
    rows[0]?.focus();
    await user.keyboard("{ArrowDown}{ArrowUp}{ArrowDown}{Enter}");
    await screen.findByRole("heading", { level: 1, name: "Marco Rossi" });
    expect(screen.getAllByText(terms.productStatus.toIdentify).length, "the status in words").toBeGreaterThan(
      0,
    );
  });

  it("gives a quick look on Space, and closes it on Esc", async () => {
    const { user } = await openWindow({ path: "/search/active", language });
    const table = await screen.findByRole("table", { name: frame.section.active });
    within(table).getAllByRole("row")[1]?.focus();
    await user.keyboard(" ");
    const dialog = await screen.findByRole("dialog", { name: "Francesca Ricci" });
    expect(within(dialog).getByText("RCCFNC83S66D612Y"), "the tax code is there").toBeTruthy();
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: "Francesca Ricci" })).toBeNull());
  });

  it("says why not beside what is off", async () => {
    const { user } = await openWindow({ path: "/search/active", language });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: words[language].common.moreActions }));
    const item = await screen.findByRole("menuitem", { name: new RegExp(terms.action.rejectRequest) });
    expect(item.getAttribute("aria-disabled"), "off").toBe("true");
    expect(item.textContent, "and why").toContain(terms.requestStatus.completed);
  });

  it("rejects a case only with a reason and the typed name", async () => {
    const { user, host } = await openWindow({ path: "/search/toBeIssued", language });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    await user.click(await screen.findByRole("button", { name: words[language].common.moreActions }));
    await user.click(await screen.findByRole("menuitem", { name: new RegExp(terms.action.rejectRequest) }));
    const dialog = await screen.findByRole("dialog", { name: w.ending.reject.title });
    await user.type(within(dialog).getByLabelText(w.ending.reason), "Forged document");
    await user.click(within(dialog).getByRole("button", { name: w.ending.reject.submit }));
    await within(dialog).findByText(words[language].common.faults.nameDiffers);
    expect(host.calls, "nothing has happened yet").not.toContain("endRequest");
    await user.type(
      within(dialog).getByLabelText(w.ending.typeName.replace("{{name}}", "Luca Ferrari")),
      "luca ferrari",
    );
    await user.click(within(dialog).getByRole("button", { name: w.ending.reject.submit }));
    await screen.findAllByText(terms.productStatus.cancelled);
    expect(screen.getAllByText("Forged document").length, "the reason is in the history").toBeGreaterThan(0);
  });

  it("tells a failed search in words, with a way on", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failNext("searchProducts", "centreUnreachable");
    const { user } = await openWindow({ path: "/search/active", language, host });
    expect((await screen.findByRole("alert")).textContent).toContain(errors.codes.centreUnreachable);
    await user.click(screen.getByRole("button", { name: words[language].common.tryAgain }));
    await screen.findByRole("table", { name: frame.section.active });
  });
});

describe("the search", () => {
  it("filters by chips that can be taken away, and keeps them in the address", async () => {
    const { user } = await openWindow({ path: "/search/all" });
    await user.click(await screen.findByRole("button", { name: "Filters" }));
    await user.type(await screen.findByLabelText("First name and surname"), "ross");
    await user.click(screen.getByRole("button", { name: "Show results" }));
    await screen.findByText("1 result");
    expect(decodeURIComponent(address()), "the filter is in the address").toContain("ross");
    await user.click(screen.getByRole("button", { name: "Remove the filter First name and surname: ross" }));
    await screen.findByText("13 results");
  });

  it("finds by status, and says when nothing fits", async () => {
    const { user } = await openWindow({ path: "/search/all" });
    await user.click(await screen.findByRole("button", { name: "Filters" }));
    await user.click(await screen.findByRole("button", { name: "Expired" }));
    await user.click(screen.getByRole("button", { name: "Show results" }));
    await screen.findByText("No product fits these filters.");
    await user.click(screen.getByRole("button", { name: "Clear all filters" }));
    await screen.findByText("13 results");
  });

  it("hides a column, as long as one likes", async () => {
    const { user } = await openWindow({ path: "/search/all" });
    await screen.findByRole("columnheader", { name: "Applicant" });
    await user.click(screen.getByRole("button", { name: "Columns" }));
    await user.click(await screen.findByRole("checkbox", { name: "Applicant" }));
    await waitFor(() => expect(screen.queryByRole("columnheader", { name: "Applicant" })).toBeNull());
  });

  it("finds everything from one box", async () => {
    const { user } = await openWindow();
    await user.keyboard("{Control>}k{/Control}");
    const box = await screen.findByRole("combobox", { name: /Order ID, user ID/ });
    await user.type(box, "RSSMRC79A10H501E");
    await screen.findByRole("option", { name: /Marco Rossi/ });
    await user.keyboard("{Enter}");
    await screen.findByRole("heading", { level: 1, name: "Marco Rossi" });
  });

  it("is for an auditor too, who starts nothing", async () => {
    const host = new FakeHost({ signedIn: true, profile: "auditor" });
    const { user } = await openWindow({ path: "/search/toBeIssued", host });
    expect(screen.queryByRole("link", { name: "New request" }), "no request to enter").toBeNull();
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    const button = await screen.findByRole("button", { name: "Start issuance" });
    expect((button as HTMLButtonElement).disabled).toBe(true);
    expect(screen.getByText("Your profile (Auditor) does not include this."), "and it says why").toBeTruthy();
  });
});

describe("the order", () => {
  it("shows everything of the case, evidence with its hashes", async () => {
    const { user } = await openWindow({ path: "/search/active" });
    await user.click((await screen.findAllByRole("link", { name: /^O-26-/ }))[0] as HTMLElement);
    await screen.findByRole("heading", { level: 1, name: /Order of Francesca Ricci/ });
    for (const card of [
      "General information",
      "Products",
      "Customer data",
      "Identity document",
      "Recognition",
      "Consents",
      "Evidence",
    ]) {
      expect(screen.getByRole("region", { name: card }), `${card} is there`).toBeTruthy();
    }
    expect(
      screen.getByText("Physical presence, eIDAS art. 24(1a)(d)"),
      "the legal basis is named",
    ).toBeTruthy();
  });
});

describe.each(both)("stored evidence (%s)", (language) => {
  const { products: w, words: terms, common, errors } = words[language];
  const openNamed = (what: string) => w.evidence.openOne.replace("{{what}}", what);

  it("is opened from the product by the keyboard, and saved", async () => {
    const { user, host } = await openWindow({ path: "/search/active", language });
    await user.click((await screen.findAllByRole("link", { name: /^U-26-/ }))[0] as HTMLElement);
    const open = await screen.findByRole("button", { name: openNamed(terms.evidenceKind.recognitionReport) });
    open.focus();
    await user.keyboard("{Enter}");
    const dialog = await screen.findByRole("dialog", { name: terms.evidenceKind.recognitionReport });
    await within(dialog).findByText(common.page.replace("{{page}}", "2").replace("{{pages}}", "2"));
    await user.click(within(dialog).getByRole("button", { name: common.saveCopy }));
    expect((await within(dialog).findByRole("status")).textContent, "where it went").toContain(".pdf");
    expect(host.calls).toContain("savePaper");
    await user.keyboard("{Escape}");
    await waitFor(() =>
      expect(screen.queryByRole("dialog", { name: terms.evidenceKind.recognitionReport })).toBeNull(),
    );
  });

  it("names each side of the document, and says what is not there without the centre", async () => {
    const host = new FakeHost({ signedIn: true });
    const { user } = await openWindow({ path: "/search/active", language, host });
    await user.click((await screen.findAllByRole("link", { name: /^O-26-/ }))[0] as HTMLElement);
    host.failNext("openEvidence", "centreUnreachable");
    const front = `${terms.evidenceKind.documentImage}: ${terms.documentSide.front}`;
    await user.click(await screen.findByRole("button", { name: openNamed(front) }));
    const dialog = await screen.findByRole("dialog", { name: front });
    await within(dialog).findByText(common.evidence.atCentre);
    expect(within(dialog).getByRole("alert").textContent).toContain(errors.codes.centreUnreachable);
    await user.click(within(dialog).getByRole("button", { name: common.tryAgain }));
    await within(dialog).findByText(common.page.replace("{{page}}", "1").replace("{{pages}}", "1"));
  });
});

describe.each(both)("a list as CSV (%s)", (language) => {
  const { products: w, words: terms, common } = words[language];

  it("is what is shown: filters, columns, words", async () => {
    const { user, host } = await openWindow({ path: "/search/active", language });
    await user.click(await screen.findByRole("button", { name: w.csv }));
    const saved = common.savedTo.replace("{{path}}", "~/active.csv");
    await screen.findByText(saved);
    const [table] = host.savedTables;
    expect(table?.columns, "no column that is switched off").toEqual(
      (["orderId", "applicant", "holder", "userId", "status", "type", "info"] as const).map(
        (name) => w.column[name],
      ),
    );
    const statuses = new Set(table?.rows.map((row) => row[4]));
    expect([...statuses], "only those of the section, in words").toEqual([terms.productStatus.active]);
  });
});
