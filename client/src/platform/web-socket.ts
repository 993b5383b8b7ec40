import type { Dial, Socket } from "@arogyasync/shared/ports";
import { offeredProtocols } from "@arogyasync/shared/protocol";

const OPEN_TIMEOUT_MS = 15_000;

/** Wraps an open browser WebSocket; frames that come before a listener is there wait for it. */
const wrap = (ws: WebSocket): Socket => {
  const early: Uint8Array[] = [];
  let onFrame: ((frame: Uint8Array) => void) | undefined;
  let ended: { readonly code: number; readonly reason: string } | undefined;
  let onEnd: ((code: number, reason: string) => void) | undefined;
  ws.onmessage = (event: MessageEvent) => {
    if (!(event.data instanceof ArrayBuffer)) return; // text frames are not of this protocol
    const frame = new Uint8Array(event.data);
    if (onFrame) onFrame(frame);
    else early.push(frame);
  };
  ws.onclose = (event) => {
    ended = { code: event.code, reason: event.reason };
    onEnd?.(event.code, event.reason);
  };
  return {
    send: (frame) => {
      if (ws.readyState === WebSocket.OPEN) ws.send(frame as Uint8Array<ArrayBuffer>);
    },
    close: (code, reason) => ws.close(code, reason),
    bufferedBytes: () => ws.bufferedAmount,
    onMessage(fn) {
      onFrame = fn;
      for (const frame of early.splice(0)) fn(frame);
    },
    onClose(fn) {
      onEnd = fn;
      if (ended) fn(ended.code, ended.reason);
    },
  };
};

/** Opens the change log's socket. A browser does not say why it failed: the token endpoint does. */
export const webDial =
  (url: string): Dial =>
  (ticket) =>
    new Promise((resolve, reject) => {
      const ws = new WebSocket(url, offeredProtocols(ticket));
      ws.binaryType = "arraybuffer";
      const timer = setTimeout(() => {
        ws.close();
        reject(new Error("the relay does not answer"));
      }, OPEN_TIMEOUT_MS);
      ws.onopen = () => {
        clearTimeout(timer);
        resolve(wrap(ws));
      };
      ws.onclose = () => {
        clearTimeout(timer);
        reject(new Error("no connection to the relay"));
      };
    });
