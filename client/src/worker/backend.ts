import type {
  Clock,
  Compression,
  Log,
  Random,
  ReplicaStore,
  SignatureVerifier,
  Signer,
} from "@arogyasync/shared/ports";
import { mayRead, worksFor } from "@arogyasync/shared/authority";
import { type DocKind, docKinds } from "@arogyasync/shared/records";
import { createSyncEngine, type RelayLink, type SyncEngine } from "@arogyasync/shared/replica";
import type { SaveResult } from "../data/app-data.ts";
import type { PatientRow } from "../data/rows.ts";
import type { TabBus } from "../platform/tab-bus.ts";
import type { WorkerEvent, WorkerMethods } from "./api.ts";
import { readDiagnostics } from "./diagnostics.ts";
import { type ChangedDocument, type Documents, openDocuments } from "./documents.ts";
import { possibleDuplicates } from "./duplicates.ts";
import { type Identity, principalOf, sessionState } from "./identity.ts";
import { createLists } from "./lists.ts";
import { createOwnRecords } from "./own-records.ts";
import { createDetails } from "./patient-details.ts";
import { createProblems } from "./problems.ts";
import { createProjection } from "./projection/projection.ts";
import { trackChanges } from "./projection/tracking-store.ts";
import { codeOf } from "./rpc.ts";
import { createSaveCommands } from "./save-commands.ts";
import type { Account } from "./session/account.ts";
import type { SessionStore, StoredSession } from "./session/session-store.ts";
import { createSync } from "./sync.ts";
import type { TabMessage } from "./tab-messages.ts";
import { patientOf } from "./views/record-rows.ts";
import { syncStatus } from "./views/status-view.ts";

export interface BackendDeps {
  readonly store: ReplicaStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly compression: Compression;
  readonly verifier: SignatureVerifier;
  readonly bus: TabBus<TabMessage>;
  readonly sessions: SessionStore;
  readonly account: Account;
  /** Unique per tab and start. */
  readonly tab: string;
  openSigner(keyName: string): Promise<Signer>;
  link(token: RelayLink["token"]): RelayLink;
  /** Calls back once this tab is the one that owns the connection. */
  electLeader(lead: (waited: boolean) => void): void;
  /** One writer at a time among all tabs. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  browserOnline(): boolean;
  onBrowserOnline(fn: () => void): void;
  notify(event: WorkerEvent): void;
}

/** Monitor documents hold a day of one-minute values each: only who looks at a patient fetches them. */
const FOLLOWED_KINDS: readonly DocKind[] = docKinds.filter((kind) => kind !== "monitor");
/** After the lists stand and before wasm, documents and the connection begin: a phone has one core to spare. */
const QUIET_START_MS = 600;
/** Another tab or the engine touched many things at once: they are gathered. */
const GATHER_MS = 50;

/** Everything behind AppData, in one worker: who is signed in, documents, rows, search, saving and sending. */
export const createBackend = (deps: BackendDeps): WorkerMethods => {
  const { store, clock, bus } = deps;
  const notify = (event: WorkerEvent) => deps.notify(event);
  let session: StoredSession | undefined;
  let signer: Signer | undefined;
  let deviceId = "";
  let appVersion = "";
  let storageFailed = false;
  let sendingFrom = 0;
  let leads = false;
  let engine: SyncEngine | undefined;
  let documents: Documents | undefined;
  let opening: Promise<Documents> | undefined;

  const identity = (): Identity | undefined =>
    session && signer ? { principal: principalOf(session), signer } : undefined;
  const problems = createProblems((value) => notify({ type: "problems", value }));
  const damaged = new Set<string>();
  const onDamaged = (ids: readonly string[]) => {
    for (const id of ids) damaged.add(id);
    problems.add("unreadable-data", { documents: damaged.size });
  };

  // --- what is shown -------------------------------------------------------------------------------------------
  const sync = createSync({ clock, bus, tab: deps.tab, onStatus: () => tellStatus() });
  const tellStatus = () => {
    const pending = documents?.outbox.pendingCount ?? 0;
    const online = sync.status()?.connection.state === "online";
    sendingFrom = online && pending > 0 ? Math.max(sendingFrom, pending) : 0;
    notify({
      type: "status",
      value: syncStatus({
        engine: sync.status(),
        outbox: documents?.outbox,
        signedIn: session !== undefined,
        browserOnline: deps.browserOnline(),
        storageFailed,
        sendingFrom,
      }),
    });
  };
  const projection = createProjection({
    store,
    clock,
    onRows(ids, stored) {
      if (stored) bus.send({ type: "rows", ids });
      lists.changed();
      details.changed(ids);
      records.changed();
      tellMarker();
    },
    onDamaged,
    onFailure: (error) => deps.log.error("projection-failed", { code: codeOf(error) }),
  });
  const tracked = trackChanges(store, deps.tab, () => projection.wake());
  const isOurs = (row: PatientRow) => session !== undefined && worksFor(principalOf(session), row.careSites);
  const lists = createLists({
    clock,
    patients: () => projection.patients(),
    belongs: (list, row) =>
      list === "ward" ? isOurs(row) : session !== undefined && row.careSites.includes(session.clinicId),
    notify,
  });
  const details = createDetails({
    clock,
    documents: () => openAll(),
    projection,
    principal: () => session && principalOf(session),
    isDamaged: (id) => damaged.has(id),
    notify,
  });
  const records = createOwnRecords({
    clock,
    store,
    ready: () => openAll(),
    nameOf: (id) => projection.patients().row(id)?.name,
    notify,
  });
  const tellMarker = () => {
    if (session && documents)
      notify({ type: "marker", value: { deviceId, documents: projection.patients().size } });
  };

  // --- documents -----------------------------------------------------------------------------------------------
  const onOutbox = () => {
    const counts = new Map<string, number>();
    for (const entry of documents?.outbox.pending() ?? []) {
      const patient = patientOf(entry.docId, entry.address);
      if (patient !== undefined) counts.set(patient, (counts.get(patient) ?? 0) + 1);
    }
    const changed = projection.patients().setPending(counts);
    if (changed.length > 0) lists.changed();
    details.changed(changed);
    records.changed();
    tellStatus();
  };
  const onChanged = (changed: readonly ChangedDocument[]) => {
    details.changed(changed.flatMap(({ id, address }) => patientOf(id, address) ?? []));
  };
  const openAll = (): Promise<Documents> => {
    opening ??= openDocuments({
      store,
      tracked,
      clock,
      random: deps.random,
      log: deps.log,
      exclusive: (work) => deps.exclusive(work),
      identity,
      onSaved(changed) {
        bus.send({ type: "documents", changed });
        bus.send({ type: "outbox" });
        sync.outboxChanged();
        void projection.changed(changed).catch(() => {}); // the mark stays: the leader projects it
        onChanged(changed);
      },
      onDamaged: (id) => onDamaged([id]),
    }).then(
      (opened) => {
        documents = opened;
        opened.outbox.onChange(onOutbox);
        onOutbox();
        tellMarker();
        return opened;
      },
      (error: unknown) => {
        opening = undefined;
        throw error;
      },
    );
    return opening;
  };

  // --- sending -------------------------------------------------------------------------------------------------
  const runEngine = async () => {
    if (!leads || engine || !session || session.blockedCode !== undefined) return;
    const opened = await openAll();
    if (engine || !session) return;
    const started = createSyncEngine({
      store: tracked,
      host: opened.host,
      directory: opened.directory,
      outbox: opened.outbox,
      clock,
      random: deps.random,
      log: deps.log,
      compression: deps.compression,
      verifier: deps.verifier,
      exclusive: (work) => deps.exclusive(work),
      device: deviceId,
      app: appVersion,
      identity,
      wants: (welcome) => {
        const principal = identity()?.principal;
        return welcome.clinics.flatMap((scope) =>
          FOLLOWED_KINDS.filter((kind) => principal && mayRead(principal, kind, scope)).map((kind) => ({
            scope,
            kind,
          })),
        );
      },
      link: deps.link(async () => {
        const token = await deps.account.token();
        if (token.ok) return token;
        if (token.error.terminal) await reloadSession();
        const { terminal, code, message } = token.error;
        return { ok: false, error: { terminal, code, message } };
      }),
      events: {
        onReceived(changed) {
          opened.received(changed);
          bus.send({ type: "documents", changed });
          onChanged(changed);
        },
        onErased(id) {
          opened.cache.forget(id);
          details.changed([id]);
        },
        onStatus: (status) => sync.onEngineStatus(status),
        onStage: () => bus.send({ type: "outbox" }),
      },
    });
    engine = started;
    sync.lead(started);
    await started.start();
  };
  const stopEngine = async () => {
    const running = engine;
    engine = undefined;
    sync.stopped();
    await running?.stop();
    tellStatus();
  };
  const lead = async (waited: boolean) => {
    leads = true;
    const opened = await openAll();
    await projection.lead(waited, () => Array.from(opened.directory.entries(), ([id]) => id));
    lists.changed();
    await runEngine();
  };

  // --- who is signed in ----------------------------------------------------------------------------------------
  const reloadSession = async () => {
    session = await deps.sessions.load();
    signer = session && (await deps.openSigner(session.keyName));
    notify({ type: "session", value: sessionState(session) });
    lists.changed();
    tellStatus();
  };
  const sessionChanged = async () => {
    const before = session;
    await reloadSession();
    if (before?.userId !== session?.userId || session?.blockedCode !== undefined) await stopEngine();
    await runEngine();
  };

  bus.onMessage((message) => {
    sync.onMessage(message);
    if (message.type === "session") void sessionChanged();
    if (message.type === "rows") void projection.rowsElsewhere(message.ids);
    if (message.type === "outbox") refreshOutbox();
    if (message.type === "documents" && documents) {
      documents.changedElsewhere(message.changed);
      projection.wake();
      onChanged(message.changed);
    }
  });
  let refreshing = false;
  const refreshOutbox = () => {
    if (refreshing) return;
    refreshing = true;
    clock.after(GATHER_MS, () => {
      refreshing = false;
      void documents?.outbox.refresh().then(() => sync.outboxChanged());
    });
  };
  deps.onBrowserOnline(() => {
    tellStatus();
    if (deps.browserOnline()) sync.outboxChanged();
  });

  // --- what the page may ask -----------------------------------------------------------------------------------
  const commands = createSaveCommands({
    clock,
    random: deps.random,
    writer: async () => (await openAll()).writer,
    session: () => session && { userId: session.userId, clinicId: session.clinicId, deviceId },
  });
  const STORE_CODES: readonly string[] = ["quota", "closed", "corrupt", "unknown"];
  const saved = async <T>(work: Promise<SaveResult<T>>): Promise<SaveResult<T>> => {
    const result = await work.catch((error: unknown): SaveResult<T> => {
      deps.log.error("save-failed", { code: codeOf(error) });
      return { ok: false, code: codeOf(error) };
    });
    const failed = !result.ok && STORE_CODES.includes(result.code);
    if (failed !== storageFailed && (failed || result.ok)) {
      storageFailed = failed;
      tellStatus();
    }
    return result;
  };
  const originalOf = async (patientId: string, readingId: string) =>
    (await details.read(patientId))?.readings.find((reading) => reading.id === readingId);

  let loaded: Promise<unknown> = Promise.resolve();

  return {
    async start(input) {
      appVersion = input.appVersion;
      const open = async () => {
        const rows = projection.load();
        const device = await deps.sessions.device();
        deviceId = device.id;
        if (device.isNew && input.marker)
          problems.add("records-missing", { documents: input.marker.documents });
        await reloadSession();
        await rows;
      };
      loaded = open();
      try {
        await loaded;
      } catch (error) {
        deps.log.error("storage-failed", { code: codeOf(error) });
        storageFailed = true;
        problems.add("storage-failed", { reason: codeOf(error) });
        notify({ type: "session", value: { state: "signed-out" } });
        tellStatus();
        return null;
      }
      lists.changed();
      // Lists and search stand. What needs wasm comes when the first search has had its turn, or when it is asked for.
      clock.after(QUIET_START_MS, () => {
        deps.electLeader((waited) => {
          void lead(waited).catch((error: unknown) => deps.log.error("lead-failed", { code: codeOf(error) }));
        });
        void openAll().catch((error: unknown) => deps.log.error("open-failed", { code: codeOf(error) }));
      });
      return null;
    },
    async login({ user, password }) {
      const result = await deps.account.login(user, password);
      if (!result.ok) return { ok: false, code: result.error.code };
      problems.remove("records-missing");
      bus.send({ type: "session" });
      await sessionChanged();
      tellMarker();
      return { ok: true };
    },
    async signOut() {
      await stopEngine();
      await deps.account.signOut();
      bus.send({ type: "session" });
      await sessionChanged();
      return null;
    },
    async chooseClinic(clinicId) {
      const current = await deps.sessions.load();
      if (!current?.clinics.some((clinic) => clinic.id === clinicId)) return null;
      await deps.sessions.save({ ...current, clinicId });
      bus.send({ type: "session" });
      await sessionChanged();
      return null;
    },
    async watch(list) {
      if (list === "records") records.watch();
      else lists.watch(list);
      return null;
    },
    async unwatch(list) {
      if (list === "records") records.unwatch();
      else lists.unwatch(list);
      return null;
    },
    async watchPatient(id) {
      details.watch(id);
      return null;
    },
    async unwatchPatient(id) {
      details.unwatch(id);
      return null;
    },
    async search({ query, limit }) {
      await loaded;
      return projection
        .patients()
        .search(query, limit * 2)
        .filter(isOurs)
        .slice(0, limit);
    },
    async duplicates(input) {
      await loaded;
      const today = new Date(clock.now()).toISOString().slice(0, 10);
      return possibleDuplicates(projection.patients(), input, today);
    },
    register: (input) => saved(commands.register(input)),
    editIdentity: ({ patientId, changes }) => saved(commands.editIdentity(patientId, changes)),
    saveReading: ({ patientId, reading }) => saved(commands.saveReading(patientId, reading)),
    correctReading: ({ patientId, readingId, reading, reason }) =>
      saved(
        originalOf(patientId, readingId).then((original) =>
          original
            ? commands.correctReading(patientId, original, reading, reason)
            : { ok: false as const, code: "unknown-document" },
        ),
      ),
    retractReading: ({ patientId, readingId, reason }) =>
      saved(
        originalOf(patientId, readingId).then((original) =>
          original
            ? commands.retractReading(patientId, original, reason)
            : { ok: false as const, code: "unknown-document" },
        ),
      ),
    sendNow: () => sync.sendNow(() => documents?.outbox.pendingCount ?? 0),
    async diagnostics() {
      const opened = await openAll();
      return readDiagnostics({
        store,
        directory: opened.directory,
        appVersion,
        deviceId,
        leader: leads,
        pendingCount: opened.outbox.pendingCount,
      });
    },
  };
};
