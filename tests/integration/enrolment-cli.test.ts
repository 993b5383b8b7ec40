import { readConfig } from "@arogyasync/sync-server/config";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { createEnrolmentWorld, type EnrolmentWorld, newPhone } from "./enrolment-world.ts";

let world: EnrolmentWorld;
beforeAll(async () => {
  world = await createEnrolmentWorld();
  await world.addUser("asha", "field");
  await world.addUser("ravi", "field");
});
afterAll(() => world.close());

/** Runs `arogya …` on the relay's data folder; gives the exit code and what was printed. */
const arogya = async (...args: readonly string[]): Promise<{ code: number; text: string }> => {
  const { runProgram } = await import("@arogyasync/cli/testing");
  let text = "";
  const take = (piece: string | Uint8Array): boolean => {
    text += String(piece);
    return true;
  };
  const spies = [process.stdout, process.stderr].map((s) => vi.spyOn(s, "write").mockImplementation(take));
  try {
    return { code: await runProgram(["node", "arogya", ...args, "--data-dir", world.dir]), text };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
};
const json = async (...args: readonly string[]) => {
  const { code, text } = await arogya(...args, "--json");
  return { code, value: JSON.parse(text) as Record<string, unknown> };
};

test("[ID34] invites beside a running relay: the code it prints lets one device in, once, and is listed", async () => {
  const { value } = await json(
    "device",
    "invite",
    "--clinic",
    "rampur",
    "--user",
    "asha",
    "--url",
    "https://vitals.example",
  );
  const code = String(value["code"]);
  expect(value).toMatchObject({ link: `https://vitals.example/login#enrol=${code}`, user: "asha" });
  expect((await world.signIn(newPhone(), "ravi", code)).code).toBe("enrolment-code-other-person");
  const phone = newPhone();
  expect((await world.signIn(phone, "asha", code)).status).toBe(200);
  expect((await world.signIn(newPhone(), "asha", code)).code).toBe("enrolment-code-used");
  const codes = await arogya("device", "codes");
  expect(codes.text).toMatch(new RegExp(`rampur +for asha +by @operator +used .+ by asha on ${phone.id}`));
  expect((await arogya("device", "list")).text).toContain(phone.id);
});

test("shows the code in groups with a QR beside it, and says what to do on the phone", async () => {
  const { code, text } = await arogya("device", "invite", "--clinic", "rampur", "--hours", "2");
  expect(code).toBe(0);
  expect(text).toMatch(/\n {4}[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}\n/);
  expect(text.split("\n").filter((line) => /^[█▀▄ ]{30,}$/.test(line)).length).toBeGreaterThan(15);
  expect(text).toContain("scan this with the camera");
});

test("withdraws, and says what is wrong in one line", async () => {
  const { value } = await json("device", "invite", "--clinic", "rampur");
  expect((await arogya("device", "withdraw", String(value["no"]))).code).toBe(0);
  const withdrawn = await world.signIn(newPhone(), "ravi", String(value["code"]));
  expect(withdrawn.code).toBe("enrolment-code-withdrawn");
  expect(await arogya("device", "withdraw", String(value["no"]))).toMatchObject({ code: 3 });
  for (const wrong of [
    ["--clinic", "nowhere"],
    ["--clinic", "rampur", "--user", "nobody"],
    ["--clinic", "rampur", "--hours", "0"],
  ])
    expect(await arogya("device", "invite", ...wrong)).toMatchObject({ code: 3 });
});

test("[ID36] a relay asks for codes unless it is told not to, and only where it is not reached from elsewhere", () => {
  expect(readConfig({}).enrolment).toBe("code");
  expect(readConfig({ ENROLMENT: "open" }).enrolment).toBe("open");
  expect(readConfig({ HOST: "0.0.0.0" }).enrolment).toBe("code");
  expect(() => readConfig({ HOST: "0.0.0.0", ENROLMENT: "open" })).toThrow("ALLOW_OPEN_ENROLMENT=yes");
  const allowed = { HOST: "0.0.0.0", ENROLMENT: "open", ALLOW_OPEN_ENROLMENT: "yes" };
  expect(readConfig(allowed).enrolment).toBe("open");
  expect(() => readConfig({ ENROLMENT: "perhaps" })).toThrow("ENROLMENT");
});
