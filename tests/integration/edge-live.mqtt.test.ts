import { connect } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { edgeKeyFile, readConfig, startEdge } from "@arogyasync/edge/testing";
import { liveValueKeys, offeredLiveProtocols } from "@arogyasync/shared/live";
import { signerFromFile } from "@arogyasync/shared/node/node-signer";
import { generateKeyPair, keySession } from "@arogyasync/sync-server/testing";
import mqtt from "mqtt";
import { afterEach, beforeEach, expect, it } from "vitest";
import { LiveClient } from "./live-world.ts";
import { createWorld, type World } from "./relay-world.ts";

const MOSQUITTO = { host: "127.0.0.1", port: 1883 };
const isThere = await new Promise<boolean>((resolve) => {
  const socket = connect(MOSQUITTO, () => {
    socket.destroy();
    resolve(true);
  });
  socket.once("error", () => resolve(false));
});
const mustRun = process.env.REQUIRE_SERVICES === "1";

let world: World;
let dir: string;
beforeEach(async () => {
  world = await createWorld();
  dir = mkdtempSync(join(tmpdir(), "edge-live-"));
});
afterEach(async () => {
  await world.close();
  rmSync(dir, { recursive: true, force: true });
});

/** A gateway on this relay, and a nurse's board that watches one sensor. */
const throughGateway = async (brokerUrl: string | undefined): Promise<void> => {
  const relay = world.relay();
  const nurse = generateKeyPair();
  for (const [id, role, publicKey] of [
    ["edge", "edge", signerFromFile(edgeKeyFile(dir)).publicKey],
    ["board", "hospital", nurse.publicKey],
  ] as const) {
    const added = await relay.users.addServiceKey({
      id,
      name: id,
      roles: [role],
      clinics: ["rampur"],
      publicKey,
    });
    expect(added.ok).toBe(true);
  }
  const sensor = `mon-${Math.random().toString(36).slice(2, 8)}x`;
  const edge = await startEdge(
    readConfig({
      DATA_DIR: dir,
      RELAY_URL: relay.url,
      PORT: "0",
      LOG_LEVEL: "silent",
      ...(brokerUrl === undefined ? { MQTT_PORT: "0" } : { MQTT_URL: brokerUrl }),
    }),
  );
  const board = await LiveClient.open(
    relay.url,
    offeredLiveProtocols((await keySession(relay.url, nurse)).ticket ?? ""),
  );
  board.watch("rampur", sensor);
  const monitor = await mqtt.connectAsync(brokerUrl ?? `mqtt://127.0.0.1:${edge.mqttPort}`);
  let beat = 60;
  const beating = setInterval(
    () =>
      monitor.publish(
        `arogya/1/${sensor}/vitals`,
        JSON.stringify({ v: 1, at: Date.now(), seq: beat, heartRate: beat++, spo2: 97, temperature: 36.8 }),
      ),
    300,
  );
  try {
    const values = await board.until(() => {
      const found = board.valuesOf(sensor);
      return found.length >= 3 && found;
    }, "three values of the sensor");
    const rates = values.map(({ heartRate }) => heartRate ?? 0);
    expect(rates).toEqual([...rates].sort((a, b) => a - b)); // never backwards
    for (const text of board.texts) {
      const frame = JSON.parse(text) as { t: string; items?: [number, Record<string, unknown>][] };
      for (const [, value] of frame.items ?? [])
        for (const key of Object.keys(value)) expect(liveValueKeys).toContain(key);
    }
  } finally {
    clearInterval(beating);
    await monitor.endAsync();
    await board.close();
    await edge.close();
  }
};

it("[ED30] what a monitor publishes at the embedded broker is on the nurse's board, with the allowed keys alone", () =>
  throughGateway(undefined));

it.skipIf(!isThere && !mustRun)(
  "[ED30] the same through Mosquitto (skipped: none answers on 127.0.0.1:1883)",
  () => throughGateway(`mqtt://${MOSQUITTO.host}:${MOSQUITTO.port}`),
);
