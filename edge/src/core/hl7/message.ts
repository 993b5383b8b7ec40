/**
 * HL7 v2.x, as far as an observation from a bedside monitor goes: segments, fields, repetitions, components, escapes.
 * Bounded before anything is split. (HL7 v2.6 chapter 2.)
 */
export const hl7Limits = { bytes: 65_536, segments: 500, fields: 60 } as const;

export interface Segment {
  readonly name: string;
  /** Field 1 is `fields[1]`; of MSH too, where field 1 is the separator itself. */
  readonly fields: readonly string[];
}

interface Delimiters {
  readonly field: string;
  readonly component: string;
  readonly repetition: string;
  readonly escape: string;
  readonly subcomponent: string;
}

export interface Hl7Message {
  readonly segments: readonly Segment[];
  readonly delimiters: Delimiters;
}

const SEGMENT_NAME = /^[A-Z][A-Z0-9]{2}$/;

/** Splits a message into segments. Undefined when it is none, or larger than any from a monitor. Never throws. */
export const parseHl7 = (text: string): Hl7Message | undefined => {
  if (text.length > hl7Limits.bytes || !text.startsWith("MSH") || text.length < 9) return undefined;
  const [field = "", component = "", repetition = "", escape = "", subcomponent = ""] = text.slice(3, 8);
  const all = [field, component, repetition, escape, subcomponent];
  if (new Set(all).size !== 5 || all.some((c) => /[A-Za-z0-9\r\n]/.test(c))) return undefined;
  const delimiters: Delimiters = { field, component, repetition, escape, subcomponent };
  const lines = text.split(/\r\n|\r|\n/, hl7Limits.segments + 1).filter((line) => line !== "");
  if (lines.length > hl7Limits.segments) return undefined;
  const segments: Segment[] = [];
  for (const line of lines) {
    const fields = line.split(field, hl7Limits.fields + 1);
    const name = fields[0] ?? "";
    if (!SEGMENT_NAME.test(name)) return undefined;
    segments.push({ name, fields: name === "MSH" ? ["MSH", field, ...fields.slice(1)] : fields });
  }
  return { segments, delimiters };
};

export const segmentOf = (message: Hl7Message, name: string): Segment | undefined =>
  message.segments.find((segment) => segment.name === name);

/** A component of a field's first repetition, unescaped. @param component counted from 1. */
export const component = (
  { delimiters }: Hl7Message,
  segment: Segment | undefined,
  field: number,
  at = 1,
): string => {
  const [first = ""] = (segment?.fields[field] ?? "").split(delimiters.repetition, 1);
  const part = first.split(delimiters.component, at)[at - 1] ?? "";
  return unescape(part, delimiters).trim();
};

/** The five delimiters and hexadecimal characters; formatting escapes (\H\ \.br\) mean nothing to a machine. */
export const unescape = (text: string, d: Delimiters): string => {
  if (!text.includes(d.escape)) return text;
  const parts = text.split(d.escape);
  let out = parts[0] ?? "";
  for (let i = 1; i < parts.length; i += 2) {
    const code = parts[i] ?? "";
    const isClosed = i + 1 < parts.length;
    if (!isClosed) return `${out}${d.escape}${code}`;
    if (code === "F") out += d.field;
    else if (code === "S") out += d.component;
    else if (code === "R") out += d.repetition;
    else if (code === "E") out += d.escape;
    else if (code === "T") out += d.subcomponent;
    else if (/^X(?:[0-9A-Fa-f]{2}){1,32}$/.test(code))
      for (let at = 1; at < code.length; at += 2)
        out += String.fromCharCode(Number.parseInt(code.slice(at, at + 2), 16));
    out += parts[i + 1] ?? "";
  }
  return out;
};

/**
 * HL7 date and time (YYYYMMDDHHMM[SS[.SSSS]][+/-ZZZZ]) as epoch ms. Undefined without a zone: which hour it means would
 * be a guess.
 */
export const timeOf = (text: string): number | undefined => {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(?:(\d\d)(?:\.(\d{1,4}))?)?([+-])(\d\d)(\d\d)$/.exec(text);
  if (!parts) return undefined;
  const [, year, month, day, hour, minute, second = "00", fraction = "0", sign, zoneHours, zoneMinutes] =
    parts;
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  const zone = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  const at = ms + Math.round(Number(`0.${fraction}`) * 1000) - (sign === "-" ? -zone : zone);
  return Number.isNaN(at) || at < 0 ? undefined : at;
};
