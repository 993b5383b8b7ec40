import type { Clock, Log, Random, ReplicaStore } from "@arogyasync/shared/ports";
import type { TabBus } from "../../platform/tab-bus.ts";
import type { SalvageGrant } from "@arogyasync/shared/protocol";
import type { DepartureNote } from "../../platform/departure-note.ts";
import type { BackendMethods, WorkerEvent } from "../api.ts";
import type { Account } from "../session/account.ts";
import type { SessionStore } from "../session/session-store.ts";
import type { DraftChange } from "./drafts.ts";
import type { KdfCost, VaultRecords } from "./vault-record.ts";
import type { HandedKey, VaultMessage } from "./vault-tabs.ts";

/** Everything behind AppData, over one open vault. */
export interface Backend extends BackendMethods {
  start(input: { readonly appVersion: string }): Promise<null>;
  signOut(input: null): Promise<null>;
  /** The stored session is another now: tell the screens and the other tabs, and go on with it. */
  sessionReplaced(): Promise<void>;
  /** A sign-in by this user was refused while their vault is open. */
  onRefused(code: string, grant: SalvageGrant | undefined, user: string): void;
  /** What may be only here: not sent, or refused. Read from the store now; undefined before documents were opened. */
  countUnsent(): Promise<number | undefined>;
}

/** One vault's part of everything that tabs share, open under its key. */
export interface VaultParts {
  readonly store: ReplicaStore;
  readonly sessions: SessionStore;
  readonly drafts: TabBus<DraftChange>;
  readonly backend: Backend;
}

export interface GateDeps {
  readonly records: VaultRecords;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly tab: string;
  readonly bus: TabBus<VaultMessage>;
  readonly cost?: KdfCost;
  openVault(key: HandedKey, onPending: (count: number) => void): VaultParts;
  account(sessions: SessionStore): Promise<Account>;
  /** Says to all tabs that this vault is open here, until the function that it gives is called. */
  hold(vaultId: string): Promise<() => void>;
  isAnyOpen(): Promise<boolean>;
  /** Runs `work` if no tab holds this vault. */
  ifAlone(vaultId: string, work: () => Promise<void>): Promise<void>;
  /** What the device remembers of having been emptied, or of being in the midst of it. */
  departureNote(): Promise<DepartureNote | undefined>;
  notify(event: WorkerEvent): void;
}
