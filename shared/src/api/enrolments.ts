import * as z from "zod/mini";
import { CLINIC_ID } from "../records/index.ts";
import { endpoint } from "./endpoint.ts";

const roles = ["device-manager", "admin"] as const;
const clinic = z.string().check(z.regex(CLINIC_ID));
const person = z.object({ id: z.string(), name: z.string() });

/** A week: longer than that a code lies about. */
export const MAX_ENROLMENT_HOURS = 168;

export const enrolmentCodeView = z.object({
  no: z.int(),
  state: z.enum(["open", "used", "expired", "withdrawn"]),
  clinic: z.string(),
  /** Good for this person only; anybody of the clinic when absent. */
  user: z.optional(person),
  issuedBy: person,
  issuedAtMs: z.int(),
  expiresAtMs: z.int(),
  used: z.optional(z.object({ by: person, device: z.string(), label: z.string(), atMs: z.int() })),
  withdrawn: z.optional(z.object({ by: person, atMs: z.int() })),
});
export type EnrolmentCodeView = z.infer<typeof enrolmentCodeView>;

/** Makes a code that lets one device in, once. Shown now and never again: the relay keeps its hash. [ID30] [ID34] */
export const issueEnrolment = endpoint({
  name: "enrolments/issue",
  roles,
  request: z.object({
    clinic,
    user: z.optional(z.string().check(z.minLength(1), z.maxLength(64))),
    hours: z.optional(z.int().check(z.minimum(1), z.maximum(MAX_ENROLMENT_HOURS))),
  }),
  response: z.object({ code: z.string(), issued: enrolmentCodeView }),
});

/** Codes of the caller's clinics, newest first, and what became of each. */
export const listEnrolments = endpoint({
  name: "enrolments/list",
  roles,
  request: z.object({}),
  response: z.object({ codes: z.readonly(z.array(enrolmentCodeView)) }),
});

/** A code that was not used is good for nothing from now on. */
export const withdrawEnrolment = endpoint({
  name: "enrolments/withdraw",
  roles,
  request: z.object({ no: z.int().check(z.minimum(1)) }),
  response: z.object({ code: enrolmentCodeView }),
});

/** For whom a code may be: everybody with a login who works for a clinic of the caller. */
export const enrolmentPeople = endpoint({
  name: "enrolments/people",
  roles,
  request: z.object({}),
  response: z.object({
    people: z.readonly(
      z.array(z.object({ id: z.string(), name: z.string(), clinics: z.readonly(z.array(z.string())) })),
    ),
  }),
});
