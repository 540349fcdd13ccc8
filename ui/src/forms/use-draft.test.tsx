import { QueryClient } from "@tanstack/react-query";
import { act, renderHook, waitFor } from "@testing-library/react";
import type { ReactNode } from "react";
import { describe, expect, it, vi } from "vitest";
import { HostProvider } from "@/host/context";
import { FakeHost } from "@/host/fake";
import { queries } from "@/host/queries";
import type { DraftView, SaveDraft } from "@/host/types";
import { type DraftDoor, PageLeft, useDraft } from "./use-draft";

async function openDraft() {
  const host = new FakeHost({ signedIn: true });
  const view = await host.startDraft("offline");
  const wrapper = ({ children }: { children: ReactNode }) => (
    <HostProvider value={host}>{children}</HostProvider>
  );
  const { result, unmount } = renderHook(() => useDraft(view), { wrapper });
  return { host, view, result, unmount };
}

/** Makes each save wait until it is let go. */
function holdSaves(host: FakeHost) {
  const real = host.saveDraft.bind(host);
  const waiting: (() => void)[] = [];
  const seen: SaveDraft[] = [];
  vi.spyOn(host, "saveDraft").mockImplementation(async (save): Promise<DraftView> => {
    seen.push(save);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return real(save);
  });
  return { seen, letGo: () => waiting.shift()?.() };
}

/** Makes reading a picture wait until it is let go. */
function holdReading(host: FakeHost) {
  const real = host.attachDocumentImage.bind(host);
  const waiting: (() => void)[] = [];
  const seen: string[] = [];
  vi.spyOn(host, "attachDocumentImage").mockImplementation(async (draft, side, picture) => {
    seen.push(draft);
    await new Promise<void>((resolve) => waiting.push(resolve));
    return real(draft, side, picture);
  });
  return { seen, letGo: () => waiting.shift()?.() };
}

function attachBack(host: FakeHost, result: { current: DraftDoor }) {
  const picture = { name: "back.jpg", bytes: new Uint8Array([1]) };
  return result.current.act(
    (draft) => host.attachDocumentImage(draft, "back", picture),
    (attached) => attached.draft,
  );
}

describe("the draft behind the wizard", () => {
  it("saves what was put, and says when", async () => {
    const { host, view, result } = await openDraft();
    act(() => result.current.put("personChoice", { kind: "new" }));
    await waitFor(() => expect(result.current.state.kind, "the save has ended").toBe("saved"));
    const kept = await host.openDraft(view.id);
    expect(kept.content.personChoice, "the desk has it").toEqual({ kind: "new" });
    expect(result.current.view.version, "the next save builds on this one").toBe(kept.version);
  });

  it("asks the desk nothing when there is nothing to save, and still saves afterwards", async () => {
    const { host, view, result } = await openDraft();
    await act(async () => {
      await result.current.save();
    });
    expect(
      host.calls.filter((call) => call === "saveDraft"),
      "nothing was typed",
    ).toHaveLength(0);
    act(() => result.current.put("item", "item-remote"));
    await act(async () => {
      await result.current.save();
    });
    expect((await host.openDraft(view.id)).content.item, "an idle save must not block the next one").toBe(
      "item-remote",
    );
  });

  it("has one save in flight, and the last content wins", async () => {
    const { host, view, result } = await openDraft();
    const { seen, letGo } = holdSaves(host);
    act(() => result.current.put("item", "item-remote"));
    await waitFor(() => expect(seen, "the first save is under way").toHaveLength(1));
    act(() => result.current.put("item", "item-remote-role"));
    expect(seen, "the second waits for the first").toHaveLength(1);
    await act(async () => letGo());
    await waitFor(() => expect(seen, "then it goes").toHaveLength(2));
    await act(async () => letGo());
    await waitFor(() => expect(result.current.state.kind, "both have ended").toBe("saved"));
    expect((await host.openDraft(view.id)).content.item, "what was chosen last").toBe("item-remote-role");
    expect(seen[1]?.version, "the second builds on the first's version").toBe((seen[0]?.version ?? 0) + 1);
  });

  it("shows a save that failed, keeps the text, and tries again", async () => {
    const { host, view, result } = await openDraft();
    host.failNext("saveDraft", "diskFull");
    act(() => result.current.put("item", "item-remote"));
    await waitFor(() =>
      expect(result.current.state.kind, "nothing is called saved that is not").toBe("notSaved"),
    );
    expect(result.current.form.getValues("item"), "the choice is still there").toBe("item-remote");
    await act(async () => {
      await result.current.save();
    });
    expect(result.current.state.kind, "the second try worked").toBe("saved");
    expect((await host.openDraft(view.id)).content.item, "and the desk has it").toBe("item-remote");
  });

  it("keeps what is typed while a picture is read, and takes what was read", async () => {
    const { host, view, result } = await openDraft();
    const reading = holdReading(host);
    act(() => void attachBack(host, result));
    await waitFor(() => expect(reading.seen, "the picture is being read").toHaveLength(1));
    const residence = { ...view.content.residence, street: "Via dei Tigli 14" };
    act(() => {
      result.current.put("residence", residence);
      result.current.put("person", { ...result.current.form.getValues("person"), surname: "D’Aloè" });
    });
    expect(host.calls, "a save would cross the picture").not.toContain("saveDraft");
    await act(async () => reading.letGo());
    await waitFor(() => expect(result.current.state.kind).toBe("saved"));
    const { content } = await host.openDraft(view.id);
    expect(content.document.images, "the picture is there").toHaveLength(1);
    expect(content.document.number, "with what was read").toBe("CA00842AB");
    expect(content.residence.street, "and what was typed meanwhile").toBe("Via dei Tigli 14");
    expect(content.person.surname, "even where the picture says otherwise").toBe("D’Aloè");
    expect(result.current.form.getValues("residence.street"), "nothing vanishes from the screen").toBe(
      "Via dei Tigli 14",
    );
    expect(result.current.form.getValues("document.number"), "what was read comes in").toBe("CA00842AB");
  });

  it("lets a save that is under way end before a picture is taken", async () => {
    const { host, view, result } = await openDraft();
    const { seen, letGo } = holdSaves(host);
    act(() => result.current.put("item", "item-remote"));
    await waitFor(() => expect(seen, "the save is under way").toHaveLength(1));
    act(() => void attachBack(host, result));
    act(() => result.current.put("personChoice", { kind: "new" }));
    expect(host.calls, "the picture waits").not.toContain("attachDocumentImage");
    await act(async () => letGo());
    await waitFor(() => expect(seen, "what was put meanwhile goes first").toHaveLength(2));
    await act(async () => letGo());
    await waitFor(() => expect(host.calls).toContain("attachDocumentImage"));
    await waitFor(() => expect(result.current.state.kind).toBe("saved"));
    const { content } = await host.openDraft(view.id);
    expect(content.document.images, "taken").toHaveLength(1);
    expect([content.item, content.personChoice], "and nothing lost").toEqual([
      "item-remote",
      { kind: "new" },
    ]);
  });

  it("goes on when a picture was not taken", async () => {
    const { host, view, result } = await openDraft();
    host.failNext("attachDocumentImage", "fileUnreadable");
    await act(async () => {
      await expect(attachBack(host, result)).rejects.toMatchObject({ code: "fileUnreadable" });
    });
    act(() => result.current.put("item", "item-remote"));
    await act(async () => {
      await result.current.save();
    });
    expect((await host.openDraft(view.id)).content.item, "saves are not held up").toBe("item-remote");
  });

  it("saves when the page is left", async () => {
    const { host, view, result, unmount } = await openDraft();
    const { letGo, seen } = holdSaves(host);
    act(() => result.current.put("item", "item-remote"));
    await waitFor(() => expect(seen).toHaveLength(1));
    act(() => result.current.put("personChoice", { kind: "new" }));
    unmount();
    letGo();
    await waitFor(() => expect(seen, "what was put last goes too").toHaveLength(2));
    letGo();
    await waitFor(async () => {
      const kept = await host.openDraft(view.id);
      expect(kept.content.personChoice, "nothing is lost by leaving").toEqual({ kind: "new" });
    });
  });

  it("lets the page that opens the draft next find what the one before it saved", async () => {
    const { host, view, result, unmount } = await openDraft();
    const { letGo, seen } = holdSaves(host);
    act(() => result.current.put("item", "item-remote"));
    await waitFor(() => expect(seen).toHaveLength(1));
    unmount();
    const opened = new QueryClient().fetchQuery(queries.draft(host, view.id));
    letGo();
    expect((await opened).content.item, "opened after the save, not beside it").toBe("item-remote");
  });

  it("does nothing behind the next page's back when it was left", async () => {
    const { host, view, result, unmount } = await openDraft();
    const { act: attach } = result.current;
    unmount();
    const picture = { name: "back.jpg", bytes: new Uint8Array([1]) };
    const late = attach(
      (draft) => host.attachDocumentImage(draft, "back", picture),
      (attached) => attached.draft,
    );
    await expect(late).rejects.toBeInstanceOf(PageLeft);
    expect((await host.openDraft(view.id)).version, "as it was").toBe(view.version);
  });
});
