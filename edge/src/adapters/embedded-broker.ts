import { createHash, timingSafeEqual } from "node:crypto";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Duplex, Transform } from "node:stream";
import type { Log } from "@arogyasync/shared/ports";
import { Aedes, type AuthenticateError } from "aedes";
import { type Intake, SampleIntake } from "../core/intake.ts";
import { MqttFrameGuard } from "../core/mqtt-frame-guard.ts";
import type { SensorsFile } from "../core/registry.ts";

export interface Input {
  /** Where it listens, or what it is connected to; for the status page. */
  readonly where: string;
  isUp(): boolean;
  close(): Promise<void>;
}

const MAX_PACKET_BYTES = 65_536;
const MAX_CONNECTIONS = 500;

const digest = (text: string | Uint8Array): Buffer => createHash("sha256").update(text).digest();

/** A password compared in a time that tells nothing, also for a sensor that there is not. */
const isPassword = (file: SensorsFile, id: string, password: Uint8Array): boolean => {
  const known = file.sensors.find((sensor) => sensor.id === id)?.password;
  return timingSafeEqual(digest(known ?? ""), digest(password)) && known !== undefined;
};

const refusal = (returnCode: number): AuthenticateError =>
  Object.assign(new Error("not known"), { returnCode });

const guarded = (socket: Socket): Duplex => {
  const guard = new MqttFrameGuard(MAX_PACKET_BYTES);
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (guard.isFine(chunk)) done(null, chunk);
      else done(new Error("packet too large"));
    },
  });
  watch.on("error", () => socket.destroy());
  socket.on("error", () => watch.destroy());
  return Duplex.from({ readable: socket.pipe(watch), writable: socket });
};

/**
 * A broker of our own for sensors. It forwards nothing to anybody: a message goes to the intake, and is acknowledged when
 * it is on disk. A sensor speaks for itself alone; nobody may subscribe. [ED9]
 */
export const startBroker = async (options: {
  readonly host: string;
  readonly port: number;
  readonly file: SensorsFile | undefined;
  readonly log: Log;
  readonly receive: (topic: string, payload: Uint8Array) => Intake;
}): Promise<Input & { readonly port: number }> => {
  const { host, port, file, log, receive } = options;
  const names = new WeakMap<object, string>();
  const broker = await Aedes.createBroker({
    heartbeatInterval: 60_000,
    connectTimeout: 10_000,
    maxClientsIdLength: 128,
    maxTopicLevels: 4,
    queueLimit: 200,
    preConnect: (_client, packet, done) => done(null, packet.will === undefined),
    authenticate: (client, username, password, done) => {
      if (!file) return done(null, true);
      if (username === undefined || password === undefined || !isPassword(file, username, password))
        return done(refusal(4), false);
      names.set(client, username);
      done(null, true);
    },
    authorizePublish: (client, packet, done) => {
      const name = client && names.get(client);
      const sensor = SampleIntake.sensorOfTopic(packet.topic);
      if (file && name !== sensor) return done(new Error("not its own topic"));
      const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
      // Not acknowledged: the sensor sends it again when it comes back.
      if (receive(packet.topic, payload) === "later") return done(new Error("not stored"));
      packet.retain = false;
      done(null);
    },
    authorizeSubscribe: (_client, _subscription, done) => done(new Error("nobody subscribes here")),
    authorizeForward: () => null,
  });
  broker.on("clientError", () => log.debug("sensor-connection-failed"));
  broker.on("connectionError", () => log.debug("sensor-connection-refused"));
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    broker.handle(guarded(socket));
  });
  server.maxConnections = MAX_CONNECTIONS;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  return {
    where: `embedded broker on ${host}:${bound}`,
    port: bound,
    isUp: () => server.listening,
    close: () =>
      new Promise((resolve) => {
        broker.close(() => server.close(() => resolve()));
      }),
  };
};
