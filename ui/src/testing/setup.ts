import { cleanup, configure } from "@testing-library/react";
import i18next from "i18next";
import { afterEach, beforeAll, vi } from "vitest";
import { setUpWords } from "@/i18n/setup";

// A failed search prints the names of the roles, not the whole page.
configure({
  getElementError: (message) => Object.assign(new Error((message ?? "").slice(0, 600)), { name: "NotFound" }),
  asyncUtilTimeout: 10_000,
  // Whether styles hide something is the browser's to say; asking here makes each search ten times slower.
  defaultHidden: true,
});

beforeAll(async () => {
  await setUpWords("en");
});

afterEach(async () => {
  cleanup();
  window.location.hash = "";
  await i18next.changeLanguage("en");
});

// What the simulated browser lacks, and no screen depends on.
window.matchMedia ??= vi
  .fn()
  .mockReturnValue({ matches: false, addEventListener: () => {}, removeEventListener: () => {} });
Element.prototype.scrollIntoView ??= () => {};
URL.createObjectURL ??= () => "blob:test";
URL.revokeObjectURL ??= () => {};
