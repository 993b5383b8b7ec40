import {
  type EmergencyCause,
  type EmergencyRecord,
  type LookupHit,
  MIN_LOOKUP_LENGTH,
} from "@arogyasync/shared/api";
import { type Principal, worksFor } from "@arogyasync/shared/authority";
import { compareParsed, normaliseCard, normalisePhone, parseName } from "@arogyasync/shared/matching";
import type { Clock } from "@arogyasync/shared/ports";
import {
  consentFor,
  effectiveReadings,
  parseReading,
  type PatientView,
  readingIdOf,
} from "@arogyasync/shared/records";
import { err, ok, type Result } from "@arogyasync/shared/result";
import { vitalFields } from "@arogyasync/shared/vitals";
import type { AccessLog } from "./access-log.ts";
import type { AccessStore } from "./access-store.ts";

export interface FoundPatient {
  readonly no: number;
  readonly id: string;
  readonly view: PatientView;
  readonly clinics: readonly string[];
}

/** Patients of every clinic, as far as the projections have them. */
export interface PatientFinder {
  /** In a lasting order, behind `after`. */
  page(after: number, limit: number): Promise<FoundPatient[]>;
  find(id: string): Promise<FoundPatient | undefined>;
  /** Canonical texts, newest first. */
  readings(id: string, limit: number): Promise<string[]>;
}

export type EmergencyErrorCode =
  | "query-too-short"
  | "too-many-lookups"
  | "unknown-patient"
  | "own-patient"
  | "reason-needed"
  | "emergency-over";

/** Who asks, and where. */
export interface Asker {
  readonly principal: Principal;
  readonly device: string;
}

export interface Emergency {
  search(
    query: string,
    by: Asker,
  ): Promise<Result<{ readonly hits: LookupHit[]; readonly isCut: boolean }, EmergencyErrorCode>>;
  open(
    request: { readonly patient: string; readonly cause: EmergencyCause; readonly note: string },
    by: Asker,
  ): Promise<Result<EmergencyRecord, EmergencyErrorCode>>;
  read(patient: string, by: Asker): Promise<Result<EmergencyRecord, EmergencyErrorCode>>;
}

/** How long an emergency lasts: long enough for a resuscitation, short enough to ask again for a reason. */
export const EMERGENCY_MS = 60 * 60_000;
/** Enough for a bad night, too few to go through a district by name. */
const LOOKUPS_AN_HOUR = 30;
const HOUR_MS = 3_600_000;
const MAX_HITS = 10;
const MAX_READINGS = 500;
const ROWS_A_PIECE = 500;
const MIN_NOTE_LENGTH = 3;
/** Shorter numbers are shared by too many to name anybody. */
const MIN_NUMBER_LENGTH = 6;

type Matcher = (view: PatientView) => number;

/** How well a patient fits a query: 0 not at all; numbers only whole, names by sound and in any script. */
const matcherOf = (query: string): Matcher => {
  const phone = normalisePhone(query);
  const number = normaliseCard(query);
  const name = parseName(query);
  return ({ identity, identifiers }) => {
    if (phone !== undefined && normalisePhone(identity.phone ?? "") === phone) return 4;
    if (number !== undefined && number.length >= MIN_NUMBER_LENGTH)
      for (const value of Object.values(identifiers)) if (normaliseCard(value) === number) return 4;
    if (name.tokens.length === 0) return 0;
    const likeness = [identity.name, identity.nameLocal].map((known) =>
      known === undefined ? "different" : compareParsed(name, parseName(known)),
    );
    return likeness.includes("same")
      ? 3
      : likeness.includes("close")
        ? 2
        : likeness.includes("partial")
          ? 1
          : 0;
  };
};

const hitOf = ({ id, view, clinics }: FoundPatient, by: Principal): LookupHit => {
  const { name, nameLocal, sex, birthDate, ageYears, village } = view.identity;
  const known = { sex, birthDate, ageYears, village };
  return {
    patient: id,
    name: name ?? nameLocal ?? "",
    clinics,
    isOwn: worksFor(by, clinics),
    ...Object.fromEntries(Object.entries(known).filter(([, value]) => value !== undefined)),
  };
};

/** The readings of these texts, newest first; a correction counts though what it corrects is not among them. */
const shownReadings = (texts: readonly string[]): EmergencyRecord["readings"] => {
  const stored = texts.flatMap((text) => {
    const reading = parseReading(text);
    return reading.ok ? [{ id: readingIdOf(text), reading: reading.value }] : [];
  });
  return effectiveReadings(stored)
    .map(({ id, reading, state }) => {
      const all = reading as Readonly<Record<string, unknown>>;
      const measured = vitalFields.filter((field) => all[field] !== undefined);
      return {
        id,
        state,
        measuredAtMs: reading.measuredAt,
        author: reading.author,
        source: reading.source,
        values: Object.fromEntries(measured.map((field) => [field, all[field] as number | string | boolean])),
        ...(reading.note === undefined ? {} : { note: reading.note }),
      };
    })
    .sort((a, b) => b.measuredAtMs - a.measuredAtMs || (a.id < b.id ? -1 : 1));
};

/** Reading the record of a patient who is nobody's here, with a reason and for an hour. [TR40] */
export const createEmergency = (deps: {
  readonly finder: PatientFinder;
  readonly accessLog: Pick<AccessLog, "record">;
  readonly accessStore: Pick<AccessStore, "list">;
  /** Resolves when the projections have everything committed. */
  readonly catchUp: () => Promise<void>;
  readonly clock: Clock;
}): Emergency => {
  const { finder, accessLog, accessStore, clock } = deps;

  const note = (
    { principal, device }: Asker,
    what: "lookup" | "break-glass" | "api",
    patients: readonly string[],
    reason: string,
  ): Promise<void> =>
    accessLog.record([
      {
        person: principal.userId,
        roles: [...principal.roles],
        patients: [...patients],
        what,
        purpose: "BTG",
        device,
        reason,
      },
    ]);

  const foreign = async (
    patient: string,
    by: Principal,
  ): Promise<Result<FoundPatient, EmergencyErrorCode>> => {
    await deps.catchUp();
    const found = await finder.find(patient);
    if (!found) return err("unknown-patient");
    return worksFor(by, found.clinics) ? err("own-patient") : ok(found);
  };

  const recordOf = async (found: FoundPatient, untilMs: number): Promise<EmergencyRecord> => {
    const readings = await finder.readings(found.id, MAX_READINGS + 1);
    const { identity, identifiers } = found.view;
    return {
      patient: found.id,
      untilMs,
      identity: { ...identity },
      identifiers: { ...identifiers },
      clinics: found.clinics,
      careConsent: consentFor(found.view.consents, "care", clock.now()).status,
      readings: shownReadings(readings.slice(0, MAX_READINGS)),
      isCut: readings.length > MAX_READINGS,
    };
  };

  return {
    async search(query, by) {
      const text = query.trim();
      if (text.length < MIN_LOOKUP_LENGTH) return err("query-too-short");
      const person = by.principal.userId;
      const recent = await accessStore.list({
        person,
        what: "lookup",
        from: clock.now() - HOUR_MS,
        limit: LOOKUPS_AN_HOUR,
      });
      if (recent.length >= LOOKUPS_AN_HOUR) return err("too-many-lookups");
      await deps.catchUp();
      const matches = matcherOf(text);
      const fitting: { readonly found: FoundPatient; readonly rank: number }[] = [];
      for (let after = 0; ; ) {
        const rows = await finder.page(after, ROWS_A_PIECE);
        for (const found of rows) {
          const rank = matches(found.view);
          if (rank > 0) fitting.push({ found, rank });
        }
        const last = rows.at(-1);
        if (!last || rows.length < ROWS_A_PIECE) break;
        after = last.no;
        // Others are served meanwhile.
        await new Promise<void>((resolve) => void clock.after(0, resolve));
      }
      const best = fitting.sort((a, b) => b.rank - a.rank).slice(0, MAX_HITS);
      const hits = best.map(({ found }) => hitOf(found, by.principal));
      await note(
        by,
        "lookup",
        hits.map((hit) => hit.patient),
        "",
      );
      return ok({ hits, isCut: fitting.length > MAX_HITS });
    },

    async open({ patient, cause, note: given }, by) {
      const why = given.trim();
      if (why.length < MIN_NOTE_LENGTH) return err("reason-needed");
      const found = await foreign(patient, by.principal);
      if (!found.ok) return found;
      const untilMs = clock.now() + EMERGENCY_MS;
      await note(by, "break-glass", [patient], `${cause}: ${why}`);
      return ok(await recordOf(found.value, untilMs));
    },

    async read(patient, by) {
      const [opened] = await accessStore.list({
        patient,
        person: by.principal.userId,
        what: "break-glass",
        from: clock.now() - EMERGENCY_MS,
        limit: 1,
      });
      if (!opened) return err("emergency-over");
      const found = await foreign(patient, by.principal);
      if (!found.ok) return found;
      await note(by, "api", [patient], "");
      return ok(await recordOf(found.value, opened.at + EMERGENCY_MS));
    },
  };
};
