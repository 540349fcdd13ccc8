import { describe, expect, it } from "vitest";
import { HostError } from "./errors";
import { asFrame } from "./tauri";
import type { FrameView } from "./types";

const view: FrameView = {
  state: "live",
  number: 7,
  size: { width: 1920, height: 1080 },
  sizes: [{ width: 1920, height: 1080 }],
  advice: "moveCloser",
  outline: null,
  ready: 0,
};

function answer(header: string, jpeg: number[] = [], length?: number): Uint8Array {
  const text = new TextEncoder().encode(header);
  const all = new Uint8Array(4 + text.length + jpeg.length);
  new DataView(all.buffer).setUint32(0, length ?? text.length, true);
  all.set(text, 4);
  all.set(jpeg, 4 + text.length);
  return all;
}

describe("a frame that crosses the door", () => {
  it("is its header and its picture", () => {
    const frame = asFrame(answer(JSON.stringify(view), [0xff, 0xd8, 1]));
    expect(frame.view).toEqual(view);
    expect([...(frame.jpeg ?? [])]).toEqual([0xff, 0xd8, 1]);
  });

  it("may come without a picture", () => {
    expect(asFrame(answer(JSON.stringify({ ...view, state: "missing" }))).jpeg).toBeNull();
  });

  it("is read where its bytes lie, also within others", () => {
    const whole = answer(JSON.stringify(view), [5]);
    const around = new Uint8Array(whole.length + 3);
    around.set(whole, 3);
    expect(asFrame(around.subarray(3)).view.number).toBe(7);
  });

  it.each([
    ["nothing", new Uint8Array()],
    ["less than a length", new Uint8Array([1, 0])],
    ["a header cut short", answer("{}", [], 400)],
    ["no JSON", answer("not json")],
    ["other JSON", answer('{"state":"live"}')],
    ["null", answer("null")],
    ["a length from elsewhere", answer("{}", [], 0xffffffff)],
  ])("says so when it is %s", (_what, bytes) => {
    expect(() => asFrame(bytes)).toThrow(HostError);
    try {
      asFrame(bytes);
    } catch (thrown) {
      expect(thrown).toMatchObject({ code: "cameraNoPicture", remedy: "retry" });
    }
  });
});
