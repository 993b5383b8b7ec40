import { mayRead } from "@arogyasync/shared/authority";
import type {
  Clock,
  Compression,
  Log,
  Random,
  ReplicaStore,
  SignatureVerifier,
} from "@arogyasync/shared/ports";
import { type DocKind, docKinds } from "@arogyasync/shared/records";
import {
  createSyncEngine,
  type EngineEvents,
  type RelayLink,
  type SyncEngine,
} from "@arogyasync/shared/replica";
import type { Diagnostics } from "../data/app-data.ts";
import type { PatientRow } from "../data/rows.ts";
import type { WorkerEvent } from "./api.ts";
import { readDiagnostics } from "./diagnostics.ts";
import { type ChangedDocument, type Documents, openDocuments } from "./documents.ts";
import type { Identity } from "./identity.ts";
import { createOwnRecords, type OwnRecords } from "./own-records.ts";
import { createDetails, type Details } from "./patient-details.ts";
import { createPartSource, type PartSource } from "./projection/part-source.ts";
import { createReadLog } from "./read-log.ts";
import { createWards, type Wards } from "./wards.ts";
import { createSaveCommands, type SaveCommands } from "./save-commands.ts";

export interface WorkshopDeps {
  readonly store: ReplicaStore;
  readonly tracked: ReplicaStore;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly compression: Compression;
  readonly verifier: SignatureVerifier;
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  identity(): Identity | undefined;
  session(): { readonly userId: string; readonly clinicId: string; readonly deviceId: string } | undefined;
  row(patientId: string): PatientRow | undefined;
  /** Whether whoever is signed in works at this clinic. */
  worksAt(clinicId: string): boolean;
  isDamaged(document: string): boolean;
  onSaved(changed: readonly ChangedDocument[]): void;
  onDamaged(document: string): void;
  notify(event: WorkerEvent): void;
}

/** Everything of this tab that needs Automerge, the protocol or the rules: loaded after the first list is shown. */
export interface Workshop {
  readonly documents: Documents;
  readonly parts: PartSource;
  readonly commands: SaveCommands;
  readonly details: Details;
  readonly records: OwnRecords;
  readonly wards: Wards;
  engine(input: {
    readonly link: RelayLink;
    readonly events: EngineEvents;
    readonly device: string;
    readonly app: string;
    readonly vouchedKey: () => Uint8Array | undefined;
  }): SyncEngine;
  diagnostics(input: {
    readonly appVersion: string;
    readonly deviceId: string;
    readonly leader: boolean;
  }): Promise<Diagnostics>;
}

/** Monitor documents hold a day of one-minute values each: only who looks at a patient fetches them. */
const FOLLOWED_KINDS: readonly DocKind[] = docKinds.filter((kind) => kind !== "monitor");

export const openWorkshop = async (deps: WorkshopDeps): Promise<Workshop> => {
  const { store, clock, random, log } = deps;
  const documents = await openDocuments({
    store,
    tracked: deps.tracked,
    clock,
    random,
    log,
    exclusive: (work) => deps.exclusive(work),
    identity: () => deps.identity(),
    onSaved: (changed) => deps.onSaved(changed),
    onDamaged: (id) => deps.onDamaged(id),
  });
  const reads = createReadLog({ store, clock, random, log, identity: () => deps.identity() });
  return {
    documents,
    parts: createPartSource(store),
    commands: createSaveCommands({
      clock,
      random,
      writer: documents.writer,
      session: () => deps.session(),
    }),
    details: createDetails({
      clock,
      documents,
      row: (id) => deps.row(id),
      principal: () => deps.identity()?.principal,
      isDamaged: (id) => deps.isDamaged(id),
      onShown: (id) => reads.shown(id),
      notify: (event) => deps.notify(event),
    }),
    records: createOwnRecords({
      clock,
      store,
      nameOf: (id) => deps.row(id)?.name,
      notify: (event) => deps.notify(event),
    }),
    wards: createWards({
      clock,
      random,
      documents,
      userId: () => deps.session()?.userId,
      worksAt: (clinicId) => deps.worksAt(clinicId),
      notify: (event) => deps.notify(event),
    }),
    engine: ({ link, events, device, app, vouchedKey }) =>
      createSyncEngine({
        vouchedKey,
        store: deps.tracked,
        host: documents.host,
        directory: documents.directory,
        outbox: documents.outbox,
        clock,
        random,
        log,
        compression: deps.compression,
        verifier: deps.verifier,
        exclusive: (work) => deps.exclusive(work),
        identity: () => deps.identity(),
        wants: (welcome) => {
          const principal = deps.identity()?.principal;
          return welcome.clinics.flatMap((scope) =>
            FOLLOWED_KINDS.filter((kind) => principal && mayRead(principal, kind, scope)).map((kind) => ({
              scope,
              kind,
            })),
          );
        },
        link,
        events,
        device,
        app,
      }),
    diagnostics: (input) =>
      readDiagnostics({
        store,
        directory: documents.directory,
        pendingCount: documents.outbox.pendingCount,
        ...input,
      }),
  };
};
