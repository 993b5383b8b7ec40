import * as z from "zod/mini";
import { consentStatuses } from "../records/index.ts";
import { endpoint } from "./endpoint.ts";

const patientId = z.string().check(z.minLength(1), z.maxLength(64));

/** Why somebody opens the record of a patient who is not theirs. [TR40] */
export const emergencyCauses = ["unconscious", "transfer", "unreachable", "other"] as const;
export type EmergencyCause = (typeof emergencyCauses)[number];

/** The shortest text that is searched for, characters. */
export const MIN_LOOKUP_LENGTH = 3;

export const lookupHit = z.object({
  patient: z.string(),
  name: z.string(),
  sex: z.optional(z.string()),
  birthDate: z.optional(z.string()),
  ageYears: z.optional(z.string()),
  village: z.optional(z.string()),
  clinics: z.readonly(z.array(z.string())),
  /** Of a clinic of the one who asks: opened in the usual way. */
  isOwn: z.boolean(),
});
export type LookupHit = z.infer<typeof lookupHit>;

/** Looks for a patient of any clinic, by name, phone or number: just enough to tell who it is. Logged. [TR40] */
export const lookUpPatient = endpoint({
  name: "emergency/search",
  roles: ["hospital", "admin"],
  request: z.object({ query: z.string().check(z.minLength(1), z.maxLength(120)) }),
  response: z.object({
    hits: z.readonly(z.array(lookupHit)),
    /** More were found than are shown: ask for something more exact. */
    isCut: z.boolean(),
  }),
});

const emergencyReading = z.object({
  id: z.string(),
  measuredAtMs: z.int(),
  author: z.string(),
  source: z.string(),
  /** Scaled integers and codes by field (shared/vitals). */
  values: z.record(z.string(), z.union([z.number(), z.string(), z.boolean()])),
  note: z.optional(z.string()),
  state: z.enum(["current", "superseded", "retracted", "rival"]),
});

export const emergencyRecord = z.object({
  patient: z.string(),
  /** Relay clock, epoch ms: until then it may be read again without another reason. */
  untilMs: z.int(),
  identity: z.record(z.string(), z.string()),
  identifiers: z.record(z.string(), z.string()),
  clinics: z.readonly(z.array(z.string())),
  /** What the patient decided about care. An emergency opens the record all the same, and says so. */
  careConsent: z.enum(consentStatuses),
  /** Newest first. */
  readings: z.readonly(z.array(emergencyReading)),
  /** There are older ones that are not shown. */
  isCut: z.boolean(),
});
export type EmergencyRecord = z.infer<typeof emergencyRecord>;

/** Opens a record in an emergency, for 60 minutes, to read. Logged as what it is, and reviewed. [TR40] [TR41] */
export const openEmergency = endpoint({
  name: "emergency/open",
  roles: ["hospital", "admin"],
  request: z.object({
    patient: patientId,
    cause: z.enum(emergencyCauses),
    note: z.string().check(z.maxLength(400)),
  }),
  response: emergencyRecord,
});

/** The record again, while the 60 minutes last. */
export const readEmergency = endpoint({
  name: "emergency/read",
  roles: ["hospital", "admin"],
  request: z.object({ patient: patientId }),
  response: emergencyRecord,
});
