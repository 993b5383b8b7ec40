import { createServer } from "node:net";

/**
 * Whether a port can be listened on. @param port 0 asks for any free one.
 * @returns the port, or why not ("EADDRINUSE", "EACCES", "EADDRNOTAVAIL", …).
 */
export const probePort = (host: string, port: number): Promise<{ port: number } | { code: string }> =>
  new Promise((resolve) => {
    const server = createServer();
    server.on("error", (error: NodeJS.ErrnoException) => resolve({ code: error.code ?? "unknown" }));
    server.listen({ host, port, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve({ port: typeof address === "object" && address ? address.port : port }));
    });
  });
