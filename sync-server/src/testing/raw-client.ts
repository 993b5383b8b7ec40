import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import {
  decodeDown,
  deviceProofBody,
  type Down,
  encodeUp,
  keyProofBody,
  loginProofBody,
  offeredProtocols,
  PROTOCOL_VERSION,
  type Push,
  type Session,
  type Up,
} from "@arogyasync/shared/protocol";
import { WebSocket } from "ws";
import type { KeyPair } from "../adapters/node-crypto.ts";

const WAIT_MS = 10_000;
type Of<T extends Down["t"]> = Extract<Down, { t: T }>;

export const post = (url: string, body: unknown): Promise<Response> =>
  fetch(url, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** Opens a service's session by its registered key. */
export const keySession = async (url: string, keys: KeyPair): Promise<Session> => {
  const at = Date.now();
  const proof = bytesToBase64Url(await keys.sign(keyProofBody(keys.publicKey, at)));
  const response = await post(`${url}/auth/key`, {
    publicKey: bytesToBase64Url(keys.publicKey),
    at,
    proof,
    protocol: PROTOCOL_VERSION,
  });
  if (!response.ok) throw new Error(`key session: ${response.status} ${await response.text()}`);
  return (await response.json()) as Session;
};

export const loginBody = async (
  keys: KeyPair,
  user: string,
  password: string,
  device = "device-0001",
  at = Date.now(),
) => ({
  user,
  password,
  device: { id: device, label: "test" },
  publicKey: bytesToBase64Url(keys.publicKey),
  at,
  proof: bytesToBase64Url(await keys.sign(loginProofBody(user, device, at))),
  protocol: PROTOCOL_VERSION,
});

/** A login from a device with a key of its own, and perhaps a code. */
export const enrolBody = async (
  keys: KeyPair,
  deviceKeys: KeyPair,
  user: string,
  password: string,
  device: string,
  code?: string,
  at = Date.now(),
) => {
  const body = await loginBody(keys, user, password, device, at);
  const proof = deviceProofBody({
    user,
    deviceId: device,
    deviceKey: deviceKeys.publicKey,
    personKey: keys.publicKey,
    code: code ?? "",
    at: body.at,
  });
  return {
    ...body,
    device: {
      ...body.device,
      key: bytesToBase64Url(deviceKeys.publicKey),
      proof: bytesToBase64Url(await deviceKeys.sign(proof)),
    },
    ...(code === undefined ? {} : { code }),
  };
};

export const login = async (
  url: string,
  keys: KeyPair,
  user: string,
  password: string,
  device?: string,
): Promise<Session> => {
  const response = await post(`${url}/auth/login`, await loginBody(keys, user, password, device));
  if (!response.ok) throw new Error(`login: ${response.status} ${await response.text()}`);
  return (await response.json()) as Session;
};

/** A bare protocol client: sends what it is told and keeps every frame. */
export class RawClient {
  readonly frames: Down[] = [];
  readonly ws: WebSocket;
  closed: { code: number; reason: string } | undefined;
  #bytesReceived = 0;
  readonly #waiting = new Set<() => void>();

  private constructor(ws: WebSocket) {
    this.ws = ws;
    ws.on("message", (data) => {
      const bytes = new Uint8Array(data as Buffer);
      this.#bytesReceived += bytes.length;
      const frame = decodeDown(bytes);
      if (!frame.ok) throw new Error(`the relay sent ${frame.error}`);
      this.frames.push(frame.value);
      for (const fn of this.#waiting) fn();
    });
    ws.on("close", (code, reason) => {
      this.closed = { code, reason: reason.toString() };
      for (const fn of this.#waiting) fn();
    });
    ws.on("error", () => {});
  }

  /** @param protocols what stands in Sec-WebSocket-Protocol: `offeredProtocols(ticket)`, or something worse. */
  static async open(
    url: string,
    protocols: string[],
    headers: Record<string, string> = {},
  ): Promise<RawClient> {
    const ws = new WebSocket(`${url.replace(/^http/, "ws")}/log`, protocols, {
      headers,
      perMessageDeflate: false,
    });
    const client = new RawClient(ws);
    await new Promise<void>((resolve, reject) => {
      ws.once("open", () => resolve());
      ws.once("error", reject);
    });
    return client;
  }

  /** Opens with a session's ticket and says hello; resolves with the welcome. */
  static async connect(
    url: string,
    { ticket = "" }: Pick<Session, "ticket">,
    device: string,
  ): Promise<{ client: RawClient; welcome: Of<"welcome"> }> {
    const client = await RawClient.open(url, offeredProtocols(ticket));
    client.send({ t: "hello", device, app: "test", clockMs: Date.now() });
    return { client, welcome: await client.next("welcome") };
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  send(message: Up): void {
    this.ws.send(encodeUp(message));
  }
  sendRaw(bytes: Uint8Array): void {
    this.ws.send(bytes);
  }

  /** Waits until the predicate holds of what has been received. */
  async until<T>(find: () => T | undefined, what: string): Promise<T> {
    const found = find();
    if (found !== undefined) return found;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(check);
        reject(
          new Error(
            `waited in vain for ${what}; got ${this.frames.map((f) => ("code" in f ? f.code : f.t)).join(",")}`,
          ),
        );
      }, WAIT_MS);
      const check = (): void => {
        const value = find();
        if (value === undefined) return;
        clearTimeout(timer);
        this.#waiting.delete(check);
        resolve(value);
      };
      this.#waiting.add(check);
    });
  }

  /** The first frame of this type from `from` on. */
  next<T extends Down["t"]>(type: T, from = 0): Promise<Of<T>> {
    return this.until(() => this.frames.slice(from).find((f) => f.t === type) as Of<T> | undefined, type);
  }

  all<T extends Down["t"]>(type: T): Of<T>[] {
    return this.frames.filter((f) => f.t === type) as Of<T>[];
  }

  whenClosed(): Promise<{ code: number; reason: string }> {
    return this.until(() => this.closed, "close");
  }

  /** Pushes and waits for the ack of this push, with what was refused or put off before it. */
  async push(
    push: Push,
  ): Promise<{ ack: Of<"ack">; refused: Of<"refuse">["items"]; retried: Of<"retry">["items"] }> {
    const from = this.frames.length;
    this.send(push);
    const mine = () => this.frames.slice(from).filter((f) => "id" in f && f.id === push.id);
    const ack = await this.until(() => mine().find((f) => f.t === "ack") as Of<"ack"> | undefined, "ack");
    return {
      ack,
      refused: mine().flatMap((f) => (f.t === "refuse" ? f.items : [])),
      retried: mine().flatMap((f) => (f.t === "retry" ? f.items : [])),
    };
  }

  async close(): Promise<void> {
    this.ws.close();
    await this.whenClosed();
  }
}
