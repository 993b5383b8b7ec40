import type { Principal } from "../authority/index.ts";
import type {
  Clock,
  Compression,
  Log,
  Random,
  ReplicaStore,
  SignatureVerifier,
  Signer,
} from "../ports/index.ts";
import type { Welcome } from "../protocol/index.ts";
import type { DocId, DocKind } from "../records/index.ts";
import type { Directory } from "./directory.ts";
import type { Outbox } from "./outbox.ts";
import type { Standing } from "./standing.ts";
import type { Exclusive } from "./turns.ts";
import type { DocHost, EngineEvents, RelayLink } from "./types.ts";

/** One subscription: documents of this kind, of this clinic. */
export interface Want {
  readonly scope: string;
  readonly kind: DocKind;
}

export interface EngineDeps {
  readonly store: ReplicaStore;
  readonly host: DocHost;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly compression: Compression;
  readonly verifier: SignatureVerifier;
  readonly link: RelayLink;
  readonly events: EngineEvents;
  /** The same lock as the writer's: a document is never rebuilt under a change being made. */
  readonly exclusive: Exclusive;
  readonly device: string;
  readonly app: string;
  /** Who is at the device now. Their own changes travel under one fresh manifest; everybody else's under the original. */
  identity(): { readonly principal: Principal; readonly signer: Signer } | undefined;
  /** A relay's key that the person has vouched for by signing in with an enrolment code; followed like a known one. */
  vouchedKey?(): Uint8Array | undefined;
  /** What to follow, given what the relay says of this user. Empty: push only. */
  wants(welcome: Welcome): readonly Want[];
}

/** What the parts of a running engine share. */
export interface EngineContext extends EngineDeps {
  readonly standing: Standing;
  /** Everything that writes received bytes takes turns, so that a rebuild never loses what came in meanwhile. */
  readonly ingest: Exclusive;
  /** Documents were stored: what waits for them may be offered again. */
  onStored(ids: readonly DocId[]): void;
  setBootstrap(progress: { readonly done: number; readonly total: number } | undefined): void;
}
