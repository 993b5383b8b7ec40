import { mayRead, type Principal } from "@arogyasync/shared/authority";
import { readChange } from "@arogyasync/shared/changes";
import { docIdFromBytes, docIdToBytes, isPatientOwned, parseDocId } from "@arogyasync/shared/records";
import type { AccessLog } from "./access-log.ts";
import type { AccountStore } from "./accounts.ts";
import { patientGroups, purposeOfRoles } from "./deliveries.ts";
import type { LogStore } from "./log-store.ts";
import type { QuarantinedChange, QuarantineState, QuarantineStore } from "./quarantine-store.ts";
import { stateOf } from "./quarantine-store.ts";
import type { DescribedChange, Workshop } from "./workshop.ts";

/** A quarantined change as an administrator sees it. */
export interface InboxItem {
  readonly change: QuarantinedChange;
  readonly state: QuarantineState;
  /** The clinics it concerns, as far as can be told. */
  readonly clinics: readonly string[];
  readonly deviceLabel: string | undefined;
  readonly authorName: string | undefined;
  /** When the manifest says it was signed, and when its key or its author was switched off. */
  readonly signedAt: number | undefined;
  readonly revokedAt: number | undefined;
  /** The patient it is about; undefined for a clinic's own documents, and for an address that is not true. */
  readonly patient: string | undefined;
  /** Only for who may read this kind of document of one of these clinics. */
  readonly patientView: string | undefined;
  readonly content: DescribedChange | undefined;
  readonly mayRead: boolean;
}

export interface InboxPage {
  readonly items: readonly InboxItem[];
  /** Give it back to go on; undefined at the end. */
  readonly before: number | undefined;
}

export interface Inbox {
  /** What it shows of patients is logged before it is given. [TR43] @param device where it is read. */
  page(
    by: Principal,
    query: { readonly state: QuarantineState | "all"; readonly before: number | undefined },
    device: string,
  ): Promise<InboxPage>;
  /** Those of these that concern this administrator. */
  find(by: Principal, nos: readonly number[]): Promise<InboxItem[]>;
}

export interface InboxDeps {
  readonly quarantine: QuarantineStore;
  readonly store: Pick<LogStore, "findDocs">;
  readonly accounts: Pick<AccountStore, "findKey" | "findUser">;
  readonly workshop: Pick<Workshop, "describe">;
  /** Resolves when the projection has everything committed: names come from there. */
  readonly catchUp: () => Promise<void>;
  readonly accessLog: Pick<AccessLog, "record">;
}

const PAGE_ITEMS = 50;
/** Rows looked at for one page: an administrator of one clinic does not wait for the whole district's. */
const MAX_SCANNED = 2_000;

/** What may be decoded at all: the guard has let its bytes through, and it has not taken a worker down. */
export const isReadable = ({ bytes, code }: QuarantinedChange): boolean =>
  code !== "change-rejected" && readChange(bytes).ok;

/** The patient a change is about, where its address is true. */
export const patientOf = ({ doc, code }: QuarantinedChange): string | undefined => {
  if (code === "doc-id-mismatch" || !isPatientOwned(doc.kind)) return undefined;
  return parseDocId(doc.owner).ok ? doc.owner : undefined;
};

export const createInbox = (deps: InboxDeps): Inbox => {
  const { quarantine, store, accounts, workshop } = deps;

  const describeAll = async (
    changes: readonly QuarantinedChange[],
  ): Promise<(DescribedChange | undefined)[]> => {
    const readable = changes.filter(isReadable);
    const described = await workshop.describe({
      changes: readable.map(({ doc, bytes }) => ({ kind: doc.kind, bytes })),
    });
    return changes.map((change) => described[readable.indexOf(change)]);
  };

  /** Clinics of the document, of its patient, of the patient's first change in quarantine, else of its author. */
  const clinicsOf = async (
    change: QuarantinedChange,
    content: DescribedChange | undefined,
  ): Promise<readonly string[]> => {
    const { doc, code } = change;
    const [known] = await store.findDocs([doc.id]);
    if (known) return known.scopes;
    if (content?.site !== undefined) return [content.site];
    if (code !== "doc-id-mismatch" && !isPatientOwned(doc.kind) && doc.kind !== "patient") return [doc.owner];
    const patientId = patientOf(change);
    if (patientId !== undefined) {
      const [patient] = await store.findDocs([docIdToBytes(patientId)]);
      if (patient) return patient.scopes;
      const roots = await quarantine.findOfDoc(docIdToBytes(patientId));
      for (const root of await describeAll(roots)) if (root?.site !== undefined) return [root.site];
    }
    const person = await accounts.findUser(change.author === "" ? change.courier : change.author);
    return person?.clinics ?? [];
  };

  /** A patient whose registration lies in quarantine too has a name there only. */
  const viewOf = async (patient: string): Promise<string | undefined> => {
    const view = await quarantine.patientView(patient);
    if (view !== undefined) return view;
    const roots = await describeAll(await quarantine.findOfDoc(docIdToBytes(patient)));
    const root = roots.find((r) => r?.site !== undefined);
    if (!root) return undefined;
    const identity = root.entries.filter((e) => e.container === "identity");
    return JSON.stringify({ identity: Object.fromEntries(identity.map((e) => [e.key, e.value])) });
  };

  const toItem = async (
    by: Principal,
    change: QuarantinedChange,
    content: DescribedChange | undefined,
  ): Promise<InboxItem | undefined> => {
    const clinics = await clinicsOf(change, content);
    const concerned =
      clinics.length === 0 || by.clinics.includes("*") || clinics.some((c) => by.clinics.includes(c));
    if (!concerned) return undefined;
    const readable = clinics.some((clinic) => mayRead(by, change.doc.kind, clinic));
    const patient = change.doc.kind === "patient" ? docIdFromBytes(change.doc.id) : patientOf(change);
    const key = change.key ? await accounts.findKey(change.key) : undefined;
    const manifest =
      change.batch === undefined ? undefined : (await quarantine.manifests(change.batch))[change.manifest];
    return {
      change,
      state: stateOf(change),
      clinics,
      deviceLabel: await quarantine.deviceLabel(change.device),
      authorName: (await accounts.findUser(change.author))?.name,
      signedAt: change.author === "" ? undefined : manifest?.signedAt,
      revokedAt: key?.revokedAt ?? key?.user.disabledAt,
      patient,
      patientView: readable && patient !== undefined ? await viewOf(patient) : undefined,
      content: readable ? content : undefined,
      mayRead: readable,
    };
  };

  const toItems = async (by: Principal, changes: readonly QuarantinedChange[]): Promise<InboxItem[]> => {
    const contents = await describeAll(changes);
    const items: InboxItem[] = [];
    for (const [i, change] of changes.entries()) {
      const item = await toItem(by, change, contents[i]);
      if (item) items.push(item);
    }
    return items;
  };

  const look = async (
    by: Principal,
    state: QuarantineState | "all",
    before: number | undefined,
  ): Promise<InboxPage> => {
    const items: InboxItem[] = [];
    let at = before;
    for (let scanned = 0; scanned < MAX_SCANNED; ) {
      const changes = await quarantine.list({ state, before: at, limit: PAGE_ITEMS });
      scanned += changes.length;
      items.push(...(await toItems(by, changes)));
      at = changes.at(-1)?.no;
      if (changes.length < PAGE_ITEMS) return { items, before: undefined };
      if (items.length >= PAGE_ITEMS) break;
    }
    return { items, before: at };
  };

  return {
    async page(by, { state, before }, device) {
      await deps.catchUp();
      const page = await look(by, state, before);
      const patients = page.items.flatMap((i) => (i.mayRead && i.patient !== undefined ? [i.patient] : []));
      await deps.accessLog.record(
        patientGroups([...new Set(patients)]).map((group) => ({
          person: by.userId,
          roles: [...by.roles],
          patients: group,
          what: "api",
          purpose: purposeOfRoles(by.roles),
          device,
          reason: "quarantine",
        })),
      );
      return page;
    },
    find: async (by, nos) => toItems(by, await quarantine.find(nos)),
  };
};
