import * as A from "@automerge/automerge";
import type { DecodedChange, Principal } from "@arogyasync/shared/authority";
import { hexToBytes } from "@arogyasync/shared/bytes";
import { packChanges, unpackChanges } from "@arogyasync/shared/changes";
import { silentLog, type Socket } from "@arogyasync/shared/ports";
import { decodeDown, decodeUp, PROTOCOL_VERSION } from "@arogyasync/shared/protocol";
import { type DocId, docIdFromBytes, docIdToBytes, rootChange } from "@arogyasync/shared/records";
import { err, ok } from "@arogyasync/shared/result";
import { createTestSigner, testVerifier } from "@arogyasync/shared/testing";
import {
  type Auth,
  bootstrapRoutes,
  compactTask,
  createGroupCommit,
  defaultLimits,
  type ErasureRow,
  Feeds,
  flatten,
  type JudgeDeps,
  judgePush,
  type LogStore,
  reapplyErasures,
  type RelayEvents,
  Sessions,
  unflatten,
  type Workshop,
} from "@arogyasync/sync-server/testing/core";
import type { PlantedBug } from "./planted-bugs.ts";
import { RelayDisk } from "./sim-disk-relay.ts";
import type { World } from "./world.ts";

export interface SimUser {
  readonly principal: Principal;
  readonly device: string;
  readonly key: Uint8Array;
}

const judge: JudgeDeps = {
  inflate: (data, maxBytes) => {
    if (data.length > maxBytes) throw new Error("too large");
    return data;
  },
  verify: (key, message, signature) => testVerifier.verify(key, message, signature) as boolean,
  decode: (bytes) => A.decodeChange(bytes) as unknown as DecodedChange,
  rootOf: (address) => {
    const { bytes, hash, operationCount } = rootChange(address);
    return { bytes, hash: hexToBytes(hash), operationCount };
  },
  progress: () => undefined,
  isGuardOff: false,
};

/** The workers' tasks on the spot: their threads are another test's business. */
const inlineWorkshop: Workshop = {
  judge: (job) => {
    const judged = judgePush(judge, job);
    return Promise.resolve(judged.ok ? ok(unflatten(flatten(judged.value))) : judged);
  },
  pack: ({ docIndexes, lengths, blob }) => {
    let at = 0;
    const items = docIndexes.map((docIndex, i) => {
      const from = at;
      at += lengths[i] ?? 0;
      return { docIndex, bytes: blob.subarray(from, at) };
    });
    return Promise.resolve(packChanges(items));
  },
  compact: (job) => Promise.resolve(compactTask(job)),
  project: () => Promise.resolve([]),
  describe: () => Promise.resolve([]),
  recreate: () => Promise.resolve(undefined),
  stats: () => ({ workers: 0, restarts: 0, queued: 0 }),
  close: () => Promise.resolve(),
};

const noEvents = (onBug: (error: unknown) => void): RelayEvents => ({
  acked: () => undefined,
  refused: () => undefined,
  refusedFrame: () => undefined,
  storageFailed: () => undefined,
  connected: () => undefined,
  login: () => undefined,
  cspViolation: () => undefined,
  bug: onBug,
});

/** The relay's real core, from the sessions down to the log, in a process that can be killed. */
export class SimRelay {
  readonly disk: RelayDisk;
  readonly #world: World;
  readonly #users = new Map<string, SimUser>();
  readonly #signer = createTestSigner("relay");
  readonly #ackBeforeCommit: boolean;
  #sessions: Sessions | undefined;
  #store: LogStore | undefined;
  #bootstrap: ReturnType<typeof bootstrapRoutes> | undefined;
  #sockets = new Set<Socket>();
  #feeds: Feeds | undefined;
  #needsNewEpoch = false;
  /** Beside the disk: it is not restored with it. */
  readonly #journal: ErasureRow[] = [];
  readonly #isJournalOff: boolean;

  constructor(world: World, bug: PlantedBug | undefined) {
    this.#world = world;
    this.#ackBeforeCommit = bug === "ack-before-commit";
    this.#isJournalOff = bug === "no-erasure-journal";
    this.disk = new RelayDisk(world.clock, world.random.fork());
  }

  get isUp(): boolean {
    return this.#sessions !== undefined;
  }
  get store(): LogStore {
    if (!this.#store) throw new Error("the relay is down");
    return this.#store;
  }

  register(user: SimUser): void {
    this.#users.set(user.device, user);
  }

  async start(): Promise<void> {
    const { clock } = this.#world;
    const store = this.disk.open();
    if (this.#needsNewEpoch) await store.renewEpoch(this.#world.random.bytes(16));
    this.#needsNewEpoch = false;
    if (!this.#isJournalOff)
      await reapplyErasures({
        store,
        erasures: this.disk.erasures(),
        journal: {
          read: () => ({ rows: this.#journal, damagedLines: 0 }),
          append: (row) => void this.#journal.push(row),
        },
        clock,
        random: this.#world.random,
        log: silentLog,
      });
    const epoch = await store.epoch();
    const auth: Auth = {
      login: () => Promise.resolve(err("bad-credentials")),
      refresh: () => Promise.resolve(err("refresh-expired")),
      key: () => Promise.resolve(err("key-unknown")),
      authenticate: (token) => {
        const user = this.#users.get(token);
        return Promise.resolve(user ? ok(user) : err("token-invalid"));
      },
      redeem: () => Promise.resolve(err("ticket-invalid")),
    };
    const feeds = new Feeds(store, inlineWorkshop, () => epoch, defaultLimits);
    const onBug = (error: unknown): void => this.#world.fail(`the relay met a bug: ${String(error)}`);
    const sessions: Sessions = new Sessions({
      store,
      accounts: { findKey: (key) => Promise.resolve(this.#findKey(key)) },
      isSessionOpen: () => Promise.resolve(true),
      workshop: inlineWorkshop,
      commits: createGroupCommit(
        { store, clock, onCommitted: (touched) => sessions.wake(touched), onBug },
        {
          windowMs: defaultLimits.commitWindowMs,
          maxChanges: defaultLimits.commitMaxChanges,
          isEager: !this.#ackBeforeCommit,
        },
      ),
      feeds,
      receiptKey: () => ({ signer: this.#signer, successions: [] }),
      clock,
      log: silentLog,
      events: noEvents(onBug),
      limits: defaultLimits,
      epoch: () => epoch,
      deliver: () => undefined,
      isAckBeforeCommit: this.#ackBeforeCommit,
    });
    this.#store = store;
    this.#feeds = feeds;
    this.#sessions = sessions;
    this.#bootstrap = bootstrapRoutes({ auth, store, clock, epoch: () => epoch, deliver: () => undefined });
  }

  /** SIGKILL, or worse. `restore`: the disk is gone too, and the backup takes its place under a new epoch. */
  crash(restore = false): void {
    this.#sessions = undefined;
    this.#store = undefined;
    this.#bootstrap = undefined;
    if (!restore) this.disk.crash();
    else if (this.disk.restore()) this.#needsNewEpoch = true;
    for (const socket of this.#sockets) socket.close(1006);
    this.#sockets.clear();
  }

  async backUp(): Promise<void> {
    const { store } = this;
    const backedUpSeq = await this.disk.backUp(store);
    await store.setBackedUpSeq(backedUpSeq);
    this.#sessions?.broadcast({
      t: "receipt",
      epoch: new Uint8Array(await store.epoch()),
      backedUpSeq,
    });
  }

  /** An administrator erases a patient, by law. Gives whom; nobody when there is nobody. */
  async erase(): Promise<DocId | undefined> {
    const log = await this.store.readLog(0, Number.MAX_SAFE_INTEGER);
    const patients = log.flatMap(({ doc, bytes }) =>
      doc.kind === "patient" && bytes.length > 0 ? [docIdFromBytes(new Uint8Array(doc.id))] : [],
    );
    if (patients.length === 0) return undefined;
    const patient = this.#world.random.pick([...new Set(patients)].toSorted());
    const [state] = await this.store.findDocs([docIdToBytes(patient)]);
    const clinics = state?.scopes ?? [];
    const row = { patient, clinics, by: "boss", reason: "asked for", at: this.#world.clock.now() };
    if (!(await this.store.erase(row))) return undefined;
    this.#journal.push(row);
    this.#feeds?.forget();
    this.#sessions?.wakeAll();
    return patient;
  }

  async compact(): Promise<void> {
    for (const task of await this.store.compactionTasks(3, this.#world.clock.now(), 4)) {
      const compacted = compactTask(flatTask(task));
      if (!compacted.ok) return this.#world.fail(`does not compact: ${compacted.error.reason}`);
      await this.#store?.saveCompacted(task.no, task.lastSeq, compacted.value);
    }
  }

  accept(socket: Socket, from: string): void {
    this.#sockets.add(socket);
    socket.onClose(() => this.#sockets.delete(socket));
    const who = this.#users.get(from);
    if (!who) throw new Error(`${from} is nobody's device`);
    this.#sessions?.accept(this.#watched(socket, from), { who, protocol: PROTOCOL_VERSION });
  }

  async bootstrap(path: string, init: RequestInit): Promise<AsyncIterable<Uint8Array>> {
    const response = await this.#bootstrap?.request(path, init);
    if (!response?.ok || !response.body) throw new Error(`bootstrap: HTTP ${response?.status ?? 0}`);
    return response.body as unknown as AsyncIterable<Uint8Array>;
  }

  #findKey(key: Uint8Array) {
    for (const { principal, device, key: own } of this.#users.values())
      if (own.every((b, i) => b === key[i]))
        return {
          key,
          device,
          isRevoked: false,
          user: {
            id: principal.userId,
            name: principal.userId,
            roles: principal.roles,
            clinics: principal.clinics,
            passwordHash: undefined,
            isDisabled: false,
          },
        };
    return undefined;
  }

  /** I0: at the instant an ack leaves the relay, every change it speaks of survives a power cut. */
  #watched(socket: Socket, from: string): Socket {
    const pushes = new Map<number, { doc: Uint8Array; hash: Uint8Array }[]>();
    return {
      ...socket,
      onMessage: (fn) =>
        socket.onMessage((frame) => {
          const up = decodeUp(frame);
          if (up.ok && up.value.t === "subscribe")
            this.#world.trace(
              `${from} follows ${up.value.wants.map((w) => `${w.scope} ${w.kind} after ${w.after}`).join()}`,
            );
          if (up.ok && up.value.t === "push") {
            const { docs, pack, id } = up.value;
            const unpacked = unpackChanges(pack);
            if (unpacked.ok)
              pushes.set(
                id,
                unpacked.value.map((item) => ({
                  doc: docs[item.docIndex]!.id,
                  hash: "error" in item ? item.hash : item.header.hash,
                })),
              );
          }
          fn(frame);
        }),
      send: (frame) => {
        const down = decodeDown(frame);
        if (down.ok) {
          const { value } = down;
          this.#world.trace(
            `relay>${from} ${value.t}${value.t === "changes" ? ` ${value.scope} ${value.kind} to ${value.upTo}` : ""}`,
          );
          if (value.t === "failure") this.#world.trace(`failure ${value.code}`);
          // Nobody here does wrong: only a relay that has lost a sharing may refuse, and only until it is told again.
          const refused =
            value.t === "refuse" ? value.items.find((item) => item.code !== "erased") : undefined;
          if (refused && !this.#world.isRestored) this.#world.fail(`refused: ${refused.code}`);
          if (value.t === "refuse" || value.t === "retry")
            for (const { index } of value.items) delete pushes.get(value.id)?.[index];
          if (value.t === "ack")
            for (const name of pushes.get(value.id) ?? [])
              if (name && !this.disk.has(name.doc, name.hash))
                this.#world.fail("I0: acknowledged, and not on the relay's disk at that instant");
        }
        socket.send(frame);
      },
    };
  }
}

const flatTask = (task: Awaited<ReturnType<LogStore["compactionTasks"]>>[number]) => ({
  compacted: task.compacted,
  changes: task.changes.map((c) => c.bytes),
  heads: task.heads.map((key) => Buffer.from(key, "latin1").toString("hex")),
});
