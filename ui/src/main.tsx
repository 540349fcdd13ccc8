import "@fontsource-variable/inter";
import "@fontsource-variable/jetbrains-mono";
import "./styles/tokens.css";
import "./styles/base.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { PreferencesProvider, readPreferences } from "./components/preferences";
import { HostProvider } from "./host/context";
import { openHost } from "./host/open";
import { newQueryClient, queries } from "./host/queries";
import { fetchLikelyWords, setUpWords } from "./i18n/setup";
import { newRouter } from "./routes";

async function start(): Promise<void> {
  fetchLikelyWords();
  const host = await openHost();
  const client = newQueryClient();
  // What the first screen waits for is asked for beside what it looks like.
  void client.prefetchQuery(queries.session(host));
  const preferences = readPreferences(await host.setting("window").catch(() => null));
  await setUpWords(preferences.language);
  const keep = (text: string) => {
    // A taste that could not be kept is asked again next time; nothing is lost.
    host.setSetting("window", text).catch(() => {});
  };
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  createRoot(root).render(
    <StrictMode>
      <PreferencesProvider initial={preferences} keep={keep}>
        <HostProvider value={host}>
          <QueryClientProvider client={client}>
            <RouterProvider router={newRouter()} />
          </QueryClientProvider>
        </HostProvider>
      </PreferencesProvider>
    </StrictMode>,
  );
}

void start();
