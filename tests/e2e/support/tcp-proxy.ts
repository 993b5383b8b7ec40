import { createServer, connect, type Server, type Socket } from "node:net";

/** A TCP proxy on loopback that stands for one phone's network: `cut` really ends every connection and refuses new ones. */
export interface TcpProxy {
  readonly port: number;
  readonly origin: string;
  /** Bytes that went to the phone since the start: what a data plan pays for. */
  received(): number;
  cut(): Promise<void>;
  /** Passes everything that the phone sends through `change`, which keeps its length; undefined: as it is. */
  tamper(change: ((sent: Buffer) => Buffer) | undefined): void;
  restore(): Promise<void>;
  close(): Promise<void>;
}

/** @param fixedPort the same again, for a browser profile that knows its origin; 0 takes a free one. */
export const startTcpProxy = async (targetPort: number, fixedPort = 0): Promise<TcpProxy> => {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let port = fixedPort;
  let receivedBytes = 0;
  let change: ((sent: Buffer) => Buffer) | undefined;

  const listen = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const next = createServer((near) => {
        const far = connect(targetPort, "127.0.0.1");
        for (const s of [near, far]) {
          sockets.add(s);
          s.setNoDelay(true);
          s.on("close", () => sockets.delete(s));
          s.on("error", () => {
            near.destroy();
            far.destroy();
          });
        }
        far.on("data", (chunk: Buffer) => {
          receivedBytes += chunk.length;
        });
        near.on("data", (chunk: Buffer) => void far.write(change ? change(chunk) : chunk));
        near.on("end", () => far.end());
        far.pipe(near);
      });
      next.once("error", reject);
      next.listen(port, "127.0.0.1", () => {
        port = (next.address() as { port: number }).port;
        server = next;
        resolve();
      });
    });

  const cut = (): Promise<void> =>
    new Promise((resolve) => {
      const old = server;
      server = undefined;
      for (const s of sockets) s.destroy();
      if (old) old.close(() => resolve());
      else resolve();
    });

  await listen();
  return {
    port,
    origin: `http://localhost:${port}`,
    received: () => receivedBytes,
    cut,
    tamper(next) {
      change = next;
    },
    restore: () => (server ? Promise.resolve() : listen()),
    close: cut,
  };
};
