import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** An HTTP proxy that lets nothing through and remembers who was asked for: the whole browser's way out. */
export interface TrapProxy {
  /** Flags that send everything but loopback here: pages, workers, service workers, and the browser itself. */
  readonly flags: readonly string[];
  /** Who was asked for through it, the browser's own services aside. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/**
 * What Chromium asks for on its own account (updates, its sign-in, autofill), whatever page is open; a page's requests
 * to the same names would be seen by the test itself.
 */
const BROWSERS_OWN =
  /^(clients2|update|accounts|optimizationguide-pa|content-autofill|passwordsleakcheck-pa|www|edgedl\.me)\.(google|googleapis|gvt1)\.com(:443)?$/;

export const startTrapProxy = async (): Promise<TrapProxy> => {
  const asked: string[] = [];
  const remember = (host: string): void => {
    if (!BROWSERS_OWN.test(host)) asked.push(host);
  };
  const server: Server = createServer((request, response) => {
    remember(new URL(request.url ?? "", "http://unknown").host);
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    remember(request.url ?? "");
    socket.on("error", () => socket.destroy());
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    flags: [`--proxy-server=http://127.0.0.1:${port}`, "--proxy-bypass-list=localhost;127.0.0.1"],
    asked,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
};
