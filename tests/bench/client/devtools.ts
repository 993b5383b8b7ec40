import { once } from "node:events";
import WebSocket from "ws";

interface Answer {
  readonly id?: number;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** One connection to the browser's protocol. Nothing is switched on that is not asked for. */
export interface DevTools {
  send(method: string, params?: object): Promise<unknown>;
  /** The next event of this name. */
  next(method: string): Promise<unknown>;
  close(): void;
}

export const connectDevTools = async (url: string): Promise<DevTools> => {
  const socket = new WebSocket(url, { perMessageDeflate: false, maxPayload: 512 * 1024 * 1024 });
  await once(socket, "open");
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const listening = new Map<string, (params: unknown) => void>();
  let nextId = 1;
  socket.on("message", (data: Buffer) => {
    const message = JSON.parse(data.toString()) as Answer;
    if (message.method !== undefined) {
      listening.get(message.method)?.(message.params);
      return void listening.delete(message.method);
    }
    const call = waiting.get(message.id ?? 0);
    waiting.delete(message.id ?? 0);
    if (message.error) call?.reject(new Error(message.error.message));
    else call?.resolve(message.result);
  });
  socket.on("close", () => {
    for (const call of waiting.values()) call.reject(new Error("the browser is gone"));
    waiting.clear();
  });
  return {
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        socket.send(JSON.stringify({ id, method, params }));
      }),
    next: (method) => new Promise((resolve) => listening.set(method, resolve)),
    close: () => socket.close(),
  };
};
