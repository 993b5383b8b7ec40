import { setTimeout as sleep } from "node:timers/promises";
import {
  decodeLiveDown,
  encodeLiveUp,
  type LiveDown,
  type LiveUp,
  offeredLiveProtocols,
} from "@arogyasync/shared/live";
import type { Role } from "@arogyasync/shared/authority";
import type { RelayOverrides } from "@arogyasync/sync-server/app";
import { generateKeyPair, type KeyPair, keySession, type testConfig } from "@arogyasync/sync-server/testing";
import { WebSocket } from "ws";
import { createWorld } from "./relay-world.ts";

const WAIT_MS = 20_000;
/** Longer than a fan-out rests. */
const TICK_MS = 150;
type Of<T extends LiveDown["t"]> = Extract<LiveDown, { t: T }>;

/** A bare client of `/live`: says what it is told and keeps every frame, as text and read. */
export class LiveClient {
  readonly ws: WebSocket;
  readonly texts: string[] = [];
  readonly frames: LiveDown[] = [];
  closed: { code: number; reason: string } | undefined;
  #waiting = new Set<() => void>();

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on("message", (data, isBinary) => {
      const text = (data as Buffer).toString();
      this.texts.push(text);
      const frame = decodeLiveDown(text);
      // What a relay without its checks sends is no message: tests look at the text.
      if (frame.ok && !isBinary) this.frames.push(frame.value);
      for (const fn of this.#waiting) fn();
    });
    ws.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      for (const fn of this.#waiting) fn();
    });
    ws.on("error", () => {});
  }

  static async open(
    url: string,
    protocols: string[],
    headers: Record<string, string> = {},
  ): Promise<LiveClient> {
    const ws = new WebSocket(`${url.replace(/^http/, "ws")}/live`, protocols, {
      headers,
      perMessageDeflate: false,
    });
    const client = new LiveClient(ws);
    await new Promise<void>((resolve, reject) => {
      ws.once("open", () => resolve());
      ws.once("error", reject);
    });
    return client;
  }

  send(message: LiveUp): void {
    this.ws.send(encodeLiveUp(message));
  }
  watch(clinic: string, ...sensors: string[]): void {
    this.send({ t: "subscribe", clinic, sensors });
  }
  announce(clinic: string, ...sensors: string[]): void {
    this.send({ t: "announce", clinic, sensors });
  }
  publish(...values: unknown[]): void {
    this.send({ t: "publish", values });
  }
  /** Resolves when everything said so far has been answered, and what gathered meanwhile has gone out. */
  async settled(): Promise<void> {
    const n = this.frames.length + 1;
    this.send({ t: "ping", n });
    await this.until(() => this.all("pong").find((pong) => pong.n === n), "pong");
    await sleep(TICK_MS);
  }

  async until<T>(find: () => T | undefined | false, what: string): Promise<T> {
    const found = find();
    if (found !== undefined && found !== false) return found;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(new Error(`waited in vain for ${what}; the last was ${this.texts.at(-1) ?? "nothing"}`));
      }, WAIT_MS);
      const check = (): void => {
        const value = find();
        if (value === undefined || value === false) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(value);
      };
      this.#waiting.add(check);
    });
  }

  all<T extends LiveDown["t"]>(type: T): Of<T>[] {
    return this.frames.filter((f) => f.t === type) as Of<T>[];
  }
  next<T extends LiveDown["t"]>(type: T): Promise<Of<T>> {
    return this.until(() => this.all(type)[0], type);
  }
  /** Numbers and heart rates of a sensor's values, in the order in which they came. */
  valuesOf(sensor: string): { n: number; heartRate: number | null }[] {
    return this.all("value").flatMap(({ items }) =>
      items.flatMap(([n, value]) => (value.deviceId === sensor ? [{ n, heartRate: value.heartRate }] : [])),
    );
  }
  whenClosed(): Promise<{ code: number; reason: string }> {
    return this.until(() => this.closed, "close");
  }
  async close(): Promise<void> {
    if (this.closed) return;
    this.ws.close();
    await this.whenClosed();
  }
}

export const valueOf = (deviceId: string, heartRate = 72, recordedTimeStamp = Date.now()) => ({
  heartRate,
  spo2: 97,
  temperature: 36.8,
  recordedTimeStamp,
  deviceId,
});

/** A relay with two clinics, services that watch and publish, and bare live clients. */
export const createLiveWorld = async (
  overrides: RelayOverrides = {},
  limits: Parameters<typeof testConfig>[1] = {},
) => {
  const world = await createWorld(overrides, { maxLiveConnectionsPerDevice: 1_000, ...limits });
  const open: LiveClient[] = [];
  const addService = async (id: string, role: Role, clinics = ["rampur"]): Promise<KeyPair> => {
    const keys = generateKeyPair();
    const publicKey = keys.publicKey;
    const added = await world
      .relay()
      .users.addServiceKey({ id, name: id, roles: [role], clinics, publicKey });
    if (!added.ok) throw new Error(added.error);
    return keys;
  };
  const ticket = async (keys: KeyPair): Promise<string> =>
    (await keySession(world.relay().url, keys)).ticket ?? "";
  const connect = async (keys: KeyPair): Promise<LiveClient> => {
    const client = await LiveClient.open(world.relay().url, offeredLiveProtocols(await ticket(keys)));
    open.push(client);
    return client;
  };
  const edge = await addService("edge-rampur", "edge");
  const nurse = await addService("board-rampur", "hospital");
  return {
    ...world,
    addService,
    ticket,
    connect,
    edge,
    nurse,
    /** A gateway that speaks for these sensors. */
    async gateway(...sensors: string[]): Promise<LiveClient> {
      const client = await connect(edge);
      client.announce("rampur", ...sensors);
      await client.settled();
      return client;
    },
    async board(...sensors: string[]): Promise<LiveClient> {
      const client = await connect(nurse);
      client.watch("rampur", ...sensors);
      await client.settled();
      return client;
    },
    async metric(name: string): Promise<number> {
      const text = await (await fetch(`${world.relay().url}/metrics`)).text();
      const found = new RegExp(`^${name}(?:\\{[^}]*\\})? ([0-9.e+-]+)$`, "gm");
      return [...text.matchAll(found)].reduce((sum, [, n]) => sum + Number(n), 0);
    },
    async close() {
      for (const client of open) client.ws.terminate();
      await sleep(10);
      await world.close();
    },
  };
};
export type LiveWorld = Awaited<ReturnType<typeof createLiveWorld>>;
