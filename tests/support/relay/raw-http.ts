import { connect, type Socket } from "node:net";

export interface RawAnswer {
  /** Of the last status line; undefined when the relay hung up without a word. */
  readonly status: number | undefined;
  readonly text: string;
  /** From the first byte sent to the end of the connection, milliseconds. */
  readonly ms: number;
}
export interface RawOptions {
  /** Another loopback address, so that limits by address do not fall on bystanders. */
  readonly localAddress?: string;
  /** Does not hang up when the relay does: holds its end for as long as it can. */
  readonly isHalfOpen?: boolean;
  /** Gives up listening after this long. */
  readonly timeoutMs?: number;
}

export const dialTcp = (port: number, localAddress = "127.0.0.5", allowHalfOpen = false): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ port, host: "127.0.0.1", localAddress, allowHalfOpen });
    socket.once("connect", () => resolve(socket));
    socket.once("error", reject);
    socket.on("error", () => undefined);
  });

/** Sends bytes as they are, below any HTTP library, and listens until the relay hangs up. */
export const sendRaw = async (
  port: number,
  bytes: string | Uint8Array,
  { localAddress, isHalfOpen, timeoutMs = 5_000 }: RawOptions = {},
): Promise<RawAnswer> => {
  const startedAt = performance.now();
  const socket = await dialTcp(port, localAddress, isHalfOpen);
  return new Promise((resolve) => {
    let text = "";
    const end = (): void => {
      clearTimeout(timer);
      socket.destroy();
      const statuses = [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)];
      const status = statuses.at(-1)?.[1];
      resolve({
        status: status === undefined ? undefined : Number(status),
        text,
        ms: performance.now() - startedAt,
      });
    };
    const timer = setTimeout(end, timeoutMs);
    socket.on("data", (chunk: Buffer) => {
      text += chunk.toString("latin1");
    });
    socket.once("close", end);
    socket.write(bytes);
    // Only by writing does a peer that keeps its end learn that the other end is gone.
    const knocks = isHalfOpen ? setInterval(() => socket.write("x"), 500) : undefined;
    socket.once("close", () => clearInterval(knocks));
  });
};

/** A socket that sends one byte of `endless` at a time. Resolves with how long the relay bore it, milliseconds. */
export const trickle = async (
  port: number,
  opening: string,
  endless: () => string,
  { everyMs, giveUpMs, localAddress }: { everyMs: number; giveUpMs: number; localAddress?: string },
): Promise<number> => {
  const socket = await dialTcp(port, localAddress);
  const startedAt = performance.now();
  socket.write(opening, "latin1");
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (performance.now() - startedAt > giveUpMs) socket.destroy();
      else if (socket.writable) socket.write(endless(), "latin1");
    }, everyMs);
    socket.on("data", () => undefined);
    socket.once("close", () => {
      clearInterval(timer);
      resolve(performance.now() - startedAt);
    });
  });
};
