import { connect } from "mqtt";
import type { Log } from "@arogyasync/shared/ports";
import type { Intake } from "../core/intake.ts";
import type { Input } from "./embedded-broker.ts";

const TOPICS = { "arogya/1/+/vitals": { qos: 1 }, "arogya/1/+/status": { qos: 1 } } as const;

/**
 * Takes sensors' messages from a broker that is there already. The session outlives this process: what arrives while the
 * gateway is down waits there, and a message is acknowledged when it is on disk. [ED9]
 */
export const followBroker = (options: {
  readonly url: string;
  readonly clientId: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly ca: Buffer | undefined;
  readonly log: Log;
  readonly receive: (topic: string, payload: Uint8Array) => Intake;
}): Input => {
  const { url, clientId, username, password, ca, log, receive } = options;
  const client = connect(url, {
    clientId,
    clean: false,
    reconnectPeriod: 2_000,
    connectTimeout: 10_000,
    resubscribe: true,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
    ...(ca ? { ca } : {}),
  });
  client.handleMessage = (packet, done) => {
    const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
    // An error here ends the connection without an acknowledgement; the broker sends it again.
    done(receive(packet.topic, payload) === "later" ? new Error("not stored") : undefined);
  };
  client.on("connect", () => {
    log.info("broker-connected");
    client.subscribe(TOPICS, (error) => {
      if (error) log.error("broker-refused-subscription");
    });
  });
  client.on("close", () => log.debug("broker-connection-closed"));
  client.on("error", (error) => log.warn("broker-error", { error: error.name }));
  const { host } = new URL(url);
  return {
    where: `broker ${host}`,
    isUp: () => client.connected,
    close: () => client.endAsync(false).catch(() => undefined),
  };
};
