import { z } from "zod";
import { emptyFilter } from "@/components/sections";
import type { ProductFilter } from "@/host/types";

/** The twelve filters, in the order the popover shows them. */
export const textFilters = [
  "orderId",
  "userId",
  "lookupCode",
  "nickname",
  "taxCode",
  "name",
  "email",
  "mobile",
  "operator",
] as const;

export const dayFilters = ["activatedFrom", "activatedTo", "inputFrom", "inputTo"] as const;

export const allStatuses = [
  "toIdentify",
  "recognitionInProgress",
  "toBeIssued",
  "inIssuance",
  "issuanceFailed",
  "toActivate",
  "active",
  "suspended",
  "revoked",
  "expired",
  "cancelled",
] as const;

const text = z.string().trim().min(1).optional().catch(undefined);
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .optional()
  .catch(undefined);

const typedFilter = z.object({
  orderId: text,
  userId: text,
  lookupCode: text,
  nickname: text,
  taxCode: text,
  name: text,
  email: text,
  mobile: text,
  operator: text,
  activatedFrom: day,
  activatedTo: day,
  inputFrom: day,
  inputTo: day,
  statuses: z.array(z.enum(allStatuses)).optional().catch(undefined),
});

/** What the officer set, without what the section presets. */
export type TypedFilter = z.infer<typeof typedFilter>;

const search = z.object({ filter: typedFilter.optional().catch(undefined) });

/** The filters as they stand in the address, so that *Back* finds them again. */
export function readSearch(raw: Record<string, unknown>): { filter?: TypedFilter } {
  return search.parse(raw);
}

/** What the desk is asked for: the section's statuses, unless others were chosen. */
export function wholeFilter(typed: TypedFilter, preset: ProductFilter): ProductFilter {
  const set = Object.fromEntries(Object.entries(typed).filter(([, value]) => value !== undefined));
  const statuses = typed.statuses && typed.statuses.length > 0 ? typed.statuses : preset.statuses;
  return { ...emptyFilter, ...set, statuses };
}

/** The same without one of its filters. */
export function without(typed: TypedFilter, name: keyof TypedFilter): TypedFilter {
  return { ...typed, [name]: undefined };
}

export function isFiltering(typed: TypedFilter): boolean {
  return Object.values(typed).some(
    (value) => value !== undefined && (!Array.isArray(value) || value.length > 0),
  );
}
