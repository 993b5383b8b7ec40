import * as A from "@automerge/automerge/slim";
import type { Principal } from "../authority/index.ts";
import { type ChangeHeader, freshActor } from "../changes/index.ts";
import type { Clock, Random } from "../ports/index.ts";
import {
  type DocAddress,
  type DocId,
  docIdFromBytes,
  type PatientDoc,
  patientRoot,
  rootChange,
} from "../records/index.ts";
import { err, ok, type Result } from "../result.ts";
import { type Directory, isIdOfAddress } from "./directory.ts";
import { judgeBytes, makeChange } from "./make-change.ts";
import { careSitesOf, scopeHolder } from "./scopes.ts";
import type { SessionActors } from "./session-actors.ts";
import type { DocHost, EditError, OpenDoc } from "./types.ts";
import type { BatchItem } from "./writer.ts";

export interface DraftedChange {
  readonly id: DocId;
  readonly address: DocAddress;
  readonly bytes: Uint8Array;
  readonly header: ChangeHeader;
}

export interface DraftsDeps {
  readonly host: DocHost;
  readonly directory: Pick<Directory, "isErased">;
  readonly actors: SessionActors;
  readonly clock: Clock;
  readonly random: Random;
  readonly principal: Principal;
  readonly signerKey: Uint8Array;
}

/** Changes being prepared and not yet durable: each sees those before it, nobody else sees any. */
export class Drafts {
  readonly #deps: DraftsDeps;
  readonly #open: OpenDoc<unknown>[] = [];
  /** The newest state of every document touched; `undefined`: known not to be there. */
  readonly #docs = new Map<DocId, A.Doc<unknown> | undefined>();
  readonly #made: A.Doc<unknown>[] = [];

  constructor(deps: DraftsDeps) {
    this.#deps = deps;
  }

  /** Lets go of everything. The clones' wasm memory is given back now: an import makes a hundred thousand of them. */
  close(): void {
    for (const open of this.#open.splice(0)) open.close();
    for (const doc of this.#made.splice(0)) A.free(doc);
    this.#docs.clear();
  }

  async create(
    item: Extract<BatchItem, { type: "create-patient" }>,
  ): Promise<Result<DraftedChange, EditError>> {
    const { random, clock, principal, signerKey } = this.#deps;
    const derived = item.derived;
    const id = derived?.patientId ?? docIdFromBytes(random.bytes(16));
    const address: DocAddress = { kind: "patient", owner: "", period: "" };
    if (this.#deps.directory.isErased(id, address)) return err({ code: "erased" });
    if (derived && (await this.#current(id))) return err({ code: "nothing-to-change" });
    const root = patientRoot(
      { ...item, auditKey: derived?.auditKey ?? random.bytes(32) },
      derived?.firstActor ?? freshActor(signerKey, random),
      derived?.time ?? Math.floor(clock.now() / 1000),
    );
    const judged = judgeBytes(root.bytes, principal, { kind: "patient", scopes: [], isNew: true });
    if (!judged.ok) return judged;
    this.#made.push(root.doc);
    this.#docs.set(id, root.doc);
    return ok({
      id,
      address,
      bytes: root.bytes,
      header: judged.value,
    });
  }

  async edit(
    { id, ...rest }: DocAddress & { readonly id: DocId },
    change: (draft: never) => void,
  ): Promise<Result<DraftedChange, EditError>> {
    const address: DocAddress = { kind: rest.kind, owner: rest.owner, period: rest.period };
    if (this.#deps.directory.isErased(id, address)) return err({ code: "erased" });
    const base = (await this.#current(id)) ?? this.#fromAddress(id, address);
    const scopes = await this.#scopes(id, address);
    if (!base || !scopes) return err({ code: "unknown-document" });
    const make = () =>
      makeChange<unknown>({
        base,
        actor: this.#deps.actors.of(id, this.#deps.signerKey),
        timeS: Math.floor(this.#deps.clock.now() / 1000),
        principal: this.#deps.principal,
        target: { kind: address.kind, scopes, isNew: false },
        change: change as (draft: unknown) => void,
      });
    let made = make();
    if (made.ok && !this.#deps.actors.isNext(id, made.value.header.seq)) {
      this.#deps.actors.retire(id);
      made = make();
    }
    if (!made.ok) return made;
    this.#deps.actors.used(id, made.value.header.seq);
    this.#made.push(made.value.doc);
    this.#docs.set(id, made.value.doc);
    return ok({ id, address, bytes: made.value.bytes, header: made.value.header });
  }

  #fromAddress(id: DocId, address: DocAddress): A.Doc<unknown> | undefined {
    if (address.kind === "patient" || !isIdOfAddress(id, address)) return undefined;
    return A.applyChanges(A.init<unknown>(), [rootChange(address).bytes])[0];
  }

  async #current(id: DocId): Promise<A.Doc<unknown> | undefined> {
    if (this.#docs.has(id)) return this.#docs.get(id);
    const open = await this.#deps.host.open<unknown>(id);
    if (open) this.#open.push(open);
    const doc = open?.doc();
    this.#docs.set(id, doc);
    return doc;
  }

  async #scopes(id: DocId, address: DocAddress): Promise<string[] | undefined> {
    const holder = scopeHolder(address, id);
    if (holder === undefined) return [address.owner];
    const doc = (await this.#current(holder)) as A.Doc<PatientDoc> | undefined;
    return doc && careSitesOf(doc);
  }
}
