import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import axe from "axe-core";
import { describe, expect, it } from "vitest";
import { FakeHost } from "@/host/fake";
import type { Corners } from "@/host/host";
import type { Language } from "@/i18n/setup";
import { file, openWindow } from "@/testing/render";
import { both, words } from "@/testing/words";
import { isSquareOn, wholePicture, withCorner } from "./corners";

const size = { width: 1920, height: 1080 };

async function atCrop(language: Language) {
  const host = new FakeHost({ signedIn: true });
  const draft = await host.startDraft("offline");
  const { user } = await openWindow({ path: `/registration/${draft.id}/document`, language, host });
  const { registration: w, words: terms } = words[language];
  const front = terms.documentSide.front;
  await user.upload(await screen.findByLabelText(front), file("front.jpg"));
  const name = w.crop.openSide.replace("{{side}}", front);
  await user.click(await screen.findByRole("button", { name }));
  const dialog = await screen.findByRole("dialog", { name });
  const corner = (which: keyof typeof w.crop.corner) =>
    within(dialog).findByRole("button", { name: w.crop.corner[which] });
  await corner("topLeft");
  return { user, host, draft: draft.id, dialog, corner, name, w };
}

describe.each(both)("the crop (%s)", (language) => {
  it("is corrected by the arrow keys, and Enter crops", async () => {
    const { user, host, draft, corner, name } = await atCrop(language);
    const before = host.camera.cropView().corners;
    const image = (await host.openDraft(draft)).content.document.images[0]?.id;
    (await corner("topLeft")).focus();
    await user.keyboard("{ArrowRight}{ArrowRight}{ArrowUp}");
    (await corner("bottomRight")).focus();
    await user.keyboard("{Shift>}{ArrowLeft}{ArrowDown}{/Shift}{Enter}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name })).toBeNull());
    const after = before.map((at) => ({ ...at })) as Corners;
    after[0] = { x: before[0].x + 2, y: before[0].y - 1 };
    after[2] = { x: before[2].x - 10, y: before[2].y + 10 };
    expect(host.crops).toEqual([after]);
    const images = (await host.openDraft(draft)).content.document.images;
    expect(images.map((each) => each.side)).toEqual(["front"]);
    expect(images[0]?.id, "another image").not.toBe(image);
  });

  it("is not taken while its corners are crossed, and says so; the whole picture always fits", async () => {
    const { user, host, dialog, corner, w } = await atCrop(language);
    const confirm = within(dialog).getByRole("button", { name: w.crop.confirm }) as HTMLButtonElement;
    const left = await corner("topLeft");
    left.focus();
    await user.keyboard("{Shift>}{ArrowRight>170/}{/Shift}");
    expect(within(dialog).getByRole("alert").textContent).toBe(w.crop.crossed);
    expect(confirm.disabled).toBe(true);
    await user.keyboard("{Enter}");
    expect(host.crops, "Enter does not get past it").toEqual([]);
    await user.click(within(dialog).getByRole("button", { name: w.crop.whole }));
    expect(within(dialog).queryByRole("alert")).toBeNull();
    await user.click(confirm);
    await waitFor(() => expect(host.crops).toEqual([wholePicture(size)]));
  });

  it("is left as it was on Escape", async () => {
    const { user, host, corner, name } = await atCrop(language);
    (await corner("topRight")).focus();
    await user.keyboard("{ArrowLeft}{Escape}");
    await waitFor(() => expect(screen.queryByRole("dialog", { name })).toBeNull());
    expect(host.crops).toEqual([]);
  });

  it("can be used without seeing it or a mouse", async () => {
    const { dialog } = await atCrop(language);
    const { violations } = await axe.run(dialog, { rules: { "color-contrast": { enabled: false } } });
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`)).toEqual([]);
  });
});

describe("a corner", () => {
  it("follows the pointer that holds it, and stays on the picture", async () => {
    const { host, user, dialog, corner, w } = await atCrop("en");
    const before = host.camera.cropView().corners;
    const handle = await corner("bottomLeft");
    handle.setPointerCapture ??= () => {};
    fireEvent.pointerDown(handle, { pointerId: 1, clientX: 100, clientY: 100 });
    fireEvent.pointerMove(handle, { pointerId: 1, clientX: 107, clientY: 95 });
    fireEvent.pointerUp(handle, { pointerId: 1, clientX: 107, clientY: 95 });
    fireEvent.pointerMove(handle, { pointerId: 1, clientX: 300, clientY: 300 });
    await user.click(within(dialog).getByRole("button", { name: w.crop.confirm }));
    await waitFor(() => expect(host.crops).toHaveLength(1));
    expect(host.crops[0]?.[3]).toEqual({ x: before[3].x + 7, y: before[3].y - 5 });
    expect(withCorner(before, 0, { x: -40, y: 5000 }, size)[0]).toEqual({ x: 0, y: 1079 });
  });

  it("belongs to a polygon that is neither crossed nor dented nor turned inside out", () => {
    const [topLeft, topRight, bottomRight, bottomLeft] = wholePicture(size);
    expect(isSquareOn([topLeft, topRight, bottomRight, bottomLeft])).toBe(true);
    expect(isSquareOn([topRight, topLeft, bottomRight, bottomLeft]), "crossed").toBe(false);
    expect(isSquareOn([topLeft, bottomLeft, bottomRight, topRight]), "mirrored").toBe(false);
    expect(isSquareOn([{ x: 1500, y: 800 }, topRight, bottomRight, bottomLeft]), "dented").toBe(false);
    expect(isSquareOn([topLeft, topLeft, topLeft, topLeft]), "one point").toBe(false);
  });
});
