import { en } from "@/i18n/en";
import { it } from "@/i18n/it";

/** Both languages, for tests that find things by what the officer reads. */
export const words = { en, it };
export const both = ["en", "it"] as const;
