import type { ProductFilter, ProductStatus } from "@/host/types";

/** The sections of *Search*: preset filters, nothing more. */
export const sections = {
  all: [],
  toIdentify: ["toIdentify", "recognitionInProgress"],
  toBeIssued: ["toBeIssued"],
  inProgress: ["inIssuance"],
  failed: ["issuanceFailed"],
  toActivate: ["toActivate"],
  active: ["active"],
  suspended: ["suspended"],
  revoked: ["revoked"],
} as const satisfies Record<string, readonly ProductStatus[]>;

export type Section = keyof typeof sections;

export function isSection(value: string): value is Section {
  return value in sections;
}

export const emptyFilter: ProductFilter = {
  orderId: null,
  userId: null,
  lookupCode: null,
  statuses: [],
  nickname: null,
  activatedFrom: null,
  activatedTo: null,
  inputFrom: null,
  inputTo: null,
  taxCode: null,
  name: null,
  email: null,
  mobile: null,
  operator: null,
};

export function sectionFilter(section: Section): ProductFilter {
  return { ...emptyFilter, statuses: [...sections[section]] };
}
