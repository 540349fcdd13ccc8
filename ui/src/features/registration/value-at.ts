import type { DraftContent } from "@/host/types";

/** The text that stands in a field, by its path. */
export function valueAt(content: DraftContent, path: string): string {
  let found: unknown = content;
  for (const part of path.split(".")) {
    if (typeof found !== "object" || found === null) return "";
    found = (found as Record<string, unknown>)[part];
  }
  return typeof found === "string" ? found : "";
}
