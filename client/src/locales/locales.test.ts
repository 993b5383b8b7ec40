import { readFileSync, readdirSync } from "node:fs";
import { refusalCauses } from "@arogyasync/shared/protocol";
import { createIntl } from "react-intl";
import { describe, expect, test } from "vitest";
import { en } from "./en/index.ts";
import { intlLocales, languages, loadMessages } from "./index.ts";

const placeholders = (message: string): string[] =>
  [...message.matchAll(/\{(\w+)\s*[,}]/g)]
    .map((match) => match[1] ?? "")
    .filter((name) => name !== "")
    .sort();

describe("refusals", () => {
  test.each(languages)("[QR1] %s has a cause and a remedy for every code that there is", async (language) => {
    const messages = await loadMessages(language);
    const missing = Object.keys(refusalCauses).flatMap((code) =>
      [`refused.${code}`, `remedy.${code}`].filter((id) => !Object.hasOwn(messages, id)),
    );
    expect(missing).toEqual([]);
    const [cause, remedy] = [messages["refused.append-only"], messages["remedy.append-only"]];
    expect(cause).not.toBe(remedy);
  });
});

describe("catalogues [CL15]", () => {
  test.each(languages)("%s has every key of English, with the same values to fill in", async (language) => {
    const messages = await loadMessages(language);
    expect(Object.keys(messages).sort()).toEqual(Object.keys(en).sort());
    for (const [id, message] of Object.entries(messages)) {
      const wanted = new Set(placeholders(en[id as keyof typeof en]));
      expect({ id, has: [...new Set(placeholders(message))] }).toEqual({ id, has: [...wanted] });
    }
  });
  test.each(languages)(
    "every message of %s can be shown, and numbers keep Latin digits",
    async (language) => {
      const messages = await loadMessages(language);
      const problems: string[] = [];
      const intl = createIntl({
        locale: intlLocales[language],
        messages,
        onError: (error) => problems.push(error.message),
      });
      for (const [id, message] of Object.entries(messages)) {
        const values = Object.fromEntries(
          placeholders(message).map((name) => [name, name === "time" ? "9:05" : 72]),
        );
        expect(intl.formatMessage({ id }, values)).not.toMatch(/[०-९]/);
      }
      expect(problems).toEqual([]);
    },
  );
  test("the word that hides where a record is never appears", async () => {
    for (const language of languages)
      for (const [id, message] of Object.entries(await loadMessages(language)))
        expect({
          id,
          message: message.replaceAll("ArogyaSync", "").match(/sync|secure\b|guarantee/i)?.[0],
        }).toEqual({
          id,
          message: undefined,
        });
  });
});

const sources = (folder: URL): URL[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const url = new URL(entry.isDirectory() ? `${entry.name}/` : entry.name, folder);
    return entry.isDirectory()
      ? sources(url)
      : entry.name.endsWith(".tsx") && !entry.name.includes(".test.")
        ? [url]
        : [];
  });

/** Text between tags, and attributes that people read or hear. */
const hardCoded = (source: string): string[] => {
  const code = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
  const between = [...code.matchAll(/>([^<>{}=;]*[A-Za-z]{2}[^<>{}=;]*)<\//g)].map((match) => match[1] ?? "");
  const attributes = [
    ...code.matchAll(/\b(?:aria-label|placeholder|title|alt)="([^"]*[A-Za-z]{2}[^"]*)"/g),
  ].map((match) => match[1] ?? "");
  return [...between, ...attributes].map((text) => text.trim());
};

describe("no text outside the catalogues [CL15]", () => {
  test("the scan finds a hard-coded word", () => {
    expect(hardCoded("const a = <p>Saved here</p>;")).toEqual(["Saved here"]);
    expect(hardCoded('const a = <button aria-label="Close">{x}</button>;')).toEqual(["Close"]);
  });
  test.each(["../features/", "../app/", "../ui/"])("%s", (folder) => {
    const found = sources(new URL(folder, import.meta.url)).flatMap((file) =>
      hardCoded(readFileSync(file, "utf8")).map((text) => `${file.pathname.split("/src/")[1]}: ${text}`),
    );
    expect(found).toEqual([]);
  });
});
