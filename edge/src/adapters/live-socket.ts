import type { Agent } from "node:https";
import {
  encodeLiveUp,
  type LiveValue,
  MAX_LIVE_FRAME_BYTES,
  MAX_SENSORS_PER_MESSAGE,
  MAX_VALUES_PER_PUBLISH,
  offeredLiveProtocols,
} from "@arogyasync/shared/live";
import type { Clock, Log } from "@arogyasync/shared/ports";
import type { Result } from "@arogyasync/shared/result";
import WebSocket from "ws";
import type { LiveOut } from "../core/ports.ts";

/** A relay that has no live channel is asked again after so long, ms. */
const RETRY_MS = 5_000;
const MAX_RETRY_MS = 60_000;
/** A connection that takes no more is given nothing more: the next second brings newer values. */
const MAX_BUFFERED_BYTES = 256 * 1024;

export interface LiveLink extends LiveOut {
  isUp(): boolean;
  close(): void;
}

/**
 * Forwards to `/live` of the relay. Nothing is queued: without a connection live values are gone, and the record has
 * their minutes.
 * @param options.ticket a fresh ticket for one connection. @param options.clinicOf whose ward the sensor is in.
 */
export const openLive = (options: {
  readonly relayUrl: string;
  readonly agent: Agent | undefined;
  readonly ticket: () => Promise<Result<string, string>>;
  readonly clinicOf: (sensor: string) => string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}): LiveLink => {
  const { relayUrl, agent, ticket, clinicOf, clock, log } = options;
  const url = new URL("/live", relayUrl.replace(/^http/, "ws")).href;
  let socket: WebSocket | undefined;
  let isClosed = false;
  let waitMs = RETRY_MS;
  /** Sensor → the clinic for which it was announced on this connection. */
  let announced = new Map<string, string>();

  const again = (): void => {
    socket = undefined;
    if (isClosed) return;
    clock.after(waitMs, () => void connect());
    waitMs = Math.min(MAX_RETRY_MS, waitMs * 2);
  };
  const connect = async (): Promise<void> => {
    if (isClosed) return;
    const got = await ticket();
    if (isClosed) return;
    if (!got.ok) return again();
    const ws = new WebSocket(url, offeredLiveProtocols(got.value), {
      handshakeTimeout: 10_000,
      perMessageDeflate: false,
      maxPayload: MAX_LIVE_FRAME_BYTES,
      ...(agent ? { agent } : {}),
    });
    ws.on("open", () => {
      if (isClosed) return ws.close();
      announced = new Map();
      socket = ws;
      waitMs = RETRY_MS;
      log.info("live-connected");
    });
    ws.on("error", () => log.debug("live-unreachable"));
    ws.on("close", again);
  };
  const announce = (ws: WebSocket, values: readonly LiveValue[]): void => {
    const byClinic = new Map<string, string[]>();
    for (const { deviceId } of values) {
      const clinic = clinicOf(deviceId);
      if (clinic === undefined || announced.get(deviceId) === clinic) continue;
      announced.set(deviceId, clinic);
      byClinic.set(clinic, [...(byClinic.get(clinic) ?? []), deviceId]);
    }
    for (const [clinic, sensors] of byClinic)
      for (let at = 0; at < sensors.length; at += MAX_SENSORS_PER_MESSAGE)
        ws.send(
          encodeLiveUp({ t: "announce", clinic, sensors: sensors.slice(at, at + MAX_SENSORS_PER_MESSAGE) }),
        );
  };
  void connect();
  return {
    send(values) {
      const ws = socket;
      if (!ws || ws.readyState !== WebSocket.OPEN || ws.bufferedAmount > MAX_BUFFERED_BYTES) return;
      announce(ws, values);
      const known = values.filter(({ deviceId }) => announced.has(deviceId));
      for (let at = 0; at < known.length; at += MAX_VALUES_PER_PUBLISH)
        ws.send(encodeLiveUp({ t: "publish", values: known.slice(at, at + MAX_VALUES_PER_PUBLISH) }));
    },
    isUp: () => socket?.readyState === WebSocket.OPEN,
    close() {
      isClosed = true;
      socket?.close(1000);
    },
  };
};
