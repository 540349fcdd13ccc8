import { en, it } from "@/i18n/resources";

/** Both languages, for tests that find things by what the officer reads. */
export const words = { en, it };
export const both = ["en", "it"] as const;
