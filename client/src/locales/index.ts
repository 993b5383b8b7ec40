import type { Messages } from "./messages.ts";

export type { MessageId, Messages } from "./messages.ts";

export const languages = ["en", "hi"] as const;
export type Language = (typeof languages)[number];

/** Each language in its own words: what a person looks for when the rest is unreadable. */
export const languageNames: Readonly<Record<Language, string>> = { en: "English", hi: "हिन्दी" };

/** Latin digits everywhere: a clinical number must look the same in every language. */
export const intlLocales: Readonly<Record<Language, string>> = {
  en: "en-IN-u-nu-latn",
  hi: "hi-IN-u-nu-latn",
};

/** One lazy chunk per language. */
export const loadMessages = async (language: Language): Promise<Messages> => {
  switch (language) {
    case "en":
      return (await import("./en/index.ts")).en;
    case "hi":
      return (await import("./hi/index.ts")).hi;
  }
};
