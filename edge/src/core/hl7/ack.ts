import { component, type Hl7Message, segmentOf } from "./message.ts";

/** AA: taken and on disk. AE: understood and not taken, do not send it again. AR: not taken, try again later. */
export type AckCode = "AA" | "AE" | "AR";

const clean = (text: string): string =>
  text
    .replace(/[^\x20-\x7e]/g, "")
    .replace(/[|^~\\&]/g, "")
    .slice(0, 50);

const two = (n: number): string => String(n).padStart(2, "0");
const stamp = (epochMs: number): string => {
  const d = new Date(epochMs);
  return (
    `${d.getUTCFullYear()}${two(d.getUTCMonth() + 1)}${two(d.getUTCDate())}` +
    `${two(d.getUTCHours())}${two(d.getUTCMinutes())}${two(d.getUTCSeconds())}+0000`
  );
};

/**
 * The acknowledgement of a message (HL7 v2.6, 2.9.2.2 original mode): MSA-1 the code, MSA-2 the control id that is
 * answered. A message whose header cannot be read is answered with an empty control id. [ED5]
 */
export const ackOf = (
  message: Hl7Message | undefined,
  code: AckCode,
  reason: string,
  nowMs: number,
): string => {
  const msh = message && segmentOf(message, "MSH");
  const field = (n: number): string => (message ? clean(component(message, msh, n)) : "");
  const version = field(12) || "2.6";
  const head = ["MSH", "^~\\&", "ArogyaSync", "edge", field(3), field(4), stamp(nowMs), ""];
  return (
    `${[...head, "ACK^R01^ACK", `A${field(10)}`.slice(0, 20), field(11) || "P", version].join("|")}\r` +
    `MSA|${code}|${field(10)}${reason === "" ? "" : `|${clean(reason)}`}\r`
  );
};
