// Bundled and run in a worker of a real browser: the app's own seal, store, PIN key and packed rows.
import { createAesSeal } from "../../../client/src/platform/aes-seal.ts";
import { createIndexedDbStore } from "../../../client/src/platform/indexeddb-store.ts";
import { buildPack, openPack, type PackItem } from "../../../client/src/worker/projection/packed-rows.ts";
import {
  newDataKey,
  newDeviceKey,
  PIN_COST,
  unwrapDataKey,
  usableDataKey,
  warmPinKey,
  wrapDataKey,
} from "../../../client/src/worker/vault/pin-key.ts";

const PIN = "285714";
const VAULT = "bench";
const PATIENTS = 10_000;
/** What one saved reading writes: outbox entry, manifest, chunk, and the mark that its row is to be made anew. */
const SAVE_BYTES = [640, 220, 420, 40];

const stores = async () => {
  const dataKey = await usableDataKey(newDataKey());
  return {
    plain: createIndexedDbStore({ database: "bench-plain" }),
    sealed: createIndexedDbStore({ database: "bench-sealed", seal: createAesSeal(dataKey) }),
  };
};
type Stores = Awaited<ReturnType<typeof stores>>;

const timed = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now();
  await work();
  return performance.now() - from;
};

/** From the PIN to the usable data key. */
const unlock = async (): Promise<number[]> => {
  warmPinKey();
  const deviceKey = await newDeviceKey();
  const wrap = await wrapDataKey({
    vaultId: VAULT,
    dataKey: newDataKey(),
    pin: PIN,
    cost: PIN_COST,
    deviceKey,
  });
  const times: number[] = [];
  for (let n = 0; n < 7; n++)
    times.push(
      await timed(async () => {
        const dataKey = await unwrapDataKey(VAULT, wrap, PIN, deviceKey);
        if (!dataKey) throw new Error("the right PIN does not open");
        await usableDataKey(dataKey);
      }),
    );
  return times;
};

const save = async ({ plain, sealed }: Stores): Promise<{ plain: number[]; sealed: number[] }> => {
  const times = { plain: [] as number[], sealed: [] as number[] };
  const one = (store: Stores["plain"], n: number) =>
    timed(() =>
      store.transact(
        SAVE_BYTES.map((bytes, i) => ({
          type: "put",
          key: ["save", String(n), String(i)],
          value: crypto.getRandomValues(new Uint8Array(bytes)),
        })),
        "strict",
      ),
    );
  // Taken in turn: whatever else slows the disk slows both.
  for (let n = 0; n < 60; n++) {
    times.plain.push(await one(plain, n));
    times.sealed.push(await one(sealed, n));
  }
  return times;
};

const decrypt = async ({ plain, sealed }: Stores): Promise<{ plain: number[]; sealed: number[] }> => {
  const row = (n: number): PackItem => ({
    id: `p${n}`,
    summary: { careSites: ["phc-bench"], lastActivityMs: n },
    bytes: new TextEncoder().encode(JSON.stringify({ id: `p${n}`, filler: "x".repeat(500) })),
  });
  const { header, body } = buildPack(Array.from({ length: PATIENTS }, (_, n) => row(n)));
  const keys = { header: ["rows"], body: ["rows", "body"] };
  for (const store of [plain, sealed])
    await store.transact(
      [
        { type: "put", key: keys.header, value: header },
        { type: "put", key: keys.body, value: body },
      ],
      "strict",
    );
  const read = (store: Stores["plain"]) =>
    timed(async () => {
      const [first, second] = await Promise.all([store.get(keys.header), store.get(keys.body)]);
      const rows = first && second && openPack(first, second);
      if (rows?.ids.length !== PATIENTS) throw new Error("the rows are not whole");
    });
  const times = { plain: [] as number[], sealed: [] as number[] };
  for (let n = 0; n < 9; n++) {
    times.plain.push(await read(plain));
    times.sealed.push(await read(sealed));
  }
  return times;
};

self.addEventListener("message", ({ data }: MessageEvent<string>) => {
  const answer = async () => {
    if (data === "unlock") return unlock();
    const both = await stores();
    return data === "save" ? save(both) : decrypt(both);
  };
  answer().then(
    (value) => self.postMessage({ value }),
    (error: unknown) => self.postMessage({ error: String(error) }),
  );
});
