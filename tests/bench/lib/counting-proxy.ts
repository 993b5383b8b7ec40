import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface CountingProxy {
  readonly port: number;
  /** Payload bytes so far, both directions: what a phone's data plan would be charged, headers of IP and TCP aside. */
  bytes(): number;
  /** When the last byte passed, in milliseconds of `performance.now()`. */
  lastByteAt(): number;
  close(): Promise<void>;
}

/** A TCP proxy on a free port that counts what passes. It copies bytes and knows no protocol. */
export const startCountingProxy = async (targetPort: number): Promise<CountingProxy> => {
  let bytes = 0;
  let lastByteAt = 0;
  const open = new Set<Socket>();
  const carry = (from: Socket, to: Socket): void => {
    open.add(from);
    from.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      lastByteAt = performance.now();
    });
    from.pipe(to);
    from.on("error", () => to.destroy());
    from.on("close", () => {
      open.delete(from);
      to.destroy();
    });
  };
  const server = createServer({ noDelay: true }, (inner) => {
    const outer = connect({ port: targetPort, host: "127.0.0.1", noDelay: true });
    carry(inner, outer);
    carry(outer, inner);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    bytes: () => bytes,
    lastByteAt: () => lastByteAt,
    async close() {
      for (const socket of open) socket.destroy();
      await new Promise<void>((resolve) => void server.close(() => resolve()));
    },
  };
};
