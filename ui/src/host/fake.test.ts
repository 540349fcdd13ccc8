import { describe, expect, it } from "vitest";
import { emptyFilter } from "@/components/sections";
import { asHostError, HostError } from "./errors";
import { FakeHost } from "./fake";
import { asFileText } from "./tauri";

const picked = (name: string) => ({ name, bytes: new Uint8Array([1, 2, 3]) });

describe("the host in memory", () => {
  it("walks through the login as the desk does", async () => {
    const host = new FakeHost();
    expect((await host.sessionState()).kind, "nobody is at the desk").toBe("signedOut");
    await expect(host.signIn("g.ferri", "wrong"), "a wrong password").rejects.toMatchObject({
      code: "wrongCredentials",
    });
    expect((await host.signIn("g.ferri", "right")).kind).toBe("secondFactor");
    await expect(host.giveSecondFactor("000000"), "a wrong code").rejects.toMatchObject({
      code: "secondFactorWrong",
    });
    expect((await host.giveSecondFactor("123456")).kind).toBe("choosing");
    const open = await host.chooseWorkplace("rao", "unit-milano-duomo");
    expect(open.kind === "signedIn" && open.session.unitPath, "main unit, then secondary").toEqual([
      "Sede di Milano",
      "Sportello Duomo",
    ]);
  });

  it("hands out copies: changing an answer changes nothing behind the door", async () => {
    const host = new FakeHost({ signedIn: true });
    const [first] = await host.listDrafts();
    const view = await host.openDraft(first?.id ?? "");
    view.content.person.surname = "Changed";
    expect((await host.openDraft(view.id)).content.person.surname, "the draft is as it was").toBe("Fontana");
  });

  it("refuses a save that builds on an older version", async () => {
    const host = new FakeHost({ signedIn: true });
    const view = await host.startDraft(null);
    await host.saveDraft(view);
    await expect(host.saveDraft(view), "the same version again").rejects.toMatchObject({ code: "outdated" });
  });

  it("tells what has gone stale, until nobody listens", async () => {
    const host = new FakeHost({ signedIn: true });
    const heard: string[] = [];
    const stop = host.onDataChanged((tags) => heard.push(...tags));
    await host.startDraft(null);
    expect(heard, "a draft was made").toEqual(["drafts"]);
    stop();
    await host.startDraft(null);
    expect(heard, "the listener is gone").toEqual(["drafts"]);
  });

  it("fails as told, once", async () => {
    const host = new FakeHost({ signedIn: true });
    host.failNext("queue", "centreUnreachable");
    await expect(host.queue(), "the failure that was asked for").rejects.toBeInstanceOf(HostError);
    await expect(host.queue(), "only once").resolves.toEqual([]);
  });

  it("queues what is done without the centre, and refuses what needs it", async () => {
    const host = new FakeHost({ signedIn: true });
    const page = await host.searchProducts({
      filter: { ...emptyFilter, statuses: ["toIdentify"] },
      after: null,
      limit: 5,
    });
    const row = page.rows[0];
    host.goOffline();
    const sent = await host.uploadSignedForm(row?.request ?? "", picked("form.pdf"));
    expect(sent.kind, "nothing says received before the receipt").toBe("onThisPc");
    await expect(
      host.certificatePreview(row?.product ?? ""),
      "issuing needs the centre",
    ).rejects.toMatchObject({
      code: "offline",
      remedy: "retry",
    });
  });

  it("gives pages of a list until there are no more", async () => {
    const host = new FakeHost({ signedIn: true });
    const first = await host.searchProducts({ filter: emptyFilter, after: null, limit: 5 });
    const second = await host.searchProducts({ filter: emptyFilter, after: first.next, limit: 50 });
    expect(first.rows, "as many as asked for").toHaveLength(5);
    expect(second.next, "the end").toBeNull();
    expect(
      second.rows.some((row) => row.product === first.rows[0]?.product),
      "no row twice",
    ).toBe(false);
  });
});

describe("what crosses the door", () => {
  it("any thrown thing becomes an error with a code", () => {
    const wire = { code: "diskFull", params: {}, remedy: "correct", traceId: "ab12" };
    expect(asHostError(wire), "the host's own errors keep their code").toMatchObject(wire);
    expect(asHostError(new TypeError("x")), "anything else is internal").toMatchObject({
      code: "internal",
      remedy: "callSupport",
    });
  });

  it("files travel as base64, large ones too", () => {
    expect(asFileText(new Uint8Array([1, 2, 3])), "three bytes").toBe("AQID");
    const large = new Uint8Array(200_000).fill(7);
    expect(atob(asFileText(large)).length, "beyond what fits on the stack at once").toBe(200_000);
  });
});
