import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { freshSigner } from "@arogyasync/cli/testing";
import { offeredProtocols } from "@arogyasync/shared/protocol";
import { docIdFromBytes } from "@arogyasync/shared/records";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { AttackClient } from "../support/relay/attack-client.ts";
import { attacksOf } from "../support/relay/attacks.ts";
import { type BesiegedWorld, createBesiegedWorld } from "../support/relay/besieged-world.ts";
import { recordHonestly } from "../support/relay/honest-work.ts";
import { armoury, besiege, percentile } from "../support/relay/siege.ts";

const FRAMES = 10_000;
const LANES = 4;
/** A small heap is collected often: what grows then is kept, not merely waiting for a lazy collector. */
const SMALL_HEAP = { NODE_OPTIONS: "--max-old-space-size=96 --max-semi-space-size=4" };

const names = attacksOf({
  userId: "nobody",
  signer: freshSigner(),
  patient: {
    id: docIdFromBytes(new Uint8Array(16)),
    rootHash: "ab".repeat(32),
    rootActor: "ab".repeat(16),
    rootMaxOp: 9,
  },
}).map((a) => a.name);

let world: BesiegedWorld;
let ackedCount = 0;
beforeAll(async () => {
  world = await createBesiegedWorld(
    LANES,
    { limits: { helloTimeoutMs: 1_500 }, env: SMALL_HEAP },
    { onAck: (changes) => (ackedCount += changes.length) },
  );
});
afterAll(() => (world as BesiegedWorld | undefined)?.close());

const insiderTicket = (): Promise<string> => {
  const [first] = world.lanes;
  if (!first) throw new Error("there is an insider");
  return first.lane.ticket();
};

describe("hostile frames against a relay process", () => {
  it.each(names)("[PR4] %s is refused with its code", async (name) => {
    const [first] = world.lanes;
    const attack = first?.attacks.find((a) => a.name === name);
    if (!first || !attack) throw new Error("the attack is listed");
    const client = await AttackClient.open(world.relay.url, await first.lane.ticket());
    if (attack.by === "insider") await client.greet(first.lane.device);
    expect((await client.attack(await attack.make(1))).code).toBe(attack.code);
    client.close();
  });

  it.each<[string, number[]]>([
    ["reserved bits", [0xf2, 0x80, 0, 0, 0, 0]],
    ["no mask", [0x82, 0x01, 0xf6]],
    ["an unknown opcode", [0x83, 0x80, 0, 0, 0, 0]],
    ["a ping of 126 bytes", [0x89, 0xfe, 0, 126, 0, 0, 0, 0]],
    ["a length of 2^63", [0x82, 0xff, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]],
    ["a continuation of nothing", [0x80, 0x81, 0, 0, 0, 0, 0xf6]],
    ["a close frame of one byte", [0x88, 0x81, 0, 0, 0, 0, 1]],
  ])("[PR4] a WebSocket frame with %s costs its sender the connection only", async (_name, bytes) => {
    const ticket = await insiderTicket();
    let answer = "";
    await new Promise<void>((resolve) => {
      const tcp = connect({ port: world.relay.port, host: "127.0.0.1", localAddress: "127.0.0.3" }, () => {
        tcp.write(
          "GET /log HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            `Sec-WebSocket-Protocol: ${offeredProtocols(ticket).join(", ")}\r\n` +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
        );
        tcp.once("data", (head: Buffer) => {
          answer = head.toString().split("\r\n")[0] ?? "";
          tcp.write(Uint8Array.from(bytes));
        });
      });
      tcp.on("error", () => undefined);
      tcp.on("close", () => resolve());
    });
    expect(answer).toBe("HTTP/1.1 101 Switching Protocols"); // it did reach the frames' reader
    expect((await fetch(`${world.relay.url}/healthz`)).status).toBe(200);
  });

  it("[PR4][ID20] a flood of connections: strangers get no socket, an insider's silent ones give way and end by themselves", async () => {
    const refusals = await Promise.all(
      Array.from({ length: 600 }, () =>
        AttackClient.open(world.relay.url, "made-up", "127.0.0.4").then(
          () => "open",
          (error: Error) => error.message,
        ),
      ),
    );
    expect(new Set(refusals)).toEqual(new Set(["Unexpected server response: 401"]));
    const open: AttackClient[] = [];
    for (let n = 0; n < 100; n++)
      open.push(await AttackClient.open(world.relay.url, await insiderTicket(), "127.0.0.4"));
    expect((await world.relay.stats()).connections).toBeLessThanOrEqual(4 + 1);
    await recordHonestly(world, 0);
    await world.honest.until((s) => s.pendingCount === 0, 10_000);
    await sleep(2_500);
    expect((await world.relay.stats()).connections).toBeLessThan(5);
    for (const client of open) client.close();
  });

  it(`[PR4] after ${FRAMES} hostile frames memory is flat, no worker was lost, and an honest client is unharmed`, async () => {
    const weapons = await Promise.all(world.lanes.map(({ attacks }) => armoury(attacks, 3)));
    let isOver = false;
    let recorded = 0;
    const honestWork = (async () => {
      while (!isOver) {
        await recordHonestly(world, ++recorded);
        await sleep(150);
      }
    })();
    const siege = (count: number) =>
      Promise.all(world.lanes.map(({ lane }, i) => besiege(lane, weapons[i] ?? [], count / LANES, i * 11)));
    /** The lowest of a few looks: what is left when nothing is going on. */
    const rss = async (): Promise<number> => {
      let lowest = Number.POSITIVE_INFINITY;
      for (let look = 0; look < 6; look++) {
        await sleep(300);
        lowest = Math.min(lowest, world.relay.memory().now);
      }
      return lowest;
    };
    ackedCount = 0;
    await siege(FRAMES * 0.4);
    const early = await rss();
    await world.relay.stats(); // begins a new window of event-loop delay
    const results = await siege(FRAMES * 0.6);
    const late = await rss();
    const stats = await world.relay.stats();
    isOver = true;
    await honestWork;
    await world.honest.until((s) => s.pendingCount === 0, 30_000);
    const latencies = results.flatMap((r) => r.latenciesMs);
    console.info(
      `${FRAMES} hostile frames: refusal p50 ${percentile(latencies, 50).toFixed(1)} ms, ` +
        `p99 ${percentile(latencies, 99).toFixed(1)} ms (four attackers at once); ` +
        `event-loop delay p99 ${stats.eventLoopP99Ms.toFixed(1)} ms; ` +
        `RSS ${(early / 1e6).toFixed(0)} → ${(late / 1e6).toFixed(0)} MB; honest changes acked ${ackedCount} of ${recorded}`,
    );
    expect([...new Set(results.flatMap((r) => r.wrong))]).toEqual([]);
    expect(ackedCount).toBe(recorded);
    expect(world.honest.engine.status().refusedCount).toBe(0);
    expect(stats.workerRestarts).toBe(0);
    expect(late / early).toBeLessThan(1.15);
  });
});

describe("negative control: the guard switched off", () => {
  it("[PR4] one bomb of 344 bytes takes worker after worker", async () => {
    const open = await createBesiegedWorld(1, { unsafe: { isGuardOff: true } });
    try {
      const [attacker] = open.lanes;
      const bomb = attacker?.attacks.find((a) => a.name === "10^7 operations");
      if (!attacker || !bomb) throw new Error("the attack is listed");
      const client = await AttackClient.open(open.relay.url, await attacker.lane.ticket());
      await client.greet(attacker.lane.device);
      await client.attack(await bomb.make(0), 60_000).catch(() => undefined);
      client.close();
      expect((await open.relay.stats()).workerRestarts).toBeGreaterThan(0);
    } finally {
      await open.close();
    }
  });
});
