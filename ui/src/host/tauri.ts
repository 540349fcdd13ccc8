import { invoke } from "@tauri-apps/api/core";
import { listen } from "@tauri-apps/api/event";
import { asHostError } from "./errors";
import type { Host } from "./host";

async function ask<T>(command: string, input?: Record<string, unknown>): Promise<T> {
  try {
    return await invoke<T>(command, input);
  } catch (thrown) {
    throw asHostError(thrown);
  }
}

export const tauriHost = { ask, listen } as unknown as Host;
