import * as z from "zod/mini";
import { canonicalJson, contentKey, isCanonicalJson, utf8ToBytes } from "../bytes/index.ts";
import { err, ok, type Result } from "../result.ts";

/** The content's hash: base32 of the first 16 bytes of SHA-256 of the canonical JSON. 26 characters. [RC4] */
export type ReadingId = string & { readonly __brand: "ReadingId" };

const FIRST_INSTANT_MS = -2_208_988_800_000; // 1900
const LAST_INSTANT_MS = 4_102_444_800_000; // 2100
const instantMs = z.int().check(z.minimum(FIRST_INSTANT_MS), z.maximum(LAST_INSTANT_MS));
const shortText = z.string().check(z.minLength(1), z.maxLength(64));
const readingIdText = z.string().check(z.regex(/^[a-z2-7]{26}$/));

/** Vital signs that are one scaled integer each. */
const measuredFields = [
  "heartRate",
  "spo2",
  "tempCx10",
  "systolic",
  "diastolic",
  "meanArterial",
  "respiratoryRate",
  "weightG",
  "heightMm",
  "glucoseMgDl",
  "oxygenLMinx10",
] as const;

/**
 * One set of vitals measured together at one moment, immutable. Integers are in scaled units (see `vitals/codes`),
 * there are no floats. `z.looseObject`: fields and codes that a newer version wrote survive untouched. [RC5]
 */
export const readingSchema = z.looseObject({
  v: z.int().check(z.minimum(1)),
  /** 16 bytes, base64url. Random for a person's entry, HMAC(auditKey, source key) for imports and sensors. */
  nonce: z.string().check(z.regex(/^[A-Za-z0-9_-]{22}$/)),
  /** When it was measured, by the device's clock, epoch ms. */
  measuredAt: instantMs,
  /** When it was entered, where that differs from measuredAt. */
  recordedAt: z.optional(instantMs),
  /** Who answers for it: the user id of a person or a service. */
  author: shortText,
  device: z.optional(shortText),
  /** "keypad", "import", "sensor", "api", …: open, because the next version will know more. */
  source: z.string().check(z.minLength(1), z.maxLength(32)),
  heartRate: z.optional(z.int()),
  spo2: z.optional(z.int()),
  tempCx10: z.optional(z.int()),
  systolic: z.optional(z.int()),
  diastolic: z.optional(z.int()),
  meanArterial: z.optional(z.int()),
  respiratoryRate: z.optional(z.int()),
  weightG: z.optional(z.int()),
  heightMm: z.optional(z.int()),
  glucoseMgDl: z.optional(z.int()),
  consciousness: z.optional(z.string().check(z.minLength(1), z.maxLength(8))),
  onOxygen: z.optional(z.boolean()),
  oxygenLMinx10: z.optional(z.int()),
  /** Fields whose unusual value the person was asked about and confirmed. */
  confirmed: z.optional(z.array(shortText).check(z.maxLength(24))),
  /** Fields that could not be measured, with the reason's code: {"spo2": "refused"}. */
  notMeasured: z.optional(z.record(shortText, shortText)),
  note: z.optional(z.string().check(z.maxLength(500))),
  encounter: z.optional(shortText),
  /** This reading corrects that one; `reason` says why. Both stay visible. */
  supersedes: z.optional(readingIdText),
  /** Further readings that it takes the place of: the rivals of that one, when somebody decides between two values. */
  alsoSupersedes: z.optional(z.array(readingIdText).check(z.minLength(1), z.maxLength(16))),
  /** That one should not have been written (wrong patient, test entry); this reading carries no values. */
  retracts: z.optional(readingIdText),
  reason: z.optional(z.string().check(z.minLength(1), z.maxLength(200))),
});
export type Reading = z.infer<typeof readingSchema>;

/** The longest canonical reading that is accepted, in bytes. */
export const READING_MAX_BYTES = 4096;

export type ReadingErrorCode =
  | "reading-not-canonical"
  | "reading-shape"
  | "reading-too-long"
  | "reading-without-reason";

/** The reading's canonical JSON (RFC 8785): what is stored, hashed and anchored. Throws on floats and lone surrogates. */
export const canonicalReading = (reading: Reading): string => canonicalJson(reading);

export const readingIdOf = (canonical: string): ReadingId => contentKey(utf8ToBytes(canonical)) as ReadingId;

const check = (reading: Reading): Result<Reading, ReadingErrorCode> =>
  reading.alsoSupersedes !== undefined && reading.supersedes === undefined
    ? err("reading-shape")
    : (reading.supersedes !== undefined || reading.retracts !== undefined) && reading.reason === undefined
      ? err("reading-without-reason")
      : ok(reading);

const isInt = (value: unknown): boolean => Number.isSafeInteger(value);
const isText = (value: unknown, max: number): boolean =>
  typeof value === "string" && value.length >= 1 && value.length <= max;
const isNonce = (value: unknown): boolean => typeof value === "string" && /^[A-Za-z0-9_-]{22}$/.test(value);
const isInstant = (value: unknown): boolean =>
  isInt(value) && (value as number) >= FIRST_INSTANT_MS && (value as number) <= LAST_INSTANT_MS;

/** Fields of everyday readings, each with the schema's own condition. */
const everyday: ReadonlyMap<string, (value: unknown) => boolean> = new Map<
  string,
  (value: unknown) => boolean
>([
  ["v", (value) => isInt(value) && (value as number) >= 1],
  ["nonce", isNonce],
  ["measuredAt", isInstant],
  ["recordedAt", isInstant],
  ["author", (value) => isText(value, 64)],
  ["device", (value) => isText(value, 64)],
  ["source", (value) => isText(value, 32)],
  ["onOxygen", (value) => typeof value === "boolean"],
  ["consciousness", (value) => isText(value, 8)],
  ...measuredFields.map((field): [string, (value: unknown) => boolean] => [field, isInt]),
]);
const NEEDED = 5;
const needed: ReadonlySet<string> = new Set(["v", "nonce", "measuredAt", "author", "source"]);

/**
 * Whether this is a reading that the schema certainly accepts, told several times faster than by asking it: nearly all
 * are, and a relay checks them by the thousand. False says nothing: the schema decides.
 */
export const isEverydayReading = (value: unknown): boolean => {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  let found = 0;
  for (const key in value) {
    const isRight = everyday.get(key);
    if (!isRight?.((value as Record<string, unknown>)[key])) return false;
    if (needed.has(key)) found++;
  }
  return found === NEEDED;
};

/** Reads stored text. Refuses what is not canonical, so that one reading has exactly one id. [RC4] */
export const parseReading = (text: string): Result<Reading, ReadingErrorCode> => {
  // No character takes more than three bytes: most texts need not be encoded to be measured.
  if (text.length * 3 > READING_MAX_BYTES && utf8ToBytes(text).length > READING_MAX_BYTES)
    return err("reading-too-long");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return err("reading-not-canonical");
  }
  if (!isCanonicalJson(text, value)) return err("reading-not-canonical");
  if (isEverydayReading(value)) return ok(value as Reading);
  const parsed = readingSchema.safeParse(value);
  return parsed.success ? check(parsed.data) : err("reading-shape");
};

/** Validates a reading about to be written and gives its canonical text and id. */
export const sealReading = (reading: Reading): Result<{ id: ReadingId; text: string }, ReadingErrorCode> => {
  const text = canonicalReading(reading);
  const parsed = parseReading(text);
  return parsed.ok ? ok({ id: readingIdOf(text), text }) : parsed;
};
