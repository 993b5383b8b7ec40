import { freshSigner, nodeClock } from "@arogyasync/cli/testing";
import type { Principal, Role } from "@arogyasync/shared/authority";
import { type Random, silentLog } from "@arogyasync/shared/ports";
import {
  containersByKind,
  type DocAddress,
  type DocId,
  deriveDocId,
  docKinds,
  fixed,
} from "@arogyasync/shared/records";
import {
  type BatchWriter,
  createTurns,
  createWriter,
  Directory,
  Outbox,
  PlainDocHost,
} from "@arogyasync/shared/replica";
import {
  type AuthorityContract,
  createMemoryStore,
  entryOf,
  type OperationName,
  sampleAddress,
  SeededRandom,
} from "@arogyasync/shared/testing";

const CLINIC = "rampur";
type Draft = Record<string, Record<string, unknown>>;

/** What a draft function can be made to do; the rest of Automerge's operations cannot be expressed by it. */
export const draftOperations = ["set", "overwrite", "delete", "map", "list", "text"] as const;
export type DraftOperation = (typeof draftOperations)[number] & OperationName;

/** One device on which roles take turns: the real writer over a real replica store, no network. */
export interface AuthorityDevice {
  readonly writer: BatchWriter;
  readonly outbox: Outbox;
  readonly patient: DocId;
  /** Whose name stands under the consent that is there. */
  readonly consentBy: Role;
  /** Tries one operation as somebody of this role; `allow`, or the code that the screen would show. */
  attempt(
    role: Role,
    kind: DocAddress["kind"],
    container: string,
    operation: DraftOperation,
  ): Promise<string>;
  become(role: Role): Principal;
}

const valueOf = (value: string | boolean) => (typeof value === "string" ? fixed(value) : value);

export const authorityDevice = async (contract: AuthorityContract): Promise<AuthorityDevice> => {
  const store = createMemoryStore();
  const host = new PlainDocHost({ store, log: silentLog });
  const directory = await Directory.load(store);
  const outbox = await Outbox.load(store);
  const random: Random = new SeededRandom(20_261_127);
  const signer = freshSigner();
  let principal: Principal = { userId: "nobody", roles: [], clinics: [CLINIC] };
  const become = (role: Role): Principal => {
    principal = { userId: `the-${role}`, roles: [role], clinics: [CLINIC] };
    return principal;
  };
  const writer = createWriter({
    store,
    host,
    directory,
    outbox,
    clock: nodeClock,
    random,
    exclusive: createTurns(),
    identity: () => ({ principal, signer }),
  });
  const roleFor = (kind: string, place: string): Role => {
    const role = contract.writes.find((row) => row.kind === kind && row.place === place)?.roles[0];
    if (!role) throw new Error(`nobody writes ${kind}/${place}`);
    return role;
  };
  become(roleFor("patient", "first change"));
  const made = await writer.createPatient({ site: CLINIC, identity: { name: "Sita Devi" } });
  if (!made.ok) throw new Error(made.error.code);
  const patient = made.value.docId;
  const addressOf = (kind: DocAddress["kind"]) => {
    const address = sampleAddress(kind, patient, CLINIC);
    return { ...address, id: kind === "patient" ? patient : deriveDocId(address) };
  };
  const takenKeys = new Map<string, string>();
  let n = 1;
  for (const kind of docKinds)
    for (const container of containersByKind[kind] as readonly string[]) {
      const { userId } = become(roleFor(kind, container));
      const { key, value } = entryOf(kind, container, userId, n++);
      const saved = await writer.edit<Draft>(addressOf(kind), (draft) => {
        draft[container]![key] = valueOf(value);
      });
      if (!saved.ok) throw new Error(`${kind}/${container}: ${saved.error.code}`);
      takenKeys.set(`${kind}/${container}`, key);
    }

  return {
    writer,
    outbox,
    patient,
    consentBy: roleFor("patient", "consents"),
    become,
    async attempt(role, kind, container, operation) {
      const { userId } = become(role);
      const taken = takenKeys.get(`${kind}/${container}`) ?? "";
      const { key, value } = entryOf(kind, container, userId, n++);
      const acts: Record<DraftOperation, (at: Record<string, unknown>) => void> = {
        set: (at) => {
          at[key] = valueOf(value);
        },
        overwrite: (at) => {
          // Who recorded a consent says so themselves: their own name stays as it is.
          const isNamed = value === true || container === "consents";
          at[taken] = valueOf(isNamed ? value : `${String(value)}${n}`);
        },
        delete: (at) => {
          delete at[taken];
        },
        map: (at) => {
          at[key] = {};
        },
        list: (at) => {
          at[key] = [];
        },
        text: (at) => {
          at[key] = "not fixed";
        },
      };
      const saved = await writer.edit<Draft>(addressOf(kind), (draft) => acts[operation](draft[container]!));
      if (!saved.ok) return saved.error.code;
      // What was deleted is there again for the next who tries.
      if (operation === "delete") {
        become(roleFor(kind, container));
        await writer.edit<Draft>(addressOf(kind), (draft) => {
          draft[container]![taken] = valueOf(entryOf(kind, container, userId, 1).value);
        });
      }
      return "allow";
    },
  };
};
