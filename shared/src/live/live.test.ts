import { describe, expect, it } from "vitest";
import { docIdFromBytes } from "../records/index.ts";
import {
  decodeLiveDown,
  decodeLiveUp,
  encodeLiveValue,
  isSensorId,
  type LiveValue,
  liveValueKeys,
  MAX_LIVE_FRAME_BYTES,
  MAX_SENSORS_PER_MESSAGE,
  MAX_VALUES_PER_PUBLISH,
  offeredLiveProtocols,
  publishRefusal,
  readLiveOffer,
  readLiveValue,
  watchRefusal,
} from "./index.ts";
import { roles } from "../authority/index.ts";
import { offeredProtocols } from "../protocol/index.ts";

const value: LiveValue = {
  heartRate: 72,
  spo2: 97,
  temperature: 36.8,
  recordedTimeStamp: 1_780_000_000_000,
  deviceId: "s-7f3k2",
};
const full = { ...value, respiratoryRate: 16, systolic: 120, diastolic: 80, status: ["low-battery"] };

describe("[LV2] a value", () => {
  it("has five keys, and four more where the sensor has them", () => {
    expect(readLiveValue(value)).toEqual(value);
    expect(readLiveValue(full)).toEqual(full);
    expect(readLiveValue({ ...value, heartRate: null, spo2: null, temperature: null })).toBeDefined();
    expect(Object.keys(full)).toEqual([...liveValueKeys]);
  });

  it.each([
    ["a patient", { patientId: "p" }],
    ["a name", { name: "Sita" }],
    ["a bed", { bed: 12 }],
    ["a hardware address", { mac: "aa:bb:cc:dd:ee:ff" }],
    ["text as a status", { status: "Sita Devi" }],
    ["a status that nobody knows", { status: ["Sita Devi"] }],
    ["text as a number", { heartRate: "72" }],
    ["a fraction of a beat", { heartRate: 72.5 }],
    ["a hundredth of a degree", { temperature: 36.85 }],
    ["a fever of nobody", { temperature: 98.6 }],
    ["a time that is text", { recordedTimeStamp: "2026-11-28" }],
    ["another kind of id", { deviceId: "aa:bb:cc:dd:ee:ff" }],
  ])("with %s is refused", (_what, more) => {
    expect(readLiveValue({ ...value, ...more })).toBeUndefined();
  });

  it.each(["heartRate", "spo2", "temperature", "recordedTimeStamp", "deviceId"] as const)(
    "without %s is refused",
    (key) => {
      const { [key]: _gone, ...rest } = value;
      expect(readLiveValue(rest)).toBeUndefined();
    },
  );

  it("is written with its own keys only, whatever object is given", () => {
    const odd = { ...full, patientId: "p" } as unknown as LiveValue;
    expect(JSON.parse(encodeLiveValue(odd))).toEqual(full);
    // Negative control: the plain way writes what it is given.
    expect(JSON.stringify(odd)).toContain("patientId");
  });
});

describe("[LV3] a sensor's id", () => {
  it.each(["s-7f3k2", "ward.3.bed-12", "oxi_0001", "Q4Z8N2K7V1M5X3TB", "esp32-7fa01c", "a".repeat(64)])(
    "%s can be one",
    (id) => expect(isSensorId(id)).toBe(true),
  );

  it.each([
    "",
    "ab",
    "-abc",
    "a".repeat(65),
    "aa:bb:cc:dd:ee:ff",
    "AA-BB-CC-DD-EE-FF",
    "aa.bb.cc.dd.ee.ff",
    "aabbccddeeff",
    "AABB.CCDD.EEFF",
    "esp32-aabbccddeeff",
    "oxi_aa_bb_cc_dd_ee_ff",
    "aa-bb-cc-ff-fe-dd-ee-ff",
    "aabbccfffeddeeff",
    "Sita Devi",
    docIdFromBytes(new Uint8Array(16).fill(7)),
  ])("%s cannot", (id) => expect(isSensorId(id)).toBe(false));
});

describe("[LV5] rights", () => {
  it("are of roles within their own clinics", () => {
    const may = (judge: typeof watchRefusal) =>
      roles.filter((role) => judge({ roles: [role], clinics: ["rampur"] }, "rampur") === undefined);
    expect(may(watchRefusal)).toEqual(["field", "hospital", "device-manager", "admin"]);
    expect(may(publishRefusal)).toEqual(["edge"]);
    const nurse = { roles: ["hospital" as const], clinics: ["rampur"] };
    expect(watchRefusal(nurse, "sitapur")).toBe("not-your-clinic");
    expect(watchRefusal({ roles: ["auditor"], clinics: ["*"] }, "rampur")).toBe("role-may-not-watch");
    expect(publishRefusal({ roles: ["edge"], clinics: ["*"] }, "sitapur")).toBeUndefined();
  });
});

describe("[LV4] frames", () => {
  it("are read or refused with a code, whatever the text", () => {
    expect(decodeLiveUp(JSON.stringify({ t: "publish", values: [value] })).ok).toBe(true);
    const code = (text: string) => {
      const read = decodeLiveUp(text);
      return read.ok ? "ok" : read.error;
    };
    expect(code("")).toBe("frame-malformed");
    expect(code("[]")).toBe("frame-malformed");
    expect(code("null")).toBe("frame-malformed");
    expect(code("{}")).toBe("message-shape");
    expect(code('{"t":"subscribe","clinic":"rampur","sensors":[]}')).toBe("message-shape");
    expect(code('{"t":"subscribe","clinic":"rampur","sensors":["s-1"],"patient":"x"}')).toBe("message-shape");
    expect(code('{"t":"value","items":[]}')).toBe("message-shape");
    expect(code(`{"t":"${"x".repeat(MAX_LIVE_FRAME_BYTES)}"}`)).toBe("frame-too-large");
    const many = (length: number) => Array.from({ length }, (_, n) => `s-${n}-x`);
    const subscribe = (n: number) => JSON.stringify({ t: "subscribe", clinic: "rampur", sensors: many(n) });
    expect(code(subscribe(MAX_SENSORS_PER_MESSAGE))).toBe("ok");
    expect(code(subscribe(MAX_SENSORS_PER_MESSAGE + 1))).toBe("message-shape");
    const publish = (n: number) =>
      JSON.stringify({ t: "publish", values: many(n).map((deviceId) => ({ ...full, deviceId })) });
    expect(code(publish(MAX_VALUES_PER_PUBLISH))).toBe("ok");
    expect(decodeLiveDown('{"t":"value","items":[[1,{"patientId":"x"}]]}').ok).toBe(false);
  });

  it("[LV1] are asked for with a version and a ticket; the log's version opens no live channel", () => {
    expect(readLiveOffer(offeredLiveProtocols("T-1").join(", "))).toEqual({
      protocol: 1,
      accepted: "arogya-live.1",
      ticket: "T-1",
      isAskedFor: true,
    });
    expect(readLiveOffer(offeredProtocols("T-1").join(", ")).isAskedFor).toBe(false);
  });
});
