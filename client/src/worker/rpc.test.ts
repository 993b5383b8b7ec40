import { describe, expect, it } from "vitest";
import { createRpcClient, type Port, RpcError, serveRpc } from "./rpc.ts";

/** Two ends of a channel that copies messages, as postMessage does. */
const channel = (): [Port, Port] => {
  const listeners: ((message: unknown) => void)[][] = [[], []];
  const end = (own: 0 | 1, other: 0 | 1): Port => ({
    post: (message) => {
      const copy = structuredClone(message);
      queueMicrotask(() => listeners[other]?.forEach((fn) => fn(copy)));
    },
    onMessage: (fn) => void listeners[own]?.push(fn),
  });
  return [end(0, 1), end(1, 0)];
};

type Methods = {
  add(input: { a: number; b: number }): Promise<number>;
  fail(code: string): Promise<never>;
};
const setup = () => {
  const [page, worker] = channel();
  const unexpected: string[] = [];
  const notify = serveRpc<Methods, string>(
    worker,
    {
      add: async ({ a, b }) => a + b,
      fail: (code) => Promise.reject(Object.assign(new Error("secret text"), { code })),
    },
    (method) => unexpected.push(method),
  );
  return { client: createRpcClient<Methods, string>(page), notify, unexpected, worker };
};

describe("calls to the worker", () => {
  it("answers each call with its own result, in any order", async () => {
    const { client } = setup();
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, i) => client.call("add", { a: i, b: 1 })),
    );
    expect(results).toEqual(Array.from({ length: 20 }, (_, i) => i + 1));
  });

  it("gives an unexpected failure as its code, never its text", async () => {
    const { client, unexpected } = setup();
    const error = await client.call("fail", "quota").catch((e: unknown) => e);
    expect(error).toBeInstanceOf(RpcError);
    expect(error).toMatchObject({ code: "quota" });
    expect(String(error)).not.toContain("secret");
    expect(unexpected).toEqual(["fail"]);
  });

  it("refuses a method that does not exist, an inherited one too", async () => {
    const { client } = setup();
    await expect(client.call("toString" as "add", { a: 1, b: 1 })).rejects.toMatchObject({
      code: "unknown-method",
    });
  });

  it("passes notices on and ignores foreign messages", async () => {
    const { client, notify, worker } = setup();
    const heard: string[] = [];
    client.onNotice((event) => heard.push(event));
    worker.post("noise");
    worker.post({ rpc: "answer", id: 99, ok: true, value: 1 });
    notify("hello");
    await client.call("add", { a: 1, b: 1 });
    expect(heard).toEqual(["hello"]);
  });

  it("[CL1] ends every waiting and later call when the worker is gone: a save is never left unanswered", async () => {
    const client = createRpcClient<Methods, string>({ post: () => undefined, onMessage: () => undefined });
    const waiting = client.call("add", { a: 1, b: 1 });
    client.fail("worker-failed");
    await expect(waiting).rejects.toMatchObject({ code: "worker-failed" });
    await expect(client.call("add", { a: 1, b: 1 })).rejects.toMatchObject({ code: "worker-failed" });
  });
});
