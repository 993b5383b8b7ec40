import { MIN_PROTOCOL_VERSION, PROTOCOL_VERSION } from "./version.ts";

/**
 * What the request for a WebSocket says in `Sec-WebSocket-Protocol`: the version of the protocol, and the ticket that
 * admits this one connection. A browser can set no other header there, and a URL is written down by proxies and in
 * histories. The relay answers with the version alone. [ID20]
 */
const TICKET = "ticket.";

/** A protocol that is spoken over WebSockets, and its versions that this build speaks. */
export interface OfferFamily {
  /** Stands before the version. */
  readonly name: string;
  readonly oldest: number;
  readonly newest: number;
}
const LOG: OfferFamily = { name: "arogya-log.", oldest: MIN_PROTOCOL_VERSION, newest: PROTOCOL_VERSION };

/** How long a ticket is good for, ms: long enough for a slow network's handshake, too short to be worth stealing. */
export const TICKET_MS = 30_000;

/** The subprotocols to ask for, best version first. */
export const offeredBy = ({ name, newest }: OfferFamily, ticket: string): string[] => [
  `${name}${newest}`,
  `${TICKET}${ticket}`,
];
export const offeredProtocols = (ticket: string): string[] => offeredBy(LOG, ticket);

export interface UpgradeOffer {
  /** The newest version that both sides speak; undefined when there is none. */
  readonly protocol: number | undefined;
  /** The subprotocol to answer with. */
  readonly accepted: string | undefined;
  readonly ticket: string | undefined;
  /** Whether any version of the protocol was asked for at all. */
  readonly isAskedFor: boolean;
}

/** Reads the header's list; never throws. */
export const readOfferOf = (
  { name, oldest, newest }: OfferFamily,
  header: string | undefined,
): UpgradeOffer => {
  const items = (header ?? "").split(",").map((item) => item.trim());
  const versions = items
    .filter((item) => item.startsWith(name))
    .map((item) => item.slice(name.length))
    .filter((text) => /^\d{1,4}$/.test(text))
    .map(Number);
  const protocol = versions
    .filter((v) => v >= oldest && v <= newest)
    .reduce<number | undefined>((best, v) => Math.max(best ?? 0, v), undefined);
  return {
    protocol,
    accepted: protocol === undefined ? undefined : `${name}${protocol}`,
    ticket: items.find((item) => item.startsWith(TICKET))?.slice(TICKET.length),
    isAskedFor: versions.length > 0,
  };
};
export const readOffer = (header: string | undefined): UpgradeOffer => readOfferOf(LOG, header);
