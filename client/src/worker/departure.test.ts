import { handInToAdmin } from "@arogyasync/shared/api";
import { base64UrlToBytes, bytesToBase64Url } from "@arogyasync/shared/bytes";
import { type ReplicaStore, type Signer, silentLog } from "@arogyasync/shared/ports";
import { type RelayKey, successionBody } from "@arogyasync/shared/protocol";
import { createTurns, createWriter, Directory, Outbox, PlainDocHost } from "@arogyasync/shared/replica";
import {
  createTestSigner,
  MemoryDisk,
  plainCompression,
  SalvageDesk,
  SeededRandom,
  TestClock,
  testVerifier,
} from "@arogyasync/shared/testing";
import { describe, expect, it } from "vitest";
import type { DepartureState } from "../data/departure.ts";
import { createDeparture } from "./departure.ts";
import type { DepartureDeps, OtherVault } from "./departure-deps.ts";

/** A phone on which these people registered a patient each, all unsent. */
const phone = async (people: readonly string[] = ["asha"], others: readonly OtherVault[] = []) => {
  const disk = new MemoryDisk();
  const store = disk.open();
  const clock = new TestClock();
  const desk = new SalvageDesk();
  const exclusive = createTurns();
  let author = people[0] ?? "";
  const writer = createWriter({
    store,
    host: new PlainDocHost({ store, log: silentLog }),
    outbox: await Outbox.load(store),
    directory: await Directory.load(store),
    exclusive,
    clock,
    random: new SeededRandom(1),
    identity: () => ({
      principal: { userId: author, roles: ["field"], clinics: ["rampur"] },
      signer: createTestSigner(`user:${author}`),
    }),
  });
  const save = (by = author) => {
    author = by;
    return writer.createPatient({ site: "rampur", identity: { name: "Sita" } });
  };
  for (const person of people) await save(person);
  const states: (DepartureState | undefined)[] = [];
  const did: string[] = [];
  let online = true;
  let published: readonly RelayKey[] | undefined;
  const deps: DepartureDeps = {
    store: { ...store, close: async () => void did.push("closed") } satisfies ReplicaStore,
    clock,
    log: silentLog,
    compression: plainCompression,
    verifier: testVerifier,
    http: desk,
    relayKeys: async () => published,
    device: () => "phone-0001",
    openSigner: async (name) => createTestSigner(name),
    others: async () => others,
    removeVault: async (keyName) => void did.push(`removed ${keyName}`),
    exclusive,
    stopSending: async () => void did.push("stopped"),
    ask: async (path, body) => {
      if (!online || path !== handInToAdmin.path) return { ok: false, code: "offline", message: "" };
      const answer = await desk.upload(base64UrlToBytes((body as { body: string }).body));
      return answer.ok ? answer : { ok: false, code: answer.error.code, message: "" };
    },
    onState: (state) => void states.push(state),
    keepNote: async () => void did.push("noted"),
  };
  const departure = createDeparture(deps);
  const who = {
    keyName: "user:asha",
    relayKey: bytesToBase64Url(desk.signer.publicKey),
  };
  const settle = async () => {
    for (let i = 0; i < 20; i++) await clock.settle();
  };
  return {
    clock,
    desk,
    departure,
    who,
    states,
    did,
    save,
    settle,
    last: () => states.at(-1),
    publish: (keys: readonly RelayKey[]) => {
      published = keys;
    },
    cutNetwork: () => {
      online = false;
    },
    begin: async () => {
      departure.begin(who);
      await settle();
    },
  };
};

describe("a device that must go", () => {
  it("[QR33] hands in every author's work, closes the store, and only then lets the page delete", async () => {
    const at = await phone(["asha", "ravi"]);
    await at.begin();
    expect(at.desk.has.size).toBe(2);
    expect(at.states.map((state) => state?.phase)).toEqual(["handing-in", "handing-in", "emptying"]);
    expect(at.last()).toMatchObject({
      note: { cause: "device-revoked", handedIn: 2, quarantined: 2, lost: 0, isEmptying: true },
    });
    expect(at.did).toEqual(["stopped", "noted", "closed"]);
  });

  it("[QR33] saved while the last upload was under way: goes first", async () => {
    const at = await phone();
    at.desk.meanwhile = async () => {
      at.desk.meanwhile = async () => {};
      await at.save();
    };
    await at.begin();
    expect(at.desk.has.size).toBe(2);
    expect(at.last()).toMatchObject({ phase: "emptying", note: { handedIn: 2, lost: 0 } });
  });

  it("[QR33] nobody can save once the store is let go of: no save is called saved that is not", async () => {
    const at = await phone();
    await at.begin();
    const late = await Promise.race([at.save(), at.settle().then(() => "still waiting")]);
    expect(late).toBe("still waiting");
  });

  it.each(["offline", "quarantine-full", "storage"])(
    "[QR33] %s: nothing is closed, it says so, and tries again until it works",
    async (code) => {
      const broken = await phone();
      broken.desk.refusal = code;
      await broken.begin();
      expect(broken.last()).toMatchObject({ phase: "waiting", code, left: 1 });
      await broken.clock.advance(30_000);
      expect(broken.last()).toMatchObject({ phase: "waiting", left: 1 });
      expect(broken.did).not.toContain("closed");
      broken.desk.refusal = undefined;
      await broken.clock.advance(400_000);
      await broken.settle();
      expect(broken.last()).toMatchObject({ phase: "emptying", note: { handedIn: 1 } });
    },
  );

  it("[QR31] a receipt by another key wipes nothing; with the check off (control) it would", async () => {
    const forge = async (relayKey: Uint8Array) => {
      const at = await phone();
      at.desk.receiptSigner = createTestSigner("somebody");
      const forger = new SalvageDesk({ signer: createTestSigner("somebody") });
      at.desk.grant = (body) => forger.grant(body);
      at.departure.begin({ ...at.who, relayKey: bytesToBase64Url(relayKey) });
      await at.settle();
      return at;
    };
    const honest = await forge(createTestSigner("relay").publicKey);
    expect(honest.did).toEqual([]);
    expect(honest.last()).toBeUndefined();
    expect((await forge(createTestSigner("somebody").publicKey)).did).toContain("closed");
  });

  it("[ID41] the relay's key was rotated while the phone was away: it follows the chain, and no other", async () => {
    const old = createTestSigner("relay-before");
    const rotated = async (by: Signer): Promise<RelayKey[]> => {
      const [from, to] = [old.publicKey, createTestSigner("relay").publicKey];
      const signature = bytesToBase64Url(await by.sign(successionBody({ from, to })));
      return [
        { key: bytesToBase64Url(from), fromMs: 0, untilMs: 1 },
        { key: bytesToBase64Url(to), fromMs: 1, signature },
      ];
    };
    const away = async () => {
      const at = await phone();
      at.departure.begin({ ...at.who, relayKey: bytesToBase64Url(old.publicKey) });
      await at.settle();
      return at;
    };
    // As long as the relay's keys cannot be asked for, nothing is decided.
    const at = await away();
    expect([at.states, at.did]).toEqual([[], []]);
    at.publish(await rotated(old));
    await at.clock.advance(10_000);
    await at.settle();
    expect(at.last()).toMatchObject({ phase: "emptying", note: { handedIn: 1, lost: 0 } });
    const forged = await away();
    forged.publish(await rotated(createTestSigner("somebody")));
    await forged.clock.advance(10_000);
    await forged.settle();
    expect([forged.states, forged.did]).toEqual([[undefined], []]);
  });

  it("[QR32] given back in the meantime, or said by nobody we know: everything stays", async () => {
    const at = await phone();
    at.desk.cause = undefined;
    await at.begin();
    expect(at.states).toEqual([undefined]);
    expect(at.did).toEqual([]);
    const waiting = await phone();
    waiting.desk.refusal = "quarantine-full";
    await waiting.begin();
    expect(waiting.last()).toMatchObject({ phase: "waiting" });
    waiting.desk.cause = undefined;
    await waiting.clock.advance(10_000);
    await waiting.settle();
    expect(waiting.last()).toBeUndefined();
    expect(waiting.did).not.toContain("closed");
  });
});

describe("others on the device, whose vaults are sealed", () => {
  it("[QR35] a closed account takes its own vault and key along, and leaves the others alone", async () => {
    const at = await phone(["asha"], [{ count: 0, isExact: true }]);
    at.desk.cause = "user-disabled";
    await at.begin();
    expect(at.desk.has.size).toBe(1);
    expect(at.did).toEqual(["stopped", "closed", "removed user:asha", "noted"]);
    expect(at.last()).toMatchObject({
      phase: "gone",
      note: { scope: "person", handedIn: 1, isEmptying: false, othersWaiting: 0 },
    });
  });

  it("[QR35] a closed account alone on the device: it is emptied like any other", async () => {
    const at = await phone();
    at.desk.cause = "user-disabled";
    await at.begin();
    expect(at.last()).toMatchObject({ phase: "emptying", note: { cause: "user-disabled", scope: "device" } });
  });

  it.each([
    { count: 3, isExact: true },
    { count: 0, isExact: false },
  ])(
    "[QR33] what may hold unsent work (%o) is never deleted unopened: only the own vault goes",
    async (other) => {
      const at = await phone(["asha"], [{ count: 0, isExact: true }, other]);
      await at.begin();
      expect(at.did).toContain("removed user:asha");
      expect(at.last()).toMatchObject({ phase: "gone", note: { scope: "person", othersWaiting: 1 } });
    },
  );

  it("[QR33] where nothing unsent is in them the whole device is emptied", async () => {
    const at = await phone(["asha"], [{ count: 0, isExact: true }]);
    await at.begin();
    expect(at.last()).toMatchObject({ phase: "emptying", note: { scope: "device" } });
  });

  it("[QR36] wiping counts what may be in them, and needs the second decision", async () => {
    const at = await phone(["asha"], [{ count: 2, isExact: true }]);
    expect(await at.departure.wipeNow(at.who, false)).toEqual({ ok: false, left: 2, code: "others-unsent" });
    expect(await at.departure.wipeNow(at.who, true)).toEqual({ ok: true });
    expect(at.last()).toMatchObject({ note: { handedIn: 1, lost: 2, report: { lost: 2 } } });
  });
});

describe("wipe this device now", () => {
  it("[QR36] hands in as whoever is signed in, then empties", async () => {
    const at = await phone();
    expect(await at.departure.wipeNow(at.who, false)).toEqual({ ok: true });
    expect(at.desk.has.size).toBe(1);
    expect(at.last()).toMatchObject({
      phase: "emptying",
      note: { cause: "person", handedIn: 1, lost: 0, report: { handedIn: 1, lost: 0, cause: "person" } },
    });
  });

  it("[QR36] without a network nothing is deleted; only a second decision destroys, and says how much", async () => {
    const at = await phone(["asha", "ravi"]);
    at.cutNetwork();
    expect(await at.departure.wipeNow(at.who, false)).toEqual({ ok: false, left: 2, code: "offline" });
    expect(at.did).toEqual([]);
    expect(await at.departure.wipeNow(at.who, true)).toEqual({ ok: true });
    expect(at.last()).toMatchObject({ note: { handedIn: 0, lost: 2, report: { lost: 2 } } });
  });

  it("[QR36] nobody signed in: nothing can be handed in or reported, and it says that", async () => {
    const at = await phone();
    expect(await at.departure.wipeNow(undefined, false)).toEqual({ ok: false, left: 1, code: "signed-out" });
    expect(await at.departure.wipeNow(undefined, true)).toEqual({ ok: true });
    expect(at.last()).toMatchObject({ note: { lost: 1 } });
    expect(at.last()).not.toHaveProperty("note.report");
  });
});
