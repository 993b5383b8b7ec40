import { describe, expect, test } from "vitest";
import { departureOf } from "./departure-of.ts";

const person = { user: "asha", name: "Asha", clinics: ["rampur"], isRevoked: false };
const device = { id: "phone-0001", people: [person] };
const line = (action: "revoke" | "wipe" | "reinstate", id = "phone-0001") => ({
  target: "device" as const,
  id,
  action,
  by: "meera",
  reason: "lost",
  atMs: 1,
});
const wipe = {
  device: "phone-0001",
  user: "asha",
  cause: "device-revoked",
  atMs: 1,
  receivedAtMs: 2,
  handedIn: 0,
  lost: 0,
};

describe("where a device stands on its way out [QR22]", () => {
  test.each([
    ["in use", device, { revocations: [], wipes: [] }, "none"],
    ["told to empty itself", device, { revocations: [line("wipe")], wipes: [] }, "wiping"],
    ["given back since", device, { revocations: [line("reinstate"), line("wipe")], wipes: [] }, "none"],
    ["another device", device, { revocations: [line("wipe", "phone-0002")], wipes: [] }, "none"],
    ["empty", device, { revocations: [line("wipe")], wipes: [wipe] }, "empty"],
    ["switched off", { ...device, people: [{ ...person, isRevoked: true }] }, undefined, "revoked"],
  ])("%s", (_, one, book, expected) => {
    expect(departureOf(one, book)).toBe(expected);
  });
});
