import { encodeLiveValue, type LiveRefusalCode, type LiveValue } from "@arogyasync/shared/live";
import type { Cancel, Clock } from "@arogyasync/shared/ports";
import type { RelayLimits } from "../limits.ts";
import { FrameCache } from "./frames.ts";
import { newTopic, type Topic, topicKey, type Watch } from "./topic.ts";
import type { Watcher } from "./watcher.ts";

const SWEEP_MS = 1_000;
/** How long the last value of a sensor that nobody watches or speaks for is kept. */
const FORGET_MS = 3_600_000;
/**
 * A fan-out is followed by a rest, in which values gather and go out together: nobody sees a number change more than
 * a dozen times a second, and what a fan-out costs is the writes, not the values. What comes after a rest goes at once.
 */
const REST_MS = 75;
/** Nor does it take more than a fifth of the time, up to this rest. */
const REST_FACTOR = 4;
const MAX_REST_MS = 100;

type HubLimits = Pick<RelayLimits, "maxLiveSensors" | "liveStaleMs" | "pingMs">;

/**
 * The fan-out of live values, in memory alone: the newest value of each sensor, and who watches it. Nothing of it is
 * stored or logged; a restart forgets it, and the next second brings it again. Everything happens on one thread, in one
 * turn: no map is shared.
 */
export class LiveHub {
  readonly #clock: Clock;
  readonly #limits: HubLimits;
  readonly #isShapeOff: boolean;
  readonly #topics = new Map<string, Topic>();
  readonly #watchers = new Set<Watcher>();
  #listed: Watcher[] = [];
  #flushTimer: Cancel | undefined;
  #sweepTimer: Cancel | undefined;
  #restUntil = 0;

  constructor(clock: Clock, limits: HubLimits, isShapeOff = false) {
    this.#clock = clock;
    this.#limits = limits;
    this.#isShapeOff = isShapeOff;
  }

  start(): void {
    this.#sweepTimer = this.#clock.after(SWEEP_MS, () => {
      this.sweep();
      this.start();
    });
  }
  stop(): void {
    this.#sweepTimer?.();
    this.#flushTimer?.();
  }

  join(watcher: Watcher): void {
    this.#watchers.add(watcher);
  }
  leave(watcher: Watcher): void {
    this.#watchers.delete(watcher);
    for (const sensor of watcher.watches.keys()) this.unwatch(watcher, sensor);
  }

  /** A connection speaks for this sensor from now on; undefined when the relay holds too many. */
  claim(clinic: string, sensor: string, publisher: object): Topic | undefined {
    const topic = this.#topicOf(clinic, sensor);
    if (topic) topic.publisher = publisher;
    return topic;
  }
  release(topic: Topic, publisher: object): void {
    if (topic.publisher !== publisher) return;
    topic.publisher = undefined;
    this.#forgetIfIdle(topic, this.#clock.now());
  }

  /** Takes in a value; `flush` sends it. */
  publish(topic: Topic, value: LiveValue): void {
    topic.n++;
    const text = this.#isShapeOff ? JSON.stringify(value) : encodeLiveValue(value);
    topic.item = `[${topic.n},${text}]`;
    topic.heardAt = this.#clock.now();
    topic.isStale = false;
    for (const watch of topic.watches) {
      watch.isValueDue = true;
      watch.isStaleDue = false;
      this.#due(watch);
    }
  }

  /** The last value is due at once; where there is none, or it is old, that is told. [LV8] */
  watch(watcher: Watcher, clinic: string, sensor: string): LiveRefusalCode | undefined {
    const before = watcher.watches.get(sensor);
    if (before?.topic.clinic === clinic) return undefined;
    if (before) this.unwatch(watcher, sensor);
    const topic = this.#topicOf(clinic, sensor);
    if (!topic) return "too-many-sensors";
    const isHeard = topic.heardAt !== undefined;
    const watch: Watch = {
      topic,
      watcher,
      sentN: 0,
      isValueDue: isHeard,
      isStaleDue: !isHeard || topic.isStale,
      isListed: false,
      isOver: false,
    };
    watcher.watches.set(sensor, watch);
    topic.watches.add(watch);
    this.#due(watch);
    return undefined;
  }

  unwatch(watcher: Watcher, sensor: string): void {
    const watch = watcher.watches.get(sensor);
    if (!watch) return;
    watch.isOver = true;
    watcher.watches.delete(sensor);
    watch.topic.watches.delete(watch);
    this.#forgetIfIdle(watch.topic, this.#clock.now());
  }

  /** Something is due for this watcher, who can take it now. Many become ready in one turn: they share what is encoded. */
  ready(watcher: Watcher): void {
    this.#list(watcher);
    if (!this.#flushTimer) this.#flushAfter(Math.max(0, this.#restMs()));
  }

  /** Sends one watcher what is due: who has just come does not wait for the others' turn. [LV8] */
  answer(watcher: Watcher): void {
    watcher.flush(new FrameCache(), this.#clock.now());
  }

  /** Sends what is due, now or when the last fan-out has been rested from. */
  flush(): void {
    if (this.#flushTimer || this.#listed.length === 0) return;
    const restMs = this.#restMs();
    if (restMs <= 0) this.#flushNow();
    else this.#flushAfter(restMs);
  }

  /** However the clock is set meanwhile, a rest ends. */
  #restMs(): number {
    return Math.min(this.#restUntil - this.#clock.now(), MAX_REST_MS);
  }
  #flushAfter(delayMs: number): void {
    this.#flushTimer = this.#clock.after(delayMs, () => {
      this.#flushTimer = undefined;
      this.#flushNow();
    });
  }

  #flushNow(): void {
    const from = this.#clock.now();
    const cache = new FrameCache();
    const listed = this.#listed;
    this.#listed = [];
    for (const watcher of listed) {
      watcher.isListed = false;
      watcher.flush(cache, from);
    }
    const now = this.#clock.now();
    this.#restUntil = now + Math.min(Math.max((now - from) * REST_FACTOR, REST_MS), MAX_REST_MS);
  }

  /** Tells who has fallen silent, cuts off who is gone, forgets what nobody asks for. */
  sweep(): void {
    const now = this.#clock.now();
    for (const topic of this.#topics.values()) {
      if (!topic.isStale && topic.heardAt !== undefined && now - topic.heardAt >= this.#limits.liveStaleMs) {
        topic.isStale = true;
        for (const watch of topic.watches) {
          watch.isStaleDue = true;
          this.#due(watch);
        }
      }
      this.#forgetIfIdle(topic, now);
    }
    for (const watcher of this.#watchers) {
      watcher.look(now, this.#limits.pingMs);
      if (watcher.isDue && watcher.isOpen(now)) this.#list(watcher);
    }
    this.flush();
  }

  counts(): { readonly sensors: number; readonly stale: number; readonly held: number } {
    const now = this.#clock.now();
    let stale = 0;
    let held = 0;
    for (const topic of this.#topics.values()) if (topic.isStale) stale++;
    for (const watcher of this.#watchers) if (watcher.isDue && !watcher.isOpen(now)) held++;
    return { sensors: this.#topics.size, stale, held };
  }

  #topicOf(clinic: string, sensor: string): Topic | undefined {
    const key = topicKey(clinic, sensor);
    const known = this.#topics.get(key);
    if (known || this.#topics.size >= this.#limits.maxLiveSensors) return known;
    const topic = newTopic(clinic, sensor);
    this.#topics.set(key, topic);
    return topic;
  }

  #forgetIfIdle(topic: Topic, now: number): void {
    if (topic.publisher || topic.watches.size > 0) return;
    if (topic.heardAt === undefined || now - topic.heardAt > FORGET_MS) this.#topics.delete(topic.key);
  }

  #due(watch: Watch): void {
    watch.watcher.list(watch);
    this.#list(watch.watcher);
  }
  #list(watcher: Watcher): void {
    if (watcher.isListed) return;
    watcher.isListed = true;
    this.#listed.push(watcher);
  }
}
