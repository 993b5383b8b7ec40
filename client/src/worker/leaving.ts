import type { Clock, Compression, Log, ReplicaStore, SignatureVerifier } from "@arogyasync/shared/ports";
import type { DepartureCause, SalvageGrant } from "@arogyasync/shared/protocol";
import type { EngineStatus } from "@arogyasync/shared/replica";
import type { DepartureState, WipeResult } from "../data/departure.ts";
import type { TabBus } from "../platform/tab-bus.ts";
import type { WorkerEvent } from "./api.ts";
import type { BackendDeps } from "./backend-deps.ts";
import type { Departure } from "./departure.ts";
import type { Departing } from "./departure-deps.ts";
import { keyNameOf } from "./session/key-name.ts";
import type { StoredSession } from "./session/session-store.ts";
import type { TabMessage } from "./tab-messages.ts";

export interface LeavingDeps extends Pick<BackendDeps, "departure" | "openSigner" | "exclusive"> {
  readonly store: ReplicaStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly compression: Compression;
  readonly verifier: SignatureVerifier;
  readonly bus: TabBus<TabMessage>;
  session(): StoredSession | undefined;
  deviceId(): string;
  stopSending(): Promise<void>;
  ask: Parameters<BackendDeps["departure"]>[0]["ask"];
  notify(event: WorkerEvent): void;
}

/** Where the backend hears that somebody must go, and what the tabs tell each other of it. */
export interface Leaving {
  /** A refusal of this session, or of a login by this user; anything but the causes of a departure is none of ours. */
  onRefused(code: string | undefined, grant?: SalvageGrant, user?: string): void;
  onStatus(status: EngineStatus): void;
  onMessage(message: TabMessage): void;
  nudge(): void;
  wipeNow(input: { readonly mayLose: boolean }): Promise<WipeResult>;
}

/** Named here once more: the protocol's own list would bring its schemas into the start of every app. */
const causes: Readonly<Record<DepartureCause, true>> = {
  "device-revoked": true,
  "user-disabled": true,
  "device-wipe": true,
};

/** Starts the departure when the relay has ended a session for good. The code of it is loaded only then. */
export const createLeaving = (deps: LeavingDeps): Leaving => {
  const { bus } = deps;
  let departure: Promise<Departure> | undefined;

  const open = (): Promise<Departure> => {
    departure ??= deps.departure({
      store: deps.store,
      clock: deps.clock,
      log: deps.log,
      compression: deps.compression,
      verifier: deps.verifier,
      device: () => deps.deviceId(),
      openSigner: (name) => deps.openSigner(name),
      exclusive: (work) => deps.exclusive(work),
      stopSending: () => deps.stopSending(),
      ask: (path, body) => deps.ask(path, body),
      onState: (state) => tell(state),
    });
    departure.catch(() => {
      departure = undefined; // a download that was cut off is tried again
    });
    return departure;
  };
  const tell = (state: DepartureState | undefined): void => {
    bus.send({ type: "departure", state });
    deps.notify({ type: "departure", state, isOurs: true });
  };
  const whoIs = (session: StoredSession | undefined): Departing | undefined =>
    session && { keyName: session.keyName, relayKey: session.relayKey };
  const report = (error: unknown): void => deps.log.error("departure-failed", { error: String(error) });

  const onRefused: Leaving["onRefused"] = (code, grant, user) => {
    if (code === undefined || !Object.hasOwn(causes, code)) return;
    const who =
      user === undefined ? whoIs(deps.session()) : { keyName: keyNameOf(user), relayKey: undefined };
    if (who) open().then((it) => it.begin({ ...who, ...(grant ? { grant } : {}) }), report);
  };
  return {
    onRefused,
    onStatus({ connection }) {
      if (connection.state === "blocked") onRefused(connection.code);
    },
    onMessage(message) {
      if (message.type !== "departure") return;
      // That tab deletes the databases: whoever holds one open stands in its way, and must not make it anew.
      if (message.state && "note" in message.state) void deps.store.close().catch(report);
      deps.notify({ type: "departure", state: message.state, isOurs: false });
    },
    nudge: () => void departure?.then((it) => it.nudge(), report),
    wipeNow: async ({ mayLose }) => (await open()).wipeNow(whoIs(deps.session()), mayLose),
  };
};
