import type { DocId } from "@arogyasync/shared/records";
import type { RelayLink, SyncEngine } from "@arogyasync/shared/replica";
import type { WorkerEvent } from "./api.ts";
import type { BackendDeps } from "./backend-deps.ts";
import type { ChangedDocument } from "./documents.ts";
import { engineEvents } from "./engine-events.ts";
import { gathered } from "./gathered.ts";
import { type Identity, openIdentity, sessionState, vouchedKey, worksHere } from "./identity.ts";
import { createLeaving } from "./leaving.ts";
import { createLists } from "./lists.ts";
import { createLookups } from "./lookups.ts";
import { patientOf } from "./patient-of.ts";
import { pendingByPatient } from "./pending-by-patient.ts";
import { createProblems } from "./problems.ts";
import { createProjection } from "./projection/projection.ts";
import { createQuietStart } from "./quiet-start.ts";
import { createReadingWindow } from "./reading-window.ts";
import { trackChanges } from "./projection/tracking-store.ts";
import { codeOf } from "./rpc.ts";
import { createHeldApi } from "./session/held-api.ts";
import type { StoredSession } from "./session/session-store.ts";
import { createSaving } from "./saving.ts";
import { createSync } from "./sync.ts";
import type { Backend } from "./vault/gate-deps.ts";
import { createStatusNow } from "./views/status-now.ts";
import type { Workshop } from "./workshop.ts";

/** A contact with the relay is told to the other tabs when the last one they know of is this long ago. */
const TELL_CONTACT_MS = 3_600_000;
/** Another tab or the engine touched many things at once: they are gathered. */
const GATHER_MS = 50;
/** Everything behind AppData, over one open vault: who is signed in, documents, rows, search, saving and sending. */
export const createBackend = (deps: BackendDeps): Backend => {
  const { store, clock, bus, log } = deps;
  const report = (event: string) => (error: unknown) => log.error(event, { code: codeOf(error) });
  let session: StoredSession | undefined;
  let identity: Identity | undefined;
  let deviceId = "";
  let appVersion = "";
  let storageFailed = false;
  let leads = false;
  let engine: SyncEngine | undefined;
  let shop: Workshop | undefined;
  let opening: Promise<Workshop> | undefined;
  let loaded: Promise<unknown> = Promise.resolve();
  const quiet = createQuietStart(clock);
  const reading = createReadingWindow({
    clock,
    session: () => session,
    notify: (event) => deps.notify(event),
    onChanged() {
      tellSession();
      lists.again();
      shop?.details.again();
      shop?.wards.changed();
      shop?.records.changed();
    },
  });
  const notify = (event: WorkerEvent) => reading.notify(event);

  const problems = createProblems((value) => notify({ type: "problems", value }));
  const damaged = new Set<string>();
  const onDamaged = (ids: readonly string[]) => {
    for (const id of ids) damaged.add(id);
    problems.add("unreadable-data", { documents: damaged.size });
  };

  // --- what is shown -------------------------------------------------------------------------------------------
  const sync = createSync({
    clock,
    bus,
    tab: deps.tab,
    onStatus() {
      tellStatus();
      tellSession();
    },
  });
  let toldSession = "";
  // Another tab's status may arrive before our own session is read: silence then, never "signed out".
  let isSessionRead = false;
  const tellSession = () => {
    if (!isSessionRead) return;
    const value = sessionState(session, sync.status()?.connection, !reading.isOpen());
    const text = JSON.stringify(value);
    if (text === toldSession) return;
    toldSession = text;
    notify({ type: "session", value });
  };
  const statusNow = createStatusNow(() => ({
    engine: sync.status(),
    outbox: shop?.documents.outbox,
    signedIn: session !== undefined,
    browserOnline: deps.browserOnline(),
    storageFailed,
  }));
  const tellStatus = () => notify({ type: "status", value: statusNow() });
  const projection = createProjection({
    store,
    clock,
    parts: async () => (await open()).parts,
    onRows(ids, stored) {
      if (stored) bus.send({ type: "rows", ids });
      lists.changed();
      shop?.details.changed(ids);
      shop?.records.changed();
      tellMarker();
    },
    onDamaged,
    onFailure: report("projection-failed"),
  });
  const lists = createLists({
    clock,
    patients: () => projection.patients(),
    belongs: (list, { careSites }) =>
      list === "ward"
        ? worksHere(session, careSites)
        : session !== undefined && careSites.includes(session.clinicId),
    notify,
  });
  const tellMarker = () => {
    if (session) notify({ type: "marker", value: { deviceId, documents: projection.patients().size } });
  };

  // --- documents -----------------------------------------------------------------------------------------------
  const onOutbox = () => {
    const counts = pendingByPatient(shop?.documents.outbox.pending() ?? []);
    const changed = projection.patients().setPending(counts);
    if (changed.length > 0) lists.changed();
    shop?.details.changed(changed);
    shop?.records.changed();
    tellStatus();
    if (shop) deps.onPending(shop.documents.outbox.pendingCount);
  };
  const onChanged = (changed: readonly ChangedDocument[]) => {
    shop?.details.changed(changed.flatMap(({ id, address }) => patientOf(id, address) ?? []));
    if (changed.some(({ address }) => address.kind === "ward")) shop?.wards.changed();
  };

  const onErased = (id: DocId) => {
    shop?.documents.erased(id);
    shop?.details.changed([id]);
    shop?.records.changed();
    notify({ type: "erased", id });
  };

  const openNow = async (): Promise<Workshop> => {
    await loaded.catch(() => {}); // told by `start`
    const opened = await deps.workshop({
      store,
      tracked: trackChanges(store, deps.tab, () => projection.wake()),
      clock,
      random: deps.random,
      log,
      compression: deps.compression,
      verifier: deps.verifier,
      exclusive: (work) => deps.exclusive(work),
      identity: () => identity,
      session: () => session && { userId: session.userId, clinicId: session.clinicId, deviceId },
      row: (id) => projection.patients().row(id),
      worksAt: (clinicId) => worksHere(session, [clinicId]),
      isDamaged: (id) => damaged.has(id),
      onSaved(changed) {
        bus.send({ type: "documents", changed });
        bus.send({ type: "outbox" });
        sync.outboxChanged();
        projection.changed(changed).catch(report("projection-failed")); // the mark stays for the leader
        onChanged(changed);
      },
      onDamaged: (id) => onDamaged([id]),
      notify,
    });
    shop = opened;
    opened.documents.outbox.onChange(onOutbox);
    onOutbox();
    tellMarker();
    return opened;
  };
  const open = (): Promise<Workshop> => {
    opening ??= openNow().catch((error: unknown) => {
      opening = undefined; // a download that was cut off is tried again
      throw error;
    });
    return opening;
  };

  // --- sending -------------------------------------------------------------------------------------------------
  const freshAccess: RelayLink["access"] = async () => {
    const access = await (await deps.account()).access();
    if (access.ok) {
      if (session && clock.now() - session.authenticatedAtMs > TELL_CONTACT_MS) {
        bus.send({ type: "session" });
        await reloadSession();
      }
      return access;
    }
    const { terminal, code, message, salvage } = access.error;
    if (terminal) await reloadSession();
    leaving.onRefused(code, salvage);
    return { ok: false, error: { terminal, code, message } };
  };
  const runEngine = async () => {
    if (leads) leaving.onRefused(session?.blockedCode);
    if (!leads || !session || session.blockedCode !== undefined) return;
    const [opened, link] = await Promise.all([open(), deps.link(freshAccess)]);
    const { documents } = opened;
    if (engine || !session) return;
    engine = opened.engine({
      device: deviceId,
      app: appVersion,
      link,
      vouchedKey: () => vouchedKey(session),
      events: engineEvents({
        documents,
        bus,
        onChanged,
        onErased,
        onStatus(status) {
          sync.onEngineStatus(status);
          leaving.onStatus(status);
        },
      }),
    });
    sync.lead(engine);
    await engine.start();
  };
  const stopEngine = async () => {
    const running = engine;
    engine = undefined;
    await running?.stop();
    sync.stopped();
    tellStatus();
    tellSession();
  };
  const lead = async (waited: boolean) => {
    leads = true;
    const { documents } = await open();
    await projection.lead(waited, () => Array.from(documents.directory.entries(), ([id]) => id));
    lists.changed();
    await runEngine();
  };

  // --- who is signed in ----------------------------------------------------------------------------------------
  const reloadSession = async () => {
    const stored = await deps.sessions.load();
    if (stored?.keyName !== session?.keyName) identity = undefined;
    session = stored;
    isSessionRead = true;
    // Screens may stand before the key is there; whoever signs waits for it.
    tellSession();
    lists.changed();
    tellStatus();
    const opened = stored && (await openIdentity(stored, (keyName) => deps.openSigner(keyName)));
    if (stored === session) identity = opened; // else somebody else came meanwhile, and reads his own
  };
  const sessionChanged = async () => {
    const before = session;
    await reloadSession();
    if (before?.userId !== session?.userId) relayApi.forget(); // with it goes the token it held
    const isOther = before?.userId !== session?.userId || before?.blockedCode !== session?.blockedCode;
    if (isOther || engine?.status().connection.state === "blocked") await stopEngine();
    await runEngine();
  };

  const relayApi = createHeldApi(() => deps.relayApi(freshAccess));
  const leaving = createLeaving({
    ...deps,
    session: () => session,
    deviceId: () => deviceId,
    stopSending: () => stopEngine(),
    ask: (path, body) => relayApi.ask(path, body),
  });
  const refreshOutbox = gathered(clock, GATHER_MS, () =>
    shop?.documents.outbox.refresh().catch(report("outbox-unreadable")),
  );
  bus.onMessage((message) => {
    sync.onMessage(message);
    leaving.onMessage(message);
    if (message.type === "session") sessionChanged().catch(report("session-unreadable"));
    if (message.type === "rows") projection.rowsElsewhere(message.ids).catch(report("rows-unreadable"));
    if (message.type === "outbox") refreshOutbox();
    if (message.type === "erased") onErased(message.id);
    if (message.type === "documents") {
      shop?.documents.changedElsewhere(message.changed);
      projection.wake();
      onChanged(message.changed);
    }
  });
  deps.onBrowserOnline(() => {
    tellStatus();
    if (!deps.browserOnline()) return;
    sync.nudge();
    leaving.nudge();
  });

  // --- what the page may ask -----------------------------------------------------------------------------------
  const saving = createSaving({
    open,
    onFailure: report("save-failed"),
    onStorage(failed) {
      if (storageFailed === failed) return;
      storageFailed = failed;
      tellStatus();
    },
  });

  return {
    async start(input) {
      appVersion = input.appVersion;
      const load = async () => {
        const rows = projection.load();
        rows.catch(() => {}); // awaited below, after what the first screen needs sooner
        deviceId = (await deps.sessions.device()).id;
        await reloadSession();
        await rows;
      };
      loaded = load();
      try {
        await loaded;
      } catch (error) {
        report("storage-failed")(error);
        storageFailed = true;
        problems.add("storage-failed", { reason: codeOf(error) });
        notify({ type: "session", value: { state: "signed-out" } });
        tellStatus();
        quiet.end();
        return null;
      }
      lists.ready();
      // Lists and search stand. What needs wasm comes when the first search has had its turn, or when it is asked for.
      quiet.begin();
      void quiet.over.then(() => {
        deps.electLeader((waited) => void lead(waited).catch(report("lead-failed")));
        open().catch(report("open-failed"));
      });
      return null;
    },
    async sessionReplaced() {
      bus.send({ type: "session" });
      await sessionChanged();
      tellMarker();
    },
    async countUnsent() {
      const outbox = shop?.documents.outbox;
      await outbox?.refresh();
      return outbox && outbox.pendingCount + outbox.refusedCount;
    },
    async signOut() {
      await (await deps.account()).signOut();
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
      if (list === "recent" || list === "ward") lists.watch(list);
      else await quiet.over.then(open).then((at) => at[list].watch()); // no reason for wasm before a first search
      return null;
    },
    async unwatch(list) {
      if (list === "recent" || list === "ward") lists.unwatch(list);
      else await quiet.over.then(open).then((at) => at[list].unwatch());
      return null;
    },
    async watchPatient(id) {
      (await open()).details.watch(id);
      return null;
    },
    async unwatchPatient(id) {
      (await open()).details.unwatch(id);
      return null;
    },
    async more() {
      lists.more("recent");
      return null;
    },
    ...createLookups({ clock, projection, reading, quiet, session: () => session, loaded: () => loaded }),
    ...saving,
    async sendNow() {
      const { outbox } = (await open()).documents;
      return sync.sendNow(() => outbox.pendingCount);
    },
    async wake() {
      sync.nudge();
      leaving.nudge();
      return null;
    },
    ask: ({ path, body }) => relayApi.ask(path, body),
    wipeNow: (input) => leaving.wipeNow(input),
    onRefused: (code, grant, user) => leaving.onRefused(code, grant, user),
    diagnostics: async () => (await open()).diagnostics({ appVersion, deviceId, leader: leads }),
  };
};
