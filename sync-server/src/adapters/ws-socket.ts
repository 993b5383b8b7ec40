import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { MAX_FRAME_BYTES } from "@arogyasync/shared/protocol";
import { type WebSocket, WebSocketServer } from "ws";
import { addressBucket } from "../http/address.ts";
import type { RelayLimits } from "../core/limits.ts";
import type { RelaySocket } from "../socket/session.ts";

const wrap = (ws: WebSocket, pingMs: number): RelaySocket => {
  let isAlive = true;
  // Without a listener one frame with a bad RSV bit ends the process.
  ws.on("error", () => ws.terminate());
  ws.on("pong", () => {
    isAlive = true;
  });
  const pings = setInterval(() => {
    if (!isAlive) ws.terminate();
    isAlive = false;
    if (ws.readyState === ws.OPEN) ws.ping();
  }, pingMs);
  ws.on("close", () => clearInterval(pings));
  return {
    send: (frame) => {
      if (ws.readyState === ws.OPEN) ws.send(frame);
    },
    close: (code, reason) => {
      ws.close(code, reason);
      // A peer that does not answer the close frame is not waited for.
      setTimeout(() => ws.terminate(), 2_000).unref();
    },
    bufferedBytes: () => ws.bufferedAmount,
    onMessage: (fn) =>
      ws.on("message", (data, isBinary) => {
        isAlive = true;
        fn(isBinary ? new Uint8Array(data as Buffer) : new Uint8Array(0));
      }),
    onClose: (fn) => ws.on("close", (code, reason) => fn(code, reason.toString())),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  };
};

/** Counts by address; `enter` gives what takes one away again, which does so once. */
const counter = () => {
  const counts = new Map<string, number>();
  return {
    of: (bucket: string): number => counts.get(bucket) ?? 0,
    enter(bucket: string): () => void {
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
      let isIn = true;
      return () => {
        if (!isIn) return;
        isIn = false;
        const left = (counts.get(bucket) ?? 1) - 1;
        if (left > 0) counts.set(bucket, left);
        else counts.delete(bucket);
      };
    },
  };
};

export interface UpgradeOptions {
  readonly path: string;
  readonly limits: RelayLimits;
  readonly isOriginAllowed: (origin: string, host: string | undefined) => boolean;
  /** What connections are counted by. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly accept: (socket: RelaySocket) => void;
}

/** Attaches the log's WebSocket to an HTTP server: origin, path and connection limits first, then the upgrade. */
export const attachLogSocket = (
  server: Server,
  { path, limits, isOriginAllowed, addressOf, accept }: UpgradeOptions,
): { close(): void } => {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  const open = counter();
  const greeting = counter();
  let count = 0;
  const reject = (socket: Duplex, status: string): void => {
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    const address = addressBucket(addressOf(request));
    const { origin, host } = request.headers;
    if (request.url?.split("?")[0] !== path) reject(socket, "404 Not Found");
    else if (origin !== undefined && !isOriginAllowed(origin, host)) reject(socket, "403 Forbidden");
    else if (
      count >= limits.maxConnections ||
      open.of(address) >= limits.maxConnectionsPerAddress ||
      greeting.of(address) >= limits.maxGreetingPerAddress
    )
      reject(socket, "503 Service Unavailable");
    else
      wss.handleUpgrade(request, socket, head, (ws) => {
        count++;
        const leave = open.enter(address);
        const greeted = greeting.enter(address);
        ws.on("close", () => {
          count--;
          leave();
          greeted();
        });
        accept({ ...wrap(ws, limits.pingMs), greeted });
      });
  };
  server.on("upgrade", onUpgrade);
  return {
    close: () => {
      server.off("upgrade", onUpgrade);
      for (const ws of wss.clients) ws.terminate();
      wss.close();
    },
  };
};
