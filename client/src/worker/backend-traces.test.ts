import { ownReadBody } from "@arogyasync/shared/access";
import type { SignedRead } from "@arogyasync/shared/api";
import { base64UrlToBytes } from "@arogyasync/shared/bytes";
import { decodeCbor } from "@arogyasync/shared/protocol";
import { testVerifier } from "@arogyasync/shared/testing";
import { describe, expect, it, vi } from "vitest";
import { detailOf, device, person, until } from "./testing/device.ts";

// Node has initialised Automerge already (tests/setup.ts); the browser's way needs a URL to fetch from.
vi.mock("./wasm.ts", () => ({ automergeReady: () => Promise.resolve() }));

describe("what is traced", () => {
  it("[TR4] a record that is opened without a network is written down, signed by its reader, once", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    expect(at.disk.durable(["~read"])).toHaveLength(0);
    for (let i = 0; i < 3; i++) {
      await tab.methods.watchPatient(patientId);
      await until(() => expect(detailOf(tab).row.id).toBe(patientId));
      await tab.methods.unwatchPatient(patientId);
    }
    await until(() => expect(at.disk.durable(["~read"])).toHaveLength(1));
    const [kept] = at.disk.durable(["~read"]);
    const { read, key, signature } = decodeCbor(kept?.value ?? new Uint8Array()) as SignedRead;
    expect(read).toMatchObject({ person: "sunita", patient: patientId, what: "screen", purpose: "CAREMGT" });
    const isSigned = testVerifier.verify(
      base64UrlToBytes(key),
      ownReadBody(read),
      base64UrlToBytes(signature),
    );
    expect(await isSigned).toBe(true);
    await tab.methods.watchPatient("nobody");
    await until(() => expect(tab.last("patient")?.value).toBe("missing"));
    expect(at.disk.durable(["~read"])).toHaveLength(1);
  });

  it("[TR20] a consent is saved in the person's name, shown at once, and the newest decision counts", async () => {
    const at = device();
    await at.signIn();
    const tab = at.openTab("a");
    await tab.start();
    const registered = await tab.methods.register(person);
    if (!registered.ok) throw new Error(registered.code);
    const { patientId } = registered.value;
    await tab.methods.watchPatient(patientId);
    await until(() => expect(detailOf(tab).consents.insurance.status).toBe("none"));
    const entry = { purpose: "insurance", method: "paper", untilMs: Date.now() + 1e9 } as const;
    await tab.methods.recordConsent({ patientId, entry: { ...entry, state: "given" } });
    await until(() =>
      expect(detailOf(tab).consents.insurance).toMatchObject({
        status: "given",
        method: ["paper"],
        by: ["sunita"],
        untilMs: entry.untilMs,
      }),
    );
    await tab.methods.recordConsent({
      patientId,
      entry: { ...entry, state: "withdrawn", untilMs: undefined },
    });
    await until(() => expect(detailOf(tab).consents.insurance.status).toBe("withdrawn"));
    expect(detailOf(tab).consents.care.status).toBe("none");
  });
});
