import { MAX_FRAME_BYTES, readOffer } from "@arogyasync/shared/protocol";
import type { WebSocket } from "ws";
import type { Admission, RelaySocket } from "../socket/session.ts";
import type { Door } from "./upgrades.ts";

/** How long a peer may take to answer a close frame. */
const CLOSE_MS = 2_000;

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

/** The change log's door: binary frames. */
export const logDoor = (
  pingMs: number,
  accept: (socket: RelaySocket, admission: Admission) => void,
): Door => ({
  path: "/log",
  readOffer,
  maxPayload: MAX_FRAME_BYTES,
  isText: false,
  open: ({ ws, admission, greeted }) => accept({ ...wrap(ws, pingMs), greeted }, admission),
});
