import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as A from "@automerge/automerge";
import { hexToBytes } from "@arogyasync/shared/bytes";
import { freshActor, packChanges, plainChange, readChange, signManifest } from "@arogyasync/shared/changes";
import type { Push } from "@arogyasync/shared/protocol";
import {
  addReading,
  type DocAddress,
  type DocId,
  docIdFromBytes,
  docIdToBytes,
  fixed,
  type PatientDoc,
  patientRoot,
  rootChange,
  type VitalsDoc,
  vitalsDocId,
} from "@arogyasync/shared/records";
import { must } from "@arogyasync/shared/result";
import { generateKeyPair, type KeyPair, nodeRandom } from "../adapters/node-crypto.ts";

export interface MadeChange {
  readonly id: DocId;
  readonly address: DocAddress;
  readonly bytes: Uint8Array;
}

/** A person with a key who writes documents in memory, without the replica library. */
export class ChangeMaker {
  readonly user: string;
  readonly keys: KeyPair;
  readonly docs = new Map<DocId, A.Doc<unknown>>();
  #batch = 0;

  constructor(user: string, keys: KeyPair = generateKeyPair()) {
    this.user = user;
    this.keys = keys;
  }

  async patient(site: string, name = "Asha Devi"): Promise<MadeChange> {
    const root = patientRoot(
      { site, auditKey: nodeRandom.bytes(32), identity: { name } },
      freshActor(this.keys.publicKey, nodeRandom),
      1_700_000_000,
    );
    const id = docIdFromBytes(nodeRandom.bytes(16));
    this.docs.set(id, root.doc);
    return { id, address: { kind: "patient", owner: "", period: "" }, bytes: await plain(root.bytes) };
  }

  /** Changes a document, beginning a derived one from its address. */
  async edit<T>(
    address: DocAddress,
    id: DocId,
    change: (draft: T) => void,
    time = 1_700_000_000,
  ): Promise<MadeChange> {
    const before =
      this.docs.get(id) ??
      A.applyChanges(A.init<unknown>(freshActor(this.keys.publicKey, nodeRandom)), [
        rootChange(address).bytes,
      ])[0];
    const doc = A.change(before as A.Doc<T>, { time }, change as A.ChangeFn<T>);
    this.docs.set(id, doc);
    return { id, address, bytes: await plain(must(A.getLastLocalChange(doc), "the edit changes something")) };
  }

  reading(patient: DocId, measuredAt: number, heartRate = 72): Promise<MadeChange> {
    const year = new Date(measuredAt).toISOString().slice(0, 4);
    const nonce = Buffer.from(nodeRandom.bytes(16)).toString("base64url");
    return this.edit<VitalsDoc>(
      { kind: "vitals", owner: patient, period: year },
      vitalsDocId(patient, year),
      (draft) => {
        addReading(draft, { v: 1, nonce, measuredAt, author: this.user, source: "keypad", heartRate });
      },
    );
  }

  rename(patient: DocId, name: string): Promise<MadeChange> {
    return this.edit<PatientDoc>({ kind: "patient", owner: "", period: "" }, patient, (draft) => {
      draft.identity.name = fixed(name);
    });
  }

  addCareSite(patient: DocId, clinic: string): Promise<MadeChange> {
    return this.edit<PatientDoc>({ kind: "patient", owner: "", period: "" }, patient, (draft) => {
      draft.careSites[clinic] = true;
    });
  }

  /** A push with one fresh manifest over all of it. */
  async push(changes: readonly MadeChange[], signedAt = 1_700_000_000_000): Promise<Push> {
    const ids = [...new Set(changes.map((c) => c.id))];
    const names = changes.map((c) => {
      const header = readChange(c.bytes);
      return { doc: docIdToBytes(c.id), hash: header.ok ? header.value.hash : new Uint8Array(32) };
    });
    return {
      t: "push",
      id: this.#batch++,
      docs: ids.map((id) => ({
        id: docIdToBytes(id),
        ...must(
          changes.find((c) => c.id === id),
          "known",
        ).address,
      })),
      pack: new Uint8Array(
        deflateRawSync(packChanges(changes.map((c) => ({ docIndex: ids.indexOf(c.id), bytes: c.bytes })))),
      ),
      manifests: [await signManifest(this.keys, signedAt, names)],
    };
  }
}

const plain = (bytes: Uint8Array): Promise<Uint8Array> =>
  plainChange(bytes, async (data, maxBytes) => inflateRawSync(data, { maxOutputLength: maxBytes }));

export const hashOf = (change: MadeChange): Uint8Array =>
  hexToBytes(A.decodeChange(change.bytes).hash as string);
