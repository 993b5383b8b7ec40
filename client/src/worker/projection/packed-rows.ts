import { bytesToUtf8, concatBytes, utf8ToBytes } from "@arogyasync/shared/bytes";
import { type PatientRow } from "../../data/rows.ts";
import type { StoredPatient } from "./patient-row.ts";

/** The form of packed rows. Another number means: build the projection anew from the documents. */
const VERSION = 3;

/** What ordering and filtering need, in columns; a patient's own JSON is parsed only when the row is shown. */
interface Header {
  readonly version: number;
  readonly ids: readonly string[];
  readonly lastActivityMs: readonly number[];
  /** Distinct sets of care sites, and per patient which of them. Empty: the patient document is not here yet. */
  readonly siteSets: readonly (readonly string[])[];
  readonly siteSetOf: readonly number[];
  /** Where each patient's JSON ends in the body. */
  readonly ends: readonly number[];
}

/** What a list needs to know of a patient before it shows him. */
export interface RowSummary {
  readonly careSites: readonly string[];
  readonly lastActivityMs: number;
}

/**
 * Ten thousand patients in two values. Opening parses the columns (~0.5 MB); the bodies (~5 MB) stay bytes, for a
 * screen shows a few hundred at most: parsing them all costs a slow phone half a second.
 */
export interface PackedRows {
  readonly ids: readonly string[];
  /** Places, most recently active first. */
  readonly byActivity: Iterable<number>;
  /** The same array for the same set of sites. */
  careSites(at: number): readonly string[];
  lastActivityMs(at: number): number;
  bytes(at: number): Uint8Array;
  patient(at: number): StoredPatient | undefined;
}

export const noRows: PackedRows = {
  ids: [],
  byActivity: [],
  careSites: () => [],
  lastActivityMs: () => 0,
  bytes: () => new Uint8Array(0),
  patient: () => undefined,
};

export const parseStored = (bytes: Uint8Array): StoredPatient | undefined => {
  try {
    return JSON.parse(bytesToUtf8(bytes)) as StoredPatient;
  } catch {
    return undefined;
  }
};
export const encodeStored = (patient: StoredPatient): Uint8Array => utf8ToBytes(JSON.stringify(patient));

const isHeader = (value: unknown, bodyLength: number): value is Header => {
  const header = value as Partial<Header> | null;
  const count = header?.ids?.length;
  return (
    header?.version === VERSION &&
    count !== undefined &&
    header.lastActivityMs?.length === count &&
    header.siteSetOf?.length === count &&
    header.ends?.length === count &&
    Array.isArray(header.siteSets) &&
    (header.ends.at(-1) ?? 0) === bodyLength
  );
};

/** Packs are written in this order; one that is not was written before they were. */
const orderOf = (lastActivityMs: readonly number[]): Iterable<number> => {
  const isInOrder = lastActivityMs.every((ms, at) => at === 0 || ms <= (lastActivityMs[at - 1] ?? 0));
  const places = Array.from(lastActivityMs.keys());
  return isInOrder ? places : places.sort((a, b) => (lastActivityMs[b] ?? 0) - (lastActivityMs[a] ?? 0));
};

/** Undefined for anything this version did not write whole. */
export const openPack = (headerBytes: Uint8Array, body: Uint8Array): PackedRows | undefined => {
  let header: unknown;
  try {
    header = JSON.parse(bytesToUtf8(headerBytes));
  } catch {
    return undefined;
  }
  if (!isHeader(header, body.length)) return undefined;
  const { ids, lastActivityMs, siteSets, siteSetOf, ends } = header;
  const none: readonly string[] = [];
  const bytes = (at: number) => body.subarray(at === 0 ? 0 : ends[at - 1], ends[at]);
  return {
    ids,
    byActivity: orderOf(lastActivityMs),
    careSites: (at) => siteSets[siteSetOf[at] ?? -1] ?? none,
    lastActivityMs: (at) => lastActivityMs[at] ?? 0,
    bytes,
    patient: (at) => parseStored(bytes(at)),
  };
};

/** One patient on the way into a pack. */
export interface PackItem {
  readonly id: string;
  readonly summary: Pick<PatientRow, "careSites" | "lastActivityMs">;
  readonly bytes: Uint8Array;
}

/** Most recently active first: the order in which lists read it. */
export const buildPack = (items: Iterable<PackItem>): { header: Uint8Array; body: Uint8Array } => {
  const ids: string[] = [];
  const lastActivityMs: number[] = [];
  const siteSetOf: number[] = [];
  const ends: number[] = [];
  const bodies: Uint8Array[] = [];
  const siteSets = new Map<string, number>();
  let end = 0;
  const ordered = Array.from(items).sort(
    (a, b) => b.summary.lastActivityMs - a.summary.lastActivityMs || (a.id < b.id ? -1 : 1),
  );
  for (const { id, summary, bytes } of ordered) {
    const sites = JSON.stringify(summary.careSites);
    const known = siteSets.get(sites) ?? siteSets.size;
    siteSets.set(sites, known);
    ids.push(id);
    lastActivityMs.push(summary.lastActivityMs);
    siteSetOf.push(known);
    end += bytes.length;
    ends.push(end);
    bodies.push(bytes);
  }
  const header: Header = {
    version: VERSION,
    ids,
    lastActivityMs,
    siteSets: Array.from(siteSets.keys(), (sites) => JSON.parse(sites) as string[]),
    siteSetOf,
    ends,
  };
  return { header: utf8ToBytes(JSON.stringify(header)), body: concatBytes(...bodies) };
};
