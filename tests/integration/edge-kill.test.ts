import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { edgeKeyFile } from "@arogyasync/edge/testing";
import { signerFromFile } from "@arogyasync/shared/node/node-signer";
import {
  deriveDocId,
  type EntriesDoc,
  listMinutes,
  type MonitorDoc,
  minuteOf,
  setBedPatient,
  setBedSensor,
  utcDay,
} from "@arogyasync/shared/records";
import {
  freshSigner,
  nodeClock,
  openReplica,
  openSqliteReplicaStore,
  serviceLink,
} from "@arogyasync/cli/testing";
import mqtt from "mqtt";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createWorld, type World } from "./relay-world.ts";

const MAIN = join(
  dirname(createRequire(import.meta.url).resolve("@arogyasync/edge/testing")),
  "..",
  "main.ts",
);
const SENSORS = ["mon-01", "mon-02", "mon-03"];
const MINUTES = 8;

let world: World;
let dir: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  world = await createWorld();
  dir = mkdtempSync(join(tmpdir(), "edge-"));
});
afterEach(async () => {
  child?.kill("SIGKILL");
  await world.close();
  rmSync(dir, { recursive: true });
});

/** Starts the gateway as a process of its own and gives its MQTT port. */
const startChild = (relayUrl: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      DATA_DIR: dir,
      RELAY_URL: relayUrl,
      PORT: "0",
      MQTT_PORT: "0",
      EDGE_GRACE_S: "1",
      LOG_LEVEL: "error",
    };
    child = spawn(process.execPath, ["--import", "tsx", MAIN], { env, stdio: ["ignore", "pipe", "inherit"] });
    child.once("error", reject);
    child.stdout?.on("data", (data: Buffer) => {
      const port = /mqtt port (\d+)/.exec(data.toString())?.[1];
      if (port) resolve(Number(port));
    });
  });
const killChild = (): Promise<void> =>
  new Promise((resolve) => {
    child?.once("exit", () => resolve());
    child?.kill("SIGKILL");
  });

const publishMinute = async (port: number, minute: number): Promise<void> => {
  const client = await mqtt.connectAsync(`mqtt://127.0.0.1:${port}`);
  for (const [i, sensor] of SENSORS.entries())
    for (let s = 0; s < 3; s++)
      await client.publishAsync(
        `arogya/1/${sensor}/vitals`,
        JSON.stringify({
          v: 1,
          at: minute + s * 1_000,
          sentAt: Date.now(),
          seq: s,
          heartRate: 60 + 10 * i + s,
          spo2: 97,
        }),
        { qos: 1 },
      );
  await client.endAsync();
};

it("[ED22] killed with SIGKILL again and again, relay down meanwhile: every summary once, each with its own patient", async () => {
  const relay = world.relay();
  const register = async (id: string, role: "edge" | "hospital", publicKey: Uint8Array) => {
    const added = await relay.users.addServiceKey({
      id,
      name: id,
      roles: [role],
      clinics: ["rampur"],
      publicKey,
    });
    expect(added.ok).toBe(true);
  };
  await register("edge", "edge", signerFromFile(edgeKeyFile(dir)).publicKey);
  const signer = freshSigner();
  await register("sister", "hospital", signer.publicKey);
  const open = () =>
    openReplica({
      store: openSqliteReplicaStore(":memory:"),
      link: serviceLink(world.relay().url, signer, nodeClock),
      principal: { userId: "sister", roles: ["hospital"], clinics: ["rampur"] },
      signer,
      device: "service-sister",
      follows: ["rampur"],
      kinds: ["patient", "ward", "monitor"],
    });
  const first = minuteOf(Date.now()) - (MINUTES + 2) * 60_000;
  const sister = await open();
  await sister.engine.start();
  const patients: string[] = [];
  const ward = { kind: "ward", owner: "rampur", period: "ward-1" } as const;
  for (const [i, sensor] of SENSORS.entries()) {
    const saved = await sister.writer.createPatient({ site: "rampur", identity: { name: `Bed ${i}` } });
    if (!saved.ok) throw new Error(saved.error.code);
    patients.push(saved.value.docId);
    const edited = await sister.writer.edit<EntriesDoc>({ ...ward, id: deriveDocId(ward) }, (draft) => {
      setBedPatient(draft, `b${i}`, saved.value.docId, first - 1_000);
      setBedSensor(draft, `b${i}`, sensor, true, first - 1_000);
    });
    if (!edited.ok) throw new Error(edited.error.code);
  }
  expect((await sister.engine.sendNow(30_000)).outcome).toBe("all-sent");
  await sister.close();

  // The gateway finds the ward before the relay goes away for some minutes.
  let port = await startChild(relay.url);
  await publishMinute(port, first);
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  for (let m = 1; m < MINUTES; m++) {
    if (m === 3) await world.restart();
    await publishMinute(port, first + m * 60_000);
    // Killed at no particular moment: while minutes close, are written, are sent.
    await new Promise((resolve) => setTimeout(resolve, (m * 617) % 2_300));
    await killChild();
    port = await startChild(world.relay().url);
  }
  const reader = await open();
  await reader.engine.start();
  const found = async (): Promise<string[]> => {
    const out: string[] = [];
    for (const [i, owner] of patients.entries())
      for (const period of new Set([utcDay(first), utcDay(first + MINUTES * 60_000)])) {
        const doc = await reader.host.open<MonitorDoc>(deriveDocId({ kind: "monitor", owner, period }));
        if (!doc) continue;
        for (const { sensor, at, heartRate } of listMinutes(doc.doc()).minutes) {
          expect(sensor).toBe(SENSORS[i]);
          expect(heartRate).toMatchObject({ min: 60 + 10 * i, max: 62 + 10 * i, n: 3, q: 100 });
          out.push(`${sensor}/${at}`);
        }
        doc.close();
      }
    return out.sort();
  };
  const wanted = SENSORS.flatMap((s) =>
    Array.from({ length: MINUTES }, (_, m) => `${s}/${first + m * 60_000}`),
  ).sort();
  const deadline = performance.now() + 60_000;
  while ((await found()).length < wanted.length && performance.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 500));
  expect(await found()).toEqual(wanted);
  await reader.close();
});
