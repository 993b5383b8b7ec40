import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** An IPv4 address that came over an IPv6 socket is the same address. */
export const plainAddress = (address: string): string =>
  address.replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/, "");

const isLoopback = (address: string): boolean => address === "::1" || address.startsWith("127.");

/**
 * Who is asking, as far as the network knows: the socket's peer, or, where the peer is a proxy that was named in
 * TRUSTED_PROXIES, the last address of X-Forwarded-For that is no such proxy. Anybody else's header is anybody's to
 * write and is not read.
 */
export const clientAddress = (
  request: Pick<IncomingMessage, "headers"> & {
    readonly socket: { readonly remoteAddress?: string | undefined };
  },
  trustedProxies: readonly string[],
): string => {
  const peer = plainAddress(request.socket.remoteAddress ?? "");
  if (!trustedProxies.includes(peer)) return peer;
  const header = request.headers["x-forwarded-for"];
  const hops = (Array.isArray(header) ? header.join(",") : (header ?? ""))
    .split(",")
    .map((hop) => plainAddress(hop.trim()));
  const client = hops.reverse().find((hop) => !trustedProxies.includes(hop));
  return client !== undefined && isIP(client) !== 0 ? client : peer;
};

/** What limits are counted by: an IPv4 address, or the /64 that one subscriber of IPv6 has to choose from. */
export const addressBucket = (address: string): string => {
  if (isIP(address) !== 6) return address;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const rest = tail === undefined || tail === "" ? [] : tail.split(":");
  const whole =
    tail === undefined
      ? groups
      : [...groups, ...Array<string>(8 - groups.length - rest.length).fill("0"), ...rest];
  return `${whole
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ""))
    .join(":")}::/64`;
};

export const requestOf = (c: Context): IncomingMessage | undefined =>
  (c.env as Partial<HttpBindings> | undefined)?.incoming;

/** Whether this was asked on the relay's own machine, and not for somebody else. */
export const isLocal = (c: Context): boolean => {
  const request = requestOf(c);
  return (
    request !== undefined &&
    isLoopback(plainAddress(request.socket.remoteAddress ?? "")) &&
    request.headers["x-forwarded-for"] === undefined &&
    request.headers["forwarded"] === undefined
  );
};
