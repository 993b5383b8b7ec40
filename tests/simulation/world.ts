import { createHash } from "node:crypto";
import type { Socket } from "@arogyasync/shared/ports";
import type { DocId, DocKind } from "@arogyasync/shared/records";
import { MemorySocketPair, SeededRandom, TestClock } from "@arogyasync/shared/testing";
import { checkInvariants, unfinished } from "./invariants.ts";
import type { PlantedBug } from "./planted-bugs.ts";
import { SimDevice } from "./sim-device.ts";
import { SimRelay } from "./sim-relay.ts";

export interface WorldOptions {
  readonly plantedBug?: PlantedBug;
  /** Called with each line of the trace as it happens. */
  readonly onTrace?: (line: string) => void;
}
export interface Saved {
  readonly device: string;
  readonly docId: DocId;
  readonly hashHex: string;
}
export interface Outcome {
  readonly seed: number;
  readonly failure: string | undefined;
  /** SHA-256 over every line of the trace. */
  readonly traceHash: string;
  readonly lines: number;
  readonly devices: number;
  readonly saved: number;
  readonly erased: number;
  readonly crashes: number;
  readonly relayCrashes: number;
  readonly restored: boolean;
}

const START_MS = Date.UTC(2026, 5, 1);
const ACTIVE_MS = 12_000;
/** Virtual time after healing within which everything must have converged. */
const HEAL_LIMIT_MS = 15 * 60_000;

/** A seed, some phones, a relay, one clock. Everything that happens follows from the seed. */
export class World {
  readonly options: WorldOptions;
  readonly seed: number;
  readonly random: SeededRandom;
  readonly clock: TestClock;
  readonly relay: SimRelay;
  readonly devices: readonly SimDevice[];
  readonly clinics = ["rampur", "sitapur"];
  readonly savedChanges: Saved[] = [];
  /** Patients that were erased by law. */
  readonly erased = new Set<DocId>();
  readonly #hash = createHash("sha256");
  #lines = 0;
  #failure: string | undefined;
  #isHealed = false;
  #crashes = 0;
  #relayCrashes = 0;
  #restored = false;
  readonly #crashRate: number;
  readonly #latencyMs: number;

  constructor(seed: number, options: WorldOptions = {}) {
    this.seed = seed;
    this.options = options;
    this.random = new SeededRandom(seed);
    this.clock = new TestClock(START_MS, () => new Promise((resolve) => void setImmediate(resolve)));
    this.relay = new SimRelay(this, options.plantedBug);
    this.#crashRate = this.random.pick([0, 0.004, 0.02]);
    this.#latencyMs = this.random.pick([2, 40, 400]);
    const count = this.random.chance(0.05) ? 10 : 2 + this.random.int(4);
    this.devices = Array.from(
      { length: count },
      (_, i) =>
        new SimDevice(
          this,
          `d${i}`,
          i % 3 === 2 ? this.clinics : [this.clinics[i % 3 === 1 && count > 3 ? 1 : 0]!],
        ),
    );
  }

  get isRestored(): boolean {
    return this.#restored;
  }

  trace(line: string): void {
    this.#lines++;
    const text = `${this.clock.now() - START_MS} ${line}`;
    this.#hash.update(`${text}\n`);
    this.options.onTrace?.(text);
  }

  fail(why: string): void {
    this.trace(`FAIL ${why}`);
    this.#failure ??= why;
  }

  saved(device: SimDevice, docId: DocId, hashHex: string): void {
    this.trace(`${device.name} saved ${hashHex.slice(0, 8)}`);
    this.savedChanges.push({ device: device.name, docId, hashHex });
  }

  /** A storage await of a device: the moment at which power may go. */
  storageAwait(device: SimDevice): void {
    if (this.#isHealed || !this.random.chance(this.#crashRate)) return;
    this.#crashDevice(device);
  }

  #crashDevice(device: SimDevice): void {
    if (!device.running) return;
    this.#crashes++;
    this.trace(`${device.name} crash`);
    device.crash();
    this.clock.after(100 + this.random.int(3_000), () => this.#run(device.boot()));
  }

  /** Work that nobody waits for: its failure is the world's. */
  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) =>
      this.fail(error instanceof Error ? (error.stack ?? error.message) : String(error)),
    );
  }

  async connect(device: SimDevice): Promise<Socket> {
    await this.#pause(this.#latency());
    if (!device.isOnline || !this.relay.isUp) throw new Error("no route");
    // Frames of one connection keep their order; those of different connections overtake each other freely.
    const dueAt: [number, number] = [0, 0];
    const pair = new MemorySocketPair((deliver, from) => {
      const at = Math.max(dueAt[from], this.clock.now() + this.#latency());
      dueAt[from] = at;
      this.clock.after(at - this.clock.now(), deliver);
      if (!this.#isHealed && this.random.chance(0.01)) {
        this.trace(`${device.name} line cut`);
        this.clock.after(this.#latency(), () => pair.disconnect());
      }
    });
    this.relay.accept(pair.b, device.name);
    this.trace(`${device.name} connected`);
    return pair.a;
  }

  async download(
    device: SimDevice,
    isAlive: () => boolean,
    token: string,
    request: {
      readonly scope: string;
      readonly kinds: readonly DocKind[];
      readonly cursor: string | undefined;
      readonly asOfSeq: number | undefined;
      readonly docs: readonly DocId[] | undefined;
    },
  ): Promise<AsyncIterable<Uint8Array>> {
    await this.#pause(this.#latency());
    if (!device.isOnline || !this.relay.isUp) throw new Error("no route");
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
    };
    const query = new URLSearchParams({ scope: request.scope, kind: request.kinds.join() });
    if (request.cursor !== undefined) query.set("cursor", request.cursor);
    if (request.asOfSeq !== undefined) query.set("asOfSeq", String(request.asOfSeq));
    const body = request.docs
      ? await this.relay.bootstrap("/", {
          method: "POST",
          headers,
          body: JSON.stringify({ scope: request.scope, docs: request.docs }),
        })
      : await this.relay.bootstrap(`/?${query}`, { headers });
    this.trace(`${device.name} bootstrap ${request.scope} ${request.docs?.length ?? request.cursor ?? "-"}`);
    return this.#broken(device, isAlive, body);
  }

  /** The stream, in pieces cut anywhere, and sometimes broken off. */
  async *#broken(
    device: SimDevice,
    isAlive: () => boolean,
    body: AsyncIterable<Uint8Array>,
  ): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      await this.#pause(this.#latency());
      if (!isAlive()) await new Promise(() => undefined);
      if (!device.isOnline || !this.relay.isUp || (!this.#isHealed && this.random.chance(0.03))) return;
      const at = this.random.int(chunk.length + 1);
      if (at > 0) yield chunk.slice(0, at);
      if (at < chunk.length) yield chunk.slice(at);
    }
  }

  #latency(): number {
    return this.random.int(this.#latencyMs + 1);
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.clock.after(ms, resolve));
  }

  #live(device: SimDevice): void {
    const next = () => {
      if (this.#isHealed) return;
      this.clock.after(200 + this.random.int(3_000), next);
      const dice = this.random.fraction();
      if (dice < 0.06) {
        device.isOnline = !device.isOnline;
        this.trace(`${device.name} ${device.isOnline ? "online" : "offline"}`);
        if (!device.isOnline) device.cutConnections();
      } else if (dice < 0.06 + this.#crashRate * 4) this.#crashDevice(device);
      else this.#run(device.act());
    };
    this.clock.after(this.random.int(1_000), next);
  }

  #tendRelay(): void {
    const mayRestore = this.random.chance(0.35);
    const next = () => {
      if (this.#isHealed) return;
      this.clock.after(1_000 + this.random.int(6_000), next);
      if (!this.relay.isUp) return;
      const dice = this.random.fraction();
      if (dice < 0.3) {
        const restore = mayRestore && this.random.chance(0.4);
        this.trace(restore ? "relay lost and restored" : "relay crash");
        this.#relayCrashes++;
        this.#restored ||= restore;
        this.relay.crash(restore);
        this.clock.after(50 + this.random.int(2_000), () => this.#startRelay());
      } else if (dice < 0.6) this.#run(this.relay.compact());
      else if (mayRestore) this.#run(this.relay.backUp());
    };
    this.clock.after(2_000, next);
  }

  async #erase(): Promise<void> {
    if (!this.relay.isUp) return;
    const patient = await this.relay.erase();
    if (patient === undefined) return;
    this.trace(`erased ${patient}`);
    this.erased.add(patient);
  }

  #startRelay(): void {
    this.trace("relay up");
    this.#run(this.relay.start());
  }

  async run(): Promise<Outcome> {
    try {
      await this.relay.start();
      for (const device of this.devices)
        this.clock.after(this.random.int(2_000), () => this.#run(device.boot()));
      for (const device of this.devices) this.#live(device);
      this.#tendRelay();
      if (this.random.chance(0.5))
        this.clock.after(2_500 + this.random.int(8_000), () => this.#run(this.#erase()));
      while (this.clock.now() < START_MS + ACTIVE_MS && this.#failure === undefined) {
        if (!(await this.clock.step(START_MS + ACTIVE_MS))) break;
      }
      await this.#heal();
    } catch (error) {
      this.fail(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    const outcome = {
      seed: this.seed,
      failure: this.#failure,
      traceHash: this.#hash.digest("hex"),
      lines: this.#lines,
      devices: this.devices.length,
      saved: this.savedChanges.length,
      erased: this.erased.size,
      crashes: this.#crashes,
      relayCrashes: this.#relayCrashes,
      restored: this.#restored,
    };
    this.relay.disk.close();
    return outcome;
  }

  /** Everybody comes online, nothing fails any more, and then everything must come right. */
  async #heal(): Promise<void> {
    if (this.#failure !== undefined) return;
    this.#isHealed = true;
    this.trace("heal");
    for (const device of this.devices) device.isOnline = true;
    const limit = this.clock.now() + HEAL_LIMIT_MS;
    for (let steps = 1; this.#failure === undefined; steps++) {
      if (!(await this.clock.step(limit))) break;
      if (steps % 64 === 0 && this.relay.isUp && unfinished(this) === undefined) break;
    }
    if (this.#failure !== undefined) return;
    const rest = unfinished(this);
    if (rest !== undefined) return this.fail(`after healing: ${rest}`);
    // What is under way arrives.
    await this.clock.advance(30_000);
    const broken = await checkInvariants(this);
    if (broken !== undefined) this.fail(broken);
    for (const device of this.devices) await device.running?.engine.stop();
  }
}
