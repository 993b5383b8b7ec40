import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from "./version.ts";

/**
 * What the request for a WebSocket says in `Sec-WebSocket-Protocol`: the version of the change log's protocol, and the
 * ticket that admits this one connection. A browser can set no other header there, and a URL is written down by proxies
 * and in histories. The relay answers with the version alone. [ID20]
 */
const LOG = "arogya-log.";
const TICKET = "ticket.";

/** How long a ticket is good for, ms: long enough for a slow network's handshake, too short to be worth stealing. */
export const TICKET_MS = 30_000;

/** The subprotocols to ask for, best version first. */
export const offeredProtocols = (ticket: string): string[] => [
  `${LOG}${PROTOCOL_VERSION}`,
  `${TICKET}${ticket}`,
];

export interface UpgradeOffer {
  /** The newest version that both sides speak; undefined when there is none. */
  readonly protocol: number | undefined;
  /** The subprotocol to answer with. */
  readonly accepted: string | undefined;
  readonly ticket: string | undefined;
  /** Whether any version of the change log was asked for at all. */
  readonly isLog: boolean;
}

/** Reads the header's list; never throws. */
export const readOffer = (header: string | undefined): UpgradeOffer => {
  const items = (header ?? "").split(",").map((item) => item.trim());
  const versions = items
    .filter((item) => item.startsWith(LOG))
    .map((item) => item.slice(LOG.length))
    .filter((text) => /^\d{1,4}$/.test(text))
    .map(Number);
  const protocol = versions
    .filter((v) => v >= MIN_PROTOCOL_VERSION && v <= PROTOCOL_VERSION)
    .reduce<number | undefined>((best, v) => Math.max(best ?? 0, v), undefined);
  return {
    protocol,
    accepted: protocol === undefined ? undefined : `${LOG}${protocol}`,
    ticket: items.find((item) => item.startsWith(TICKET))?.slice(TICKET.length),
    isLog: versions.length > 0,
  };
};
