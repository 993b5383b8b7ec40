import type { RequestListener, Server } from "node:http";
import type { AddressInfo } from "node:net";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { sha256, useSha256, utf8ToBytes } from "@arogyasync/shared/bytes";
import { getRequestListener } from "@hono/node-server";
import { argon2Hasher } from "./adapters/argon2.ts";
import { KeyRing } from "./adapters/key-ring.ts";
import { createWebServer } from "./adapters/harden-server.ts";
import { createMetrics } from "./adapters/metrics.ts";
import { nodeRandom, nodeSha256, verifyEd25519 } from "./adapters/node-crypto.ts";
import { privateFolder } from "./adapters/private-folder.ts";
import { createPinoLog } from "./adapters/pino-log.ts";
import { createSqliteAccounts } from "./adapters/sqlite/accounts.ts";
import { createSqliteLogStore } from "./adapters/sqlite/log-store.ts";
import { openDatabase } from "./adapters/sqlite/open.ts";
import { createSqliteProjections } from "./adapters/sqlite/projections.ts";
import { createSqliteSessions } from "./adapters/sqlite/sessions.ts";
import { systemClock } from "./adapters/system-clock.ts";
import { createTokenMint } from "./adapters/tokens.ts";
import { createWorkerPool, defaultWorkerUrl } from "./adapters/worker-pool.ts";
import { attachUpgrades } from "./adapters/upgrades.ts";
import { logDoor } from "./adapters/ws-socket.ts";
import type { RelayConfig } from "./config.ts";
import { createAdmin } from "./core/admin.ts";
import { createAuth } from "./core/auth.ts";
import { Compactor } from "./core/compactor.ts";
import { Feeds } from "./core/feeds.ts";
import { createGroupCommit } from "./core/group-commit.ts";
import { watchKeys } from "./core/key-watch.ts";
import { createLoginGate } from "./core/login-gate.ts";
import { Projector } from "./core/projector.ts";
import { addressBucket, clientAddress, isLocal, requestOf } from "./http/address.ts";
import { createDepartures, DATABASE_FILE } from "./departures.ts";
import { createErasing, openErased } from "./erasing.ts";
import { erasuresApi } from "./http/api/erasures.ts";
import { createEnrolling } from "./enrolling.ts";
import { apiRoutes, type RelayCounts } from "./http/api.ts";
import { peopleApi } from "./http/api/people.ts";
import { createApi } from "./http/api/serve.ts";
import { sessionsApi } from "./http/api/sessions.ts";
import { createHttpApp } from "./http/app.ts";
import { authRoutes } from "./http/auth.ts";
import { isBearer } from "./http/bearer.ts";
import { bootstrapRoutes } from "./http/bootstrap.ts";
import { cspReportRoutes } from "./http/csp-report.ts";
import { relayKeysRoutes } from "./http/relay-keys.ts";
import { healthRoutes } from "./http/health.ts";
import { staticRoutes } from "./http/static.ts";
import type { Relay, RelayOverrides } from "./relay.ts";
import { Sessions } from "./socket/sessions.ts";
import { createLive } from "./live.ts";
import { createTraces } from "./traces.ts";

export { type Admin, type AdminErrorCode, type UserView } from "./core/admin.ts";
export { MIN_PASSWORD_LENGTH } from "./core/passwords.ts";
export { DataDirError } from "./adapters/sqlite/open.ts";
export type { RelayConfig } from "./config.ts";
export type { Relay, RelayOverrides, RelayStats } from "./relay.ts";
export type { RelayCounts } from "./http/api.ts";
export { DATABASE_FILE };
export type { ErasureErrorCode } from "./core/erasure.ts";
export type { RevocationAction, RevocationErrorCode, RevocationTarget } from "./core/revocation.ts";
export { rotateKey } from "./adapters/key-file.ts";
export { readKeyRecords, RelayKeyError } from "./adapters/key-records.ts";
export { KEY_OVERLAP_MS, type KeyPurpose, keyPurposes } from "./core/relay-keys.ts";
export { type OpenAdmin, openAdmin } from "./open-admin.ts";
export { type OpenDesk, openDesk } from "./open-desk.ts";
export type { EnrolmentErrorCode, Enrolments } from "./core/enrolments.ts";
export { itemView } from "./http/api/quarantine.ts";

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/**
 * Starts a relay. Rejects with DataDirError (data from a newer version) or the listener's error (port taken), having
 * closed what it had opened.
 */
export const createRelay = async (config: RelayConfig, overrides: RelayOverrides = {}): Promise<Relay> => {
  useSha256(nodeSha256);
  const clock = overrides.clock ?? systemClock;
  const random = overrides.random ?? nodeRandom;
  const log = overrides.log ?? createPinoLog(config.logLevel, "relay");
  const { limits } = config;
  if (privateFolder(config.dataDir)) log.warn("data-dir-was-open", {});
  const db = openDatabase({
    file: join(config.dataDir, DATABASE_FILE),
    synchronous: overrides.unsafe?.synchronous ?? "FULL",
    maxPages: overrides.unsafe?.maxPages,
  });
  const store = createSqliteLogStore(db, () => random.bytes(16));
  const accounts = createSqliteAccounts(db);
  const sessionStore = createSqliteSessions(db);
  const keys = new KeyRing(config.dataDir, () => clock.now());
  const passwords = overrides.passwords ?? argon2Hasher;
  if (!overrides.unsafe?.isErasureJournalOff)
    await openErased({ db, dataDir: config.dataDir, store, clock, random, log });
  const epochBytes = await store.epoch();
  const epoch = () => epochBytes;
  const workshop = createWorkerPool({
    url: overrides.workerUrl ?? defaultWorkerUrl(),
    workers: config.workers,
    stallMs: limits.stallMs,
    docsPerWorker: 5_000,
    heapBytes: 24 << 20,
    isGuardOff: overrides.unsafe?.isGuardOff ?? false,
    log,
  });
  const traces = createTraces({
    db,
    dataDir: config.dataDir,
    store,
    accounts,
    verify: verifyEd25519,
    clock,
    random,
    log,
    catchUp: () => projector.catchUp(),
  });
  const projector = new Projector({ store, projections: createSqliteProjections(db), workshop, clock, log });
  const compactor = new Compactor({ store, workshop, clock, log, limits });
  const isSessionOpen = async (id: Uint8Array) => (await sessionStore.find(id))?.endedAt === undefined;
  const live = createLive(
    {
      accounts,
      isSessionOpen,
      clock,
      limits,
      events: () => metrics.live,
      onBug: (error) => metrics.events.bug(error),
    },
    overrides.unsafe,
  );
  const metrics = createMetrics(log, {
    logSeq: () => store.lastSeq(),
    logBytes: async () => (await store.counts()).bytes,
    projectionLag: () => projector.lag(),
    workerRestarts: () => workshop.stats().restarts,
    bufferedBytes: () => sessions.bufferedBytes(),
    live: () => live.hub.counts(),
  });
  const { events } = metrics;
  const loginGate = createLoginGate({
    // Half of the machine at most: the rest is for those who are signed in.
    atOnce: Math.max(1, Math.floor(availableParallelism() / 2)),
    waiting: limits.maxLoginsWaiting,
    waitingPerAddress: limits.maxLoginsWaitingPerAddress,
  });
  const enrolling = createEnrolling({
    db,
    accounts,
    clock,
    random,
    isOpen: config.enrolment === "open",
  });
  const auth = createAuth({
    accounts,
    registrar: enrolling.registrar,
    sessions: sessionStore,
    tokens: createTokenMint(keys.tokens),
    passwords,
    verify: verifyEd25519,
    clock,
    random,
    relayKeys: () => keys.published(),
    loginsPerMinute: limits.loginsPerMinute,
    gate: loginGate,
  });
  const feeds = new Feeds(store, workshop, epoch, limits);
  const onCommitted = (touched: ReadonlySet<string>): void => {
    sessions.wake(touched);
    projector.poke();
    compactor.poke();
  };
  const commits = createGroupCommit(
    { store, clock, onCommitted, onBug: (error) => events.bug(error) },
    {
      // With the ack already out, a wide window is what shows the harm.
      windowMs: overrides.unsafe?.isAckBeforeCommit ? 250 : limits.commitWindowMs,
      maxChanges: limits.commitMaxChanges,
      isEager: !overrides.unsafe?.isAckBeforeCommit,
    },
  );
  const sessions = new Sessions({
    store,
    accounts,
    isSessionOpen,
    workshop,
    commits,
    feeds,
    receiptKey: () => keys.receiptKey(),
    clock,
    log,
    events,
    limits,
    epoch,
    deliver: traces.deliver,
    isAckBeforeCommit: overrides.unsafe?.isAckBeforeCommit ?? false,
  });
  /** The log was written past the commits, or bytes of it were erased: nothing encoded before is sent any more. */
  const followed = (): void => {
    feeds.forget();
    sessions.wakeAll();
  };
  const departures = createDepartures({
    db,
    accessLog: traces.accessLog,
    accounts,
    store,
    workshop,
    commits,
    signer: keys.receipts,
    clock,
    random,
    epoch,
    catchUp: () => projector.catchUp(),
    onStanding: async () => void (await Promise.all([sessions.recheck(), live.recheck()])),
    onForeign() {
      followed();
      projector.poke();
    },
    onError: (error) => events.bug(error),
  });
  const erasures = createErasing({
    db,
    dataDir: config.dataDir,
    store,
    accounts,
    accessLog: traces.accessLog,
    catchUp: () => projector.catchUp(),
    onErased: followed,
    clock,
    log,
  });
  const counts = async (): Promise<RelayCounts> => {
    // On a full disk the projections stay behind; the log's own counts are still true.
    await projector.catchUp().catch((error: unknown) => events.bug(error));
    const { changes, docs, salvage, bytes } = await store.counts();
    return {
      ...(await projector.counts()),
      changes,
      documents: docs,
      salvage,
      bytes,
      seq: await store.lastSeq(),
    };
  };
  const users = createAdmin({ accounts, sessions: sessionStore, passwords, clock, random });
  const api = createApi({ auth, clock });
  peopleApi(api.serve, { users });
  enrolling.serve(api.serve);
  sessionsApi(api.serve, { accounts, sessions: sessionStore, passwords, clock, gate: loginGate });
  traces.serve(api.serve);
  departures.serve(api.serve);
  erasuresApi(api.serve, erasures);
  const keyWatch = watchKeys({
    clock,
    keys,
    retire: (current) => sessions.retire(current),
    onError: (error) => events.bug(error),
  });
  let isClosing = false;
  const app = createHttpApp({
    isTls: config.tls !== undefined,
    auth: authRoutes({
      auth,
      clock,
      events,
      salvage: departures.salvage,
      keyOfToken: async (token) => (await sessionStore.findRefresh(sha256(utf8ToBytes(token))))?.key,
      addressOf: (c) => {
        const request = requestOf(c);
        return request ? addressBucket(clientAddress(request, config.trustedProxies)) : "";
      },
    }),
    bootstrap: bootstrapRoutes({ auth, store, clock, epoch, deliver: traces.deliver }),
    api: apiRoutes({ auth, accounts, clock, counts }),
    endpoints: api.routes,
    salvage: departures.routes,
    health: healthRoutes({
      notReady: async () => (isClosing ? "stopping" : commits.isFailing() ? "storage" : undefined),
      mayMeasure: (c) => isLocal(c) || isBearer(c, config.metricsToken),
      metrics: () => metrics.text(),
    }),
    relayKeys: relayKeysRoutes(() => keys.published()),
    cspReports: cspReportRoutes((directive) => events.cspViolation(directive)),
    pwa: config.publicDir === undefined ? undefined : staticRoutes(config.publicDir),
    onBug: (error) => events.bug(error),
  });
  const respond = getRequestListener(app.fetch);
  const listener: RequestListener = (request, response) => void respond(request, response);
  const server = createWebServer(config, listener);
  const socket = attachUpgrades(server, {
    doors: [logDoor(limits.pingMs, (s, admission) => sessions.accept(s, admission)), live.door],
    limits,
    isOriginAllowed: (origin, host) =>
      config.allowedOrigins.includes(origin) || (URL.canParse(origin) && new URL(origin).host === host),
    addressOf: (request) => clientAddress(request, config.trustedProxies),
    redeem: (ticket) => auth.redeem(ticket),
    onBug: (error) => events.bug(error),
  });

  let closing: Promise<void> | undefined;
  const shut = async (): Promise<void> => {
    isClosing = true;
    departures.watch.stop();
    keyWatch.stop();
    server.close();
    sessions.goAway();
    live.stop();
    await commits.drain();
    await projector.stop();
    await compactor.stop();
    await traces.accessLog.close();
    socket.close();
    server.closeAllConnections();
    await workshop.close();
    metrics.close();
    await store.close();
  };
  const close = (): Promise<void> => {
    closing ??= shut();
    return closing;
  };

  let port: number;
  try {
    await workshop.started();
    await traces.accessLog.open();
    port = await listen(server, config.port, config.host);
  } catch (error) {
    await close();
    throw error;
  }
  projector.poke();
  compactor.poke();
  live.start();
  await departures.watch.look();
  departures.watch.start();
  const host = config.host.includes(":") ? `[${config.host}]` : config.host;
  const url = `${config.tls ? "https" : "http"}://${host}:${port}`;
  log.info("listening", { port });
  return {
    url,
    port,
    users,
    revocations: departures.revocations,
    erasures,
    stats: async () => ({
      ...(await counts()),
      connections: metrics.connections(),
      bufferedBytes: sessions.bufferedBytes(),
      workerRestarts: workshop.stats().restarts,
      eventLoopP99Ms: metrics.eventLoopP99Ms(),
      projectionLag: await projector.lag(),
    }),
    async setBackedUpSeq(seq) {
      await store.setBackedUpSeq(seq);
      sessions.broadcast({ t: "receipt", epoch: epoch(), backedUpSeq: seq });
    },
    rebuildProjections: () => projector.rebuild(),
    compactNow: () => compactor.runNow(),
    close,
    [Symbol.asyncDispose]: close,
  };
};
