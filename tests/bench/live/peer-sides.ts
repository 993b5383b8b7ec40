import { type AutomergeUrl, type DocHandle, Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";
import { WebSocket } from "ws";
import { cpuMsOf, nextMessage } from "../../support/relay/process.ts";
import { spawnTs } from "../lib/child.ts";
import type { BenchValue, Side } from "./load.ts";

const spawnServer = async (file: string) => {
  const child = await spawnTs(new URL(`../peers/${file}`, import.meta.url));
  const { port } = await nextMessage<{ port: number }>(child);
  const gone = new Promise<void>((resolve) => void child.once("exit", () => resolve()));
  return {
    port,
    cpuMs: () => cpuMsOf(child.pid ?? 0),
    async close() {
      child.kill("SIGKILL");
      await gone;
    },
  };
};

/** A bare `ws` broadcast of the same JSON: everything to everybody, nothing checked, nothing merged. */
export const startBareWs = async (): Promise<Side> => {
  const server = await spawnServer("ws-broadcast.ts");
  const dial = (): Promise<WebSocket> =>
    new Promise((resolve, reject) => {
      const ws = new WebSocket(`ws://127.0.0.1:${server.port}`, { perMessageDeflate: false });
      ws.once("open", () => resolve(ws));
      ws.once("error", reject);
    });
  const publisher = await dial();
  return {
    name: "ws",
    async subscribe(_sensors, onValue) {
      const ws = await dial();
      ws.on("message", (data) => {
        onValue((JSON.parse((data as Buffer).toString()) as BenchValue).recordedTimeStamp);
      });
      return { stall: () => ws.pause(), close: () => ws.terminate() };
    },
    publish: (value) => publisher.send(JSON.stringify(value)),
    cpuMs: server.cpuMs,
    async close() {
      publisher.terminate();
      await server.close();
    },
  };
};

/** Ephemeral messages of automerge-repo about one document that every client has open. */
export const startEphemeral = async (): Promise<Side> => {
  const server = await spawnServer("ephemeral-server.ts");
  const adapters = new Set<WebSocketClientAdapter>();
  /** Not the Repo's own end: it comes back for a connection that it has just closed. */
  const hangUp = (adapter: WebSocketClientAdapter): void => {
    if (adapters.delete(adapter)) adapter.disconnect();
  };
  const open = (): { repo: Repo; adapter: WebSocketClientAdapter } => {
    const adapter = new WebSocketClientAdapter(`ws://127.0.0.1:${server.port}`);
    adapters.add(adapter);
    return { repo: new Repo({ network: [adapter] }), adapter };
  };
  const handle: DocHandle<{ ward: string }> = open().repo.create({ ward: "ward-1" });
  const url: AutomergeUrl = handle.url;
  return {
    name: "ephemeral",
    async subscribe(_sensors, onValue) {
      const { repo, adapter } = open();
      const found = await repo.find(url);
      found.on("ephemeral-message", ({ message }) => onValue((message as BenchValue).recordedTimeStamp));
      return { stall: () => undefined, close: () => hangUp(adapter) };
    },
    publish: (value) => handle.broadcast(value),
    cpuMs: server.cpuMs,
    async close() {
      for (const adapter of adapters) hangUp(adapter);
      await server.close();
    },
  };
};
