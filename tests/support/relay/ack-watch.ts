import { inflateRawSync } from "node:zlib";
import { type ChangeName, unpackChanges } from "@arogyasync/shared/changes";
import type { Dial, Socket } from "@arogyasync/shared/ports";
import { decodeDown, decodeUp, MAX_INFLATED_BYTES } from "@arogyasync/shared/protocol";

const namesOfPush = (frame: Uint8Array): { id: number; names: ChangeName[] } | undefined => {
  const message = decodeUp(frame);
  if (!message.ok || message.value.t !== "push") return undefined;
  const { id, docs, pack } = message.value;
  const unpacked = unpackChanges(
    new Uint8Array(inflateRawSync(pack, { maxOutputLength: MAX_INFLATED_BYTES })),
  );
  if (!unpacked.ok) throw new Error(`own push does not unpack: ${unpacked.error}`);
  const names = unpacked.value.map((change) => {
    const doc = docs[change.docIndex]?.id;
    if (!doc || "error" in change) throw new Error("own push is malformed");
    return { doc, hash: change.header.hash };
  });
  return { id, names };
};

export interface AckWatch {
  /** Called at the instant an ack arrives, before the engine sees it, with the changes that it acknowledges. */
  onAck?(names: readonly ChangeName[]): void;
  onFrame?(direction: "up" | "down", frame: Uint8Array): void;
}

/** Looks over the shoulder of a connection: knows from the bytes alone what each ack promises. */
export const watchAcks =
  (dial: Dial, watch: AckWatch): Dial =>
  async (ticket) => {
    const socket = await dial(ticket);
    const inFlight = new Map<number, { names: ChangeName[]; named: Set<number> }>();
    const down = (frame: Uint8Array): void => {
      watch.onFrame?.("down", frame);
      if (!watch.onAck) return;
      const message = decodeDown(frame);
      if (!message.ok) return;
      const { value } = message;
      if (value.t !== "ack" && value.t !== "refuse" && value.t !== "retry") return;
      const push = inFlight.get(value.id);
      if (!push) return;
      if (value.t === "ack") {
        inFlight.delete(value.id);
        watch.onAck(push.names.filter((_, index) => !push.named.has(index)));
      } else for (const { index } of value.items) push.named.add(index);
    };
    const watched: Socket = {
      send(frame) {
        watch.onFrame?.("up", frame);
        const push = watch.onAck ? namesOfPush(frame) : undefined;
        if (push) inFlight.set(push.id, { names: push.names, named: new Set() });
        socket.send(frame);
      },
      close: (code, reason) => socket.close(code, reason),
      bufferedBytes: () => socket.bufferedBytes(),
      onMessage: (fn) =>
        socket.onMessage((frame) => {
          down(frame);
          fn(frame);
        }),
      onClose: (fn) => socket.onClose(fn),
    };
    return watched;
  };
