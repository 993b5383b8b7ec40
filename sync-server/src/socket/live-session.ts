import {
  decodeLiveUp,
  encodeLiveDown,
  type LiveDown,
  type LiveRefusalCode,
  type LiveValue,
  publishRefusal,
  readLiveValue,
  watchRefusal,
} from "@arogyasync/shared/live";
import type { Clock } from "@arogyasync/shared/ports";
import type { Authenticated } from "../core/auth.ts";
import { type RelayLimits, TokenBucket } from "../core/limits.ts";
import type { LiveHub } from "../core/live/hub.ts";
import { textFrame } from "../core/live/text-frame.ts";
import type { Topic } from "../core/live/topic.ts";
import { type LiveWire, Watcher } from "../core/live/watcher.ts";
import type { LiveEvents } from "../events.ts";
import { CLOSE, type FarewellDeps, farewellOf } from "./farewell.ts";

/** Answers that wait for a peer who asks and does not read. */
const MAX_ANSWERS_BYTES = 256 * 1024;
const MAX_REFUSED_NAMED = 512;

/** A WebSocket that speaks text, and whose reading can be held back. */
export interface LiveSocket extends LiveWire {
  close(code: number, reason: string): void;
  bufferedBytes(): number;
  onText(fn: (text: string | undefined) => void): void;
  onConfirmed(fn: () => void): void;
  onClose(fn: () => void): void;
  pause(): void;
  resume(): void;
}

export interface LiveSessionDeps extends FarewellDeps {
  readonly hub: LiveHub;
  readonly clock: Clock;
  /** Asked for when something happens: metrics measure this channel, and so are made after it. */
  readonly events: () => LiveEvents;
  readonly limits: RelayLimits;
  /** Negative controls of tests only. */
  readonly unsafe: { readonly isFlowOff: boolean; readonly isShapeOff: boolean };
}

/** One connection to `/live`: whoever its ticket says watches, publishes, or both, as far as their rights go. */
export class LiveSession {
  readonly #deps: LiveSessionDeps;
  readonly #socket: LiveSocket;
  readonly #who: Authenticated;
  readonly #watcher: Watcher;
  /** What this connection speaks for, by sensor. */
  readonly #spoken = new Map<string, Topic>();
  readonly #frames: TokenBucket;
  readonly #values: TokenBucket;
  #holds = 0;
  #isOver = false;
  readonly #closedFns: (() => void)[] = [];

  constructor(deps: LiveSessionDeps, socket: LiveSocket, who: Authenticated) {
    this.#deps = deps;
    this.#socket = socket;
    this.#who = who;
    const { limits, hub, clock } = deps;
    const now = clock.now();
    this.#frames = new TokenBucket(limits.liveFramesPerSecond, limits.liveFramesPerSecond, now);
    this.#values = new TokenBucket(limits.liveValuesPerSecond, limits.liveValuesPerSecond, now);
    this.#watcher = new Watcher({
      wire: socket,
      events: deps.events,
      now,
      onReady: () => hub.ready(this.#watcher),
      isFlowOff: deps.unsafe.isFlowOff,
    });
    hub.join(this.#watcher);
    socket.onClose(() => this.#closed());
    socket.onConfirmed(() => this.#watcher.confirmed());
    socket.onText((text) => this.#onText(text));
  }

  get device(): string {
    return this.#who.device;
  }
  onClosed(fn: () => void): void {
    this.#closedFns.push(fn);
  }

  /** The device has more connections than it may have. */
  refuse(): void {
    this.#fail("too-many-connections", "This device has too many live connections.", CLOSE.later);
  }
  /** Ends this connection because the relay stops. */
  goAway(): void {
    this.#end(CLOSE.goingAway, "stopping");
  }
  /** Somebody's rights have changed. [LV6] */
  async recheck(): Promise<void> {
    if (this.#isOver) return;
    const farewell = await farewellOf(this.#deps, this.#who);
    if (farewell) this.#fail(farewell.code, farewell.message, farewell.close);
  }

  #onText(text: string | undefined): void {
    if (this.#isOver) return;
    const decoded = text === undefined ? undefined : decodeLiveUp(text);
    if (!decoded?.ok) {
      const code = decoded?.error ?? "frame-malformed";
      this.#deps.events().refusedFrame(code);
      this.#fail(code, "The message could not be read.", CLOSE.malformed);
      return;
    }
    const message = decoded.value;
    this.#slowDown(message.t === "publish" ? message.values.length : 0);
    if (message.t === "publish") this.#publish(message.values);
    else if (message.t === "announce") this.#announce(message.clinic, message.sensors);
    else if (message.t === "subscribe") this.#subscribe(message.clinic, message.sensors);
    else if (message.t === "unsubscribe")
      for (const sensor of message.sensors) this.#deps.hub.unwatch(this.#watcher, sensor);
    else this.#send({ t: "pong", n: message.n, nowMs: this.#deps.clock.now() });
  }

  /** Whoever sends faster than is allowed is read more slowly, and so waits at the other end. [LV11] */
  #slowDown(values: number): void {
    const now = this.#deps.clock.now();
    const waitMs = Math.max(this.#frames.take(1, now), this.#values.take(values, now));
    if (waitMs === 0) return;
    if (this.#holds++ === 0) this.#socket.pause();
    this.#deps.clock.after(waitMs, () => {
      if (--this.#holds === 0 && !this.#isOver) this.#socket.resume();
    });
  }

  #subscribe(clinic: string, sensors: readonly string[]): void {
    const { hub, limits } = this.#deps;
    const refusal = watchRefusal(this.#who.principal, clinic);
    if (refusal) return this.#refuse(refusal, sensors);
    const { watches } = this.#watcher;
    const surplus = sensors.filter((sensor) => {
      if (watches.size >= limits.maxLiveSubscriptions && !watches.has(sensor)) return true;
      return hub.watch(this.#watcher, clinic, sensor) !== undefined;
    });
    this.#refuse("too-many-sensors", surplus);
    hub.answer(this.#watcher);
  }

  #announce(clinic: string, sensors: readonly string[]): void {
    const { hub, limits } = this.#deps;
    const refusal = publishRefusal(this.#who.principal, clinic);
    if (refusal) return this.#refuse(refusal, sensors);
    const surplus: string[] = [];
    for (const sensor of sensors) {
      const before = this.#spoken.get(sensor);
      const isFull = !before && this.#spoken.size >= limits.maxLiveSensorsPerPublisher;
      const topic = isFull ? undefined : hub.claim(clinic, sensor, this);
      if (!topic) surplus.push(sensor);
      else {
        if (before && before !== topic) hub.release(before, this);
        this.#spoken.set(sensor, topic);
      }
    }
    this.#refuse("too-many-sensors", surplus);
  }

  #publish(values: readonly unknown[]): void {
    const { hub, events, unsafe } = this.#deps;
    const refused = new Map<LiveRefusalCode, string[]>();
    const refuse = (code: LiveRefusalCode, sensor: string | undefined): void => {
      const list = refused.get(code) ?? [];
      refused.set(code, list);
      if (sensor !== undefined && !list.includes(sensor)) list.push(sensor);
    };
    let taken = 0;
    for (const given of values) {
      const value = unsafe.isShapeOff ? (given as LiveValue) : readLiveValue(given);
      // What is not a sensor of this connection is not repeated: it may be anything.
      const named = sensorOf(given);
      const topic = named === undefined ? undefined : this.#spoken.get(named);
      if (!value) refuse("value-shape", topic?.sensor);
      else if (!topic) refuse("not-announced", value.deviceId);
      else if (topic.publisher !== this) refuse("taken-over", topic.sensor);
      else {
        hub.publish(topic, value);
        taken++;
      }
    }
    events().published(taken);
    hub.flush();
    for (const [code, sensors] of refused) this.#tellRefused(code, sensors);
  }

  #refuse(code: LiveRefusalCode, sensors: readonly string[]): void {
    if (sensors.length > 0) this.#tellRefused(code, sensors);
  }
  #tellRefused(code: LiveRefusalCode, sensors: readonly string[]): void {
    this.#deps.events().refused(code, Math.max(1, sensors.length));
    this.#send({ t: "refused", code, sensors: sensors.slice(0, MAX_REFUSED_NAMED) });
  }

  #send(message: LiveDown): void {
    if (this.#isOver) return;
    if (this.#socket.bufferedBytes() > MAX_ANSWERS_BYTES) this.#end(CLOSE.later, "slow");
    else this.#socket.write(textFrame(encodeLiveDown(message)), () => undefined);
  }
  #fail(code: string, message: string, close: number): void {
    this.#send({ t: "failure", code, message });
    this.#end(close, code);
  }
  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#closed();
    this.#socket.close(code, reason);
  }
  #closed(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { hub } = this.#deps;
    hub.leave(this.#watcher);
    for (const topic of this.#spoken.values()) hub.release(topic, this);
    for (const fn of this.#closedFns.splice(0)) fn();
  }
}

const sensorOf = (value: unknown): string | undefined => {
  const id = (value as { deviceId?: unknown } | null)?.deviceId;
  return typeof id === "string" ? id : undefined;
};
