import "fake-indexeddb/auto";
import { bytesToUtf8, utf8ToBytes } from "@arogyasync/shared/bytes";
import { SeededRandom, TestClock } from "@arogyasync/shared/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { createAesSeal } from "../../client/src/platform/aes-seal.ts";
import { createIndexedDbStore } from "../../client/src/platform/indexeddb-store.ts";
import { createVaultRecords, databaseOf } from "../../client/src/platform/vault-records.ts";
import { createKeeper, type OpenedVault } from "../../client/src/worker/vault/keeper.ts";

const PIN = "271828";
const OTHER_PIN = "314159";
const MINUTE_MS = 60_000;
/** Argon2 as cheap as it goes: these tests are about what the PIN opens, not about its price. */
const cost = { memoryKiB: 8, passes: 1 };

let seed = 0;
const clock = new TestClock();
/** A start of the app on this device: nothing of an earlier one is in memory. */
const start = () => {
  const random = new SeededRandom(++seed);
  const records = createVaultRecords(random);
  return { records, keeper: createKeeper({ records, clock, random, cost }) };
};
const databases = async () => (await indexedDB.databases()).map(({ name }) => name ?? "");
const deleteAll = async () => {
  for (const name of await databases())
    await new Promise((resolve) => {
      indexedDB.deleteDatabase(name).onsuccess = resolve;
    });
};
beforeEach(deleteAll);

const create = async (userId: string, pin = PIN): Promise<OpenedVault> => {
  const made = await start().keeper.create({ userId, userName: userId, pin });
  if (!made.ok) throw new Error(made.code);
  return made.vault;
};
const storeOf = ({ record, key }: OpenedVault) =>
  createIndexedDbStore({ database: databaseOf(record.id), seal: createAesSeal(key) });
const write = (vault: OpenedVault, text: string) =>
  storeOf(vault).transact([{ type: "put", key: ["a"], value: utf8ToBytes(text) }], "strict");
const read = async (vault: OpenedVault) => bytesToUtf8((await storeOf(vault).get(["a"]))!);
const opened = async (vaultId: string, pin: string): Promise<OpenedVault> => {
  const opening = await start().keeper.open(vaultId, pin);
  if (!opening.ok) throw new Error(opening.code);
  return opening.vault;
};

describe("[VA2] the PIN", () => {
  it("opens after a restart what was written before it, and no other PIN ever does", async () => {
    const vault = await create("sunita");
    await write(vault, "Laxmi Patil");
    expect(await read(await opened(vault.record.id, PIN))).toBe("Laxmi Patil");
    for (const wrong of ["271829", "000000", "", "2718281", OTHER_PIN]) {
      expect(await start().keeper.open(vault.record.id, wrong)).toMatchObject({ ok: false });
      await start().keeper.signedIn(vault.record.id);
    }
  });

  it("is nothing without this device: the same record with another device key stays shut", async () => {
    const { record } = await create("sunita");
    const stranger = await create("stranger");
    await start().records.update(record.id, (before) => ({
      ...before,
      deviceKey: stranger.record.deviceKey,
    }));
    expect(await start().keeper.open(record.id, PIN)).toMatchObject({ ok: false, code: "wrong-pin" });
  });

  it("opens its own vault only: a wrap moved to another vault's record stays shut", async () => {
    const [mine, other] = [await create("sunita"), await create("ravi", OTHER_PIN)];
    const { pin, deviceKey } = mine.record;
    await start().records.update(other.record.id, (before) => ({ ...before, pin, deviceKey }));
    expect(await start().keeper.open(other.record.id, PIN)).toMatchObject({ ok: false, code: "wrong-pin" });
  });

  it("gives keys that nobody can read out", async () => {
    const { key, record } = await create("sunita");
    await expect(crypto.subtle.exportKey("raw", key)).rejects.toThrow();
    await expect(crypto.subtle.exportKey("raw", record.deviceKey)).rejects.toThrow();
  });
});

describe("[VA3] two people on one device", () => {
  it("have keys and databases of their own: neither opens the other's", async () => {
    const [sunita, ravi] = [await create("sunita"), await create("ravi", OTHER_PIN)];
    await write(sunita, "of Sunita");
    await write(ravi, "of Ravi");
    const crossed = createIndexedDbStore({
      database: databaseOf(sunita.record.id),
      seal: createAesSeal(ravi.key),
    });
    await expect(crossed.get(["a"])).rejects.toMatchObject({ code: "corrupt" });
    expect(await start().keeper.open(sunita.record.id, OTHER_PIN)).toMatchObject({ ok: false });
    // The first person's vault may go: the second does not depend on it.
    await start().records.remove(sunita.record.id);
    expect(await read(await opened(ravi.record.id, OTHER_PIN))).toBe("of Ravi");
  });

  it("are listed with the last one first, and what each has not sent", async () => {
    const sunita = await create("sunita");
    await clock.advance(1000);
    await create("ravi");
    await start().records.update(sunita.record.id, (before) => ({
      ...before,
      unsent: { count: 3, isExact: true },
    }));
    expect(
      (await start().keeper.people()).map(({ userName, unsentCount }) => [userName, unsentCount]),
    ).toEqual([
      ["ravi", 0],
      ["sunita", 3],
    ]);
  });
});

describe("[VA5] wrong PINs", () => {
  const failTimes = async (vaultId: string, times: number) => {
    for (let n = 0; n < times; n++) {
      const answer = await start().keeper.open(vaultId, OTHER_PIN);
      if (!answer.ok && answer.code === "pin-wait") await clock.advance(answer.nextTryAtMs - clock.now());
    }
  };

  it("are counted over restarts: the fifth makes everybody wait, also with the right PIN", async () => {
    const { id } = (await create("sunita")).record;
    for (const triesLeft of [9, 8, 7, 6])
      expect(await start().keeper.open(id, OTHER_PIN)).toEqual({ ok: false, code: "wrong-pin", triesLeft });
    const nextTryAtMs = clock.now() + MINUTE_MS;
    const wait = { ok: false, code: "pin-wait", nextTryAtMs };
    expect(await start().keeper.open(id, OTHER_PIN)).toEqual(wait);
    expect(await start().keeper.open(id, PIN)).toEqual(wait);
    expect((await start().keeper.people())[0]).toMatchObject({ nextTryAtMs });
    await clock.advance(MINUTE_MS);
    expect(await start().keeper.open(id, PIN)).toMatchObject({ ok: true });
    // And the count is over.
    expect(await start().keeper.open(id, OTHER_PIN)).toMatchObject({ code: "wrong-pin", triesLeft: 9 });
  });

  it("cost their try although the app is ended while Argon2 still runs", async () => {
    const { id } = (await create("sunita")).record;
    await Promise.all(Array.from({ length: 30 }, () => start().keeper.open(id, OTHER_PIN)));
    expect((await start().records.get(id))?.attempts.failed).toBe(5);
  });

  it("after ten the password is needed, nothing is wiped, and then the PIN opens again", async () => {
    const vault = await create("sunita");
    const { id } = vault.record;
    await write(vault, "kept");
    await failTimes(id, 10);
    await clock.advance(1000 * MINUTE_MS);
    expect(await start().keeper.open(id, PIN)).toEqual({ ok: false, code: "pin-sign-in" });
    expect((await start().keeper.people())[0]).toMatchObject({ needsSignIn: true });
    await start().keeper.signedIn(id);
    expect(await read(await opened(id, PIN))).toBe("kept");
  });
});

describe("[VA6] another PIN", () => {
  it("seals the same key again and writes nothing in the vault anew", async () => {
    const vault = await create("sunita");
    await write(vault, "Laxmi Patil");
    const raw = createIndexedDbStore({ database: databaseOf(vault.record.id) });
    const before = await raw.get(["a"]);
    expect(await start().keeper.changePin(vault.record.id, PIN, OTHER_PIN)).toEqual({ ok: true });
    expect(await raw.get(["a"])).toEqual(before);
    expect(await read(await opened(vault.record.id, OTHER_PIN))).toBe("Laxmi Patil");
    expect(await start().keeper.open(vault.record.id, PIN)).toMatchObject({ ok: false });
  });

  it("needs the old one, counts wrong ones, and is none of the trivial", async () => {
    const { id } = (await create("sunita")).record;
    expect(await start().keeper.changePin(id, PIN, "123456")).toEqual({ ok: false, code: "pin-trivial" });
    expect(await start().keeper.changePin(id, OTHER_PIN, "161803")).toMatchObject({ triesLeft: 9 });
    expect(await start().keeper.open(id, PIN)).toMatchObject({ ok: true });
    const trivial = await start().keeper.create({ userId: "x", userName: "x", pin: "000000" });
    expect(trivial).toEqual({ ok: false, code: "pin-trivial" });
  });
});

describe("[VA7] a PIN that is given up", () => {
  const countedAs = async (unsent: { count: number; isExact: boolean }) => {
    const vault = await create("sunita");
    await write(vault, "not sent");
    await start().records.update(vault.record.id, (before) => ({ ...before, unsent }));
    await start().keeper.giveUp(vault.record.id);
    return vault.record.id;
  };

  it("costs nothing that was not sent: such a vault is kept, last in the list, and its PIN still opens it", async () => {
    const id = await countedAs({ count: 2, isExact: true });
    await create("sunita", OTHER_PIN);
    expect((await start().keeper.people()).map(({ isRetired }) => isRetired)).toEqual([false, true]);
    expect(await read(await opened(id, PIN))).toBe("not sent");
  });

  it("keeps the vault too when nobody counted at the end", async () => {
    const id = await countedAs({ count: 0, isExact: false });
    expect(await databases()).toContain(databaseOf(id));
  });

  it("removes a vault of which everything was sent", async () => {
    const id = await countedAs({ count: 0, isExact: true });
    expect(await start().records.get(id)).toBeUndefined();
    expect(await databases()).not.toContain(databaseOf(id));
  });
});
