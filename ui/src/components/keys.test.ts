import { afterEach, expect, it } from "vitest";
import { focusNextCheck } from "./keys";

afterEach(() => {
  document.body.innerHTML = "";
});

it("F2 goes from what is least sure to what is surest, and round again", () => {
  document.body.innerHTML = `
    <input id="surname" data-check="true" data-sure="80" />
    <input id="number" data-check="true" data-sure="55" />
    <input id="sure" />
    <input id="born" aria-invalid="true" />`;
  const stops = [1, 2, 3, 4].map(() => {
    focusNextCheck();
    return document.activeElement?.id;
  });
  expect(stops).toEqual(["born", "number", "surname", "born"]);
});
