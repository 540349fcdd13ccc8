import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

describe.each(both)("signing in (%s)", (language) => {
  const w = words[language].session;

  it("goes from password to second factor to workplace to the dashboard", async () => {
    const { user } = await openWindow({ host: new FakeHost(), language });
    await user.type(screen.getByLabelText(w.signIn.userName), "g.ferri");
    await user.type(screen.getByLabelText(w.signIn.password), "a long password{Enter}");
    await user.type(await screen.findByLabelText(w.secondFactor.code), "123 456{Enter}");
    await screen.findByRole("heading", { name: w.workplace.title });
    await user.click(screen.getByRole("radio", { name: words[language].words.profile.rao }));
    const main = screen.getByRole("combobox", { name: w.workplace.mainUnit });
    await user.type(main, "mil");
    await user.click(await screen.findByRole("option", { name: /Sede di Milano/ }));
    await user.click(screen.getByRole("combobox", { name: new RegExp(w.workplace.secondaryUnit) }));
    await user.keyboard("duo");
    await screen.findByRole("option", { name: /Duomo/ });
    await user.keyboard("{Enter}");
    const tree = screen.getByRole("region", { name: w.workplace.structure });
    expect(
      within(tree).getByText(new RegExp(w.workplace.here)),
      "the chosen unit stands in its structure",
    ).toBeTruthy();
    await user.click(screen.getByRole("button", { name: w.workplace.submit }));
    await screen.findByRole("navigation", { name: words[language].frame.nav.label });
    expect(screen.getByText("Sportello Duomo"), "the rail says where one works").toBeTruthy();
  });

  it("says what to do after a wrong password, and keeps the name", async () => {
    const { user } = await openWindow({ host: new FakeHost(), language });
    await user.type(screen.getByLabelText(w.signIn.userName), "g.ferri");
    await user.type(screen.getByLabelText(w.signIn.password), "wrong{Enter}");
    const alert = await screen.findByRole("alert");
    expect(alert.textContent, "the sentence, not the code alone").toContain(
      words[language].errors.codes.wrongCredentials,
    );
    expect((screen.getByLabelText(w.signIn.userName) as HTMLInputElement).value).toBe("g.ferri");
    expect((screen.getByLabelText(w.signIn.password) as HTMLInputElement).value, "the password is gone").toBe(
      "",
    );
  });

  it("says how long a locked account waits", async () => {
    const { user } = await openWindow({ host: new FakeHost(), language });
    await user.type(screen.getByLabelText(w.signIn.userName), "locked");
    await user.type(screen.getByLabelText(w.signIn.password), "whatever{Enter}");
    expect((await screen.findByRole("alert")).textContent, "the minutes are said").toContain("15");
  });

  it("sends a recovery link without saying whether the account exists", async () => {
    const { user, host } = await openWindow({ host: new FakeHost(), language });
    await user.click(screen.getByRole("button", { name: w.signIn.forgot }));
    await user.type(screen.getByLabelText(w.signIn.userName), "nobody{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain(w.recovery.sent);
    expect(host.calls, "the desk was asked").toContain("askRecovery");
  });
});

describe("signing in", () => {
  it("lets in whose work is three levels down", async () => {
    const { user } = await openWindow({ host: new FakeHost() });
    await user.type(screen.getByLabelText("User name"), "g.ferri");
    await user.type(screen.getByLabelText("Password"), "a long password{Enter}");
    await user.type(await screen.findByLabelText("Code"), "123456{Enter}");
    await user.click(await screen.findByRole("radio", { name: words.en.words.profile.registrationClerk }));
    const secondary = screen.getByRole("combobox", { name: "Secondary unit" });
    expect((secondary as HTMLInputElement).value, "with the way there").toBe(
      "Sportello Duomo › Sportello Brera",
    );
    await user.click(screen.getByRole("button", { name: words.en.session.workplace.submit }));
    expect(await screen.findByText("Sportello Brera"), "and works there").toBeTruthy();
  });

  it("asks for what is missing before the desk is asked", async () => {
    const { user, host } = await openWindow({ host: new FakeHost() });
    await user.click(screen.getByRole("button", { name: words.en.session.signIn.submit }));
    const field = screen.getByLabelText(words.en.session.signIn.userName);
    await waitFor(() => expect(field.getAttribute("aria-invalid"), "the empty field is marked").toBe("true"));
    expect(host.calls, "nothing was sent").not.toContain("signIn");
  });

  it("refuses a wrong second factor, and goes back with Esc", async () => {
    const { user } = await openWindow({ host: new FakeHost() });
    await user.type(screen.getByLabelText("User name"), "g.ferri");
    await user.type(screen.getByLabelText("Password"), "long enough{Enter}");
    await user.type(await screen.findByLabelText("Code"), "000000{Enter}");
    expect((await screen.findByRole("alert")).textContent).toContain(words.en.errors.codes.secondFactorWrong);
    await user.keyboard("{Escape}");
    await screen.findByRole("heading", { name: "Sign in" });
  });

  it("ends with Sign out, wherever one is", async () => {
    const { user } = await openWindow({ path: "/search/active" });
    await user.click(await screen.findByRole("button", { name: "Sign out" }));
    await screen.findByRole("heading", { name: "Sign in" });
  });

  it("changes profile and unit, and can think better of it", async () => {
    const { user, host } = await openWindow();
    await user.click(await screen.findByRole("button", { name: "Change profile and unit" }));
    await screen.findByRole("heading", { name: "Where do you work now?" });
    await user.click(screen.getByRole("button", { name: "Stay where I am" }));
    await screen.findByRole("navigation", { name: "Main" });
    expect(host.calls).toContain("keepWorkplace");
  });
});
