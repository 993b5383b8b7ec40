import type * as A from "@automerge/automerge";
import type { Principal } from "@arogyasync/shared/authority";
import { type Clock, type ReplicaStore, silentLog, type Socket } from "@arogyasync/shared/ports";
import {
  addReading,
  type DocId,
  editIdentity,
  fixed,
  type PatientDoc,
  utcYear,
  type VitalsDoc,
  vitalsDocId,
} from "@arogyasync/shared/records";
import {
  type BatchWriter,
  createSyncEngine,
  createTurns,
  createWriter,
  Directory,
  loadDoc,
  Outbox,
  PlainDocHost,
  type RelayLink,
  type SyncEngine,
} from "@arogyasync/shared/replica";
import {
  createTestSigner,
  MemoryDisk,
  plainCompression,
  type SeededRandom,
  testVerifier,
} from "@arogyasync/shared/testing";
import { ok } from "@arogyasync/shared/result";
import { cursorFirst } from "./planted-bugs.ts";
import type { World } from "./world.ts";

interface Running {
  readonly store: ReplicaStore;
  readonly writer: BatchWriter;
  readonly engine: SyncEngine;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly host: PlainDocHost;
}

/** A phone: one disk, one person, and a process that is killed now and then. */
export class SimDevice {
  readonly name: string;
  readonly disk: MemoryDisk;
  readonly #world: World;
  readonly #random: SeededRandom;
  readonly #principal: Principal;
  readonly #signer;
  readonly #skewMs: number;
  #life = 0;
  #running: Running | undefined;
  #sockets = new Set<Socket>();
  #nonce = 0;
  isOnline = true;

  constructor(world: World, name: string, clinics: readonly string[]) {
    this.#world = world;
    this.name = name;
    this.#random = world.random.fork();
    this.#signer = createTestSigner(name);
    this.#principal = { userId: name, roles: ["field"], clinics };
    this.#skewMs = this.#random.chance(0.2)
      ? (this.#random.int(4) - 2) * 365 * 86_400_000
      : this.#random.int(5_000);
    this.disk = new MemoryDisk({ clock: world.clock, faults: { slowMs: 2 + this.#random.int(20) } });
    world.relay.register({ principal: this.#principal, device: name, key: this.#signer.publicKey });
  }

  get running(): Running | undefined {
    return this.#running;
  }
  get clinics(): readonly string[] {
    return this.#principal.clinics;
  }

  /** Time as this life of this device tells it: timers of a dead process do not fire. */
  #clock(life: number): Clock {
    const { clock } = this.#world;
    return {
      now: () => clock.now() + this.#skewMs,
      after: (delayMs, fn) => clock.after(delayMs, () => life === this.#life && fn()),
    };
  }

  async boot(): Promise<void> {
    const life = ++this.#life;
    this.disk.onAwait = () => this.#world.storageAwait(this);
    const opened = this.disk.open();
    const store = this.#world.options.plantedBug === "skipped-cursor" ? cursorFirst(opened) : opened;
    const host = new PlainDocHost({
      store,
      log: silentLog,
      onCorrupt: () => this.#world.fail(`${this.name}: a chunk is corrupt`),
    });
    const directory = await Directory.load(store);
    const outbox = await Outbox.load(store);
    if (life !== this.#life) return;
    const common = {
      store,
      host,
      directory,
      outbox,
      clock: this.#clock(life),
      random: this.#random,
      exclusive: createTurns(),
      identity: () => ({ principal: this.#principal, signer: this.#signer }),
    };
    const say = (what: string) => life === this.#life && this.#world.trace(`${this.name} ${what}`);
    const engine = createSyncEngine({
      ...common,
      log: {
        ...silentLog,
        error: (event, fields) => {
          if (event === "connection-failed" && fields?.["code"] === "message-failed")
            this.#world.fail(`${this.name}: ${String(fields["error"])}`);
        },
      },
      compression: plainCompression,
      verifier: testVerifier,
      device: this.name,
      app: "simulation",
      link: this.#link(life),
      wants: (welcome) =>
        welcome.clinics.flatMap((scope) => (["patient", "vitals"] as const).map((kind) => ({ scope, kind }))),
      events: {
        onReceived: (changed) => void say(`received ${changed.length}`),
        onErased: () => void say("erased"),
        onStage: (entries) => void say(`stage ${entries.map((e) => e.hashHex.slice(0, 8) + e.stage).join()}`),
        onStatus: (status) => {
          if (status.connection.state === "blocked" && life === this.#life)
            this.#world.fail(`${this.name} is blocked: ${status.connection.code}`);
        },
      },
    });
    this.#running = { store, host, directory, outbox, engine, writer: createWriter(common) };
    say(`boot with ${outbox.pendingCount} pending`);
    await engine.start();
  }

  /** Power cut. What the write cache held is lost, but for a random beginning of it. */
  crash(): void {
    this.#life++;
    this.#running = undefined;
    this.disk.crash({ kept: this.#random.int(this.disk.pendingTransactions + 1) });
    this.cutConnections();
  }

  cutConnections(): void {
    for (const socket of this.#sockets) socket.close(1006);
    this.#sockets.clear();
  }

  #link(life: number): RelayLink {
    const isAlive = () => life === this.#life;
    return {
      access: () => Promise.resolve(ok({ token: this.name, ticket: this.name })),
      dial: async () => {
        const socket = await this.#world.connect(this);
        if (isAlive()) this.#sockets.add(socket);
        else socket.close(1006);
        return socket;
      },
      bootstrap: ({ scope, kinds, cursor, asOfSeq, docs, token }) =>
        this.#world.download(this, isAlive, token, { scope, kinds, cursor, asOfSeq, docs }),
    };
  }

  /** One thing that a person does. What the writer said is saved is remembered, to be looked for at the end. */
  async act(): Promise<void> {
    const running = this.#running;
    const life = this.#life;
    if (!running) return;
    const patients = [...running.directory.entries()].flatMap(([id, a]) =>
      a.kind === "patient" ? [id] : [],
    );
    const dice = this.#random.fraction();
    if (patients.length === 0 || dice < 0.15) {
      const site = this.#random.pick(this.#principal.clinics);
      const made = await running.writer.createPatient({
        site,
        identity: { name: `${this.name} ${this.#nonce++}` },
      });
      if (made.ok && life === this.#life) this.#world.saved(this, made.value.docId, made.value.hashHex);
      return;
    }
    const patient = this.#random.pick(patients.toSorted());
    if (dice < 0.7) return this.#record(running, life, patient, dice < 0.25 ? 4 : 1);
    const address = { id: patient, kind: "patient", owner: "", period: "" } as const;
    const edited = await running.writer.edit<PatientDoc>(address, (draft) => {
      if (dice < 0.75) draft.careSites[this.#world.random.pick(this.#world.clinics)] = true;
      else if (dice < 0.78) draft.plan[`p${this.#nonce}`] = fixed(this.name);
      else editIdentity(draft, { village: `${this.name}-${this.#nonce++}` });
    });
    if (edited.ok && life === this.#life) this.#world.saved(this, patient, edited.value.hashHex);
  }

  async #record(running: Running, life: number, patient: DocId, count: number): Promise<void> {
    const measuredAt = this.#world.clock.now();
    const period = utcYear(measuredAt);
    const id = vitalsDocId(patient, period);
    const items = Array.from({ length: count }, () => {
      const nonce = `${this.name}${this.#nonce++}`.padEnd(22, "0");
      const change = (draft: VitalsDoc) =>
        void addReading(draft, {
          v: 1,
          nonce,
          measuredAt,
          author: this.name,
          source: "keypad",
          heartRate: 60 + this.#random.int(80),
        });
      return {
        type: "edit" as const,
        address: { id, kind: "vitals" as const, owner: patient, period },
        change,
      };
    });
    for (const result of await running.writer.writeBatch(items))
      if (result.ok && life === this.#life) this.#world.saved(this, id, result.value.hashHex);
  }

  async read<T>(id: DocId): Promise<A.Doc<T> | undefined> {
    const running = this.#running;
    return running && (await loadDoc<T>(running.store, id)).doc;
  }
}
