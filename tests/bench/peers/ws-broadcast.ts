// The peer: the broadcast example of the `ws` package's own page. It checks nothing and knows no sensors.
import { WebSocket, WebSocketServer } from "ws";

const server = new WebSocketServer({ port: 0, host: "127.0.0.1", perMessageDeflate: false });
server.on("connection", (from) => {
  from.on("error", () => undefined);
  from.on("message", (data, isBinary) => {
    for (const client of server.clients)
      if (client !== from && client.readyState === WebSocket.OPEN) client.send(data, { binary: isBinary });
  });
});
process.on("disconnect", () => process.exit(0));
server.on("listening", () => {
  const address = server.address();
  process.send?.({ t: "ready", port: typeof address === "object" && address ? address.port : 0 });
});
