// Stock clients: one Repo a device, documents in memory. Their wasm heap is always grown beforehand: a phone's browser
// does not have Node's trouble with it, and it is the server that is measured.
import * as A from "@automerge/automerge";
import { type DocumentId, Repo } from "@automerge/automerge-repo";
import { WebSocketClientAdapter } from "@automerge/automerge-repo-network-websocket";
import { rootChange } from "@arogyasync/shared/records";
import { readWork } from "../sync/workload.ts";
import { awaitHeads } from "./await-heads.ts";
import type { ClientAnswer, ClientOrder } from "./messages.ts";
import { pregrow } from "./pregrow.ts";

pregrow();
const tell = (answer: ClientAnswer): void => void process.send?.(answer);
let repos: Repo[] = [];
let adapters: WebSocketClientAdapter[] = [];

const load = (file: string, from: number, to: number): void => {
  repos = readWork(file)
    .slice(from, to)
    .map(({ docs }, n) => {
      const repo = new Repo({ network: [], peerId: `client-${from + n}` as never });
      for (const { id, address, changes } of docs) {
        const doc = A.applyChanges(A.init<unknown>(), [rootChange(address).bytes, ...changes])[0];
        repo.import(A.save(doc), { docId: id as string as DocumentId });
        A.free(doc);
      }
      return repo;
    });
};

const connect = (port: number): void => {
  if (adapters.length > 0) {
    for (const [n, adapter] of adapters.entries()) adapter.connect(repos[n]?.peerId as never, {});
    return;
  }
  adapters = repos.map((repo) => {
    const adapter = new WebSocketClientAdapter(`ws://127.0.0.1:${port}`);
    repo.networkSubsystem.addNetworkAdapter(adapter);
    return adapter;
  });
};

const pull = async (port: number, headByDoc: Readonly<Record<string, string>>): Promise<void> => {
  const startedAt = performance.now();
  const repo = new Repo({ network: [new WebSocketClientAdapter(`ws://127.0.0.1:${port}`)] });
  await awaitHeads(repo, headByDoc);
  tell({ t: "done", ms: performance.now() - startedAt });
};

process.on("message", (order: ClientOrder) => {
  if (order.t === "load") load(order.file, order.from, order.to);
  if (order.t === "connect") connect(order.port);
  if (order.t === "disconnect") for (const adapter of adapters) adapter.disconnect();
  if (order.t === "pull") void pull(order.port, order.headByDoc);
  else tell({ t: "ready" });
});
process.on("disconnect", () => process.exit(0));
tell({ t: "ready" });
