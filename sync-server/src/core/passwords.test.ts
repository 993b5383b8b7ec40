import { SeededRandom } from "@arogyasync/shared/testing";
import { expect, it } from "vitest";
import { isWeakPassword, newOneTimePassword } from "./passwords.ts";

const asha = { id: "asha.devi", name: "Asha Devi" };

it.each([
  "short-1",
  "aaaaaaaa",
  "12345678",
  "123123123",
  "password",
  "Password2026!",
  "hospital123",
  "asha.devi",
  "Asha.devi1",
])("[ID10] %s is too easily guessed", (password) => expect(isWeakPassword(password, asha)).toBe(true));

it.each(["neem-river-1947", "password-1x", "उजाला-नदी-७", "correct horse battery staple"])(
  "[ID10] %s is not",
  (password) => expect(isWeakPassword(password, asha)).toBe(false),
);

it("[ID11] a password for one use can be read out, and is never the same", () => {
  const random = new SeededRandom(3);
  const made = new Set(Array.from({ length: 200 }, () => newOneTimePassword(random)));
  expect(made.size).toBe(200);
  for (const one of made) {
    expect(one).toMatch(/^(?:[a-hjkmnp-z2-9]{4}-){3}[a-hjkmnp-z2-9]{4}$/);
    expect(isWeakPassword(one, asha)).toBe(false);
  }
});
