import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import i18next from "i18next";
import { PreferencesProvider, readPreferences } from "@/components/preferences";
import { HostProvider } from "@/host/context";
import { FakeHost } from "@/host/fake";
import { newQueryClient } from "@/host/queries";
import type { Language } from "@/i18n/setup";
import { newRouter } from "@/routes";

interface Opening {
  path?: string;
  language?: Language;
  host?: FakeHost;
}

export interface Opened {
  host: FakeHost;
  user: UserEvent;
}

const keepNothing = () => {};

/** The whole window on a host in memory, at an address, in a language. */
export async function openWindow({ path = "/", language = "en", host }: Opening = {}): Promise<Opened> {
  const shown = host ?? new FakeHost({ signedIn: true });
  await i18next.changeLanguage(language);
  window.location.hash = path;
  const initial = { ...readPreferences(null), language };
  render(
    <PreferencesProvider initial={initial} keep={keepNothing}>
      <HostProvider value={shown}>
        <QueryClientProvider client={newQueryClient()}>
          <RouterProvider router={newRouter()} />
        </QueryClientProvider>
      </HostProvider>
    </PreferencesProvider>,
  );
  await waitFor(() => {
    if (screen.queryAllByRole("heading", { level: 1 }).length === 0) throw new Error("no page yet");
  });
  return { host: shown, user: userEvent.setup({ delay: null }) };
}

/** The address of the window, without its #. */
export function address(): string {
  return window.location.hash.replace(/^#/, "");
}

/** As if the officer had typed the address. */
export function goTo(path: string): void {
  act(() => {
    window.location.hash = path;
    // The simulated browser keeps quiet about it.
    window.dispatchEvent(new PopStateEvent("popstate"));
  });
}

/** A file as the officer would choose it. */
export function file(name: string, content = "content"): File {
  return new File([content], name);
}
