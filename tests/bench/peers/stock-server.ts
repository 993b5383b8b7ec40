// The peer: automerge-repo's Repo with its websocket adapter and SQLite storage, as its documentation sets it up.
import { Repo } from "@automerge/automerge-repo";
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { WebSocketServer } from "ws";
import { awaitHeads } from "./await-heads.ts";
import type { ServerAnswer, ServerOrder } from "./messages.ts";
import { pregrow } from "./pregrow.ts";
import { createSqliteStorage } from "./sqlite-storage.ts";

const { file, isPregrown } = JSON.parse(process.argv[2] ?? "") as { file: string; isPregrown: boolean };
if (isPregrown) pregrow();
const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
// The package's own 5 s ends healthy connections under this load: a server that nobody can use would be no peer.
const adapter = new WebSocketServerAdapter(server as never, 60_000);
const repo = new Repo({
  network: [adapter],
  storage: createSqliteStorage(file),
  peerId: "stock-server" as never,
});
const tell = (answer: ServerAnswer): void => void process.send?.(answer);

process.on("message", (order: ServerOrder) => {
  void awaitHeads(repo, order.headByDoc)
    .then(() => repo.flush())
    .then(() => tell({ t: "stored" }));
});
process.on("disconnect", () => process.exit(0));
server.on("listening", () => {
  const address = server.address();
  tell({ t: "ready", port: typeof address === "object" && address ? address.port : 0 });
});
