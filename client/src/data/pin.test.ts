import { expect, test } from "vitest";
import { pinProblem } from "./pin.ts";

test("[VA4] a PIN has six digits or more, and what is tried first on a found phone is refused", () => {
  for (const trivial of ["000000", "123456", "654321", "890123", "121212", "123123", "1111111", "456456"])
    expect([trivial, pinProblem(trivial)]).toEqual([trivial, "pin-trivial"]);
  expect(pinProblem("12345")).toBe("pin-short");
  expect(pinProblem("")).toBe("pin-short");
  expect(pinProblem("1234567890123")).toBe("pin-long");
  expect(pinProblem("12a456")).toBe("pin-digits");
  expect(pinProblem("१२३४५६")).toBe("pin-digits");
  for (const fine of ["271828", "000001", "135790", "112233"]) expect(pinProblem(fine)).toBeUndefined();
});
