import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { nodeClock } from "@arogyasync/shared/node/node-clock";
import { keySession, serviceDevice, serviceLink } from "@arogyasync/shared/node/node-link";
import { signerFromFile } from "@arogyasync/shared/node/node-signer";
import { openReplica, type Replica } from "@arogyasync/shared/node/open-replica";
import { agentFor } from "@arogyasync/shared/node/own-certificate";
import { openSqliteReplicaStore } from "@arogyasync/shared/node/sqlite-replica-store";
import type { Log } from "@arogyasync/shared/ports";
import { attribute, type WardAssignments } from "@arogyasync/shared/records";
import { err, ok } from "@arogyasync/shared/result";
import { type Input, startBroker } from "./adapters/embedded-broker.ts";
import { followBroker } from "./adapters/external-broker.ts";
import { startHttp } from "./adapters/http-server.ts";
import { openLive } from "./adapters/live-socket.ts";
import { startMllp } from "./adapters/mllp-server.ts";
import { createPinoLog } from "./adapters/pino-log.ts";
import { clinicsOf } from "./adapters/relay-session.ts";
import { openRing } from "./adapters/sqlite-ring.ts";
import { Wards } from "./adapters/wards.ts";
import type { EdgeConfig } from "./config.ts";
import { defaultIntakeLimits, SampleIntake } from "./core/intake.ts";
import { LiveValues } from "./core/live-values.ts";
import { closeMinutes } from "./core/minutes.ts";
import { Sensors } from "./core/sensors.ts";
import { writeHeld } from "./core/write-held.ts";
import { version } from "./version.ts";

/** The service under which the gateway writes; the relay knows its key. */
export const EDGE_USER = "edge";
/** The gateway's own folder in DATA_DIR: key, replica, ring. */
export const edgeFolder = (dataDir: string): string => join(dataDir, "edge");
export const edgeKeyFile = (dataDir: string): string => join(edgeFolder(dataDir), "edge.pem");

const TICK_MS = 1_000;
const THIN_EVERY_TICKS = 60;
/** Monitor documents and patients of a ward and a half stay open between two minutes. */
const OPEN_DOCS = 256;

export interface Edge {
  readonly httpPort: number;
  /** Of the embedded broker; undefined with an external one. */
  readonly mqttPort: number | undefined;
  readonly hl7Port: number | undefined;
  close(): Promise<void>;
}

/** Starts the gateway. Rejects with a listener's error (port taken), having closed what it had opened. */
export const startEdge = async (
  config: EdgeConfig,
  log: Log = createPinoLog(config.logLevel),
): Promise<Edge> => {
  const folder = edgeFolder(config.dataDir);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const signer = signerFromFile(edgeKeyFile(config.dataDir));
  const agent = config.relayCertFile === undefined ? undefined : agentFor(config.relayCertFile);
  const ring = openRing(join(folder, "ring.sqlite"));
  const sensors = new Sensors();
  const wards = new Wards();
  let assigned: readonly WardAssignments[] = [];
  let clinics: readonly string[] = [];
  let replica: Replica | undefined;
  let refused: string | undefined;
  let isStopped = false;

  const live = openLive({
    relayUrl: config.relayUrl,
    agent,
    ticket: async () => {
      const session = await keySession(config.relayUrl, signer, nodeClock, agent);
      return session.ok && session.value.ticket !== undefined ? ok(session.value.ticket) : err("no-ticket");
    },
    clinicOf: (sensor) => {
      const found = attribute(assigned, sensor, nodeClock.now());
      return found.to === "patient" ? found.clinic : clinics[0];
    },
    clock: nodeClock,
    log,
  });
  const values = new LiveValues(live);
  const limits = { ...defaultIntakeLimits, oldestMs: Math.min(defaultIntakeLimits.oldestMs, config.ringMs) };
  const { sensors: file } = config;
  const intake = new SampleIntake({ ring, live: values, sensors, file, clock: nodeClock, log, limits });
  const receive = (topic: string, payload: Uint8Array) => intake.message(topic, payload);

  const inputs: Input[] = [];
  const closing: (() => Promise<void>)[] = [];
  const shut = async (): Promise<void> => {
    isStopped = true;
    for (const close of closing.toReversed()) await close();
    live.close();
    await replica?.close();
    ring.shut();
  };
  let mqttPort: number | undefined;
  let hl7Port: number | undefined;
  let httpPort: number;
  try {
    const http = await startHttp({
      host: config.host,
      port: config.port,
      notReady: () => (isStopped ? "stopping" : inputs.length === 0 ? "starting" : undefined),
      status: () => {
        const { connection, pendingCount } = replica?.engine.status() ?? {
          connection: { state: `waiting (${refused ?? "starting"})` },
          pendingCount: 0,
        };
        return {
          version,
          nowMs: nodeClock.now(),
          inputs: inputs.map((input) => ({ where: input.where, isUp: input.isUp() })),
          relay: connection.state,
          unsentChanges: pendingCount,
          isLiveUp: live.isUp(),
          wards: assigned.length,
          ring: ring.counts(),
          sensors: sensors.list(),
        };
      },
    });
    closing.push(() => http.close());
    httpPort = http.port;
    if (config.mqtt.kind === "embedded") {
      const broker = await startBroker({ ...config.mqtt, file, log, receive });
      mqttPort = broker.port;
      inputs.push(broker);
    } else {
      const { kind: _kind, ...broker } = config.mqtt;
      const clientId = `arogya-edge-${Buffer.from(signer.publicKey).toString("hex").slice(0, 12)}`;
      inputs.push(followBroker({ ...broker, clientId, log, receive }));
    }
    if (config.hl7 && file) {
      const mllp = await startMllp({ ...config.hl7, file, intake, now: () => nodeClock.now(), log });
      hl7Port = mllp.port;
      inputs.push(mllp);
    }
    closing.push(async () => {
      for (const input of inputs) await input.close();
    });
  } catch (error) {
    await shut();
    throw error;
  }

  const connect = async (): Promise<void> => {
    const found = await clinicsOf({
      relayUrl: config.relayUrl,
      signer,
      agent,
      folder,
      wanted: config.clinics,
      log,
      isStopped: () => isStopped,
      onRefused: (code) => {
        refused = code;
      },
    });
    if (!found || isStopped) return;
    clinics = found;
    const opened = await openReplica({
      store: openSqliteReplicaStore(join(folder, "replica.sqlite")),
      link: serviceLink(config.relayUrl, signer, nodeClock, agent),
      principal: { userId: EDGE_USER, roles: ["edge"], clinics: found },
      signer,
      device: serviceDevice(EDGE_USER),
      app: `arogya-edge/${version}`,
      follows: found,
      kinds: ["patient", "ward"],
      openDocs: OPEN_DOCS,
      log,
      onReceived: (changed) => {
        if (changed.some(({ address }) => address.kind === "ward")) wards.stale();
      },
    });
    if (isStopped) return opened.close();
    replica = opened;
    await opened.engine.start();
  };

  let ticks = 0;
  const work = async (): Promise<void> => {
    values.flush();
    if (replica) assigned = await wards.read(replica);
    closeMinutes(ring, assigned, nodeClock, config.graceMs);
    const it = replica;
    if (it)
      await writeHeld(
        {
          ring,
          writer: it.writer,
          auditKeyOf: (patient) => wards.auditKeyOf(it, patient),
          author: EDGE_USER,
          clock: nodeClock,
          log,
        },
        assigned,
      );
    if (ticks++ % THIN_EVERY_TICKS === 0)
      ring.thin({ maxBytes: config.ringBytes, oldestMs: nodeClock.now() - config.ringMs });
  };
  let working: Promise<void> = Promise.resolve();
  const tick = (): void => {
    if (isStopped) return;
    working = work().catch((error: unknown) => {
      log.error("tick-failed", { error: error instanceof Error ? error.name : "unknown" });
    });
    void working.then(() => nodeClock.after(TICK_MS, tick));
  };
  tick();
  const connecting = connect().catch((error: unknown) => {
    log.error("replica-failed", { error: error instanceof Error ? error.name : "unknown" });
  });
  log.info("edge-started", { httpPort, ...(mqttPort !== undefined && { mqttPort }) });
  let closed: Promise<void> | undefined;
  return {
    httpPort,
    mqttPort,
    hl7Port,
    close: () =>
      (closed ??= (async () => {
        isStopped = true;
        await working;
        await connecting;
        await shut();
      })()),
  };
};
