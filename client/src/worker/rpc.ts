/** One end of a message channel: a Worker seen from the page, or the page seen from the worker. */
export interface Port {
  post(message: unknown): void;
  onMessage(fn: (message: unknown) => void): void;
}

/** Methods take one argument and answer later. Expected failures are part of the answer's type. */
export type Methods = { readonly [name: string]: (argument: never) => Promise<unknown> };

interface Call {
  readonly rpc: "call";
  readonly id: number;
  readonly method: string;
  readonly argument: unknown;
}
type Answer =
  | { readonly rpc: "answer"; readonly id: number; readonly ok: true; readonly value: unknown }
  | { readonly rpc: "answer"; readonly id: number; readonly ok: false; readonly code: string };
interface Notice<E> {
  readonly rpc: "notice";
  readonly event: E;
}

/** The other side failed in a way its types do not name: a bug, or a worker that is gone. */
export class RpcError extends Error {
  override name = "RpcError";
  readonly code: string;
  constructor(code: string) {
    super(`the app's worker failed: ${code}`);
    this.code = code;
  }
}

const kindOf = (message: unknown): string | undefined =>
  typeof message === "object" && message !== null
    ? ((message as { rpc?: unknown }).rpc as string | undefined)
    : undefined;

export interface RpcClient<M extends Methods, E> {
  call<K extends keyof M & string>(method: K, argument: Parameters<M[K]>[0]): ReturnType<M[K]>;
  onNotice(fn: (event: E) => void): void;
  /** Ends every call that is waiting, and every later one, with this code. */
  fail(code: string): void;
  /** Called once, when the worker is gone. */
  onFailed(fn: (code: string) => void): void;
}

export const createRpcClient = <M extends Methods, E>(port: Port): RpcClient<M, E> => {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: RpcError): void }>();
  const listeners: ((event: E) => void)[] = [];
  let nextId = 1;
  let failed: string | undefined;
  const onFailed: ((code: string) => void)[] = [];
  port.onMessage((message) => {
    const kind = kindOf(message);
    if (kind === "notice") for (const fn of listeners) fn((message as Notice<E>).event);
    if (kind !== "answer") return;
    const answer = message as Answer;
    const call = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.ok) call?.resolve(answer.value);
    else call?.reject(new RpcError(answer.code));
  });
  return {
    call(method, argument) {
      return new Promise((resolve, reject) => {
        if (failed !== undefined) return reject(new RpcError(failed));
        const id = nextId++;
        waiting.set(id, { resolve, reject });
        port.post({ rpc: "call", id, method, argument } satisfies Call);
      }) as ReturnType<M[typeof method]>;
    },
    onNotice: (fn) => void listeners.push(fn),
    onFailed: (fn) => void onFailed.push(fn),
    fail(code) {
      if (failed !== undefined) return;
      failed = code;
      for (const call of waiting.values()) call.reject(new RpcError(code));
      waiting.clear();
      for (const fn of onFailed) fn(code);
    },
  };
};

/** A code for an unexpected error: its own where it has one (StoreError, …), else "internal". Never its text: no PHI. */
export const codeOf = (error: unknown): string => {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" ? code : "internal";
};

/** Answers calls with `methods`; gives a function that sends notices the other way. */
export const serveRpc = <M extends Methods, E>(
  port: Port,
  methods: M,
  onUnexpected: (method: string, error: unknown) => void = () => {},
): ((event: E) => void) => {
  port.onMessage((message) => {
    if (kindOf(message) !== "call") return;
    const { id, method, argument } = message as Call;
    const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
    const answer = (rest: { ok: true; value: unknown } | { ok: false; code: string }) =>
      port.post({ rpc: "answer", id, ...rest } satisfies Answer);
    if (!handler) return answer({ ok: false, code: "unknown-method" });
    handler(argument as never).then(
      (value) => answer({ ok: true, value }),
      (error: unknown) => {
        onUnexpected(method, error);
        answer({ ok: false, code: codeOf(error) });
      },
    );
  });
  return (event) => port.post({ rpc: "notice", event } satisfies Notice<E>);
};
