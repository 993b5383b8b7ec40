import type {
  Clock,
  Compression,
  Log,
  Random,
  ReplicaStore,
  SignatureVerifier,
  Signer,
} from "@arogyasync/shared/ports";
import type { RelayLink } from "@arogyasync/shared/replica";
import type { TabBus } from "../platform/tab-bus.ts";
import type { WorkerEvent } from "./api.ts";
import type { Departure } from "./departure.ts";
import type { DepartureSeed } from "./departure-deps.ts";
import type { Account } from "./session/account.ts";
import type { RelayApi } from "./session/relay-api.ts";
import type { SessionStore } from "./session/session-store.ts";
import type { TabMessage } from "./tab-messages.ts";
import type { Workshop, WorkshopDeps } from "./workshop.ts";

/** What the worker takes from its surroundings; the browser's own are in `platform/`. */
export interface BackendDeps {
  readonly store: ReplicaStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly compression: Compression;
  readonly verifier: SignatureVerifier;
  readonly bus: TabBus<TabMessage>;
  readonly sessions: SessionStore;
  /** Unique per tab and start. */
  readonly tab: string;
  account(): Promise<Account>;
  workshop(deps: WorkshopDeps): Promise<Workshop>;
  openSigner(keyName: string): Promise<Signer>;
  /** Loaded when a session ends for good, or a person wipes the device. */
  departure(deps: DepartureSeed): Promise<Departure>;
  /** The connection; its protocol is loaded when somebody first connects. */
  link(access: RelayLink["access"]): Promise<RelayLink>;
  /** The relay's HTTP API; loaded when a screen first asks. */
  relayApi(access: RelayLink["access"]): Promise<RelayApi>;
  /** Calls back once this tab is the one that owns the connection. */
  electLeader(lead: (waited: boolean) => void): void;
  /** One writer at a time among all tabs. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  browserOnline(): boolean;
  onBrowserOnline(fn: () => void): void;
  /** How many records are not sent, whenever that changes. */
  onPending(count: number): void;
  notify(event: WorkerEvent): void;
}
