import { type OfferFamily, offeredBy, readOfferOf, type UpgradeOffer } from "../protocol/index.ts";
import { LIVE_PROTOCOL_VERSION, MIN_LIVE_PROTOCOL_VERSION } from "./version.ts";

const LIVE: OfferFamily = {
  name: "arogya-live.",
  oldest: MIN_LIVE_PROTOCOL_VERSION,
  newest: LIVE_PROTOCOL_VERSION,
};

/** The subprotocols to ask for on `/live`. The ticket is one as for `/log`, and opens one connection to either. [ID20] */
export const offeredLiveProtocols = (ticket: string): string[] => offeredBy(LIVE, ticket);

/** Reads the header's list; never throws. */
export const readLiveOffer = (header: string | undefined): UpgradeOffer => readOfferOf(LIVE, header);
