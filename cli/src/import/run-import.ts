import { mkdirSync } from "node:fs";
import type { Agent } from "node:https";
import { join } from "node:path";
import type { ConnectionState, EngineStatus } from "@arogyasync/shared/replica";
import { openSqliteReplicaStore } from "@arogyasync/shared/node/sqlite-replica-store";
import { keySession, serviceDevice, serviceLink } from "@arogyasync/shared/node/node-link";
import { nodeClock } from "@arogyasync/shared/node/node-clock";
import type { StayFiles } from "../adapters/stay-files.ts";
import type { Tally } from "../core/challenge2019/tally.ts";
import { CommandError, exitCodes } from "../exit-codes.ts";
import type { Output } from "../output.ts";
import { version } from "../version.ts";
import { openReplica, type Replica } from "@arogyasync/shared/node/open-replica";
import type { ImportAccess } from "./access.ts";
import { keepBaseDate } from "./base-date.ts";
import type { FindingsReport } from "./findings-report.ts";
import { readStays } from "./import-stays.ts";
import { StayWriter, type Written } from "./stay-writer.ts";

export interface ImportRun {
  readonly source: StayFiles;
  readonly access: ImportAccess;
  readonly relayUrl: string;
  /** For the relay of this machine under TLS. */
  readonly agent: Agent | undefined;
  readonly clinic: string;
  readonly baseDateMs: number;
  /** Where this clinic's import replica rests between runs. */
  readonly folder: string;
  readonly output: Output;
  readonly report: FindingsReport;
  readonly isStopped: () => boolean;
}

export interface ImportResult {
  readonly tally: Tally;
  readonly written: Written;
  /** Changes on the relay's disk from this run or an earlier one; 0 pending means everything. */
  readonly pending: number;
  readonly reason: string | undefined;
}

const CONNECT_MS = 60_000;
const CATCH_UP_MS = 300_000;
const SEND_STEP_MS = 2_000;
/** Without any progress for this long the relay is given up; the next run goes on. */
const SEND_PATIENCE_MS = 60_000;

/** The import begins where the relay stands, so that what is there already is not written again. */
const untilCaughtUp = async (replica: Replica): Promise<void> => {
  const wait = (
    isIt: (c: ConnectionState) => boolean,
    timeoutMs: number,
  ): Promise<EngineStatus | undefined> =>
    replica.until(({ connection: c }) => c.state === "blocked" || isIt(c), timeoutMs);
  const online = await wait((c) => c.state === "online", CONNECT_MS);
  const done = online && (await wait((c) => c.state === "online" && c.caughtUp, CATCH_UP_MS));
  const { connection } = done ?? replica.engine.status();
  if (done && connection.state === "online") return;
  const why =
    connection.state === "blocked"
      ? connection.message
      : connection.state === "offline"
        ? connection.reason
        : "it did not bring this replica up to date in time";
  throw new CommandError(exitCodes.notSent, "relay-refuses", `the relay cannot be used now: ${why}`);
};

/** Sends until nothing is pending, or nothing moves any more. */
const sendAll = async (
  { engine }: Replica,
  run: ImportRun,
): Promise<{ pending: number; reason?: string }> => {
  const total = engine.status().pendingCount;
  const progress = run.output.progress("Sending");
  let lastMove = nodeClock.now();
  let pending = total;
  try {
    for (;;) {
      const outcome = await engine.sendNow(SEND_STEP_MS);
      if (outcome.outcome === "all-sent") {
        progress.update(total, total, "");
        return { pending: 0 };
      }
      if (outcome.pendingCount < pending) lastMove = nodeClock.now();
      pending = outcome.pendingCount;
      progress.update(total - pending, total, `${pending} to go`);
      if (run.isStopped() || nodeClock.now() - lastMove > SEND_PATIENCE_MS)
        return { pending, reason: outcome.reason };
      if (outcome.reason !== "timeout")
        await new Promise<void>((resolve) => nodeClock.after(SEND_STEP_MS / 4, resolve));
    }
  } finally {
    progress.stop();
  }
};

/** Imports through a replica of its own: what is written here is durable here, and the engine sends it meanwhile. */
export const runImport = async (run: ImportRun): Promise<ImportResult> => {
  const { access, relayUrl, agent, clinic, output, report } = run;
  const session = await keySession(relayUrl, access.signer, nodeClock, agent);
  if (!session.ok)
    throw new CommandError(
      exitCodes.notSent,
      session.error.code,
      `${session.error.message}; is the relay running?`,
    );
  const { user, clinics } = session.value;
  mkdirSync(run.folder, { recursive: true, mode: 0o700 });
  const store = openSqliteReplicaStore(join(run.folder, "replica.db"));
  await keepBaseDate(store, run.baseDateMs);
  const replica = await openReplica({
    store,
    app: `arogya-cli/${version}`,
    link: serviceLink(relayUrl, access.signer, nodeClock, agent),
    principal: {
      userId: user.id,
      roles: user.roles as "importer"[],
      clinics: clinics.map(({ id }) => id),
    },
    signer: access.signer,
    device: serviceDevice(user.id),
    follows: [clinic],
  });
  const progress = output.progress("Reading");
  try {
    await replica.engine.start();
    await untilCaughtUp(replica);
    const writer = new StayWriter({
      writer: replica.writer,
      clinic,
      importKey: access.importKey,
      author: user.id,
      baseDateMs: run.baseDateMs,
      onFinding: report.add,
    });
    const tally = await readStays(run.source, {
      take: (file, stay) => writer.add(file, stay),
      onFinding: report.add,
      onProgress: (done, total, { stays }) => progress.update(done, total, `${stays} stays`),
      isStopped: run.isStopped,
    });
    await writer.flush();
    progress.stop();
    const { pending, reason } = await sendAll(replica, run);
    return { tally, written: writer.written, pending, reason };
  } finally {
    progress.stop();
    await replica.close();
  }
};
