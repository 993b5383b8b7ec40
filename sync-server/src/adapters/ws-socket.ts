import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import { MAX_FRAME_BYTES, readOffer } from "@arogyasync/shared/protocol";
import type { Result } from "@arogyasync/shared/result";
import { type WebSocket, WebSocketServer } from "ws";
import type { Authenticated } from "../core/auth.ts";
import { addressBucket } from "../http/address.ts";
import type { RelayLimits } from "../core/limits.ts";
import type { Admission, RelaySocket } from "../socket/session.ts";

/** How long a peer may take to answer a close frame. */
const CLOSE_MS = 2_000;
/** Time for a refused upgrade's answer to arrive. */
const REJECTED_LINGER_MS = 2_000;

const wrap = (ws: WebSocket, pingMs: number): RelaySocket => {
  let isAlive = true;
  const terminateSoon = (): void => {
    setTimeout(() => ws.terminate(), CLOSE_MS).unref();
  };
  // Without a listener one frame with a bad RSV bit ends the process. The library has sent its close frame by now, and
  // reads no more: ending the connection at once would take the frame back before the peer has read why.
  ws.on("error", terminateSoon);
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
      terminateSoon();
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
  /** Who may connect with this ticket; it is used up by asking. */
  readonly redeem: (ticket: string) => Promise<Result<Authenticated, string>>;
  readonly accept: (socket: RelaySocket, admission: Admission) => void;
  readonly onBug: (error: unknown) => void;
}

/**
 * Attaches the log's WebSocket to an HTTP server. Path, origin, version and ticket are looked at before there is a
 * socket: a stranger never gets one. A browser is told nothing of the status; the token endpoint has told it before why
 * it would not get in. [ID20] [ID21]
 */
export const attachLogSocket = (
  server: Server,
  { path, limits, isOriginAllowed, addressOf, redeem, accept, onBug }: UpgradeOptions,
): { close(): void } => {
  const wss = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_FRAME_BYTES,
    perMessageDeflate: false,
    skipUTF8Validation: true,
    // Never the ticket: what is chosen stands in the answer.
    handleProtocols: (_offered, request) =>
      readOffer(request.headers["sec-websocket-protocol"]).accepted ?? false,
  });
  const open = counter();
  const greeting = counter();
  let count = 0;
  const reject = (socket: Duplex, status: string): void => {
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    // HTTP's own limits ended with the upgrade: a peer that never hangs up would keep its socket.
    setTimeout(() => socket.destroy(), REJECTED_LINGER_MS).unref();
  };
  /** Takes a place among the connections; gives how to give it back, and how to say that hello was answered. */
  const takePlace = (address: string) => {
    const isFull =
      count >= limits.maxConnections ||
      open.of(address) >= limits.maxConnectionsPerAddress ||
      greeting.of(address) >= limits.maxGreetingPerAddress;
    if (isFull) return undefined;
    count++;
    const places = [open.enter(address), greeting.enter(address)] as const;
    let isTaken = true;
    return {
      greeted: places[1],
      leave: () => {
        if (isTaken) count--;
        isTaken = false;
        for (const leave of places) leave();
      },
    };
  };
  const upgrade = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { origin, host } = request.headers;
    const offer = readOffer(request.headers["sec-websocket-protocol"]);
    if (request.url?.split("?")[0] !== path) return reject(socket, "404 Not Found");
    if (origin !== undefined && !isOriginAllowed(origin, host)) return reject(socket, "403 Forbidden");
    if (!offer.isLog) return reject(socket, "400 Bad Request");
    if (offer.protocol === undefined) return reject(socket, "426 Upgrade Required");
    const place = takePlace(addressBucket(addressOf(request)));
    if (!place) return reject(socket, "503 Service Unavailable");
    socket.on("close", place.leave);
    const who = await redeem(offer.ticket ?? "");
    if (!who.ok) {
      place.leave();
      return reject(socket, "401 Unauthorized");
    }
    const { protocol } = offer;
    wss.handleUpgrade(request, socket, head, (ws) =>
      accept({ ...wrap(ws, limits.pingMs), greeted: place.greeted }, { who: who.value, protocol }),
    );
  };
  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on("error", () => socket.destroy());
    upgrade(request, socket, head).catch((error: unknown) => {
      onBug(error);
      socket.destroy();
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
