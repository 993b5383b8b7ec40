import { mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { encodeCbor } from "@arogyasync/shared/protocol";
import { nextMessage } from "../../support/relay/process.ts";
import { spawnTs } from "../lib/child.ts";
import type { ServerAnswer } from "./messages.ts";

/** How long a stock server is watched after a frame. */
export const HOSTILE_WAIT_MS = 5_000;

/** A masked binary frame as it stands on the line; the mask is zero. */
const frame = (payload: Uint8Array): Buffer => {
  if (payload.length > 125) throw new Error("short frames only");
  return Buffer.concat([Uint8Array.of(0x82, 0x80 | payload.length, 0, 0, 0, 0), payload]);
};
const join1 = (over: object): Buffer =>
  frame(
    encodeCbor({ type: "join", senderId: "x", peerMetadata: {}, supportedProtocolVersions: ["1"], ...over }),
  );

/** Five frames of strangers, none longer than a line. */
const frames: readonly (readonly [name: string, bytes: Buffer])[] = [
  ["one byte: null", frame(Uint8Array.of(0xf6))],
  ["reserved bits", Buffer.from([0xf2, 0x80, 0, 0, 0, 0])],
  ["a frame over the limit", Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x20, 0, 0, 0, 0, 0, 0, 0])],
  ["join without a sender", join1({ senderId: undefined })],
  ["join with versions that are no list", join1({ supportedProtocolVersions: 7 })],
];

/** Sends each frame to a fresh stock server and sees whether its process ends. */
export const deathsOfStock = async (): Promise<{ name: string; ended: boolean }[]> => {
  const out: { name: string; ended: boolean }[] = [];
  for (const [name, bytes] of frames) {
    const folder = mkdtempSync(join(tmpdir(), "bench-stock-"));
    const server = await spawnTs(
      new URL("./stock-server.ts", import.meta.url),
      { file: join(folder, "stock.sqlite"), isPregrown: false },
      "ignore",
    );
    const gone = new Promise<true>((resolve) => server.once("exit", () => resolve(true)));
    const { port } = await nextMessage<Extract<ServerAnswer, { t: "ready" }>>(server);
    const tcp = connect({ port, host: "127.0.0.1" }, () => {
      tcp.write(
        "GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
      );
      tcp.once("data", () => tcp.write(bytes));
    });
    tcp.on("error", () => undefined);
    const ended = (await Promise.race([gone, sleep(HOSTILE_WAIT_MS, false)])) as boolean;
    tcp.destroy();
    if (!ended) server.kill();
    await gone;
    rmSync(folder, { recursive: true, force: true });
    out.push({ name, ended });
  }
  return out;
};
