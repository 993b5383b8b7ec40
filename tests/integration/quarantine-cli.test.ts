import type { QuarantineItem } from "@arogyasync/shared/api";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createQuarantineWorld, type QuarantineWorld } from "./quarantine-world.ts";
import { MEASURED_AT } from "./relay-world.ts";

let at: QuarantineWorld;
beforeEach(async () => {
  at = await createQuarantineWorld();
});
afterEach(() => at.world.close());

describe("the command line", () => {
  /** Runs `arogya … --json` on the relay's data folder; gives the exit code and what was printed. */
  const arogya = async (...args: readonly string[]): Promise<{ code: number; json: unknown }> => {
    const { runProgram } = await import("@arogyasync/cli/testing");
    let printed = "";
    const take = (text: string | Uint8Array): boolean => {
      printed += String(text);
      return true;
    };
    const spies = [process.stdout, process.stderr].map((s) => vi.spyOn(s, "write").mockImplementation(take));
    try {
      const code = await runProgram(["node", "arogya", ...args, "--data-dir", at.world.dir, "--json"]);
      return { code, json: JSON.parse(printed) };
    } finally {
      for (const spy of spies) spy.mockRestore();
    }
  };

  test("[QR4] accepts beside a running relay, which tells the ward at once; the book names who", async () => {
    const { world, asha, patient, inbox, handInFromLostPhone } = at;
    const reading = await asha.reading(patient.id, MEASURED_AT, 111);
    await handInFromLostPhone([reading]);
    const nurse = await world.addUser("nurse", "hospital");
    const ward = await world.connect(nurse);
    ward.client.send({ t: "subscribe", wants: [{ scope: "rampur", kind: "vitals", after: 0 }] });
    await ward.client.next("live");
    const listed = await arogya("quarantine", "list", "--as", "boss");
    expect(listed).toMatchObject({ code: 0, json: [{ patientName: "Sita Devi", code: "device-revoked" }] });
    const no = String((listed.json as QuarantineItem[])[0]?.no);
    const refused = await arogya("quarantine", "accept", no, "--as", "asha", "--reason", "mine");
    expect(refused).toMatchObject({ code: 3, json: { error: { code: "unknown-user" } } });
    const accepted = await arogya("quarantine", "accept", no, "--as", "boss", "--reason", "asked her");
    expect(accepted).toMatchObject({ code: 0, json: [{ outcome: "stored" }] });
    const since = performance.now();
    await ward.client.until(() => ward.client.all("changes").find((f) => f.rows.length === 2), "the reading");
    expect(performance.now() - since).toBeLessThan(1_000);
    expect((await inbox("accepted"))[0]?.decision).toMatchObject({ by: "boss", reason: "asked her" });
    await ward.client.close();
  });

  test("[QR20][QR22] switches a person off while they are connected", async () => {
    const { world, asha, phone } = at;
    const since = performance.now();
    const done = await arogya("revoke", "person", "asha", "--as", "boss", "--reason", "left the clinic");
    expect(done).toMatchObject({ code: 0, json: { action: "revoke", by: "boss" } });
    expect((await phone.whenClosed()).code).toBe(4403);
    expect(performance.now() - since).toBeLessThan(3_000);
    const book = await arogya("revocations", "--as", "boss");
    expect(book.json).toMatchObject({ revocations: [{ id: "asha", reason: "left the clinic" }], wipes: [] });
    const back = await arogya("reinstate", "person", "asha", "--as", "boss", "--reason", "a mistake");
    expect(back.code).toBe(0);
    await (await world.connect(asha, "device-lost")).client.close();
  });
});
