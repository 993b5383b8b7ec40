import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { offeredLiveProtocols } from "@arogyasync/shared/live";
import { generateKeyPair, type KeyPair, keySession } from "@arogyasync/sync-server/testing";
import { WebSocket } from "ws";
import { startRelayProcess } from "../../support/relay/process.ts";
import type { Side } from "./load.ts";

const CLINIC = "phc-1";
/** A thousand watchers come from one address and one key here. */
const CROWD = 2_000;
const TOGETHER = 4;

const opened = (ws: WebSocket): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    ws.once("open", () => resolve(ws));
    ws.once("error", reject);
  });

/** The relay as it is deployed: rights, shapes and limits checked, one publisher, watchers with tickets of their own. */
export const startOurs = async (
  sensors: readonly string[],
  profileDir: string | undefined,
): Promise<Side> => {
  const dataDir = mkdtempSync(join(tmpdir(), "bench-live-"));
  const [edge, board] = [generateKeyPair(), generateKeyPair()];
  const service = (id: string, role: "edge" | "hospital", keys: KeyPair) => ({
    id,
    roles: [role],
    clinics: [CLINIC],
    publicKey: keys.publicKey,
  });
  const relay = await startRelayProcess({
    dataDir,
    services: [service("edge-1", "edge", edge), service("board-1", "hospital", board)],
    limits: {
      maxSockets: CROWD,
      maxSocketsPerAddress: CROWD,
      maxConnectionsPerAddress: CROWD,
      maxLiveConnectionsPerDevice: CROWD,
    },
    env:
      profileDir === undefined
        ? {}
        : {
            NODE_OPTIONS: `--require ${join(import.meta.dirname, "../lib/profiler.cjs")}`,
            PROF_DIR: profileDir,
          },
  });
  const dial = async (keys: KeyPair): Promise<WebSocket> => {
    const { ticket = "" } = await keySession(relay.url, keys);
    const url = `${relay.url.replace("http", "ws")}/live`;
    return opened(new WebSocket(url, offeredLiveProtocols(ticket), { perMessageDeflate: false }));
  };
  const publisher = await dial(edge);
  publisher.send(JSON.stringify({ t: "announce", clinic: CLINIC, sensors }));
  let dialling: Promise<unknown>[] = [];
  return {
    name: "ours",
    async subscribe(of, onValue) {
      // Few tickets of one key may wait at a time.
      if (dialling.length >= TOGETHER) await Promise.all(dialling.splice(0));
      const dialled = dial(board);
      dialling = [...dialling, dialled];
      const ws = await dialled;
      ws.on("message", (data) => {
        const message = JSON.parse((data as Buffer).toString()) as {
          t: string;
          items: [number, { recordedTimeStamp: number }][];
        };
        if (message.t === "value") for (const [, value] of message.items) onValue(value.recordedTimeStamp);
      });
      ws.send(JSON.stringify({ t: "subscribe", clinic: CLINIC, sensors: of }));
      return { stall: () => ws.pause(), close: () => ws.terminate() };
    },
    publish: (value) => publisher.send(JSON.stringify({ t: "publish", values: [value] })),
    cpuMs: () => relay.cpuMs(),
    async close() {
      publisher.terminate();
      await relay.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
