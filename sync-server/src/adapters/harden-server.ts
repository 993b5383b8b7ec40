import { readFileSync } from "node:fs";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import type { RelayConfig } from "../config.ts";
import { addressBucket, plainAddress } from "../http/address.ts";
import type { RelayLimits } from "../core/limits.ts";

type Limits = Pick<
  RelayLimits,
  "headersTimeoutMs" | "requestTimeoutMs" | "idleSocketMs" | "maxSockets" | "maxSocketsPerAddress"
>;

/** Bytes of a request's first line and headers: a token is half a kilobyte, an address of ours less. */
export const MAX_HEADER_BYTES = 8 * 1024;
const MAX_HEADERS = 64;
const KEEP_ALIVE_MS = 5_000;
/** Node looks for late requests this often; its default of 30 s would make any shorter limit 30 s long. */
const LATE_CHECK_MS = 1_000;
const MAX_REQUESTS_PER_SOCKET = 1_000;

/** What must be given to `createServer` itself. */
const serverOptions = (limits: Limits) => ({
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: limits.headersTimeoutMs,
  requestTimeout: limits.requestTimeoutMs,
  keepAliveTimeout: KEEP_ALIVE_MS,
  connectionsCheckingInterval: Math.min(LATE_CHECK_MS, limits.headersTimeoutMs),
  // Two readings of one request are how one request is smuggled inside another.
  insecureHTTPParser: false,
  requireHostHeader: true,
});

/**
 * Bounds what a peer may hold without having said anything: sockets in all and by address, time for headers, bodies
 * and reading the answer. A proxy in front stands for many people and is not counted. [HD3]
 */
const harden = (server: Server, limits: Limits, trustedProxies: readonly string[]): void => {
  server.maxHeadersCount = MAX_HEADERS;
  server.maxRequestsPerSocket = MAX_REQUESTS_PER_SOCKET;
  server.maxConnections = limits.maxSockets;
  // A client that does not read its answer would keep it in our memory; WebSockets have pings of their own instead.
  server.setTimeout(limits.idleSocketMs, (socket) => socket.destroy());
  const countByBucket = new Map<string, number>();
  server.on("connection", (socket: Socket) => {
    const address = plainAddress(socket.remoteAddress ?? "");
    if (trustedProxies.includes(address)) return;
    const bucket = addressBucket(address);
    const count = (countByBucket.get(bucket) ?? 0) + 1;
    if (count > limits.maxSocketsPerAddress) {
      socket.destroy();
      return;
    }
    countByBucket.set(bucket, count);
    socket.once("close", () => {
      const left = (countByBucket.get(bucket) ?? 1) - 1;
      if (left > 0) countByBucket.set(bucket, left);
      else countByBucket.delete(bucket);
    });
  });
};

/** The HTTP or HTTPS server of a configuration, with its limits. */
export const createWebServer = (
  { tls, limits, trustedProxies }: Pick<RelayConfig, "tls" | "limits" | "trustedProxies">,
  listener: RequestListener,
): Server => {
  const options = serverOptions(limits);
  const server = tls
    ? (createTlsServer(
        {
          ...options,
          cert: readFileSync(tls.certFile),
          key: readFileSync(tls.keyFile),
          minVersion: "TLSv1.2",
          handshakeTimeout: limits.headersTimeoutMs,
        },
        listener,
      ) as unknown as Server)
    : createHttpServer(options, listener);
  harden(server, limits, trustedProxies);
  return server;
};
