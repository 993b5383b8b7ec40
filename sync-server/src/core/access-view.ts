import type { AccessEntry } from "@arogyasync/shared/access";
import { type Principal, worksFor } from "@arogyasync/shared/authority";
import { docIdToBytes, parseDocId } from "@arogyasync/shared/records";
import type { AccountStore } from "./accounts.ts";
import type { AccessQuery, AccessStore } from "./access-store.ts";
import { keyOf } from "./keys.ts";
import type { LogStore } from "./log-store.ts";

/** Rows looked at for one page, however few of them the viewer may see. */
const MAX_LOOKED_AT = 5_000;
const DEFAULT_PAGE = 50;

/** What is asked to tell whom an entry concerns. */
export interface AccessView {
  readonly store: Pick<AccessStore, "list">;
  readonly accounts: Pick<AccountStore, "findUser">;
  readonly docs: Pick<LogStore, "findDocs">;
}

export interface AccessPage {
  readonly entries: AccessEntry[];
  /** Number of the last entry that was looked at, when there may be more. */
  readonly next: number | undefined;
}

/**
 * What an administrator or auditor sees of the log: entries of people who work for one of their clinics, and entries
 * about patients of their clinics; of an entry over many patients only those. [TR5]
 */
export const viewAccess = async (
  viewer: Principal,
  query: Omit<AccessQuery, "limit"> & { readonly limit?: number | undefined },
  deps: AccessView,
): Promise<AccessPage> => {
  const limit = query.limit ?? DEFAULT_PAGE;
  const isOurPerson = new Map<string, boolean>();
  const personIsOurs = async (person: string): Promise<boolean> => {
    const known = isOurPerson.get(person);
    if (known !== undefined) return known;
    const user = await deps.accounts.findUser(person);
    const ours = user !== undefined && (user.clinics.includes("*") || worksFor(viewer, user.clinics));
    isOurPerson.set(person, ours);
    return ours;
  };
  /** Of other people's reads, those about our patients; one whom the relay does not know is nobody's yet. */
  const ourPatients = async (patients: readonly string[]): Promise<string[]> => {
    const ids = patients.filter((id) => parseDocId(id).ok);
    const found = await deps.docs.findDocs(ids.map(docIdToBytes));
    const ours = new Set(found.filter((doc) => worksFor(viewer, doc.scopes)).map((doc) => keyOf(doc.id)));
    return ids.filter((id) => ours.has(keyOf(docIdToBytes(id))));
  };

  const entries: AccessEntry[] = [];
  let before = query.before;
  for (let looked = 0; looked < MAX_LOOKED_AT; ) {
    const rows = await deps.store.list({ ...query, before, limit });
    looked += rows.length;
    for (const entry of rows) {
      before = entry.no;
      const isOurs = entry.what === "cut" || (await personIsOurs(entry.person));
      const patients = isOurs ? entry.patients : await ourPatients(entry.patients);
      if (isOurs || patients.length > 0) entries.push({ ...entry, patients: [...patients] });
      if (entries.length === limit) return { entries, next: entry.no > 1 ? entry.no : undefined };
    }
    if (rows.length < limit) return { entries, next: undefined };
  }
  return { entries, next: before };
};
