import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { describe, expect, it as test } from "vitest";
import { en } from "./en";
import { it } from "./it";

type Tree = { [key: string]: Tree | string };

function leaves(tree: Tree, path = ""): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(tree)) {
    const at = path ? `${path}.${key}` : key;
    if (typeof value === "string") found.set(at, value);
    else for (const [inner, text] of leaves(value, at)) found.set(inner, text);
  }
  return found;
}

const english = leaves(en);
const italian = leaves(it);
/** `count_one` and `count_other` are one entry, of which each language has its own forms. */
const stem = (key: string) => key.replace(/_(one|many|other)$/, "");
const stems = (words: Map<string, string>) => new Set([...words.keys()].map(stem));
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();

describe("the words", () => {
  test("Italian is complete, and has nothing that English lacks", () => {
    expect([...stems(italian)].sort(), "the same entries in both languages").toEqual(
      [...stems(english)].sort(),
    );
  });

  test("each plural has the forms its language needs", () => {
    for (const [words, language] of [
      [english, "en"],
      [italian, "it"],
    ] as const) {
      const needed = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const plurals = [...words.keys()].filter((key) => key.endsWith("_other")).map(stem);
      for (const plural of plurals) {
        for (const form of needed) {
          expect(words.has(`${plural}_${form}`), `${language} needs ${plural}_${form}`).toBe(true);
        }
      }
    }
  });

  test("nothing is empty, and each sentence names the same parameters in both languages", () => {
    for (const [key, text] of english) {
      expect(text.trim(), `${key} says something`).not.toBe("");
      const other = italian.get(key) ?? italian.get(`${stem(key)}_other`) ?? "";
      expect(other.trim(), `${key} says something in Italian`).not.toBe("");
      // The form for one may leave the number out.
      if (key.endsWith("_one")) continue;
      expect(placeholders(other), `${key} has the parameters of the English text`).toEqual(
        placeholders(text),
      );
    }
  });

  test("every error code of the domain has its sentence", () => {
    // The tests run in the folder of the interface; the list lives with the domain.
    const source = readFileSync(resolve(process.cwd(), "../crates/domain/src/error_code.rs"), "utf8");
    const list = /pub enum ErrorCode \{([\s\S]*?)\n {4}\}/.exec(source)?.[1] ?? "";
    const codes = [...list.matchAll(/= "(\w+)"/g)].map((match) => match[1] ?? "");
    expect(codes.length, "the list of codes was found").toBeGreaterThan(30);
    const missing = codes.filter((code) => !english.has(`errors.codes.${code}`));
    expect(missing, "each code says what happened and what to do").toEqual([]);
  });
});
