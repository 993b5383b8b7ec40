import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type { UpgradeOffer } from "@arogyasync/shared/protocol";
import type { Result } from "@arogyasync/shared/result";
import { type WebSocket, WebSocketServer } from "ws";
import type { Authenticated } from "../core/auth.ts";
import type { RelayLimits } from "../core/limits.ts";
import { addressBucket } from "../http/address.ts";
import type { Admission } from "../socket/session.ts";

/** Time for a refused upgrade's answer to arrive. */
const REJECTED_LINGER_MS = 2_000;

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

/** A path at which WebSockets are opened, and what is spoken there. */
export interface Door {
  readonly path: string;
  readonly readOffer: (header: string | undefined) => UpgradeOffer;
  readonly maxPayload: number;
  readonly isText: boolean;
  readonly open: (opened: {
    readonly ws: WebSocket;
    /** What lies below it: whole frames may be written there. */
    readonly socket: Duplex;
    readonly admission: Admission;
    /** It is known now who speaks here. */
    readonly greeted: () => void;
  }) => void;
}

export interface UpgradeOptions {
  readonly doors: readonly Door[];
  readonly limits: RelayLimits;
  readonly isOriginAllowed: (origin: string, host: string | undefined) => boolean;
  /** What connections are counted by. */
  readonly addressOf: (request: IncomingMessage) => string;
  /** Who may connect with this ticket; it is used up by asking. */
  readonly redeem: (ticket: string) => Promise<Result<Authenticated, string>>;
  readonly onBug: (error: unknown) => void;
}

/**
 * Opens WebSockets on an HTTP server. Path, origin, version and ticket are looked at before there is a socket: a
 * stranger never gets one. A browser is told nothing of the status; the token endpoint has told it before why it would
 * not get in. [ID20] [ID21] [LV1]
 */
export const attachUpgrades = (
  server: Server,
  { doors, limits, isOriginAllowed, addressOf, redeem, onBug }: UpgradeOptions,
): { close(): void } => {
  const rooms = doors.map((door) => ({
    door,
    wss: new WebSocketServer({
      noServer: true,
      maxPayload: door.maxPayload,
      perMessageDeflate: false,
      skipUTF8Validation: !door.isText,
      // Never the ticket: what is chosen stands in the answer.
      handleProtocols: (_offered, request) =>
        door.readOffer(request.headers["sec-websocket-protocol"]).accepted ?? false,
    }),
  }));
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
    const path = request.url?.split("?")[0];
    const room = rooms.find(({ door }) => door.path === path);
    if (!room) return reject(socket, "404 Not Found");
    const { door, wss } = room;
    const offer = door.readOffer(request.headers["sec-websocket-protocol"]);
    if (origin !== undefined && !isOriginAllowed(origin, host)) return reject(socket, "403 Forbidden");
    if (!offer.isAskedFor) return reject(socket, "400 Bad Request");
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
      door.open({ ws, socket, admission: { who: who.value, protocol }, greeted: place.greeted }),
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
      for (const { wss } of rooms) {
        for (const ws of wss.clients) ws.terminate();
        wss.close();
      }
    },
  };
};
