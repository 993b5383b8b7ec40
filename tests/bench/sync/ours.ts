import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openSqliteReplicaStore, type Replica } from "@arogyasync/cli/testing";
import type { ReplicaStore } from "@arogyasync/shared/ports";
import type { DocKind } from "@arogyasync/shared/records";
import type { EngineStatus } from "@arogyasync/shared/replica";
import { createMemoryStore } from "@arogyasync/shared/testing";
import type { AckWatch } from "../../support/relay/ack-watch.ts";
import { startRelayProcess } from "../../support/relay/process.ts";
import { openWatchedReplica } from "../../support/relay/replica.ts";
import { startCountingProxy } from "../lib/counting-proxy.ts";
import { profileHere } from "../lib/profile-here.ts";
import { type Figures, isWanted, noFigures } from "./figures.ts";
import { putPatients, putVitals } from "./outbox.ts";
import { CLINIC, type Device, type Scene } from "./scene.ts";

const PROFILER = join(import.meta.dirname, "../lib/profiler.cjs");
const LIMIT_MS = 300_000;
const RECONNECTS = 5;

const isSent = (s: EngineStatus): boolean => s.pendingCount === 0 && s.refusedCount === 0;
const isCaughtUp = (s: EngineStatus): boolean => s.connection.state === "online" && s.connection.caughtUp;

const wait = async (replica: Replica, what: string, test: (s: EngineStatus) => boolean): Promise<void> => {
  if (!(await replica.until(test, LIMIT_MS)))
    throw new Error(`${what}: not reached (${JSON.stringify(replica.engine.status())})`);
};

/**
 * Measures the relay, in a process of its own, with real engines here. Their documents were made beforehand; an upload
 * ends when each change is durable on the relay, authorised, and acknowledged under a receipt whose signature was checked.
 */
export const measureOurs = async (
  scene: Scene,
  options: { readonly only: ReadonlySet<string> | undefined; readonly profileDir: string | undefined },
  say: (line: string) => void,
): Promise<Figures> => {
  const { sizes, one, many } = scene;
  const { only, profileDir } = options;
  const figures = noFigures();
  const dataDir = mkdtempSync(join(tmpdir(), "bench-relay-"));
  const relay = await startRelayProcess({
    dataDir,
    env: profileDir === undefined ? {} : { NODE_OPTIONS: `--require ${PROFILER}`, PROF_DIR: profileDir },
    services: [one, ...many].map(({ author, signer }) => ({
      id: author,
      roles: ["field"],
      clinics: [CLINIC],
      publicKey: signer.publicKey,
    })),
  });
  const proxy = await startCountingProxy(relay.port);
  const put = (name: Parameters<Figures["values"]["set"]>[0], value: number): void => {
    figures.values.set(name, value);
    const { now, peak } = relay.memory();
    say(
      `  ${name} ${value.toFixed(1)}   (relay ${(now / 2 ** 20).toFixed(0)} MB, peak ${(peak / 2 ** 20).toFixed(0)})`,
    );
  };
  const open = (
    device: Device,
    store: ReplicaStore,
    more: { url?: string; follows?: string[]; kinds?: DocKind[]; watch?: AckWatch } = {},
  ): Promise<Replica> =>
    openWatchedReplica({
      relayUrl: more.url ?? relay.url,
      store,
      signer: device.signer,
      principal: { userId: device.author, roles: ["field"], clinics: [CLINIC] },
      ...more,
    });
  try {
    await registerAll(scene, open);
    say("  patients are registered");
    const isOneWanted = isWanted(
      only,
      "upload-1000x30",
      "reconnect-unchanged-1000",
      "first-sync-1000",
      "relay-rss",
      "bytes-per-reading-uploaded",
      "bytes-per-reading-first-sync",
    );
    if (isOneWanted) await uploadAndReconnect();
    if (isWanted(only, "first-sync-1000", "bytes-per-reading-first-sync", "relay-rss")) await firstSync();
    if (isWanted(only, "return-of-200-clients", "relay-rss")) await returnOfMany();
    put("relay-rss", relay.memory().peak / 2 ** 20);
    return figures;
  } finally {
    await relay.stop();
    await proxy.close();
    rmSync(dataDir, { recursive: true, force: true });
  }

  async function uploadAndReconnect(): Promise<void> {
    let frames = 0;
    const store = openSqliteReplicaStore(join(dataDir, "one.sqlite"));
    const url = `http://127.0.0.1:${proxy.port}`;
    const watch = { onFrame: () => void frames++ };
    const before = await open(one, store, { url, follows: [CLINIC], watch });
    await before.engine.start();
    await wait(before, "first connection", isCaughtUp);
    await before.engine.stop();
    await putVitals(store, { ...one, nowMs: scene.nowMs }, one.work.docs);
    const replica = await open(one, store, { url, follows: [CLINIC], watch });
    frames = 0;
    const bytes = proxy.bytes();
    const stopProfile = profileDir === undefined ? undefined : await profileHere(profileDir);
    const [cpu, relayCpu, startedAt] = [process.cpuUsage(), relay.cpuMs(), performance.now()];
    await replica.engine.start();
    await wait(replica, "upload", isSent);
    put("upload-1000x30", performance.now() - startedAt);
    const used = process.cpuUsage(cpu);
    await stopProfile?.();
    say(
      `    ${frames} frames, CPU ms: client ${(used.user + used.system) / 1e3}, relay ${relay.cpuMs() - relayCpu}`,
    );
    put("bytes-per-reading-uploaded", (proxy.bytes() - bytes) / (sizes.docs * sizes.readingsEach));
    await wait(replica, "caught up", isCaughtUp);
    if (isWanted(only, "reconnect-unchanged-1000")) {
      // The relay tells a writer's own cursor half a second after its last commit.
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const times: number[] = [];
      for (let n = 0; n < RECONNECTS; n++) {
        await replica.engine.stop();
        await new Promise((resolve) => setTimeout(resolve, 100));
        frames = 0;
        const from = performance.now();
        await replica.engine.start();
        await wait(replica, "reconnect", isCaughtUp);
        times.push(performance.now() - from);
      }
      put("reconnect-unchanged-1000", times.sort((a, b) => a - b)[RECONNECTS >> 1] ?? 0);
      say(`    ${frames} frames each, ms: ${times.map((t) => t.toFixed(1)).join(" ")}`);
    }
    await replica.engine.stop();
  }

  async function firstSync(): Promise<void> {
    const cpu = relay.cpuMs();
    const from = performance.now();
    const compacted = await relay.compact();
    say(
      `    ${compacted} documents compacted in ${(performance.now() - from).toFixed(0)} ms, CPU ms ${relay.cpuMs() - cpu}`,
    );
    const device = many[0] as Device;
    const replica = await open(device, createMemoryStore(), {
      url: `http://127.0.0.1:${proxy.port}`,
      follows: [CLINIC],
      kinds: ["vitals"],
    });
    const bytes = proxy.bytes();
    const startedAt = performance.now();
    await replica.engine.start();
    await wait(replica, "first sync", isCaughtUp);
    put("first-sync-1000", performance.now() - startedAt);
    put("bytes-per-reading-first-sync", (proxy.bytes() - bytes) / (sizes.docs * sizes.readingsEach));
    await replica.engine.stop();
  }

  async function returnOfMany(): Promise<void> {
    const replicas = await Promise.all(
      many.map(async (device) => {
        const store = createMemoryStore();
        await putVitals(store, { ...device, nowMs: scene.nowMs }, device.work.docs);
        return open(device, store);
      }),
    );
    const [cpu, relayCpu, startedAt] = [process.cpuUsage(), relay.cpuMs(), performance.now()];
    await Promise.all(
      replicas.map(async (replica) => {
        await replica.engine.start();
        await wait(replica, "return", isSent);
      }),
    );
    put("return-of-200-clients", performance.now() - startedAt);
    const used = process.cpuUsage(cpu);
    say(`    CPU ms: clients ${(used.user + used.system) / 1e3}, relay ${relay.cpuMs() - relayCpu}`);
    await Promise.all(replicas.map((replica) => replica.close()));
  }
};

/** Patients come first: the relay admits no vitals of somebody it does not know. Not measured. */
const registerAll = async (
  { one, many, nowMs }: Scene,
  open: (device: Device, store: ReplicaStore) => Promise<Replica>,
): Promise<void> => {
  const devices = [one, ...many];
  for (const device of devices) {
    const store = createMemoryStore();
    await putPatients(store, { ...device, nowMs }, device.work.patients);
    const replica = await open(device, store);
    await replica.engine.start();
    await wait(replica, "registration", isSent);
    await replica.close();
  }
};
