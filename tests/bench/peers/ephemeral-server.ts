// The peer: automerge-repo's Repo with its websocket adapter, which passes ephemeral messages on. Nothing is stored.
import { Repo } from "@automerge/automerge-repo";
import { WebSocketServerAdapter } from "@automerge/automerge-repo-network-websocket";
import { WebSocketServer } from "ws";
import { pregrow } from "./pregrow.ts";

pregrow();
const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
// Its own 5 s would end healthy connections under load.
const adapter = new WebSocketServerAdapter(server as never, 60_000);
new Repo({ network: [adapter], peerId: "ephemeral-server" as never });
process.on("disconnect", () => process.exit(0));
server.on("listening", () => {
  const address = server.address();
  process.send?.({ t: "ready", port: typeof address === "object" && address ? address.port : 0 });
});
