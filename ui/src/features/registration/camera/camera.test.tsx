import { cleanup, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import { inTurn } from "@/host/turns";
import type { Language } from "@/i18n/setup";
import { goTo, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";

async function atDocumentStep(language: Language, host = new FakeHost({ signedIn: true })) {
  const draft = await host.startDraft("offline");
  const { user } = await openWindow({ path: `/registration/${draft.id}/document`, language, host });
  await screen.findByRole("heading", { level: 2, name: words[language].registration.steps.document });
  return { user, host, draft: draft.id };
}

async function atCamera(language: Language = "en", host = new FakeHost({ signedIn: true })) {
  const opened = await atDocumentStep(language, host);
  const w = words[language].registration.camera;
  await opened.user.click(screen.getByRole("button", { name: w.open }));
  const dialog = await screen.findByRole("dialog", { name: w.title });
  return { ...opened, dialog, w };
}

/** The camera shows this, and nothing shoots by itself. */
function heldAt(wanted: Parameters<FakeHost["camera"]["order"]>[0]): FakeHost {
  const host = new FakeHost({ signedIn: true });
  host.camera.order(wanted);
  return host;
}

const shotsOf = (host: FakeHost) => host.calls.filter((call) => call === "cameraShoot").length;
const sidesOf = async (host: FakeHost, draft: string) =>
  (await host.openDraft(draft)).content.document.images.map((image) => image.side);

describe.each(both)("the camera (%s)", (language) => {
  const { registration: r, words: terms, errors } = words[language];

  it("shoots front and back by itself, tells what was read, and is done", async () => {
    const { user, host, draft, dialog, w } = await atCamera(language);
    await within(dialog).findByText(w.advice.nextSide);
    await within(dialog).findByText(w.advice.done);
    expect(await sidesOf(host, draft)).toEqual(["front", "back"]);
    await within(dialog).findByText(r.document.read);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(shotsOf(host), "no shot after the last side").toBe(2);
    expect(host.camera.mostAtOnce, "never two requests at once").toBe(1);
    await user.keyboard("{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name: w.title })).toBeNull());
    expect(screen.getByText(r.document.read), "told at the images too").toBeTruthy();
  });

  it("shoots on Space and F8 with the automatic off, and remembers that", async () => {
    const { user, host, draft, dialog, w } = await atCamera(language, heldAt("good"));
    await user.click(within(dialog).getByRole("checkbox", { name: w.auto }));
    expect(await host.setting("camera.auto")).toBe("off");
    host.camera.order(null);
    await within(dialog).findByText(w.advice.goodPress);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(shotsOf(host), "nothing by itself").toBe(0);
    // Nothing is good meanwhile, or the camera would shoot by itself while it is switched on.
    host.camera.order("moveCloser");
    await within(dialog).findByText(w.advice.moveCloser);
    await user.keyboard(" ");
    expect(
      await host.setting("camera.auto"),
      "Space on the switch is the switch's, and nothing is shot",
    ).toBe("on");
    await user.keyboard(" ");
    expect(await host.setting("camera.auto")).toBe("off");
    host.camera.order(null);
    await within(dialog).findByText(w.advice.goodPress);
    await user.keyboard("{F8}");
    await waitFor(async () => expect(await sidesOf(host, draft)).toEqual(["front"]));
    await within(dialog).findByText(w.advice.goodPress);
    expect(shotsOf(host)).toBe(1);
    within(dialog).getByRole("region", { name: w.picture }).focus();
    await user.keyboard(" ");
    await waitFor(async () => expect(await sidesOf(host, draft)).toEqual(["front", "back"]));
    cleanup();
    const again = await atCamera(language, host);
    await waitFor(() =>
      expect(
        (within(again.dialog).getByRole("checkbox", { name: w.auto }) as HTMLInputElement).checked,
        "as it was left",
      ).toBe(false),
    );
  });

  it("takes one side again", async () => {
    const { user, host, draft, dialog, w } = await atCamera(language);
    await within(dialog).findByText(w.advice.done);
    const before = (await host.openDraft(draft)).content.document.images.map((image) => image.id);
    host.camera.order("nextSide");
    const front = terms.documentSide.front;
    await user.click(within(dialog).getByRole("button", { name: w.retakeSide.replace("{{side}}", front) }));
    await user.keyboard(" ");
    await within(dialog).findByText(w.advice.done);
    const after = (await host.openDraft(draft)).content.document.images.map((image) => image.id);
    expect(after, "another front").not.toContain(before[0]);
    expect(after, "the same back").toContain(before[1]);
  });

  it.each(["missing", "denied", "busy", "silent", "stuck", "failed", "closed", "opening"] as const)(
    "says what to do when it is %s",
    async (state) => {
      const { host, dialog, w } = await atCamera(language, heldAt(state));
      await within(dialog).findByText(w.state[state].title);
      const lead = state === "denied" ? w.state.denied.other : w.state[state].lead;
      await within(dialog).findByText(lead);
      const shoot = within(dialog).getByRole("button", { name: w.shoot }) as HTMLButtonElement;
      expect(shoot.disabled, "nothing to photograph").toBe(true);
      host.camera.order("good");
      await within(dialog).findByText(w.advice.good);
    },
  );

  it.each(["windows", "macos"] as const)("names the place of the permission on %s", async (system) => {
    const host = heldAt("denied");
    host.system = system;
    const { dialog, w } = await atCamera(language, host);
    await within(dialog).findByText(w.state.denied[system]);
  });

  it("says that no camera was found, and goes on once there is one", async () => {
    const { host, dialog, w } = await atCamera(language, heldAt("none"));
    await within(dialog).findByText(w.state.none.title);
    await within(dialog).findByText(w.state.none.lead);
    host.camera.order("moveCloser");
    await within(dialog).findByText(w.advice.moveCloser);
  });

  it("says why a shot failed, and takes the next", async () => {
    const host = heldAt("good");
    host.failNext("cameraShoot", "cameraNoPicture");
    const { user, draft, dialog, w } = await atCamera(language, host);
    await within(dialog).findByText(w.advice.good);
    await user.keyboard(" ");
    expect((await within(dialog).findByRole("alert")).textContent).toContain(errors.codes.cameraNoPicture);
    await user.keyboard("{F8}");
    await waitFor(async () => expect(await sidesOf(host, draft)).toEqual(["front"]));
    expect(within(dialog).queryByText(errors.codes.cameraNoPicture), "no longer said").toBeNull();
  });

  it("can be used without seeing it or a mouse", async () => {
    const { dialog, w } = await atCamera(language, heldAt("good"));
    await within(dialog).findByText(w.advice.good);
    const { violations } = await axe.run(dialog, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`)).toEqual([]);
  });
});

describe("the camera", () => {
  const { camera: w } = words.en.registration;

  it("photographs the frame of the press, however long the draft takes to be saved", async () => {
    const host = heldAt("good");
    const { user, draft, dialog } = await atCamera("en", host);
    await within(dialog).findByText(w.advice.good);
    let saved = () => {};
    const saving = inTurn(host, draft, () => new Promise<void>((resolve) => (saved = resolve)));
    await user.keyboard("{F8}");
    expect(host.calls, "kept at the press").toContain("cameraHold");
    // The document is taken away, and the camera with it, before the shot's turn comes.
    host.camera.order("missing");
    await within(dialog).findByText(w.state.missing.title);
    expect(shotsOf(host), "not its turn yet").toBe(0);
    saved();
    await saving;
    await waitFor(async () =>
      expect(await sidesOf(host, draft), "it is there all the same").toEqual(["front"]),
    );
  });

  it("photographs nothing where there was nothing at the press", async () => {
    const host = heldAt("good");
    const { user, draft, dialog } = await atCamera("en", host);
    await within(dialog).findByText(w.advice.good);
    let saved = () => {};
    const saving = inTurn(host, draft, () => new Promise<void>((resolve) => (saved = resolve)));
    host.failNext("cameraHold", "cameraNoPicture");
    await user.keyboard("{F8}");
    saved();
    await saving;
    const told = await within(dialog).findByRole("alert");
    expect(told.textContent).toContain(words.en.errors.codes.cameraNoPicture);
    expect(shotsOf(host), "nor is a later frame taken").toBe(0);
  });

  it("is let go when the dialog closes, and asked for no more frames", async () => {
    const { user, host } = await atCamera("en", heldAt("moveCloser"));
    await screen.findByText(w.advice.moveCloser);
    expect(host.camera.isOpen).toBe(true);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(host.camera.isOpen, "let go").toBe(false));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const asked = host.calls.filter((call) => call === "cameraFrame").length;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(host.calls.filter((call) => call === "cameraFrame")).toHaveLength(asked);
  });

  it("says when a frame cannot be read, and goes on with the next", async () => {
    const host = heldAt("moveCloser");
    const { dialog } = await atCamera("en", host);
    await within(dialog).findByText(w.advice.moveCloser);
    host.failNext("cameraFrame", "cameraNoPicture");
    await within(dialog).findByText(words.en.errors.codes.cameraNoPicture);
    await waitFor(() => expect(within(dialog).queryByRole("alert"), "over").toBeNull());
  });

  it("is let go when the page goes", async () => {
    const { host } = await atCamera("en", heldAt("moveCloser"));
    await screen.findByText(w.advice.moveCloser);
    goTo("/drafts");
    await waitFor(() => expect(host.camera.isOpen).toBe(false));
  });

  it("is the one chosen before, by its name, in the size chosen", async () => {
    const { user, host, dialog } = await atCamera("en", heldAt("moveCloser"));
    await within(dialog).findByText(w.advice.moveCloser);
    expect(host.camera.opened, "the first, as large as the host thinks").toEqual([
      { camera: "camera-1", size: null },
    ]);
    await user.selectOptions(within(dialog).getByRole("combobox", { name: w.camera }), "Document camera");
    const size = within(dialog).getByRole("combobox", { name: w.size });
    await user.selectOptions(size, await within(size).findByRole("option", { name: "1280 × 720" }));
    await waitFor(() => expect(host.camera.opened).toHaveLength(3));
    await within(dialog).findByText(w.advice.moveCloser);
    cleanup();
    // Plugged in again, it has another identifier.
    host.camera.cameras = host.camera.cameras.map((each) => ({ ...each, id: `new-${each.id}` }));
    await atCamera("en", host);
    await waitFor(() =>
      expect(host.camera.opened.at(-1)).toEqual({
        camera: "new-camera-2",
        size: { width: 1280, height: 720 },
      }),
    );
  });

  it("opened again from an image photographs that side", async () => {
    const { user, host, draft, dialog } = await atCamera();
    await within(dialog).findByText(w.advice.done);
    await user.click(within(dialog).getByRole("button", { name: w.done }));
    host.camera.order("moveCloser");
    const before = (await host.openDraft(draft)).content.document.images;
    await user.click(screen.getByRole("button", { name: w.againSide.replace("{{side}}", "Back") }));
    await within(dialog).findByText(w.advice.moveCloser);
    await user.keyboard("{F8}");
    await within(dialog).findByText(w.advice.done);
    const after = (await host.openDraft(draft)).content.document.images;
    expect(after.find((each) => each.side === "front")?.id).toBe(before[0]?.id);
    expect(after.find((each) => each.side === "back")?.id).not.toBe(before[1]?.id);
  });
});
