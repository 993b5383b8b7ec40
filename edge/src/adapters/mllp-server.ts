import { type AddressInfo, createServer, type Socket } from "node:net";
import type { Log } from "@arogyasync/shared/ports";
import { type AckCode, ackOf } from "../core/hl7/ack.ts";
import { hl7Limits, parseHl7 } from "../core/hl7/message.ts";
import { MllpFrames, mllpFrame } from "../core/hl7/mllp.ts";
import { readOru } from "../core/hl7/oru.ts";
import type { SampleIntake } from "../core/intake.ts";
import type { SensorsFile } from "../core/registry.ts";
import { NO_SENSOR } from "../core/sensors.ts";
import type { Input } from "./embedded-broker.ts";

const MAX_CONNECTIONS = 100;
const IDLE_MS = 10 * 60_000;

/** Takes one HL7 message and gives its acknowledgement. Never throws. [ED5] */
export const answerHl7 = (
  text: string,
  file: SensorsFile,
  intake: Pick<SampleIntake, "take" | "refuse">,
  nowMs: number,
): string => {
  const message = parseHl7(text);
  const say = (code: AckCode, reason = ""): string => ackOf(message, code, reason, nowMs);
  if (!message) {
    intake.refuse(NO_SENSOR, "malformed");
    return say("AE", "not an HL7 v2 message");
  }
  const oru = readOru(message);
  if (!oru.ok) {
    intake.refuse(NO_SENSOR, oru.error);
    return say("AE", oru.error);
  }
  const { names, sample } = oru.value;
  const sensor = names
    .map((name) => file.sensors.find(({ hl7 }) => hl7 === name))
    .find((entry) => entry !== undefined);
  if (!sensor) {
    intake.refuse(NO_SENSOR, "unknown-sensor");
    return say("AE", "unknown-sensor");
  }
  const outcome = intake.take(sensor.id, sample);
  return outcome === "taken" ? say("AA") : outcome === "later" ? say("AR", "storage") : say("AE", "refused");
};

/** HL7 v2 over MLLP, as bedside monitors and their central stations speak it. */
export const startMllp = async (options: {
  readonly host: string;
  readonly port: number;
  readonly file: SensorsFile;
  readonly intake: Pick<SampleIntake, "take" | "refuse">;
  readonly now: () => number;
  readonly log: Log;
}): Promise<Input & { readonly port: number }> => {
  const { host, port, file, intake, now, log } = options;
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    const frames = new MllpFrames(hl7Limits.bytes);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => open.delete(socket));
    socket.on("data", (chunk: Buffer) => {
      const whole = frames.push(chunk);
      if (!whole) {
        log.warn("mllp-peer-refused");
        intake.refuse(NO_SENSOR, "malformed");
        socket.destroy();
        return;
      }
      for (const frame of whole)
        socket.write(mllpFrame(answerHl7(Buffer.from(frame).toString("utf8"), file, intake, now())));
    });
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
    where: `HL7 on ${host}:${bound}`,
    port: bound,
    isUp: () => server.listening,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
};
