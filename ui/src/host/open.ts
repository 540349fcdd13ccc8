import type { Host } from "./host";
import { tauriHost } from "./tauri";

/** The window's host; in a plain browser, and there only in builds made for it, the fake one. */
export async function openHost(): Promise<Host> {
  if (import.meta.env.MODE === "fake" || (import.meta.env.DEV && !("__TAURI_INTERNALS__" in window))) {
    const { FakeHost } = await import("./fake");
    return new FakeHost({ latency: 120 });
  }
  return tauriHost;
}
