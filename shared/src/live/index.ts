export type { Announce } from "./announce.ts";
export {
  decodeLiveDown,
  decodeLiveUp,
  encodeLiveDown,
  encodeLiveUp,
  encodeLiveValue,
  type LiveFrameErrorCode,
  readLiveValue,
} from "./codec.ts";
export { type LiveDown, liveDownSchema } from "./down.ts";
export type { LiveFailure } from "./failure.ts";
export type { Gap } from "./gap.ts";
export {
  type LiveValue,
  liveValueKeys,
  liveValueSchema,
  type TechnicalState,
  technicalStates,
} from "./live-value.ts";
export type { Ping } from "./ping.ts";
export type { Pong } from "./pong.ts";
export type { Publish } from "./publish.ts";
export { type LiveRefusalCode, liveRefusalCodes, type Refused } from "./refused.ts";
export { livePublishers, liveWatchers, publishRefusal, watchRefusal } from "./rights.ts";
export { isSensorId } from "./sensor-id.ts";
export type { Stale } from "./stale.ts";
export type { Subscribe } from "./subscribe.ts";
export type { Unsubscribe } from "./unsubscribe.ts";
export { type LiveUp, liveUpSchema } from "./up.ts";
export { offeredLiveProtocols, readLiveOffer } from "./upgrade.ts";
export type { ValueMessage } from "./value.ts";
export {
  LIVE_PROTOCOL_VERSION,
  LIVE_STALE_MS,
  MAX_LIVE_FRAME_BYTES,
  MAX_SENSORS_PER_MESSAGE,
  MAX_VALUES_PER_PUBLISH,
  MIN_LIVE_PROTOCOL_VERSION,
} from "./version.ts";
