import type { Clock } from "@arogyasync/shared/ports";
import type { ConsentView, DuplicateHit, PatientDetail } from "../data/app-data.ts";
import type { PatientRights } from "../data/rights.ts";
import type { PatientPage, PatientRow } from "../data/rows.ts";
import type { WorkerEvent } from "./api.ts";
import type { StoredSession } from "./session/session-store.ts";

const DAY_MS = 86_400_000;
/** So long after the relay last knew this person, the device shows what it holds. */
export const READING_WINDOW_MS = 7 * DAY_MS;

/**
 * Whether records may be read here. A clock that stands more than a day before the last contact says nothing about
 * the time since: reading is closed as after the window.
 */
export const isReadingOpen = ({ authenticatedAtMs }: StoredSession, nowMs: number): boolean => {
  const sinceMs = nowMs - authenticatedAtMs;
  return sinceMs < READING_WINDOW_MS && sinceMs > -DAY_MS;
};

/** What tells one person from another, and no more: without it nobody could record for the right one. */
const personOnly = (row: PatientRow): PatientRow => ({
  ...row,
  phone: undefined,
  relationName: undefined,
  cards: [],
  abha: undefined,
  conflictCount: 0,
  latest: undefined,
  readingCount: 0,
});
const shownIdentity = ["name", "nameLocal", "sex", "birthDate", "ageYears", "village"];
const unknownConsent: ConsentView = {
  status: "none",
  atMs: undefined,
  untilMs: undefined,
  by: [],
  method: [],
  isContested: false,
};
const noneOf = (rights: PatientRights): PatientRights =>
  Object.fromEntries(Object.keys(rights).map((right) => [right, false])) as unknown as PatientRights;
const personDetail = (detail: PatientDetail): PatientDetail => ({
  ...detail,
  row: personOnly(detail.row),
  identity: Object.fromEntries(
    Object.entries(detail.identity).filter(([field]) => shownIdentity.includes(field)),
  ),
  identifiers: {},
  conflicts: {},
  readings: [],
  consents: Object.fromEntries(
    Object.keys(detail.consents).map((purpose) => [purpose, unknownConsent]),
  ) as unknown as PatientDetail["consents"],
  unreadableCount: 0,
  rights: { ...noneOf(detail.rights), record: detail.rights.record },
});

/** What is left of an event while reading is closed. */
const withoutReading = (event: WorkerEvent): WorkerEvent => {
  if (event.type === "patients") return { ...event, ids: [], changed: [], total: 0 };
  if (event.type === "patient" && event.value !== "missing")
    return { ...event, value: personDetail(event.value) };
  if (event.type === "wards") return { ...event, value: [] };
  // What waits to be sent was written here.
  if (event.type === "records")
    return { ...event, rows: event.rows.filter(({ stage }) => stage !== "received") };
  return event;
};

/** Write-only after days without contact: nothing of a record reaches the page, and everything can be recorded. [VA11] */
export const createReadingWindow = (deps: {
  readonly clock: Clock;
  session(): StoredSession | undefined;
  notify(event: WorkerEvent): void;
  /** Reading was closed, or is open again: everything shown must be told anew. */
  onChanged(): void;
}) => {
  let wasOpen = true;
  const isOpen = (): boolean => {
    const session = deps.session();
    return session === undefined || isReadingOpen(session, deps.clock.now());
  };
  const look = () => {
    const open = isOpen();
    if (open === wasOpen) return;
    wasOpen = open;
    deps.onChanged();
  };
  return {
    isOpen,
    look,
    notify(event: WorkerEvent) {
      look();
      deps.notify(wasOpen ? event : withoutReading(event));
    },
    page(found: PatientPage): PatientPage {
      look();
      return wasOpen ? found : { ...found, rows: found.rows.map(personOnly) };
    },
    duplicates(hits: readonly DuplicateHit[]): readonly DuplicateHit[] {
      return isOpen() ? hits : hits.map((hit) => ({ ...hit, patient: personOnly(hit.patient) }));
    },
  };
};
export type ReadingWindow = ReturnType<typeof createReadingWindow>;
