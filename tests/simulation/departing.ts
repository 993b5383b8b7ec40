import { bytesToBase64Url } from "@arogyasync/shared/bytes";
import { type Clock, type SignatureVerifier, silentLog } from "@arogyasync/shared/ports";
import type { HandInReceipt } from "@arogyasync/shared/protocol";
import {
  createTurns,
  createWriter,
  Directory,
  Outbox,
  PlainDocHost,
  type SalvageHttp,
} from "@arogyasync/shared/replica";
import { err, ok } from "@arogyasync/shared/result";
import {
  createTestSigner,
  MemoryDisk,
  plainCompression,
  SalvageDesk,
  SeededRandom,
  TestClock,
  testVerifier,
} from "@arogyasync/shared/testing";
import { createDeparture } from "../../client/src/worker/departure.ts";

export interface DepartingOptions {
  /** The device believes any receipt, and so deletes what nobody has. */
  readonly plantedBug?: "unchecked-receipt";
}
export interface DepartingOutcome {
  readonly failure: string | undefined;
  readonly saved: number;
  readonly crashes: number;
  readonly losses: number;
  readonly restored: boolean;
}

const ACTIVE_MS = 60_000;
const HEAL_LIMIT_MS = 30 * 60_000;
const believesAll: SignatureVerifier = { verify: () => true };

/** A receipt that has all the right things in it, but for who signed it. */
const forgedReceipt = async (body: Uint8Array): Promise<HandInReceipt> => {
  const forger = await new SalvageDesk({ signer: createTestSigner("somebody") }).upload(body);
  if (!forger.ok) throw new Error(forger.error.code);
  return forger.value;
};

/**
 * One phone that is revoked while it works: its real writer, hand-in and departure over a disk that loses power and a
 * network that loses requests, answers, and sometimes answers for the relay. What it called saved is, at the moment at
 * which it deletes everything, covered by a receipt of the log as it was at the last answer. [QR31][QR33]
 */
export class DepartingPhone {
  readonly #random: SeededRandom;
  readonly #clock = new TestClock(Date.UTC(2026, 5, 1), () => new Promise((done) => void setImmediate(done)));
  readonly #disk: MemoryDisk;
  readonly #desk = new SalvageDesk();
  readonly #options: DepartingOptions;
  readonly #saved: string[] = [];
  /** Hashes under the relay's receipts, in the present life of its log. */
  #receipted = new Set<string>();
  #life = 0;
  #isHealed = false;
  #isEmptying = false;
  #isEmpty = false;
  #failure: string | undefined;
  #crashes = 0;
  #losses = 0;
  #restored = false;
  #save: (() => Promise<void>) | undefined;

  constructor(seed: number, options: DepartingOptions = {}) {
    this.#random = new SeededRandom(seed);
    this.#options = options;
    const slowMs = 2 + this.#random.int(20);
    this.#disk = new MemoryDisk({ clock: this.#clock, faults: { slowMs } });
    this.#disk.onAwait = () => this.#maybe(0.01, () => this.#crash());
    // Revoked some time after it began to work.
    this.#desk.cause = undefined;
    this.#clock.after(this.#random.int(20_000), () => {
      this.#desk.cause = "device-revoked";
    });
  }

  #maybe(chance: number, fn: () => void): boolean {
    if (this.#isHealed || this.#isEmpty || !this.#random.chance(chance)) return false;
    fn();
    return true;
  }

  #fail(why: string): void {
    this.#failure ??= why;
  }

  #crash(): void {
    this.#crashes++;
    this.#life++;
    this.#save = undefined;
    this.#disk.crash({ kept: this.#random.int(this.#disk.pendingTransactions + 1) });
    this.#clock.after(50 + this.#random.int(2_000), () => this.#run(this.#boot()));
  }

  #run(work: Promise<unknown>): void {
    work.catch((error: unknown) => this.#fail(error instanceof Error ? (error.stack ?? "") : String(error)));
  }

  /** The page deletes: what was saved must have been given to the relay, by its own signed word. */
  #empty(): void {
    if (this.#isEmpty) return;
    const gone = this.#saved.filter((hash) => !this.#receipted.has(hash));
    if (gone.length > 0)
      this.#fail(`${gone.length} of ${this.#saved.length} saved changes were deleted unreceipted`);
    this.#isEmpty = true;
    this.#life++;
  }

  #pause(): Promise<void> {
    return new Promise((done) => void this.#clock.after(this.#random.int(400), done));
  }

  /** The way to the relay, losing things on it in either direction. */
  #network(isAlive: () => boolean): SalvageHttp {
    const reach = async <T>(ask: () => Promise<T>): Promise<T | undefined> => {
      await this.#pause();
      if (!isAlive()) await new Promise(() => undefined);
      if (this.#maybe(0.2, () => void this.#losses++)) return undefined;
      const answer = await ask();
      await this.#pause();
      if (!isAlive()) await new Promise(() => undefined);
      return this.#maybe(0.2, () => void this.#losses++) ? undefined : answer;
    };
    const offline = err({ code: "offline", message: "no network" });
    return {
      grant: async (body) => (await reach(() => this.#desk.grant(body))) ?? offline,
      upload: async (credential, body) => {
        // Somebody on the way answers in the relay's place.
        if (this.#maybe(0.1, () => undefined)) return ok(await forgedReceipt(body));
        this.#maybe(0.05, () => this.#restore());
        const answer = await reach(() => this.#desk.upload(credential, body));
        if (answer?.ok) for (const hash of this.#desk.has) this.#receipted.add(hash);
        return answer ?? offline;
      },
    };
  }

  /** The relay is restored from a backup that has nothing of what was handed in. */
  #restore(): void {
    this.#restored = true;
    this.#desk.epoch = new Uint8Array(this.#random.bytes(16));
    this.#desk.has.clear();
    this.#receipted = new Set();
  }

  async #boot(): Promise<void> {
    const life = ++this.#life;
    const isAlive = () => life === this.#life;
    if (this.#isEmptying) return this.#empty();
    const store = this.#disk.open();
    const clock: Clock = {
      now: () => this.#clock.now(),
      after: (delayMs, fn) => this.#clock.after(delayMs, () => isAlive() && fn()),
    };
    const exclusive = createTurns();
    const signer = createTestSigner("user:asha");
    const writer = createWriter({
      store,
      host: new PlainDocHost({ store, log: silentLog }),
      outbox: await Outbox.load(store),
      directory: await Directory.load(store),
      exclusive,
      clock,
      random: this.#random,
      identity: () => ({
        principal: { userId: "asha", roles: ["field"], clinics: ["rampur"] },
        signer,
      }),
    });
    if (!isAlive()) return;
    this.#save = async () => {
      const made = await writer.createPatient({ site: "rampur", identity: { name: "Sita" } });
      if (made.ok && isAlive()) this.#saved.push(made.value.hashHex);
    };
    const relayKey = bytesToBase64Url(this.#desk.signer.publicKey);
    const departure = createDeparture({
      store,
      clock,
      log: silentLog,
      compression: plainCompression,
      verifier: this.#options.plantedBug ? believesAll : testVerifier,
      http: this.#network(isAlive),
      relayKeys: async () => [{ key: relayKey, fromMs: 0 }],
      device: () => this.#desk.device,
      openSigner: async () => signer,
      others: async () => [],
      removeVault: async () => undefined,
      exclusive,
      stopSending: async () => undefined,
      ask: async () => ({ ok: false, code: "offline", message: "" }),
      keepNote: async () => {
        await this.#pause();
        if (!isAlive()) await new Promise(() => undefined);
        this.#isEmptying = true;
      },
      onState: (state) => {
        if (isAlive() && state?.phase === "emptying") clock.after(this.#random.int(300), () => this.#empty());
      },
    });
    const look = () => {
      departure.begin({ keyName: "user:asha", relayKey });
      clock.after(3_000, look);
    };
    clock.after(this.#random.int(2_000), look);
  }

  #work(): void {
    if (this.#isHealed || this.#isEmpty) return;
    this.#clock.after(50 + this.#random.int(2_500), () => this.#work());
    if (!this.#maybe(0.03, () => this.#crash()) && this.#save) this.#run(this.#save());
  }

  async run(): Promise<DepartingOutcome> {
    this.#run(this.#boot());
    this.#work();
    const until = this.#clock.now() + ACTIVE_MS;
    while (this.#failure === undefined && !this.#isEmpty && (await this.#clock.step(until)));
    this.#isHealed = true;
    const limit = this.#clock.now() + HEAL_LIMIT_MS;
    while (this.#failure === undefined && !this.#isEmpty && (await this.#clock.step(limit)));
    if (!this.#isEmpty) this.#fail("it was never emptied");
    return {
      failure: this.#failure,
      saved: this.#saved.length,
      crashes: this.#crashes,
      losses: this.#losses,
      restored: this.#restored,
    };
  }
}
