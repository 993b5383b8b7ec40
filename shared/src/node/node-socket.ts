import type { Dial, Socket } from "../ports/index.ts";
import { MAX_FRAME_BYTES, offeredProtocols } from "../protocol/index.ts";
import type { Agent } from "node:https";
import WebSocket from "ws";

const OPEN_TIMEOUT_MS = 15_000;

const bytesOf = (data: WebSocket.RawData): Uint8Array =>
  new Uint8Array(
    Array.isArray(data)
      ? Buffer.concat(data)
      : Buffer.isBuffer(data)
        ? data
        : Buffer.from(new Uint8Array(data)),
  );

const wrap = (ws: WebSocket): Socket => ({
  send: (frame) => {
    if (ws.readyState === WebSocket.OPEN) ws.send(frame);
  },
  close: (code, reason) => ws.close(code, reason),
  bufferedBytes: () => ws.bufferedAmount,
  onMessage: (fn) => {
    ws.on("message", (data, isBinary) => {
      if (isBinary) fn(bytesOf(data));
    });
    ws.resume();
  },
  onClose: (fn) => {
    ws.on("close", (code, reason) => fn(code, reason.toString("utf8")));
  },
});

/** Opens the change log's socket. @param url "ws://host:port/log". */
export const nodeDial =
  (url: string, agent?: Agent): Dial =>
  (ticket) =>
    new Promise((resolve, reject) => {
      const ws = new WebSocket(url, offeredProtocols(ticket), {
        handshakeTimeout: OPEN_TIMEOUT_MS,
        maxPayload: MAX_FRAME_BYTES,
        perMessageDeflate: false,
        ...(agent ? { agent } : {}),
      });
      ws.on("error", (error) => reject(error));
      ws.on("open", () => {
        // Nothing may come before there is a listener.
        ws.pause();
        resolve(wrap(ws));
      });
    });
