import type { Duplex } from "node:stream";
import { MAX_LIVE_FRAME_BYTES, readLiveOffer } from "@arogyasync/shared/live";
import type { WebSocket } from "ws";
import type { Admission } from "../socket/session.ts";
import type { LiveSocket } from "../socket/live-session.ts";
import type { Door } from "./upgrades.ts";

/** How long a peer may take to answer a close frame. */
const CLOSE_MS = 2_000;

/**
 * Frames are written below the library, whole, as they were made once for all: with compression off it does the same,
 * after making a header, two buffers and a gathered write for each of a thousand watchers.
 */
const wrap = (ws: WebSocket, below: Duplex): LiveSocket => {
  const terminateSoon = (): void => {
    setTimeout(() => ws.terminate(), CLOSE_MS).unref();
  };
  ws.on("error", terminateSoon);
  return {
    write(frames, done) {
      if (ws.readyState === ws.OPEN) below.write(frames, done);
    },
    cut: () => ws.terminate(),
    close: (code, reason) => {
      ws.close(code, reason);
      // A peer that does not answer the close frame is not waited for.
      terminateSoon();
    },
    bufferedBytes: () => ws.bufferedAmount,
    onText: (fn) =>
      ws.on("message", (data, isBinary) => fn(isBinary ? undefined : (data as Buffer).toString())),
    onConfirmed: (fn) => ws.on("pong", fn),
    onClose: (fn) => ws.on("close", fn),
    pause: () => ws.pause(),
    resume: () => ws.resume(),
  };
};

/** The live channel's door: short text frames. Who speaks is known from the ticket. */
export const liveDoor = (accept: (socket: LiveSocket, admission: Admission) => void): Door => ({
  path: "/live",
  readOffer: readLiveOffer,
  maxPayload: MAX_LIVE_FRAME_BYTES,
  isText: true,
  open: ({ ws, socket, admission, greeted }) => {
    greeted();
    accept(wrap(ws, socket), admission);
  },
});
