import { mkdtempSync, rmSync } from "node:fs";
import type { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createRelay, type Relay } from "@arogyasync/sync-server/app";
import { offeredProtocols } from "@arogyasync/shared/protocol";
import {
  defaultLimits,
  generateKeyPair,
  keySession,
  testConfig,
  testPasswords,
} from "@arogyasync/sync-server/testing";
import { afterEach, describe, expect, it } from "vitest";
import { AttackClient } from "../support/relay/attack-client.ts";
import { dialTcp, sendRaw, trickle } from "../support/relay/raw-http.ts";

type Limits = NonNullable<Parameters<typeof testConfig>[1]>;
/** Shorter than in a deployment, so that the test is; the code is the same. */
const SHORT: Limits = {
  headersTimeoutMs: 800,
  requestTimeoutMs: 1_600,
  idleSocketMs: 1_500,
  helloTimeoutMs: 800,
};
/** The protections against slowness switched off. */
const PATIENT: Limits = {
  headersTimeoutMs: 3_600_000,
  requestTimeoutMs: 3_600_000,
  idleSocketMs: 3_600_000,
  helloTimeoutMs: 3_600_000,
};
/** Checks come once a second, and this machine may be busy. */
const MERCY_MS = 4_000;
const GIVE_UP_MS = 9_000;
const SOCKETS = 60;

const keys = generateKeyPair();
const open: { relay: Relay; dir: string }[] = [];
const start = async (limits: Limits): Promise<Relay> => {
  const dir = mkdtempSync(join(tmpdir(), "relay-slow-"));
  const relay = await createRelay(testConfig(dir, limits), { passwords: testPasswords });
  open.push({ relay, dir });
  await relay.users.addClinic({ id: "rampur", name: "Rampur" });
  const service = { id: "edge", name: "Edge", roles: ["edge" as const], clinics: ["rampur"] };
  await relay.users.addServiceKey({ ...service, publicKey: keys.publicKey });
  return relay;
};
const ticket = async (relay: Relay): Promise<string> => (await keySession(relay.url, keys)).ticket ?? "";
/** Bears a slow socket until the relay does not; milliseconds. */
const bear = async (
  relay: Relay,
  opening: Slow[1],
  endless: () => string,
  everyMs: number,
): Promise<number> =>
  trickle(relay.port, typeof opening === "string" ? opening : opening(await ticket(relay)), endless, {
    everyMs,
    giveUpMs: GIVE_UP_MS,
  });
afterEach(async () => {
  for (const { relay, dir } of open.splice(0)) {
    await relay.close();
    rmSync(dir, { recursive: true });
  }
});

const health = async (relay: Relay): Promise<number> => {
  const startedAt = performance.now();
  const response = await fetch(`${relay.url}/healthz`);
  await response.arrayBuffer();
  if (response.status !== 200) throw new Error(`the relay answers ${response.status}`);
  return performance.now() - startedAt;
};

const UPGRADE =
  "GET /log HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n";
/** `opening` is given a fresh ticket where it asks for one: without it nobody gets as far as a WebSocket. */
type Slow = readonly [
  name: string,
  opening: string | ((ticket: string) => string),
  endless: () => string,
  boundMs: number,
];
const slow: readonly Slow[] = [
  ["a first line that never ends", "GET /", () => "a", SHORT.headersTimeoutMs ?? 0],
  [
    "headers that never end",
    "GET /healthz HTTP/1.1\r\nHost: x\r\n",
    () => "X: y\r\n",
    SHORT.headersTimeoutMs ?? 0,
  ],
  ["an upgrade that never ends", UPGRADE, () => "X: y\r\n", SHORT.headersTimeoutMs ?? 0],
  [
    "a body that never ends",
    "POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 8000\r\n\r\n",
    () => " ",
    SHORT.requestTimeoutMs ?? 0,
  ],
  [
    "chunks that never end",
    "POST /auth/login HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
    () => "1\r\n \r\n",
    SHORT.requestTimeoutMs ?? 0,
  ],
  [
    "a WebSocket that says nothing whole",
    // A binary frame of 256 bytes, masked with zeros, of which one byte comes at a time.
    (ticket) =>
      `${UPGRADE}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n` +
      `Sec-WebSocket-Protocol: ${offeredProtocols(ticket).join(", ")}\r\n\r\n` +
      "\x82\xfe\x01\x00\0\0\0\0",
    () => "a",
    SHORT.helloTimeoutMs ?? 0,
  ],
  ["nothing at all", "", () => "", SHORT.idleSocketMs ?? 0],
];

describe("slow peers", () => {
  it.each(slow)(
    `[HD3] ${SOCKETS} times %s: all are cut off in time, and others are served`,
    async (_name, opening, endless, boundMs) => {
      const relay = await start(SHORT);
      const durations: Promise<number>[] = [];
      for (let i = 0; i < SOCKETS; i++) {
        durations.push(bear(relay, opening, endless, 60));
        // Few tickets of one key may wait: each is used before the next is asked for.
        if (typeof opening !== "string") await sleep(20);
      }
      await sleep(300);
      expect(await health(relay)).toBeLessThan(2_000);
      const longest = Math.max(...(await Promise.all(durations)));
      expect(longest).toBeLessThan(boundMs + MERCY_MS);
      expect((await relay.stats()).connections).toBe(0);
    },
  );

  it("[HD3] negative control: a relay without these limits bears every one of them", async () => {
    const relay = await start(PATIENT);
    const bornMs = await Promise.all(
      slow.map(async ([name, opening, endless]) => [name, await bear(relay, opening, endless, 200)]),
    );
    for (const [name, ms] of bornMs) expect([name, Number(ms) > GIVE_UP_MS - 500]).toEqual([name, true]);
  });
});

/** Opens as many sockets as it can from one address; gives those that are still open after a moment. */
const flood = async (port: number, count: number, localAddress: string): Promise<Socket[]> => {
  const dialled = await Promise.allSettled(Array.from({ length: count }, () => dialTcp(port, localAddress)));
  await sleep(500);
  return dialled.flatMap((one) => (one.status === "fulfilled" && !one.value.destroyed ? [one.value] : []));
};

describe("many peers", () => {
  it("[HD3] sockets of one address are bounded, before a byte is sent; another address is served", async () => {
    const relay = await start({ maxSocketsPerAddress: 50 });
    const held = await flood(relay.port, 200, "127.0.0.7");
    expect(held.length).toBe(50);
    expect(await health(relay)).toBeLessThan(2_000);
    for (const socket of held) socket.destroy();
    await sleep(300);
    expect((await flood(relay.port, 10, "127.0.0.7")).length).toBe(10);
  });

  it("[HD3] sockets of all addresses together are bounded", async () => {
    const relay = await start({ maxSockets: 60 });
    const held = await Promise.all(
      ["127.0.0.7", "127.0.0.8", "127.0.0.9"].map((a) => flood(relay.port, 40, a)),
    );
    expect(held.flat().length).toBeLessThanOrEqual(60);
    for (const socket of held.flat()) socket.destroy();
    await sleep(300);
    expect(await health(relay)).toBeLessThan(2_000);
  });

  it("[HD3] negative control: without the limit they all stay", async () => {
    const relay = await start({ maxSocketsPerAddress: 10_000 });
    const held = await flood(relay.port, 200, "127.0.0.7");
    expect(held.length).toBe(200);
    for (const socket of held) socket.destroy();
  });

  it("[HD3] connections that have not said who they are are bounded by address, and the place comes back", async () => {
    // One device: of its own silent connections an older one would give way before the address has too many.
    const relay = await start({
      maxGreetingPerAddress: 20,
      maxConnectionsPerDevice: 100,
      helloTimeoutMs: 3_000,
    });
    const dial = async (address: string) => AttackClient.open(relay.url, await ticket(relay), address);
    const inside: AttackClient[] = [];
    for (let i = 0; i < 40; i++)
      await dial("127.0.0.7").then(
        (client) => inside.push(client),
        () => undefined,
      );
    expect(inside.length).toBe(20);
    (await dial("127.0.0.8")).close();
    await sleep(5_500);
    (await dial("127.0.0.7")).close();
    for (const client of inside) client.close();
  });

  it("[ID20] an upgrade that is turned away keeps no socket, though its peer never hangs up", async () => {
    const relay = await start({});
    const refusals = [
      `${UPGRADE}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      `${UPGRADE}Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: ${offeredProtocols("stale").join(", ")}\r\n\r\n`,
      `${UPGRADE}Origin: https://evil.example\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`,
      UPGRADE.replace("/log", "/elsewhere") + "\r\n",
    ];
    const answers = await Promise.all(
      refusals.map((bytes) => sendRaw(relay.port, bytes, { timeoutMs: GIVE_UP_MS, isHalfOpen: true })),
    );
    expect(answers.map(({ status }) => status)).toEqual([400, 401, 403, 404]);
    for (const { ms } of answers) expect(ms).toBeLessThan(MERCY_MS);
  });

  it("[HD3] what a deployment allows is what the page of limits says", () => {
    expect(defaultLimits).toMatchObject({
      headersTimeoutMs: 10_000,
      requestTimeoutMs: 60_000,
      idleSocketMs: 120_000,
      maxSockets: 6_000,
      maxSocketsPerAddress: 768,
      maxGreetingPerAddress: 256,
      helloTimeoutMs: 5_000,
    });
  });
});
