import type {
  Clock,
  Compression,
  Log,
  ReplicaStore,
  SignatureVerifier,
  Signer,
} from "@arogyasync/shared/ports";
import type { RelayKey, SalvageGrant } from "@arogyasync/shared/protocol";
import type { SalvageHttp } from "@arogyasync/shared/replica";
import type { RelayAnswer } from "../data/app-data.ts";
import type { DepartureNote, DepartureState } from "../data/departure.ts";

/** Whose session ended, as far as departing needs to know. */
export interface Departing {
  readonly keyName: string;
  /** Base64url, of the last session; counts where the log was never met. */
  readonly relayKey: string | undefined;
  /** What the refusal brought. */
  readonly grant?: SalvageGrant | undefined;
}

export interface DepartureDeps {
  readonly store: ReplicaStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly compression: Compression;
  readonly verifier: SignatureVerifier;
  readonly http: SalvageHttp;
  /** What the relay publishes of its receipt keys; undefined when it could not be asked. */
  relayKeys(): Promise<readonly RelayKey[] | undefined>;
  device(): string;
  openSigner(keyName: string): Promise<Signer>;
  /** What is known of the vaults of others on this device. */
  others(): Promise<readonly OtherVault[]>;
  /** Deletes this vault and the person's key; everybody else's work stays. */
  removeVault(keyName: string): Promise<void>;
  /** One writer at a time among all tabs. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  stopSending(): Promise<void>;
  /** Asks the relay's API as whoever is signed in. */
  ask(path: string, body: unknown): Promise<RelayAnswer<unknown>>;
  onState(state: DepartureState | undefined): void;
  /** Durable, outside of what is deleted: who finds it goes on deleting. */
  keepNote(note: DepartureNote): Promise<void>;
}
/** What of it the backend gives; the rest is the browser's. */
export type DepartureSeed = Omit<DepartureDeps, "http" | "relayKeys" | "others" | "removeVault" | "keepNote">;

/** Another person's vault: sealed, so nobody but they can hand in what is in it. */
export interface OtherVault {
  readonly count: number;
  /** Counted in order; otherwise there may be more. */
  readonly isExact: boolean;
}
/** Records in it that may be nowhere else. */
export const mayHold = ({ count, isExact }: OtherVault): number => Math.max(count, isExact ? 0 : 1);
