import { act, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { fakeModules, tokenReader } from "@/host/fake-cards";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

async function complaints(): Promise<string[]> {
  const { violations } = await axe.run(document.body, { rules: { "color-contrast": { enabled: false } } });
  return violations.map(({ id }) => id);
}

describe.each(both)("the module for cards without PIV (%s)", (language) => {
  const { desk, cards, common, errors } = words[language];
  const w = desk.credential.module;
  const open = async (host = new FakeHost({ signedIn: true })) => {
    const { user } = await openWindow({ path: "/credential", language, host });
    const card = await screen.findByRole("region", { name: w.title });
    await within(card).findByRole("radio", { name: w.none });
    return { user, host, card };
  };
  const radio = (card: HTMLElement, name: string) =>
    within(card).getByRole("radio", { name }) as HTMLInputElement;

  it("those found can be chosen, and the tokens they show are told", async () => {
    const { user, card } = await open();
    expect(radio(card, w.none).checked, "none is chosen by itself").toBe(true);
    expect(await complaints(), "the page with its modules").toEqual([]);
    await user.click(radio(card, fakeModules.withToken.name));
    const token = await screen.findByRole("region", { name: tokenReader });
    await within(token).findByText(desk.credential.usable);
    const label = cards.kind.module.replace("{{label}}", "CNS Ferri").replace("{{model}}", "JS2048");
    expect(within(token).getByText(`${cards.role.mine} · ${label}`), "as it calls itself").toBeTruthy();
    expect(within(token).getByText("Giulia Ferri"), "in whose name").toBeTruthy();
    expect(radio(card, fakeModules.withToken.name).checked).toBe(true);
    await user.click(radio(card, w.none));
    expect(screen.queryByRole("region", { name: tokenReader }), "gone with its module").toBeNull();
  });

  it("another one is picked by file, and stays in the list", async () => {
    const { user, card } = await open();
    await user.click(within(card).getByRole("button", { name: w.another }));
    const picked = (await within(card).findByRole("radio", { name: w.chosen })) as HTMLInputElement;
    expect(picked.checked, "it is the chosen one").toBe(true);
    expect(within(card).getByText(fakeModules.picked), "with its file").toBeTruthy();
  });

  it("a file that is no module is said to be none, and the one before stays", async () => {
    const { user, host, card } = await open();
    await user.click(radio(card, fakeModules.withToken.name));
    await screen.findByRole("region", { name: tokenReader });
    host.failNext("pickCardModule", "cardModuleUnusable");
    await user.click(within(card).getByRole("button", { name: w.another }));
    await within(card).findByText(errors.codes.cardModuleUnusable);
    expect(radio(card, fakeModules.withToken.name).checked, "still chosen").toBe(true);
    expect(await complaints(), "the page with the refusal").toEqual([]);
  });

  it("one that does not work any more says so", async () => {
    const host = new FakeHost({ signedIn: true });
    host.cards.choose(fakeModules.picked);
    const { user, card } = await open(host);
    host.cards.modules = {
      ...host.cards.modules,
      chosen: { file: fakeModules.picked, state: "fails" },
    };
    act(() => host.modulesChanged());
    await within(card).findByText(w.fails);
    await user.click(within(card).getByRole("button", { name: common.tryAgain }));
    await waitFor(() => expect(within(card).queryByText(w.fails), "chosen once more, it works").toBeNull());
  });
});
