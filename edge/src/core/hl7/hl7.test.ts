import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ackOf } from "./ack.ts";
import { component, parseHl7, segmentOf, timeOf } from "./message.ts";
import { MllpFrames, mllpFrame } from "./mllp.ts";
import { readOru } from "./oru.ts";

const message = [
  "MSH|^~\\&|MONITOR|ICU|||20261128040000+0000||ORU^R01^ORU_R01|MSG00001|P|2.6",
  "PID|1||123||NAME^OF NOBODY",
  "PV1|1|I|ICU^1^12",
  "OBR|1|||1|||20261128040000+0000",
  "OBX|1|NM|147842^MDC_ECG_HEART_RATE^MDC||88|264864^MDC_DIM_BEAT_PER_MIN^MDC|||||F|||20261128035959+0000",
  "OBX|2|NM|59408-5^SpO2^LN||96|%|||||F",
  "OBX|3|NM|8310-5^Temp^LN||98.6|[degF]|||||F",
  "OBX|4|NM|9279-1^RR^LN||||||||X",
].join("\r");

describe("[ED5] HL7 v2", () => {
  it("reads what was measured and by what, not whom", () => {
    const parsed = parseHl7(message);
    const oru = parsed && readOru(parsed);
    expect(oru).toMatchObject({
      ok: true,
      value: {
        names: ["ICU^1^12", "ICU", "MONITOR"],
        sample: {
          measuredAt: Date.UTC(2026, 10, 28, 3, 59, 59),
          values: { heartRate: 88, spo2: 96, tempCx10: 370 },
          unusable: ["respiratoryRate"],
        },
      },
    });
    expect(JSON.stringify(oru)).not.toContain("NOBODY");
  });
  it("answers with the control id, and with an empty one for what it cannot read", () => {
    expect(ackOf(parseHl7(message), "AA", "", 0)).toContain("\rMSA|AA|MSG00001\r");
    expect(ackOf(undefined, "AE", "no|pe", 0)).toContain("\rMSA|AE||nope\r");
  });
  it("unescapes delimiters; takes no time without a zone", () => {
    const parsed = parseHl7("MSH|^~\\&|A\\F\\B\\T\\C\\X41\\|");
    expect(parsed && component(parsed, segmentOf(parsed, "MSH"), 3)).toBe("A|B&CA");
    expect(timeOf("20261128040000")).toBeUndefined();
    expect(timeOf("20261128093000+0530")).toBe(Date.UTC(2026, 10, 28, 4));
  });
  it("MLLP comes in any pieces; a message without end breaks the connection", () => {
    fc.assert(
      fc.property(
        fc.array(fc.stringMatching(/^[ -~]{0,40}$/), { maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        (texts, step) => {
          const bytes = texts.flatMap((t) => [...mllpFrame(t)]);
          const frames = new MllpFrames(1_000);
          const out: string[] = [];
          for (let at = 0; at < bytes.length; at += step)
            for (const f of frames.push(Uint8Array.from(bytes.slice(at, at + step))) ?? [])
              out.push(Buffer.from(f).toString());
          expect(out).toEqual(texts);
        },
      ),
    );
    const endless = new MllpFrames(100);
    expect(endless.push(Uint8Array.from([0x0b, ...Array.from({ length: 200 }, () => 65)]))).toBeUndefined();
  });
  it("nothing throws, whatever comes", () => {
    fc.assert(
      fc.property(fc.string(), fc.uint8Array(), (text, bytes) => {
        for (const t of [text, `MSH|^~\\&|${text}`, `${message}\rOBX|${text}`]) {
          const parsed = parseHl7(t);
          if (parsed) readOru(parsed);
          ackOf(parsed, "AE", text, 0);
        }
        new MllpFrames(100).push(bytes);
      }),
    );
  });
});
