/** A value that every language reproduces byte for byte: no floats, no Date, no undefined, no bytes. */
export type CanonicalValue =
  | string
  | number
  | boolean
  | null
  | readonly CanonicalValue[]
  | { readonly [key: string]: CanonicalValue };

const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * RFC 8785 (JCS) restricted to safe integers, strings, booleans, null, arrays and plain objects.
 * Keys are sorted by UTF-16 code unit. Throws TypeError on anything else (a float, a lone surrogate, undefined):
 * what cannot be reproduced elsewhere must not be hashed.
 */
export const canonicalJson = (value: unknown): string => {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value) || Object.is(value, -0))
      throw new TypeError(`not a safe integer: ${value}`);
    return String(value);
  }
  if (typeof value === "string") {
    if (LONE_SURROGATE.test(value)) throw new TypeError("string has a lone surrogate");
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${Array.from(value, (v) => canonicalJson(v)).join(",")}]`;
  if (
    typeof value === "object" &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  ) {
    const record = value as Record<string, unknown>;
    const keys = Object.keys(record).sort();
    return `{${keys.map((k) => `${canonicalJson(k)}:${canonicalJson(record[k])}`).join(",")}}`;
  }
  throw new TypeError(`cannot be canonicalised: ${typeof value}`);
};

/** Whether keys are in order and numbers are safe integers, all the way down. */
const isOrdered = (value: unknown): boolean => {
  if (typeof value === "number") return Number.isSafeInteger(value);
  if (typeof value !== "object" || value === null) return true;
  if (Array.isArray(value)) return value.every(isOrdered);
  let previous: string | undefined;
  for (const [key, inner] of Object.entries(value)) {
    if ((previous !== undefined && previous >= key) || !isOrdered(inner)) return false;
    previous = key;
  }
  return true;
};

/**
 * Whether `text` is the canonical JSON of `value`, which was parsed from it. The common case costs one native
 * `JSON.stringify`; anything unusual is compared with what `canonicalJson` writes.
 */
export const isCanonicalJson = (text: string, value: unknown): boolean => {
  if (isOrdered(value) && JSON.stringify(value) === text && !text.includes("\\ud")) return true;
  try {
    return canonicalJson(value) === text;
  } catch {
    return false;
  }
};
