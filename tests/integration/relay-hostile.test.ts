import { deflateRawSync } from "node:zlib";
import { connect as connectTcp } from "node:net";
import { ByteWriter, concatBytes } from "@arogyasync/shared/bytes";
import { buildChange, signManifest } from "@arogyasync/shared/changes";
import { encodeUp, MAX_FRAME_BYTES, offeredProtocols, type Push } from "@arogyasync/shared/protocol";
import { docIdFromBytes, docIdToBytes, vitalsDocId } from "@arogyasync/shared/records";
import { type ChangeMaker, login, RawClient } from "@arogyasync/sync-server/testing";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createWorld, MEASURED_AT, PASSWORD, type World } from "./relay-world.ts";

let world: World;
let asha: ChangeMaker;
beforeAll(async () => {
  world = await createWorld({}, { helloTimeoutMs: 1_000 });
  asha = await world.addUser("asha", "field");
});
afterAll(() => world.close());

const OPS = 10_000_000;
/** Ten million operations in a few dozen bytes: every column is one run. */
const opBomb = (actorPrefix: Uint8Array) => {
  const run = (value: Uint8Array) => new ByteWriter().uleb(OPS).bytes(value).finish(); // positive, so LEB128 as signed
  const columns: [number, Uint8Array][] = [
    [0x15, run(Uint8Array.of(1, 0x61))],
    [0x34, new ByteWriter().uleb(OPS).finish()],
    [0x42, run(Uint8Array.of(1))],
    [0x56, run(Uint8Array.of(0))],
    [0x70, run(Uint8Array.of(0))],
  ];
  const rest = new ByteWriter()
    .uleb(16)
    .bytes(concatBytes(actorPrefix, new Uint8Array(8)))
    .uleb(1)
    .uleb(1)
    .byte(0)
    .uleb(0)
    .uleb(0);
  rest.uleb(columns.length);
  for (const [spec, data] of columns) rest.uleb(spec).uleb(data.length);
  for (const [, data] of columns) rest.bytes(data);
  return { rest: rest.finish(), ...buildChange(concatBytes(Uint8Array.of(0), rest.finish())) };
};
const bombPush = async (maker: ChangeMaker): Promise<Push> => {
  const bomb = opBomb(new Uint8Array(8));
  const doc = new Uint8Array(16).fill(9);
  const pack = new ByteWriter()
    .uleb(1)
    .uleb(1)
    .uleb(0)
    .uleb(0)
    .uleb(0)
    .uleb(bomb.rest.length)
    .bytes(bomb.rest)
    .finish();
  return {
    t: "push",
    id: 7,
    docs: [{ id: doc, kind: "patient", owner: "", period: "" }],
    pack: new Uint8Array(deflateRawSync(pack)),
    manifests: [await signManifest(maker.keys, 1, [{ doc, hash: bomb.hash }])],
  };
};

/** A connection with a good ticket that has said nothing yet. */
const silent = async (): Promise<RawClient> => {
  const { url } = world.relay();
  const { ticket = "" } = await login(url, asha.keys, "asha", PASSWORD, "device-silent");
  return RawClient.open(url, offeredProtocols(ticket));
};

test("[PR1] malformed frames cost their sender the connection and nobody else anything", async () => {
  const { client: honest } = await world.connect(asha, "device-honest");
  for (const frame of [[0xf6], [0x00], [0xa1], [0x9f, 0x9f, 0x9f], [0xc2, 0x59, 0xff, 0xff], []].map(
    (bytes) => Uint8Array.from(bytes),
  )) {
    const client = await silent();
    client.sendRaw(frame);
    expect((await client.whenClosed()).code).toBe(1007);
    expect(client.all("failure")[0]).toMatchObject({ fatal: true });
  }
  const big = await silent();
  big.sendRaw(new Uint8Array(MAX_FRAME_BYTES + 1));
  expect((await big.whenClosed()).code).toBe(1009);
  const patient = await asha.patient("rampur");
  expect((await honest.push(await asha.push([patient]))).refused).toEqual([]);
  await honest.close();
});

test("a frame with reserved bits set, sent below any library, does not end the process", async () => {
  const { port, url } = world.relay();
  const { ticket = "" } = await login(url, asha.keys, "asha", PASSWORD, "device-bits");
  let answer = "";
  await new Promise<void>((resolve) => {
    const tcp = connectTcp(port, "127.0.0.1", () => {
      tcp.write(
        "GET /log HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Protocol: ${offeredProtocols(ticket).join(", ")}\r\n` +
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
      );
      tcp.once("data", (head: Buffer) => {
        answer = head.toString().split("\r\n")[0] ?? "";
        tcp.write(Uint8Array.of(0xf2, 0x80, 0, 0, 0, 0));
      });
    });
    tcp.on("error", () => {});
    tcp.on("close", () => resolve());
  });
  expect(answer).toContain("101");
  expect((await fetch(`${world.relay().url}/healthz`)).status).toBe(200);
});

test("a pack that inflates without end is refused within its bound", async () => {
  const { client } = await world.connect(asha);
  const push = await asha.push([await asha.patient("rampur")]);
  client.send({ ...push, pack: new Uint8Array(deflateRawSync(new Uint8Array(64 << 20))) });
  await client.whenClosed();
  expect(client.all("failure")[0]?.code).toBe("pack-inflate");
});

test("[PR4] an op bomb is refused by the guard without costing a worker", async () => {
  const { client } = await world.connect(asha);
  const { refused, ack } = await client.push(await bombPush(asha));
  expect(refused.map((r) => r.code)).toEqual(["change-too-many-ops"]);
  expect(ack.id).toBe(7);
  expect((await world.relay().stats()).workerRestarts).toBe(0);
  await client.close();
});

test("negative control: with the guard off the same bomb takes workers down", async () => {
  const open = await createWorld({ unsafe: { isGuardOff: true } }, { stallMs: 100 });
  const mallory = await open.addUser("mallory", "field");
  const { client } = await open.connect(mallory);
  client.send(await bombPush(mallory));
  await client.until(() => (client.all("ack").length > 0 || client.closed ? true : undefined), "an end");
  expect((await open.relay().stats()).workerRestarts).toBeGreaterThan(0);
  await client.close();
  await open.close();
});

test("forged names, keys, actors and signatures are refused one by one; the good change beside them is stored", async () => {
  const mallory = await world.addUser("mallory", "field");
  const { client } = await world.connect(mallory);
  const good = await mallory.patient("rampur");
  const victim = await asha.patient("rampur");
  const push = await mallory.push([good, victim]);
  expect((await client.push(push)).refused.map((r) => [r.index, r.code])).toEqual([[1, "actor-not-author"]]);

  const unsigned = await mallory.push([await mallory.patient("rampur")]);
  const [manifest] = unsigned.manifests;
  if (!manifest) throw new Error("a push has a manifest");
  const forged = { ...unsigned, manifests: [{ ...manifest, signature: new Uint8Array(64) }] };
  expect((await client.push(forged)).refused.map((r) => r.code)).toEqual(["manifest-invalid"]);
  const stolen = { ...unsigned, id: 50, manifests: [{ ...manifest, key: new Uint8Array(32).fill(3) }] };
  expect((await client.push(stolen)).refused.map((r) => r.code)).toEqual(["key-unknown"]);

  const reading = await mallory.reading(good.id, MEASURED_AT);
  const moved = await mallory.push([reading]);
  const elsewhere = docIdToBytes(vitalsDocId(docIdFromBytes(new Uint8Array(16).fill(5)), "2026"));
  const renamed = { ...moved, docs: moved.docs.map((d) => ({ ...d, id: elsewhere })) };
  expect((await client.push(renamed)).refused.map((r) => r.code)).toEqual(["doc-id-mismatch"]);
  expect((await client.push(await mallory.push([reading]))).refused).toEqual([]);
  await client.close();
});

test("a client that floods is cut off", async () => {
  const tight = await createWorld({}, { framesPerSecond: 1, framesBurst: 5 });
  const noisy = await tight.addUser("noisy", "field");
  const { client } = await tight.connect(noisy);
  const frame = encodeUp({ t: "subscribe", wants: [{ scope: "rampur", kind: "patient", after: 0 }] });
  for (let i = 0; i < 10; i++) client.sendRaw(frame);
  await client.whenClosed();
  expect(client.all("failure").at(-1)?.code).toBe("rate-limited");
  await tight.close();
});

test("a full disk: nothing is acknowledged that is not stored, the process stays, and the same push succeeds later", async () => {
  const full = await createWorld({ unsafe: { maxPages: 60 } });
  const writer = await full.addUser("writer", "field");
  const { client } = await full.connect(writer);
  let acked = 0;
  let last: Push = await writer.push([await writer.patient("rampur")]);
  for (let i = 0; i < 50 && !client.closed; i++) {
    const patient = await writer.patient("rampur");
    const changes = [patient];
    for (let j = 0; j < 20; j++) changes.push(await writer.reading(patient.id, MEASURED_AT + j));
    last = await writer.push(changes);
    client.send(last);
    await client.until(
      () => (client.all("ack").length > acked || client.closed ? true : undefined),
      "ack or close",
    );
    acked = client.all("ack").length;
  }
  expect(client.all("failure").at(-1)).toMatchObject({ code: "storage", fatal: true });
  expect((await fetch(`${full.relay().url}/readyz`)).status).toBe(503);
  expect((await full.relay().stats()).changes).toBe(acked * 22);
  await full.restart({});
  const again = await full.connect(writer);
  expect((await again.client.push(last)).refused).toEqual([]);
  expect((await full.relay().stats()).changes).toBe((acked + 1) * 22);
  await again.client.close();
  await full.close();
});

const survivors = async (isAckBeforeCommit: boolean): Promise<{ acked: boolean; stored: number }> => {
  const fragile = await createWorld({ unsafe: { isAckBeforeCommit, maxPages: 56 } });
  const writer = await fragile.addUser("writer", "field");
  const { client } = await fragile.connect(writer);
  const patient = await writer.patient("rampur");
  const changes = [patient];
  for (let j = 0; j < 400; j++) changes.push(await writer.reading(patient.id, MEASURED_AT + j));
  client.send(await writer.push(changes));
  await client.whenClosed();
  const stored = (await fragile.relay().stats()).changes;
  await fragile.close();
  return { acked: client.all("ack").length > 0, stored };
};

test("[PR8] a push that cannot be stored is not acknowledged", async () => {
  expect(await survivors(false)).toEqual({ acked: false, stored: 0 });
});

test("negative control: acknowledged before the commit, the same push is lost", async () => {
  expect(await survivors(true)).toEqual({ acked: true, stored: 0 });
});
