import { LIVE_STALE_MS } from "@arogyasync/shared/live";

/** Bounds on what one client may cost. Each is asserted where it applies and printed by `npm run check` docs. */
export interface RelayLimits {
  /** Until the last byte of a request's headers, of the whole request; a quiet socket ends after the third. */
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly idleSocketMs: number;
  /** TCP connections, of whatever is spoken over them: in all, and from one address (a clinic behind one router). */
  readonly maxSockets: number;
  readonly maxSocketsPerAddress: number;
  /** Log connections of one address that have not said who they are. */
  readonly maxGreetingPerAddress: number;
  readonly helloTimeoutMs: number;
  readonly pingMs: number;
  readonly maxConnections: number;
  readonly maxConnectionsPerDevice: number;
  readonly maxConnectionsPerAddress: number;
  readonly maxSubscriptions: number;
  readonly maxPushesInFlight: number;
  readonly framesPerSecond: number;
  readonly framesBurst: number;
  readonly bytesPerSecond: number;
  readonly bytesBurst: number;
  /** Sending to a client pauses above this many buffered bytes … */
  readonly pauseBufferedBytes: number;
  /** … and ends (close 1013) when it stays above this for `slowClientMs`. */
  readonly closeBufferedBytes: number;
  readonly slowClientMs: number;
  readonly feedMaxRows: number;
  readonly feedMaxBytes: number;
  readonly commitWindowMs: number;
  readonly commitMaxChanges: number;
  readonly stallMs: number;
  readonly compactMinChanges: number;
  readonly compactIdleMs: number;
  readonly loginsPerMinute: number;
  /** Sign-ins that wait for their password to be checked, in all and of one address (a clinic in the morning). */
  readonly maxLoginsWaiting: number;
  readonly maxLoginsWaitingPerAddress: number;
  /** The live channel. Whoever sends faster is read more slowly. */
  readonly maxLiveConnectionsPerDevice: number;
  readonly maxLiveSubscriptions: number;
  readonly maxLiveSensorsPerPublisher: number;
  /** Sensors of all clinics together that are watched or spoken for. */
  readonly maxLiveSensors: number;
  readonly liveFramesPerSecond: number;
  readonly liveValuesPerSecond: number;
  readonly liveStaleMs: number;
}

export const defaultLimits: RelayLimits = {
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 60_000,
  idleSocketMs: 120_000,
  maxSockets: 6_000,
  maxSocketsPerAddress: 768,
  maxGreetingPerAddress: 256,
  helloTimeoutMs: 5_000,
  pingMs: 25_000,
  maxConnections: 5_000,
  maxConnectionsPerDevice: 4,
  maxConnectionsPerAddress: 512,
  maxSubscriptions: 512,
  maxPushesInFlight: 8,
  framesPerSecond: 200,
  framesBurst: 1_000,
  bytesPerSecond: 4 * 1024 * 1024,
  bytesBurst: 32 * 1024 * 1024,
  pauseBufferedBytes: 1024 * 1024,
  closeBufferedBytes: 4 * 1024 * 1024,
  slowClientMs: 30_000,
  feedMaxRows: 2_048,
  feedMaxBytes: 1024 * 1024,
  commitWindowMs: 3,
  commitMaxChanges: 4_096,
  stallMs: 500,
  compactMinChanges: 16,
  compactIdleMs: 2_000,
  loginsPerMinute: 10,
  maxLoginsWaiting: 256,
  maxLoginsWaitingPerAddress: 32,
  maxLiveConnectionsPerDevice: 8,
  maxLiveSubscriptions: 512,
  maxLiveSensorsPerPublisher: 2_048,
  maxLiveSensors: 20_000,
  liveFramesPerSecond: 1_000,
  liveValuesPerSecond: 4_000,
  liveStaleMs: LIVE_STALE_MS,
};

/** Token bucket over an injected clock's milliseconds. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #at: number;

  constructor(perSecond: number, burst: number, now: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#at = now;
  }

  /** Takes `amount`; gives the milliseconds to wait until the bucket is not in debt, 0 when it is not. */
  take(amount: number, now: number): number {
    this.#tokens = Math.min(this.#burst, this.#tokens + Math.max(0, now - this.#at) * this.#perMs) - amount;
    this.#at = now;
    return this.#tokens >= 0 ? 0 : Math.ceil(-this.#tokens / this.#perMs);
  }

  isFull(now: number): boolean {
    return this.#tokens + Math.max(0, now - this.#at) * this.#perMs >= this.#burst;
  }
}
