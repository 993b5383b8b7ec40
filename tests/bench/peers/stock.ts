import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { memoryOf, nextMessage } from "../../support/relay/process.ts";
import { spawnTs } from "../lib/child.ts";
import { startCountingProxy } from "../lib/counting-proxy.ts";
import { type Figures, isWanted, noFigures, type RowName } from "../sync/figures.ts";
import { headsOf, type Scene } from "../sync/scene.ts";
import type { ClientAnswer, ClientOrder, ServerAnswer, ServerOrder } from "./messages.ts";

/** No byte for so long: what was to be said has been said. */
const SILENCE_MS = 1_000;
const CLIENT_PROCESSES = 4;

const startClients = async (): Promise<ChildProcess> => {
  const child = await spawnTs(new URL("./stock-clients.ts", import.meta.url));
  await nextMessage(child);
  return child;
};
const order = (child: ChildProcess, what: ClientOrder): Promise<ClientAnswer> => {
  const answer = nextMessage<ClientAnswer>(child);
  child.send(what);
  return answer;
};

/** The result, or undefined when the time is up or the other side is gone. */
const within = async <T>(work: Promise<T>, limitMs: number): Promise<T | undefined> => {
  const timeout = new AbortController();
  try {
    return await Promise.race([
      work.catch(() => undefined),
      sleep(limitMs, undefined, { signal: timeout.signal }),
    ]);
  } finally {
    timeout.abort();
  }
};

/**
 * Measures the stock server with stock clients over the same documents. Its upload ends when every document is in its
 * storage; nothing is authorised or signed, and its clients are not told that anything is durable.
 */
export const measureStock = async (
  scene: Scene,
  options: { readonly isPregrown: boolean; readonly only: ReadonlySet<string> | undefined },
  say: (line: string) => void,
): Promise<Figures> => {
  const { sizes } = scene;
  const { only } = options;
  const figures = noFigures();
  const folder = mkdtempSync(join(tmpdir(), "bench-stock-"));
  const children: ChildProcess[] = [];
  const task = { file: join(folder, "stock.sqlite"), isPregrown: options.isPregrown };
  const server = await spawnTs(new URL("./stock-server.ts", import.meta.url), task);
  children.push(server);
  const { port } = await nextMessage<Extract<ServerAnswer, { t: "ready" }>>(server);
  const proxy = await startCountingProxy(port);
  const put = (name: RowName, value: number | undefined): void => {
    figures.values.set(name, value ?? sizes.capMs);
    if (value === undefined) figures.capped.add(name);
    say(`  ${name} ${value === undefined ? `>= ${sizes.capMs}` : value.toFixed(1)}`);
  };
  const stored = async (headByDoc: Record<string, string>, startedAt: number) => {
    const answer = nextMessage<ServerAnswer>(server);
    server.send({ t: "await", headByDoc } satisfies ServerOrder);
    await answer;
    return performance.now() - startedAt;
  };
  const newClients = async (): Promise<ChildProcess> => {
    const clients = await startClients();
    children.push(clients);
    return clients;
  };

  const upload = async (): Promise<boolean> => {
    const clients = await newClients();
    await order(clients, { t: "load", file: scene.oneFile, from: 0, to: 1 });
    const startedAt = performance.now();
    const done = stored(headsOf([scene.one]), startedAt);
    await order(clients, { t: "connect", port: proxy.port });
    const ms = await within(done, sizes.capMs);
    put("upload-1000x30", ms);
    if (ms === undefined) return false;
    put("bytes-per-reading-uploaded", proxy.bytes() / (sizes.docs * sizes.readingsEach));
    if (isWanted(only, "reconnect-unchanged-1000")) {
      await silence();
      await order(clients, { t: "disconnect" });
      await sleep(SILENCE_MS);
      const againAt = performance.now();
      await order(clients, { t: "connect", port: proxy.port });
      await silence();
      put("reconnect-unchanged-1000", proxy.lastByteAt() - againAt);
    }
    clients.kill();
    return true;
  };
  const silence = async (): Promise<void> => {
    const limit = performance.now() + sizes.capMs;
    do await sleep(100);
    while (performance.now() - proxy.lastByteAt() < SILENCE_MS && performance.now() < limit);
  };
  const firstSync = async (): Promise<void> => {
    const clients = await newClients();
    const before = proxy.bytes();
    const pulled = order(clients, { t: "pull", port: proxy.port, headByDoc: headsOf([scene.one]) });
    const done = await within(pulled, sizes.capMs);
    put("first-sync-1000", done?.t === "done" ? done.ms : undefined);
    if (done)
      put("bytes-per-reading-first-sync", (proxy.bytes() - before) / (sizes.docs * sizes.readingsEach));
    clients.kill();
  };
  const returnOfMany = async (): Promise<void> => {
    const each = Math.ceil(scene.many.length / CLIENT_PROCESSES);
    const groups = await Promise.all(
      Array.from({ length: CLIENT_PROCESSES }, async (_, n) => {
        const clients = await newClients();
        await order(clients, { t: "load", file: scene.manyFile, from: n * each, to: (n + 1) * each });
        return clients;
      }),
    );
    const done = stored(headsOf(scene.many), performance.now());
    for (const clients of groups) clients.send({ t: "connect", port } satisfies ClientOrder);
    put("return-of-200-clients", await within(done, sizes.capMs));
    for (const clients of groups) clients.kill();
  };

  try {
    const isOne = isWanted(
      only,
      "upload-1000x30",
      "reconnect-unchanged-1000",
      "first-sync-1000",
      "relay-rss",
      "bytes-per-reading-uploaded",
      "bytes-per-reading-first-sync",
    );
    const isUploaded = isOne && (await upload());
    if (isUploaded && isWanted(only, "first-sync-1000", "bytes-per-reading-first-sync", "relay-rss"))
      await firstSync();
    if (isWanted(only, "return-of-200-clients", "relay-rss")) await returnOfMany();
    if (server.exitCode === null) put("relay-rss", memoryOf(server.pid ?? 0).peak / 2 ** 20);
    return figures;
  } finally {
    for (const child of children) child.kill("SIGKILL");
    await proxy.close();
    rmSync(folder, { recursive: true, force: true });
  }
};
