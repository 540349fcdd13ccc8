import { describe, expect, it } from "vitest";
import { actionStates, mayAtAll } from "./fake-rights";

const recognised = { own: false, request: "recognised", product: "toBeIssued" } as const;

describe("the rights of the host in memory", () => {
  it("are those of the domain, cell by cell where they are subtle", () => {
    const whyNot = (
      ...[profile, target, action]: [
        Parameters<typeof actionStates>[0],
        Parameters<typeof actionStates>[1],
        "issue" | "returnRequest" | "uploadSignedForm" | "editDraft",
      ]
    ) => actionStates(profile, target, [action])[0]?.whyNot;
    expect(whyNot("rao", recognised, "issue"), "the officer issues").toBeNull();
    expect(whyNot("operator", recognised, "issue"), "an operator does not").toEqual({
      kind: "profile",
      profile: "operator",
    });
    expect(whyNot("registrationClerk", recognised, "returnRequest"), "not another’s case").toEqual({
      kind: "notOwn",
    });
    expect(
      whyNot("registrationClerk", { ...recognised, own: true }, "returnRequest"),
      "one’s own",
    ).toBeNull();
    const fresh = { own: false, request: "submitted", product: "toIdentify" } as const;
    expect(whyNot("registrationClerk", fresh, "uploadSignedForm"), "the unit’s To identify").toBeNull();
    expect(whyNot("rao", recognised, "uploadSignedForm"), "too late").toEqual({
      kind: "requestStatus",
      status: "recognised",
    });
    expect(
      whyNot("masterRao", { ...recognised, request: "returned" }, "editDraft"),
      "another’s draft",
    ).toEqual({
      kind: "notOwn",
    });
  });

  it("an auditor reads and nothing else", () => {
    expect(mayAtAll("auditor").sort()).toEqual([
      "readAudit",
      "readCase",
      "readReports",
      "readTokenStock",
      "readUnitDraft",
    ]);
  });
});
